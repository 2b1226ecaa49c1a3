"""A script spoken: one sound file per scene, made once for the same words, language and voice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reprise.errors import BadInput, RepriseError
from reprise.media import Media, MediaStore
from reprise.models.failures import ModelError
from reprise.video.script import Scene, Script
from reprise.video.sound.files import RATE, load_wav, read_words, wav_bytes
from reprise.video.voice import takes
from reprise.video.voice.alignment import Aligner
from reprise.video.voice.casting import Cast, VoiceChain
from reprise.video.voice.speech import Utterance, shown, utter
from reprise.video.voice.takes import LEAD, TRAIL
from reprise.video.voice.voiceover import NarrationLine, Progress, UnusableSound, Voice, Voiceover, Word

__all__ = ["LEAD", "TRAIL", "narrate"]

_VERSION = "narration 2"


class _Failed(Exception):
    """A voice's fault, on the way to the cast."""

    def __init__(self, scene: Scene, error: RepriseError) -> None:
        super().__init__(str(error))
        self.scene = scene
        self.error = error


def narrate(
    script: Script, voice: Voice | VoiceChain, media: MediaStore, progress: Progress | None = None
) -> Voiceover:
    """Speak every scene that has words, each by its character's voice.

    A line is named by its text, what is said for it, the language and the voice's signature; one that is in the store
    already is reused with its word times, without asking its voice. When a voice fails (not: when a text cannot be
    spoken), the next of the chain speaks all of its lines, those that were spoken before included, so that a part has
    one voice from the first scene to the last; the failure is kept in the voiceover. A voice that failed is not asked
    again. Raises `BadInput` naming the scene that cannot be spoken, what the last voice of a chain raised, or the
    `ModelError` of a spent budget where the chain waits for money.
    """
    chain = voice if isinstance(voice, VoiceChain) else VoiceChain.of(voice)
    spoken = [scene for scene in script.scenes if utter(scene.narration, script.language).words]
    if not spoken:
        raise BadInput("The script says nothing.", where=script.article, remedy="Write a narration for its scenes.")
    cast = Cast(chain)
    lines = None
    while lines is None:
        try:
            lines = _speak(spoken, script, cast, chain, media, progress)
        except _Failed as failed:
            before = cast.name(failed.scene.speaker)
            where = f"{script.article}, scene {failed.scene.id}"
            following = cast.drop(failed.scene.speaker, failed.scene.id, failed.error, where)
            if progress:
                progress(f"{before} failed ({failed.error.what}); {following} speaks all of its lines", 0.0)
    if progress:
        progress("spoken", 1.0)
    return Voiceover(
        article=script.article,
        format=script.format,
        language=script.language,
        voice="; ".join(dict.fromkeys(line.voice for line in lines)),
        lines=tuple(lines),
        failures=tuple(cast.failures),
    )


def _speak(
    scenes: Sequence[Scene], script: Script, cast: Cast, chain: VoiceChain, media: MediaStore, progress: Progress | None
) -> list[NarrationLine]:
    lines = []
    for number, scene in enumerate(scenes):
        if progress:
            progress(f"speaking {scene.id}", number / len(scenes))
        try:
            lines.append(_line(scene, script.language, cast.voice(scene.speaker), chain, media))
        except RepriseError as error:
            placed = error.at(f"{script.article}, scene {scene.id}")
            waiting = chain.waits and isinstance(error, ModelError) and error.kind == "budget"
            if waiting or (isinstance(error, BadInput) and not isinstance(error, UnusableSound)):
                raise placed from error
            raise _Failed(scene, placed) from error
    return lines


def _line(scene: Scene, language: str, voice: Voice, chain: VoiceChain, media: MediaStore) -> NarrationLine:
    utterance = utter(scene.narration, language, chain.pronunciation, spell=not voice.reads_numbers)

    def produce(path: Path) -> dict[str, Any]:
        data, words = voice.speak(utterance, language)
        take = takes.make_take(data, words, utterance)
        path.write_bytes(takes.with_notes(wav_bytes(take.samples, take.words or ()), take.notes))
        return {"seconds": len(take.samples) / RATE}

    recipe = [_VERSION, takes.VERSION, shown(scene.narration), utterance.text, language, voice.signature]
    sound = media.make(recipe, ".wav", produce, kind="speech")
    content = media.path(sound).read_bytes()
    words, timing = read_words(content), "voice"
    if not words:
        words, timing = _aligned(sound, utterance, language, chain.aligner, media), chain.aligner.signature
    return NarrationLine(
        scene=scene.id,
        text=scene.narration,
        media=sound,
        seconds=sound.seconds or 0.0,
        words=words,
        voice=voice.signature,
        timing=timing,
        metered=getattr(voice, "metered", False),
        notes=takes.read_notes(content),
    )


def _aligned(
    sound: Media, utterance: Utterance, language: str, aligner: Aligner, media: MediaStore
) -> tuple[Word, ...]:
    """Times for a line whose voice told none. They are a piece of their own: a better aligner needs no new sound."""

    def produce(path: Path) -> None:
        words = aligner.align(load_wav(media.path(sound)), utterance, language)
        rows = [[word.text, word.start, word.end] for word in words]
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    words = [[word.text, word.start, word.end] for word in utterance.words]
    times = media.make([aligner.signature, sound.key, words, language], ".json", produce, kind="word-times")
    rows = json.loads(media.path(times).read_text(encoding="utf-8"))
    return tuple(Word(text=text, start=start, end=end) for text, start, end in rows)
