"""Shortening where a reader would pause."""

from __future__ import annotations

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from reprise.social.addresses import whole_spans
from reprise.social.counting import length
from reprise.social.fitting import fit, fit_sentences, sentences
from reprise.social.rules import Counting

COUNTINGS: tuple[Counting, ...] = ("characters", "x_weighted", "utf16", "bytes", "graphemes")
SCRAPS = st.sampled_from(
    ["word", "example.com", "https://a.org/x_(y)?q=1", "👩‍👩‍👧", "👍🏽", "🇩🇪", "e\u0301\u0323", "مرحبا",
     "日本語の文章です。", "你好，世界！",
     "ภาษาไทย", "(", ")", "“", "”", ". ", "! ", ", ", " ", "\n", "a" * 40, "Dr. Smith", "3.5", "\u200d", "–", "शब्द"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(SCRAPS, max_size=40).map("".join), st.text(max_size=200))
LINE = "The team (the one in Washington) built 14 tools in 2015, and most of them are open source. Ask Dr. Smith first."


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert fit(LINE, len(LINE), "characters") == LINE


def test_whole_sentences_are_kept_without_an_ellipsis() -> None:
    assert fit(LINE, 100, "characters").endswith("most of them are open source.")


def test_a_clause_is_preferred_to_a_word() -> None:
    assert fit(LINE, 64, "characters") == "The team (the one in Washington) built 14 tools in 2015…"


def test_a_title_before_a_name_does_not_end_a_sentence() -> None:
    assert sentences("Ask Dr. Smith first. He knows.", "en") == ("Ask Dr. Smith first.", "He knows.")


def test_japanese_is_cut_between_phrases_and_after_sentences() -> None:
    text = "この文章は短いです。ノードは未承認の取引をすでに持っているので、全体を送る必要がありません。"
    assert fit(text, 15, "characters", "ja") == "この文章は短いです。"
    assert fit("ネットワークの帯域幅を減らすための技術です", 11, "characters", "ja") == "ネットワークの…"


def test_an_address_is_never_cut() -> None:
    assert fit("See https://example.org/some/path for more", 20, "characters") == "See…"


def test_nothing_is_left_of_a_word_that_does_not_fit() -> None:
    assert fit("a" * 50, 20, "characters") == ""


def test_only_whole_sentences_when_asked() -> None:
    assert fit_sentences("One. Two is longer than that.", 10, "characters") == "One."
    assert fit_sentences("One is long already.", 5, "characters") == ""


@given(TEXTS, st.integers(0, 120), st.sampled_from(COUNTINGS))
@example("👩‍👩‍👧 " * 20, 11, "x_weighted")
@example("مرحبا بالعالم " * 20, 50, "utf16")
@example("e\u0301" * 30, 10, "characters")
@example("a" * 40 + "\u200d, word", 41, "characters")  # a joiner with nothing to join is left out
def test_the_result_fits_and_is_an_untorn_beginning(text: str, limit: int, counting: Counting) -> None:
    shortened = fit(text, limit, counting)
    assert length(shortened, counting) <= limit
    whole = text.strip()
    if shortened == whole:
        return
    body = shortened.removesuffix("…")
    assert whole.startswith(body)
    at = len(body)
    borders = {match.end() for match in regex.finditer(r"\X", whole)} | {0}
    assert at in borders or whole[at - 1 : at + 1].isspace() or regex.match(r"[\s\p{P}\p{S}\u200c\u200d]", whole[at])
    assert not any(start < at < end for start, end in whole_spans(whole))
    if 0 < at < len(whole):
        assert not regex.match(r"[\p{Latin}\p{Arabic}\p{Cyrillic}\p{N}]{2}", whole[at - 1 : at + 1])
