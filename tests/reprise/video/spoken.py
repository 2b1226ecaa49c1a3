"""Scripts and voiceovers for tests of the film's sound."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reprise.media import Media
from reprise.video.script import Cue, Scene, Script
from reprise.video.voice.speech import written_words
from reprise.video.voice.voiceover import NarrationLine, Voiceover, Word


def make_script(
    lengths: Sequence[float], texts: Sequence[str] | None = None, *, silent: Collection[int] = (), language: str = "en"
) -> Script:
    """A script of scenes s0, s1 … of these planned seconds."""
    scenes = [
        Scene(
            id=f"s{number}",
            section="point",
            narration="" if number in silent else (texts[number] if texts else filler(seconds)),
            cue=Cue(kind="title", text="A card"),
            seconds=seconds,
        )
        for number, seconds in enumerate(lengths)
    ]
    return Script(
        article="demo-a-title",
        article_hash="0" * 32,
        site="demo",
        format="short",
        title="A title",
        language=language,
        target_seconds=45,
        scenes=tuple(scenes),
        writer="test",
    )


def make_voiceover(
    lengths: Sequence[float], texts: Sequence[str] | None = None, *, silent: Collection[int] = (), language: str = "en"
) -> Voiceover:
    """A voiceover of lines of these seconds, their words spread evenly; its sound files do not exist."""
    lines = []
    for number, seconds in enumerate(lengths):
        text = texts[number] if texts else filler(seconds)
        if number not in silent:
            lines.append(make_line(f"s{number}", text, seconds, language))
    return Voiceover(article="demo-a-title", format="short", language=language, voice="test", lines=tuple(lines))


def make_line(scene: str, text: str, seconds: float, language: str = "en") -> NarrationLine:
    texts = written_words(text, language)
    step = seconds / max(1, len(texts))
    words = tuple(Word(text=word, start=number * step, end=(number + 0.9) * step) for number, word in enumerate(texts))
    media = Media(key=f"speech/{scene}.wav", mime="audio/wav", bytes=1, seconds=seconds)
    return NarrationLine(scene=scene, text=text, media=media, seconds=seconds, words=words)


def filler(seconds: float) -> str:
    """Two words a second."""
    return " ".join(f"word{number}" for number in range(max(1, round(seconds * 2))))
