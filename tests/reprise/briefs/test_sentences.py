"""Where sentences begin and end, in several languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.briefs.language import spoken_seconds, word_count
from reprise.briefs.sentences import is_balanced, is_finished, sentences, split
from tests.builders import heading, item, make_article


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Mr. Lund paid $3.5 million. It was late.", ["Mr. Lund paid $3.5 million.", "It was late."]),
        ("en", "Ask the board (see p. 3. It knows). Then go.", ["Ask the board (see p. 3. It knows).", "Then go."]),
        ("ru", "Это т.е. пример. Второе предложение.", ["Это т.е. пример.", "Второе предложение."]),
        ("ja", "「すごい!」と言った。船は出た。", ["「すごい!」と言った。", "船は出た。"]),
        ("zh", "船走了！港口很安静。", ["船走了！", "港口很安静。"]),
        ("ar", "غادرت السفينة. هل عادت؟", ["غادرت السفينة.", "هل عادت؟"]),
        ("de", "Er sagte „Ja. Gut.“ Dann ging er.", ["Er sagte „Ja. Gut.“", "Dann ging er."]),
    ],
)
def test_sentences_end_where_a_reader_would_pause(language: str, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split(text, language)] == expected


@given(text=st.text(max_size=200), language=st.sampled_from(["en", "de", "ru", "ja", "zh", "ar", "tlh"]))
def test_spans_are_in_order_and_lose_nothing_but_spaces(text: str, language: str) -> None:
    spans = split(text, language)
    position, kept = 0, ""
    for start, end in spans:
        assert position <= start < end <= len(text)
        kept += text[start:end]
        position = end
    assert "".join(kept.split()) == "".join(text.split())


def test_an_article_gives_its_prose_with_places_and_headings() -> None:
    article = make_article("T", "One here. Two here.", heading("Part"), item("Three here."))
    found = sentences(article)
    assert [item.text for item in found] == ["One here.", "Two here.", "Three here."]
    assert [item.heading for item in found] == ["", "", "Part"]
    assert all(article.at(item.place) == item.text for item in found)


def test_finished_and_balanced() -> None:
    assert is_finished("He said “yes.”")
    assert not is_finished("The harbour")
    assert is_balanced("»Ja«, sagte er, „gut“ (wirklich).")
    assert not is_balanced("He said “yes.")


def test_words_are_counted_without_spaces_too() -> None:
    assert word_count("Electric ferries — at last!", "en") == 4
    assert 4 <= word_count("电动渡轮减少了费用", "zh") <= 7


def test_ordinary_prose_is_said_at_the_voices_rate() -> None:
    text = (
        "Passengers pay the same fare as before, and the harbour has been quiet since the new boats came last spring."
    )
    assert spoken_seconds(text, "en", 150) == pytest.approx(word_count(text, "en") / 150 * 60, rel=0.15)
    assert spoken_seconds(text, "en", 300) == pytest.approx(spoken_seconds(text, "en", 150) / 2)


def test_long_words_and_pauses_take_longer_than_short_ones() -> None:
    assert spoken_seconds("Extraordinary circumstances necessitate reconsideration.", "en", 150) > 2 * spoken_seconds(
        "We may go to sea.", "en", 150
    )
    assert spoken_seconds("One, two, three. Four.", "en", 150) > spoken_seconds("One two three four", "en", 150) + 1


@pytest.mark.parametrize("language", ["la", "eo"])
def test_a_language_nobody_measured_is_timed_by_its_words(language: str) -> None:
    assert spoken_seconds("a b c d e f g h i j", language, 60) == pytest.approx(8.4)


def test_figures_take_longer_to_say() -> None:
    assert spoken_seconds("In 1,234,567 cases", "en", 150) > spoken_seconds("In many cases", "en", 150)
