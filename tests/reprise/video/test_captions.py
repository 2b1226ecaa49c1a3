"""Cues: what is read while it is heard."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.errors import BadInput
from reprise.video.captions import (
    LINE,
    LONGEST,
    READING,
    SHORTEST,
    Caption,
    Captions,
    columns,
    to_srt,
    to_vtt,
    write_captions,
)
from reprise.video.timeline import Timeline, plan_timeline
from reprise.video.voice.speech import gaps, shown
from reprise.video.voice.voiceover import Voiceover, Word
from tests.reprise.video.spoken import make_script, make_voiceover

SCRIPTS = {
    "en": "Most posts, as we know, are read once and then forgotten. It's a pity — isn't it? e.g. R&D.",
    "de": "Donaudampfschifffahrtsgesellschaftskapitänsmützenband: die Wörter, z. B. diese, sind manchmal lang.",
    "ru": "Большинство статей читают один раз, а потом забывают; это жаль, не правда ли?",
    "ja": "多くの記事は一度読まれるだけで忘れられます。2026年には、第二の命を与えましょう。",
    "zh": "大多数文章只被阅读一次就被遗忘。来看一个小团队如何让它们重获新生。",
    "ar": "تُقرأ معظم المقالات مرة واحدة، ثم تُنسى. هكذا منح فريق صغير مقالاته حياة ثانية.",
    "el": "Τα περισσότερα άρθρα διαβάζονται μία φορά και μετά ξεχνιούνται· είναι κρίμα, δεν νομίζετε;",
    "he": "רוב המאמרים נקראים פעם אחת, ואז נשכחים. כך צוות קטן נתן למאמרים שלו חיים שניים.",
    "th": "บทความส่วนใหญ่ถูกอ่านเพียงครั้งเดียวแล้วก็ถูกลืม ทีมเล็กๆ ทีมหนึ่งทำให้บทความของพวกเขามีชีวิตอีกครั้ง",
    "ko": "대부분의 글은 한 번 읽히고 잊힙니다. 작은 팀이 글에 두 번째 생명을 준 방법을 소개합니다.",
}


def parts_of(
    texts: list[str], lengths: list[float], language: str, squeeze: float = 1.0
) -> tuple[Captions, Voiceover, Timeline]:
    """Captions with what they were made from; `squeeze` below 1 takes the pauses out of the film as far as it goes."""
    script = make_script(lengths, texts, language=language)
    voiceover = make_voiceover(lengths, texts, language=language)
    timeline = plan_timeline(script, voiceover, fit=(0, 9999))
    if squeeze < 1:
        with suppress(BadInput):  # there may be no pauses to take so much from
            timeline = plan_timeline(script, voiceover, fit=(0, timeline.seconds * squeeze))
    return write_captions(voiceover, timeline), voiceover, timeline


def captions_of(texts: list[str], lengths: list[float], language: str) -> Captions:
    return parts_of(texts, lengths, language)[0]


@st.composite
def films(draw: st.DrawFn) -> tuple[list[str], list[float], str]:
    """Texts put together from pieces of real sentences, with seconds from hurried to very slow."""
    language = draw(st.sampled_from(sorted(SCRIPTS)))
    sentence = SCRIPTS[language]
    count = draw(st.integers(1, 3))
    texts, lengths = [], []
    for _ in range(count):
        start = draw(st.integers(0, len(sentence) // 2))
        text = (sentence[start:] + " " + sentence * draw(st.integers(0, 2))).strip(" .,—–;:!?。、，؟،")
        texts.append(text)
        lengths.append(max(0.5, len(text) * draw(st.floats(0.02, 0.3))))
    return texts, lengths, language


Film = tuple[list[str], list[float], str]


def hidden_at(timeline: Timeline) -> dict[str, float]:
    """When each scene is hidden by the transition out of it, in film seconds."""
    return {
        timing.scene: (timing.first + timeline.hidden(number)) / timeline.fps
        for number, timing in enumerate(timeline.scenes)
    }


def limits(captions: Captions, timeline: Timeline) -> list[tuple[Caption, float]]:
    """Every cue with the moment at which it must be gone: when the next begins or its scene is hidden."""
    hidden = hidden_at(timeline)
    following = [*captions.cues[1:], None]
    return [
        (cue, after.start if after is not None and after.scene == cue.scene else hidden[cue.scene])
        for cue, after in zip(captions.cues, following, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(films(), st.sampled_from([1.0, 0.9, 0.8]))
def test_every_cue_keeps_the_rules(film: Film, squeeze: float) -> None:
    """spec: two lines of 42 columns (16 full-width signs), at most 7 s; the voice decides over the rest where it
    leaves no time."""
    captions, _, timeline = parts_of(*film, squeeze)
    place = 0.0
    for cue, limit in limits(captions, timeline):
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < columns(line) <= LINE for line in cue.lines)
        assert place <= cue.start < cue.end <= limit + 0.001
        assert cue.start == pytest.approx(cue.words[0].start, abs=0.001)
        seconds = cue.end - cue.start
        assert seconds <= LONGEST + 0.002
        closes = cue.end >= limit - 0.002
        assert seconds >= SHORTEST - 0.002 or closes
        assert columns("".join(cue.lines)) / seconds <= READING * 1.01 or closes or seconds >= LONGEST - 0.002
        place = cue.end


@settings(max_examples=60, deadline=None)
@given(films(), st.sampled_from([1.0, 0.8]))
def test_no_division_of_a_scene_has_fewer_cues_that_are_gone_too_soon(film: Film, squeeze: float) -> None:
    captions, voiceover, timeline = parts_of(*film, squeeze)
    hidden = hidden_at(timeline)
    for line in voiceover.lines:
        mine = [(cue, limit) for cue, limit in limits(captions, timeline) if cue.scene == line.scene]
        short = sum(limit - cue.start < SHORTEST - 0.0005 for cue, limit in mine)
        words = [word for cue, _ in mine for word in cue.words]
        spaces = gaps(line.text, [word.text for word in words])
        assert short <= fewest_short(words, spaces, hidden[line.scene])


def fewest_short(words: list[Word], spaces: tuple[str, ...], hidden: float) -> int:
    """How many cues under 0.7 s the words need at least, whatever else is wrong with the division."""

    def fits(first: int, last: int) -> bool:
        if last - first > 1 and words[last - 1].end - words[first].start > LONGEST:
            return False
        widths = [columns(words[n].text + (spaces[n] if n + 1 < last else "")) for n in range(first, last)]
        whole = sum(widths) <= LINE
        return whole or any(sum(widths[:n]) <= LINE + 1 and sum(widths[n:]) <= LINE for n in range(1, len(widths)))

    best = [0.0] + [float("inf")] * len(words)
    for last in range(1, len(words) + 1):
        until = words[last].start if last < len(words) else hidden
        for first in range(last):
            if fits(first, last):
                best[last] = min(best[last], best[first] + (until - words[first].start < SHORTEST))
    return int(best[-1])


@settings(max_examples=60, deadline=None)
@given(films())
def test_every_word_is_in_exactly_one_cue_at_its_own_time(film: Film) -> None:
    captions, voiceover, timeline = parts_of(*film)
    read = "".join("".join(cue.lines) for cue in captions.cues)
    assert read.replace(" ", "") == "".join(shown(text) for text in film[0]).replace(" ", "")
    assert "".join(word.text for cue in captions.cues for word in cue.words).replace(" ", "") == read.replace(" ", "")
    starts = {timing.scene: timing.speech / timeline.fps for timing in timeline.scenes}
    spoken = [starts[line.scene] + word.start for line in voiceover.lines for word in line.words]
    begun = [word.start for cue in captions.cues for word in cue.words]
    assert all(any(abs(start - one) < 0.001 for one in begun) for start in spoken)
    assert begun == sorted(begun)


@pytest.mark.parametrize("language", ["ja", "zh", "ko"])
def test_cjk_lines_hold_sixteen_characters(language: str) -> None:
    captions = captions_of([SCRIPTS[language]], [9.0], language)
    assert max(len(line.replace(" ", "")) for cue in captions.cues for line in cue.lines) <= 16


def test_a_word_longer_than_a_line_is_cut_between_letters_and_never_from_their_marks() -> None:
    word = "ก็" * 150  # a base and its mark, 300 characters of one word
    cues = captions_of([word], [20.0], "th").cues
    pieces = [line for cue in cues for line in cue.lines]
    assert "".join(pieces) == word
    assert all(columns(piece) <= LINE and len(piece) % 2 == 0 for piece in pieces)


@pytest.mark.parametrize("words", [1, 200])
def test_scenes_of_one_word_and_of_two_hundred_keep_the_rules(words: int) -> None:
    text = " ".join(f"word{n}" for n in range(words))
    captions, _, timeline = parts_of([text, "And then another scene."], [max(0.4, words * 0.36), 3.0], "en")
    for cue, _ in limits(captions, timeline):
        assert SHORTEST <= cue.end - cue.start <= LONGEST
        assert all(columns(line) <= LINE for line in cue.lines)


def test_cues_break_at_the_ends_of_sentences_and_clauses() -> None:
    text = "Here is the first sentence of it. And here comes another one, which is longer than the first by far."
    lines = [" ".join(cue.lines) for cue in captions_of([text], [9.0], "en").cues]
    assert lines == [
        "Here is the first sentence of it.",
        "And here comes another one, which is longer than the first by far.",
    ]


@pytest.mark.parametrize(
    ("text", "language", "together"),
    [
        ("Zuerst wählten sie zehn zeitlose Texte aus, z. B. Anleitungen und lange Checklisten.", "de", "z. B. Anl"),
        ("Within these three months, visits from social media grew by 41 % and sign-ups doubled.", "en", "41 %"),
    ],
)
def test_numbers_and_abbreviations_stay_with_what_they_belong_to(text: str, language: str, together: str) -> None:
    cues = captions_of([text], [len(text) / 14], language).cues
    assert any(together in line for cue in cues for line in cue.lines)


def test_no_word_is_left_alone() -> None:
    text = "The quick brown fox jumps over the lazy dog and then it sleeps in the warm afternoon sun until evening."
    cues = captions_of([text], [7.5], "en").cues
    assert all(len(cue.words) > 1 for cue in cues)


def test_a_cue_stays_long_enough_to_be_read_where_the_speech_leaves_room() -> None:
    cues = captions_of(["Yes.", "A second scene says rather more than that."], [0.4, 4.0], "en").cues
    assert cues[0].end - cues[0].start >= 0.7


def test_srt_is_numbered_and_its_times_are_in_milliseconds() -> None:
    srt = to_srt(captions_of(["One short line.", "Another --> line."], [3.0, 3.0], "en"))
    blocks = srt.strip().split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == ["1", "2"]
    for block in blocks:
        assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", block.split("\n")[1])
    assert "-->" not in blocks[1].split("\n")[2]


def test_vtt_has_its_header_and_escapes_what_would_be_markup() -> None:
    vtt = to_vtt(captions_of(["Use a < b && c."], [3.0], "en"))
    assert vtt.startswith("WEBVTT\n\n1\n00:00:00.")
    assert "a &lt; b &amp;&amp; c." in vtt


def test_a_foreign_timeline_is_refused() -> None:
    timeline = plan_timeline(make_script([20.0]), make_voiceover([20.0]), fit=(0, 9999))
    with pytest.raises(BadInput, match="scene s1"):
        write_captions(make_voiceover([20.0, 5.0]), timeline)
