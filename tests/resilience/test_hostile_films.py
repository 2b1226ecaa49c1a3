"""What nobody should write, draw or name, through the whole way to a film: the right film, or one clear error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import regex
from PIL import Image
from pydantic import ValidationError

from reprise.errors import BadInput, BadSettings, RepriseError
from reprise.media import MediaStore
from reprise.video.captions import to_srt
from reprise.video.script import Cue, Datum, Scene, Side, ensure_distinct
from reprise.video.sound.files import RATE, wav_bytes
from reprise.video.voice.voiceover import Utterance, Word
from tests.builders import make_article
from tests.resilience.chain import (
    SMALL,
    WIDE,
    ensure_right,
    ensure_whole,
    make_film,
    quiet_site,
    told,
    written,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TEXTS = {
    "quotes": "It's \"quoted\" 'twice', ‘once’ and `again`",
    "filters": r"a:b\:c,d;e=f[g]h'i\'j %{pts} %d %s {0} ${HOME} {\an8}",
    "backslashes": "C:\\new\\table\\ ends with \\",
    "percents": "100 % of %s and %%, %{localtime\\:%T}",
    "braces": "{{ jinja }} {% raw %} {curly",
    "emoji": "Rockets 🚀, 👩‍👩‍👧‍👦, 🏳️‍🌈, 🇩🇪 and 1️⃣",
    "joiners": "zero\u200bwidth\u200djoin\u200cer\ufeffs \u2060here",
    "directions": "left \u202eright\u202c \u200fmark\u200e and \u2067isolate\u2069 שלום",
    "controls": "bell\x07 esc\x1b[31m nul\x00 tab\t del\x7f vt\x0b nel\x85 ls\u2028ps\u2029 cr\rlf\nend",
    "one long word": "x" * 300,
    "html": "<script>alert('x')</script> &amp; &lt;b&gt; <img src=x onerror=1> --> <i>",
    "markdown": "# Heading **bold** [link](https://example.org/?a=1&b=%20) `code` | table | \n- item",
    "marks on marks": "Z̸̡̢͓̳͜a̷͓͜l̶g̵͙̀o e" + "\u0301" * 80,
    "odd planes": "math 𝒳𝓎𝔷, tags \U000e0041\U000e007f, private \ue000, no character \ufffe",
    "half characters": "half an emoji \ud83d, the other half \ude00",
    "another script": "مرحبا 50% بالعالم",
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_that_try_to_break_filters_are_spoken_drawn_and_played(tmp_path: Path, name: str) -> None:
    text = TEXTS[name]
    media = MediaStore(tmp_path / "media")
    bumper = {"text": text, "seconds": 1}
    cast = {"questioner": {"name": text}}
    site = quiet_site(brand={"handle": text}, name=text, intro=bumper, outro=bumper, characters=cast)
    made = make_film(media, every_scene(text), site=site, title=text, preset=WIDE if name == "quotes" else SMALL)
    ensure_right(made, WIDE if name == "quotes" else SMALL)
    srt = tmp_path / "captions.srt"
    srt.write_text(to_srt(made.captions), encoding="utf-8")
    assert srt.read_text(encoding="utf-8").count("-->") == len(made.captions.cues)
    assert not regex.search(r"\{\\|<[/a-z]", srt.read_text(encoding="utf-8"), regex.I)
    with av.open(str(srt)) as container:
        assert sum(1 for packet in container.demux() if packet.size) == len(made.captions.cues)
    lines = [line for cue in made.captions.cues for line in cue.lines]
    assert not [line for line in lines if regex.search(r"[\p{Cc}\p{Cs}\p{Co}\u202a-\u202e\u2066-\u2069]", line)]


def every_scene(text: str) -> list[Scene]:
    """A scene of every kind that shows the text, of which one says it too."""
    sides = (Side(title=text, items=(text,)), Side(title=text, items=(text, text)))
    data = (Datum(label=text, value=3, shown=text), Datum(label="b", value=5, shown="5"))
    cues = (
        Cue(kind="list", text=text, label=text, items=(text, text)),
        Cue(kind="quote", text=text, label=text),
        Cue(kind="statistic", text=text, label=text),
        Cue(kind="question", text=text, label=text),
        Cue(kind="step", text=text, label=text, items=(text,)),
        Cue(kind="code", text=text, label=text, code_language=text),
        Cue(kind="comparison", text=text, sides=sides),
        Cue(kind="chart", text=text, label=text, data=data),
        Cue(kind="map", text=text, items=(text, "b"), active=0),
        Cue(kind="image", text=text, image=text),
        Cue(kind="cta", text=text, label=text),
    )
    first = told(0, f"Words come first. {text}", Cue(kind="title", text=text, label=text), on_screen=text, chapter=text)
    more = [told(n, "And so on.", cue, on_screen=text, chapter=text) for n, cue in enumerate(cues, 1)]
    asks = told(20, "Does it?", Cue(kind="character", text=text, pose="asking"), speaker="questioner", on_screen=text)
    keeps = told(21, "Keep it.", Cue(kind="takeaway", text=text, items=(text,)), on_screen=text, section="takeaway")
    return [first, *more, asks, keeps]


FEW = (told(0, "A few words."), told(1, "And a few more words."))
SCENES: dict[str, tuple[list[Scene], str | None]] = {
    "one word": ([told(0, "Go.")], None),
    "two hundred words": ([told(0, " ".join(["Every baker bakes bread again."] * 40)), told(1, "Done.")], None),
    "sixty scenes": ([told(n, "So.", Cue(kind="title", text=f"Card {n}")) for n in range(60)], None),
    "a silent scene": ([*FEW, told(2, "", Cue(kind="title", text="Quiet"))], None),
    "an unknown picture": ([told(0, "Words.", Cue(kind="image", image="https://nowhere.example/x.png"))], None),
    "names for scenes": ([told(0, "Words.", id="../../x\0'\"%"), told(1, "Others.", id=" ")], None),
    "no time": ([told(0, "Words.", seconds=0), told(1, "", seconds=-5)], None),
    "stations that are not": ([told(0, "Words.", Cue(kind="map", text="x", items=("a",), active=99))], None),
    "eighty points": (
        [told(0, "Words.", Cue(kind="list", text="x", items=tuple(f"point {n}" for n in range(80))))], None
    ),
    "a thousand lines of code": (
        [told(0, "Words.", Cue(kind="code", text="x = " + "y" * 500 + "\nz = 1\n" * 1000, code_language="none"))], None
    ),
    "endless numbers": (
        [told(0, "W.", Cue(kind="chart", text="x", data=tuple(
            Datum(label=f"{n}", value=(-1) ** n * n * 1e300, shown=f"{n}") for n in range(40))))], None
    ),
    "zeroes": ([told(0, "W.", Cue(kind="chart", text="x", data=(Datum(label="a", value=0, shown="0"),)))], None),
    "nothing": ([], "The script says nothing. Write a narration"),
    "no words at all": ([told(0, " \n "), told(1, "...")], "The script says nothing. Write a narration"),
    "an empty scene": ([*FEW, told(2, "", Cue(kind="title"))], "scene scene-2: A title card has no words.* Give it"),
    "a chart of nothing": ([told(0, "Words.", Cue(kind="chart", text="x"))], "A chart has no values.* Give it"),
    "five sides": (
        [told(0, "Words.", Cue(kind="comparison", text="x", sides=tuple(Side(title=f"{n}") for n in range(5))))],
        "scene-0: A comparison of 5 sides.* Give it two",
    ),
    "no such animation": (
        [told(0, "Words.", Cue(kind="animation", animation="x"))], "scene-0: The site has no animation 'x'.* Name its"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_scenes_that_nobody_should_write_are_a_film_or_one_clear_error(tmp_path: Path, name: str) -> None:
    scenes, said = SCENES[name]
    judge(tmp_path, said, scenes)


def judge(folder: Path, said: str | None, scenes: list[Scene], **facts: Any) -> None:
    """Make the film and look at it; or see that its error says what, where and how to mend it, and harms nothing."""
    media = MediaStore(folder / "media")
    if said is None:
        ensure_right(make_film(media, scenes, **facts))
        return
    with pytest.raises(RepriseError, match=f"(?s){said}") as caught:
        make_film(media, scenes, **facts)
    assert caught.value.what and caught.value.where and caught.value.remedy
    ensure_whole(media)
    ensure_right(make_film(media, [*FEW]))


def test_two_scenes_of_one_name_are_refused() -> None:
    script = written(
        make_article("An article", "It says something."), [told(0, "One.", id="a"), told(1, "Two.", id="a")]
    )
    with pytest.raises(BadInput, match=r"Several scenes are called 'a'\. Give every scene"):
        ensure_distinct(script)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_no_part_of_a_script(value: float) -> None:
    with pytest.raises(ValidationError):
        Datum(label="a", value=value, shown="?")
    with pytest.raises(ValidationError):
        told(0, "Words.", seconds=value)


def outside(root: Path) -> None:
    """A picture and a sound beside the site's folder, which no setting may reach."""
    figure = Image.new("RGBA", (300, 300), (255, 0, 0, 120))
    figure.paste((0, 0, 255, 255), (50, 50, 250, 250))
    figure.save(root / "secret.png")
    time = np.arange(8 * RATE) / RATE
    (root / "secret.wav").write_bytes(wav_bytes((0.2 * np.sin(880 * time)).astype(np.float32)))
    (root / "secret.py").write_text("raise RuntimeError", encoding="utf-8")


def pose(name: str) -> dict[str, Any]:
    return {"characters": {"questioner": {"poses": {"asking": name}}}}


NAMED: dict[str, tuple[Callable[[str], dict[str, Any]], str, str]] = {
    "mark": (lambda name: {"watermark": {"image": name}}, "films.watermark.image", ".png"),
    "logo": (lambda name: {"brand": {"logo": name}}, "brand.logo", ".png"),
    "figure": (pose, "films.characters.questioner.poses.asking", ".png"),
    "music": (lambda name: {"music": {"file": name, "licence": "our own"}}, "films.music.file", ".wav"),
    "intro": (lambda name: {"intro": {"file": name}}, "films.intro.file", ".png"),
    "outro": (lambda name: {"outro": {"file": name}}, "films.outro.file", ".png"),
    "animation": (lambda name: {"animations": {"x": name}}, "scene scene-1", ".py"),
}
"""The settings that a file is named by, where their errors say they are, and what the file is."""
ASKS = [
    told(0, "Does it?", Cue(kind="character", text="Does it?", pose="asking"), speaker="questioner"),
    told(1, "It does.", Cue(kind="animation", animation="x")),
]


@pytest.mark.parametrize("kind", NAMED)
def test_files_are_taken_from_beside_the_sites_file_only(tmp_path: Path, kind: str) -> None:
    settings, where, suffix = NAMED[kind]
    (tmp_path / "site").mkdir()
    outside(tmp_path)
    (tmp_path / "site" / f"link{suffix}").symlink_to(tmp_path / f"secret{suffix}")
    (tmp_path / "site" / f"broken{suffix}").write_bytes(b"nothing of the kind")
    (tmp_path / "site" / f"folder{suffix}").mkdir()
    names = {
        f"../secret{suffix}": "outside",
        f"link{suffix}": "outside",
        str(tmp_path / f"secret{suffix}"): "is no",
        f"..\\secret{suffix}": "is no",
        f"nul\0{suffix}": "is no",
        f"gone{suffix}": "There is no",
        f"folder{suffix}": "There is no",
        "n" * 5000 + suffix: "There is no",
        f"broken{suffix}": "cannot be|not a picture|neither a picture",
    }
    scenes = [ASKS[0]] if kind == "figure" else ASKS if kind == "animation" else [*FEW]
    media = MediaStore(tmp_path / "media")
    for name, said in names.items():
        site = quiet_site(tmp_path / "site", **settings(name))
        with pytest.raises((BadSettings, BadInput)) as caught:
            make_film(media, scenes, site=site)
        told_ = str(caught.value)
        assert regex.search(said, told_), told_
        assert caught.value.remedy and (where in told_ or f"broken{suffix}" in told_), told_
        ensure_whole(media)
    ensure_right(make_film(media, [*FEW], site=quiet_site(tmp_path / "site")))


@pytest.mark.parametrize("name", ["../secret.mp4", "gone.mp4", "broken.mp4", "words.txt", "nul\0.mp4", ""])
def test_clips_that_are_not_there_are_one_clear_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "site").mkdir()
    for path in (tmp_path / "secret.mp4", tmp_path / "site" / "broken.mp4", tmp_path / "site" / "words.txt"):
        path.write_bytes(b"nothing of the kind")
    said = None if name == "" else "scene scene-0: .*(outside|There is no|cannot be read|is no)"
    judge(
        tmp_path, said, [told(0, "Words.", Cue(kind="clip", text="Words", clip=name))],
        site=quiet_site(tmp_path / "site"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def (", "x.py, line 1: The animation cannot be used"),
        ("raise SystemExit(3)", "x.py, line 1: The animation cannot be used"),
        ("import os\nos._exit(3)", "scene-0: A rendering process ended early"),
    ],
)
def test_animations_that_fail_are_one_clear_error(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.py").write_text(text, encoding="utf-8")
    site = quiet_site(tmp_path, animations={"x": "x.py"})
    judge(tmp_path, said, [told(0, "Words.", Cue(kind="animation", animation="x"))], site=site)


@pytest.mark.parametrize("size", [(1, 1), (20_000, 2), (2, 20_000)])
def test_marks_logos_and_ends_of_any_size_are_shown(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGBA", size, "#d33c3c").save(tmp_path / "p.png")
    end = {"file": "p.png", "seconds": 1}
    site = quiet_site(tmp_path, brand={"logo": "p.png"}, intro=end, outro={"seconds": 1}, watermark={"image": "p.png"})
    ensure_right(make_film(MediaStore(tmp_path / "media"), [*FEW], site=site))
    without = quiet_site(tmp_path, brand={"logo": "p.png"}, intro={"seconds": 1}, outro=end)
    ensure_right(make_film(MediaStore(tmp_path / "media"), [*FEW], site=without))


class Recorded:
    """A voice whose every line is the same sound."""

    name = signature = "recorded"
    reads_numbers = True

    def __init__(self, data: bytes) -> None:
        self.data = data

    def words_per_minute(self, language: str) -> float:
        return 150.0

    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...]]:
        return self.data, ()


def sound(level: float, seconds: float = 2.0) -> np.ndarray[Any, np.dtype[np.float32]]:
    time = np.arange(round(seconds * RATE)) / RATE
    wave = level * np.sin(2 * np.pi * 220 * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))
    return np.clip(wave, -1, 1).astype(np.float32)


VOICES: dict[str, bytes] = {
    "silent": wav_bytes(np.zeros(2 * RATE, np.float32)),
    "clipped": wav_bytes(sound(60.0)),
    "empty": b"",
    "no samples": wav_bytes(np.zeros(0, np.float32)),
    "a page": b"<html>busy</html>",
    "half": wav_bytes(sound(0.4))[:30],
}


@pytest.mark.parametrize("name", VOICES)
def test_sounds_that_are_no_speech_are_one_clear_error_at_their_scene(tmp_path: Path, name: str) -> None:
    judge(tmp_path, "scene scene-0: ", [*FEW], voice=Recorded(VOICES[name]))


@pytest.mark.parametrize("level", [0.002, 0.99])
def test_quiet_and_loud_voices_are_a_film(tmp_path: Path, level: float) -> None:
    judge(tmp_path, None, [*FEW], voice=Recorded(wav_bytes(sound(level))))
