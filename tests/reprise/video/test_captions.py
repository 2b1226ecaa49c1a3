"""Cues: what is read while it is heard."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.errors import BadInput
from reprise.video.captions import LINE, LONGEST, Captions, columns, to_srt, to_vtt, write_captions
from reprise.video.speech import shown
from reprise.video.timeline import plan_timeline
from tests.reprise.video.spoken import make_script, make_voiceover

SCRIPTS = {
    "en": "Most posts, as we know, are read once and then forgotten. It's a pity — isn't it? e.g. R&D.",
    "de": "Donaudampfschifffahrtsgesellschaftskapitänsmützenband: die Wörter, z. B. diese, sind manchmal lang.",
    "ru": "Большинство статей читают один раз, а потом забывают; это жаль, не правда ли?",
    "ja": "多くの記事は一度読まれるだけで忘れられます。2026年には、第二の命を与えましょう。",
    "zh": "大多数文章只被阅读一次就被遗忘。来看一个小团队如何让它们重获新生。",
    "ar": "تُقرأ معظم المقالات مرة واحدة، ثم تُنسى. هكذا منح فريق صغير مقالاته حياة ثانية.",
    "ko": "대부분의 글은 한 번 읽히고 잊힙니다. 작은 팀이 글에 두 번째 생명을 준 방법을 소개합니다.",
}


def captions_of(texts: list[str], lengths: list[float], language: str) -> Captions:
    script = make_script(lengths, texts, language=language)
    voiceover = make_voiceover(lengths, texts, language=language)
    return write_captions(voiceover, plan_timeline(script, voiceover, fit=(0, 9999)))


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


@settings(max_examples=40, deadline=None)
@given(films())
def test_lines_fit_and_cues_stay_in_order_and_in_their_scene(film: tuple[list[str], list[float], str]) -> None:
    texts, lengths, language = film
    captions = captions_of(texts, lengths, language)
    script, voiceover = (
        make_script(lengths, texts, language=language),
        make_voiceover(lengths, texts, language=language),
    )
    timeline = plan_timeline(script, voiceover, fit=(0, 9999))
    ends = {t.scene: (t.first + t.frames) / timeline.fps for t in timeline.scenes}
    place = 0.0
    for cue in captions.cues:
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < columns(line) <= LINE for line in cue.lines)
        assert place <= cue.start < cue.end <= ends[cue.scene] + 0.001
        assert abs(cue.start - cue.words[0].start) < 1 / timeline.fps
        if len(cue.words) > 1:
            assert cue.words[-1].end - cue.words[0].start <= LONGEST + 0.001
        place = cue.end


@settings(max_examples=40, deadline=None)
@given(films())
def test_every_word_is_shown_once(film: tuple[list[str], list[float], str]) -> None:
    texts, lengths, language = film
    captions = captions_of(texts, lengths, language)
    read = "".join("".join(cue.lines) for cue in captions.cues)
    assert read.replace(" ", "") == "".join(shown(text) for text in texts).replace(" ", "")
    assert "".join(word.text for cue in captions.cues for word in cue.words).replace(" ", "") == read.replace(" ", "")


def test_cjk_lines_hold_sixteen_characters() -> None:
    captions = captions_of([SCRIPTS["ja"]], [9.0], "ja")
    assert max(len(line) for cue in captions.cues for line in cue.lines) <= 16


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
