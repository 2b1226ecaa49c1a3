"""Presets may end in words of their own; everything before the ending is shared."""

from __future__ import annotations

from dataclasses import dataclass, field

from reprise.media import Media
from reprise.sites import Site
from reprise.video.script import Cue, Scene, Script
from reprise.video.variants import spoken, variants
from reprise.video.voice.voiceover import NarrationLine, Voiceover, Word
from reprise.video.writing.words import film_words
from tests.builders import make_site

PRESETS = ("youtube_short", "instagram_reel", "tiktok")


def site(**films: object) -> Site:
    return make_site(films={"presets": PRESETS, **films})


def script() -> Script:
    call = film_words("en").cta.format(site="The Demo")
    told = [("hook", "Kettles whistle."), ("cta", call)]
    scenes = tuple(
        Scene(id=name, section=name, narration=text, cue=Cue(kind="title", text=text), seconds=3.0)  # type: ignore[arg-type]
        for name, text in told
    )
    return Script(
        article="demo-a", article_hash="h", site="demo", format="short", title="Kettles", language="en",
        target_seconds=45, scenes=scenes, writer="w",
    )  # fmt: skip


@dataclass
class Speaker:
    """Counts how often it is asked."""

    asked: list[str] = field(default_factory=list)

    def __call__(self, each: Script) -> Voiceover:
        self.asked.append(each.scenes[-1].narration)
        lines = tuple(
            NarrationLine(
                scene=scene.id,
                text=scene.narration,
                media=Media(key=f"speech/ab/{abs(hash(scene.narration)):x}.wav", mime="audio/wav", bytes=1),
                seconds=1.0,
                words=(Word(text=scene.narration, start=0.0, end=1.0),),
            )
            for scene in each.scenes
        )
        return Voiceover(article="demo-a", format="short", language="en", voice="v", lines=lines)


def test_one_ending_serves_all_unless_the_site_asks() -> None:
    assert variants(script(), site()) == {}
    speaker = Speaker()
    assert spoken(script(), site(), speaker).endings == {}
    assert len(speaker.asked) == 1


def test_an_ending_of_its_own_differs_in_the_last_scene_only() -> None:
    found = variants(script(), site(platform_calls=True))
    assert set(found) >= {"instagram_reel", "tiktok"}
    for each in found.values():
        assert each.scenes[:-1] == script().scenes[:-1]
        assert each.scenes[-1].narration != script().scenes[-1].narration


def test_equal_endings_are_spoken_once_and_every_preset_gets_its_own_narration() -> None:
    speaker = Speaker()
    value = spoken(script(), site(platform_calls=True), speaker)
    assert len(speaker.asked) == len(set(speaker.asked))
    assert value.of_preset("instagram_reel").lines[-1].text == value.endings["instagram_reel"].text
    assert value.of_preset("instagram_reel").lines[:-1] == value.lines[:-1]
    assert value.of_preset("feed_wide") == value
