"""What is said for what is written, and what is shown."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.video.voice.speech import gaps, shown, utter, written_words


def said(text: str, language: str = "en") -> list[tuple[str, str]]:
    utterance = utter(text, language)
    return [(word.text, utterance.text[word.start : word.end]) for word in utterance.words]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("**Bold** and _soft_ and `code`", "Bold and soft and code"),
        ("See [the guide](https://a.example/x) now", "See the guide now"),
        ("Go to https://www.example.com/a?b=1.", "Go to example.com."),
        ("Great 🚀 news 👩‍💻!", "Great news !"),
        ("## A heading\n- one", "A heading one"),
        ("snake_case and 2 * 3 * 4 stay", "snake_case and 2 * 3 * 4 stay"),
        ("zero\u200bwidth \u00adsoft", "zerowidth soft"),
    ],
)
def test_markup_addresses_and_emoji_are_not_shown(text: str, clean: str) -> None:
    assert shown(text) == clean


def test_signs_and_units_are_said_in_words_and_shown_as_written() -> None:
    assert said("About 12 % of R&D at 120 km/h.") == [
        ("About", "About"),
        ("12", "12"),
        ("%", "percent"),
        ("of", "of"),
        ("R&D", "R and D"),
        ("at", "at"),
        ("120", "120"),
        ("km/h.", "kilometres per hour."),
    ]


def test_a_currency_is_said_after_its_amount_and_magnitude() -> None:
    assert said("$5 or $2.5 million, or 3 €") == [
        ("$5", "5 dollars"),
        ("or", "or"),
        ("$2.5", "2 point 5"),
        ("million,", "million dollars,"),
        ("or", "or"),
        ("3 €", "3 euros"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("e.g. this", "en", "for example this"),
        ("z. B. das", "de", "zum Beispiel das"),
        ("d.h. 5%", "de", "das heißt 5 Prozent"),
        ("т. е. 5 %", "ru", "то есть 5 процентов"),
        ("p. ej. 3–5", "es", "por ejemplo 3 a 5"),
        ("a.example.org", "fr", "a point example point org"),
        ("C++ & C#", "en", "C plus plus and C sharp"),
        ("don't stop", "en", "don't stop"),
    ],
)
def test_abbreviations_follow_the_language(text: str, language: str, expected: str) -> None:
    assert utter(text, language).text == expected


def test_punctuation_that_stands_alone_belongs_to_the_word_before_it() -> None:
    assert written_words("One — two : three !", "fr") == ("One —", "two :", "three !")


def test_text_without_a_word_says_nothing() -> None:
    assert utter("🚀 — … !", "en").words == ()


def test_figures_stay_whole_in_scripts_without_spaces() -> None:
    assert "2026年に" in written_words("東京は2026年に5%増えた。", "ja")


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            "abcÄé ßжщ日本語のはで。、 中文们 안녕 مرحبا 0123456789 .,;:!?–—%€$&/'’\"()[]*_`~#<>@🚀\n\u200b"
        ),
        max_size=120,
    ),
    st.sampled_from(["en", "de", "ru", "ja", "zh", "ko", "ar", "th", "xx"]),
)
def test_every_word_is_there_once_and_in_order(text: str, language: str) -> None:
    utterance = utter(text, language)
    words = [word.text for word in utterance.words]
    if words:
        assert "".join(words).replace(" ", "") == shown(text).replace(" ", "")
    places = [(word.start, word.end) for word in utterance.words]
    assert all(0 <= start <= end <= len(utterance.text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(places))


@settings(deadline=None)
@given(st.text(alphabet="ab日本は。 ,!", max_size=60), st.sampled_from(["en", "ja"]))
def test_words_and_their_gaps_give_the_shown_text_back(text: str, language: str) -> None:
    words = list(written_words(text, language))
    if words:
        assert "".join(a + b for a, b in zip(words, gaps(text, words), strict=True)) == shown(text)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(alphabet="a<>*_`[]()#-+ /.w:htps~", max_size=60)))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert shown(shown(text)) == shown(text)


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "ja", "zh"]))
def test_any_text_can_be_made_speakable(text: str, language: str) -> None:
    utterance = utter(text, language)
    assert not set(utterance.text) & set("*`<>{}[]")
