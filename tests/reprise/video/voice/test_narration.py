"""Who speaks which scene, and what happens when a voice fails in the middle of a film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reprise.errors import BadInput, RepriseError, Unavailable
from reprise.media import MediaStore
from reprise.video.script import Role, Script
from reprise.video.sound.files import RATE, wav_bytes
from reprise.video.voice.casting import Candidate, VoiceChain
from reprise.video.voice.narration import narrate
from reprise.video.voice.voiceover import Utterance, Word
from tests.reprise.video.heard import ToneVoice
from tests.reprise.video.spoken import make_script

TEXTS = ["One two three", "Four five six", "Seven eight nine"]


class FailingVoice(ToneVoice):
    """Speaks until a text has `word` in it."""

    def __init__(self, signature: str, word: str, error: RepriseError) -> None:
        super().__init__(signature)
        self._word, self._error = word, error

    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...] | None]:
        if self._word in utterance.text:
            self.spoken.append(utterance.text)
            raise self._error
        return super().speak(utterance, language)


class Untimed(ToneVoice):
    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...] | None]:
        return super().speak(utterance, language)[0], None


def chain(*voices: ToneVoice, **parts: ToneVoice) -> VoiceChain:
    def listed(each: ToneVoice) -> Candidate:
        return Candidate(each.signature, lambda: each)

    shared = tuple(map(listed, voices))
    roles: dict[Role | None, tuple[Candidate, ...]] = {None: shared}
    for role, voice in parts.items():
        roles[role] = (listed(voice), *shared)  # type: ignore[index]
    return VoiceChain(roles)


def dialogue() -> Script:
    script = make_script([3.0] * 3, TEXTS)
    roles: tuple[Role, ...] = ("questioner", "explainer", "questioner")
    scenes = [scene.model_copy(update={"speaker": role}) for scene, role in zip(script.scenes, roles, strict=True)]
    return script.model_copy(update={"scenes": tuple(scenes)})


def test_each_character_speaks_with_its_own_voice(tmp_path: Path) -> None:
    asks, explains = ToneVoice("asks"), ToneVoice("explains")
    voiceover = narrate(dialogue(), chain(ToneVoice("site"), questioner=asks, explainer=explains), MediaStore(tmp_path))
    assert [line.voice for line in voiceover.lines] == ["asks", "explains", "asks"]
    assert voiceover.voice == "asks; explains"
    assert (asks.spoken, explains.spoken) == ([TEXTS[0], TEXTS[2]], [TEXTS[1]])


def test_a_voice_that_fails_in_the_middle_speaks_none_of_the_film(tmp_path: Path) -> None:
    first, second = FailingVoice("first", "five", Unavailable("It is full.")), ToneVoice("second")
    voiceover = narrate(make_script([3.0] * 3, TEXTS), chain(first, second), MediaStore(tmp_path))
    assert [line.voice for line in voiceover.lines] == ["second"] * 3
    assert first.spoken == TEXTS[:2], "it is not asked again"
    (failure,) = voiceover.failures
    assert (failure.voice, failure.scene, failure.reason) == ("first", "s1", "It is full.")


def test_a_failing_voice_is_not_needed_when_all_its_lines_are_there(tmp_path: Path) -> None:
    script, media = make_script([3.0] * 3, TEXTS), MediaStore(tmp_path)
    narrate(script, ToneVoice("first"), media)
    away = FailingVoice("first", "", Unavailable("It is away."))
    voiceover = narrate(script, chain(away, ToneVoice("second")), media)
    assert [line.voice for line in voiceover.lines] == ["first"] * 3
    assert not voiceover.failures


def test_a_failing_character_keeps_the_other_ones_voice(tmp_path: Path) -> None:
    asks, explains = FailingVoice("asks", "Seven", Unavailable("Gone.")), ToneVoice("explains")
    cast = chain(ToneVoice("site"), questioner=asks, explainer=explains)
    voiceover = narrate(dialogue(), cast, MediaStore(tmp_path))
    assert [line.voice for line in voiceover.lines] == ["site", "explains", "site"]
    assert explains.spoken == [TEXTS[1]]


def test_a_text_that_nobody_can_speak_is_not_the_voices_fault(tmp_path: Path) -> None:
    first, second = FailingVoice("first", "five", BadInput("Unspeakable.")), ToneVoice("second")
    with pytest.raises(BadInput, match=r"demo-a-title, scene s1: Unspeakable"):
        narrate(make_script([3.0] * 3, TEXTS), chain(first, second), MediaStore(tmp_path))
    assert not second.spoken


def test_a_silent_voice_hands_on(tmp_path: Path) -> None:
    class Mute(ToneVoice):
        def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...] | None]:
            return wav_bytes(np.zeros(RATE, dtype=np.float32)), None

    voiceover = narrate(make_script([3.0], TEXTS[:1]), chain(Mute("mute"), ToneVoice("loud")), MediaStore(tmp_path))
    assert voiceover.lines[0].voice == "loud"
    assert "silence" in voiceover.failures[0].reason


def test_a_line_without_times_is_aligned_and_its_sound_kept_when_the_aligner_changes(tmp_path: Path) -> None:
    class Later:
        signature = "later"

        def align(self, samples: np.ndarray, utterance: Utterance, language: str) -> tuple[Word, ...]:
            return tuple(Word(text=word.text, start=n, end=n + 1) for n, word in enumerate(utterance.words))

    voice, media = Untimed("untimed"), MediaStore(tmp_path)
    script = make_script([3.0], TEXTS[:1])
    first = narrate(script, voice, media).lines[0]
    assert first.timing.startswith("energy")
    assert [word.start for word in first.words] == pytest.approx([0.05, 0.45, 0.85], abs=0.08)
    other = narrate(script, VoiceChain({None: (Candidate("untimed", lambda: voice),)}, Later()), media).lines[0]
    assert (other.timing, other.media) == ("later", first.media)
    assert [word.start for word in other.words] == [0, 1, 2]
    assert len(voice.spoken) == 1


def test_a_voice_is_told_how_words_are_said_and_captions_keep_how_they_are_written(tmp_path: Path) -> None:
    voice = ToneVoice()
    said = VoiceChain({None: (Candidate("tone", lambda: voice),)}, pronunciation={"Nguyen": "nwin"})
    line = narrate(make_script([3.0], ["By Nguyen’s friends"]), said, MediaStore(tmp_path)).lines[0]
    assert voice.spoken == ["By nwin’s friends"]
    assert [word.text for word in line.words] == ["By", "Nguyen’s", "friends"]


def test_a_changed_pronunciation_speaks_only_the_lines_it_is_in(tmp_path: Path) -> None:
    media, voice = MediaStore(tmp_path), ToneVoice()
    script = make_script([3.0] * 2, ["By Nguyen", "By Smith"])
    for dictionary in ({}, {"Nguyen": "nwin"}):
        narrate(script, VoiceChain({None: (Candidate("tone", lambda: voice),)}, pronunciation=dictionary), media)
    assert voice.spoken == ["By Nguyen", "By Smith", "By nwin"]
