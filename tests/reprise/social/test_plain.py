"""Text as it is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reprise.social.plain import CASHTAG, HASHTAG, MENTION, clean, lonely_brackets, mend_brackets, quiet, remnants

MARKED = st.lists(
    st.sampled_from([*"()[]{}「」*`#<>_&;@$ab1 \n\u202e\u200d", "**", "](", "&amp;", "<b>", "</b>", "http://a.org",
                     ":)", "$AB"]),
    max_size=30,
).map("".join)  # fmt: skip


def test_markup_goes_and_words_stay() -> None:
    assert clean("**Hi** [there](http://a.org/x) &amp; `code`, <em>now</em>\n\nnext") == "Hi there & code, now next"


def test_identifiers_and_types_are_not_taken_for_markup() -> None:
    assert clean("Use __init__, 2**3 and List<String>") == "Use __init__, 2**3 and List<String>"


def test_lonely_brackets_go_and_pairs_smileys_and_markers_stay() -> None:
    assert clean("foo) (bar) a) b :) https://a.org/x_(y)") == "foo (bar) a) b :) https://a.org/x_(y)"
    assert lonely_brackets("(one [two) three]") != ()


def test_overrides_of_the_writing_direction_are_taken_out() -> None:
    assert clean("a\u202eb\x00c") == "abc"


def test_forbidden_angle_brackets_get_a_stand_in() -> None:
    assert clean("List<String>", forbidden="<>") == "List‹String›"


def test_the_articles_words_notify_nobody() -> None:
    text = quiet("Ask @jest, set #header and $PATH; mail a@b.org, C# stays, https://a.org/#top stays")
    assert not MENTION.search(text)
    assert not CASHTAG.search(text)
    assert "https://a.org/#top" in text
    assert "C# stays" in text
    assert text.replace("\u2060", "").startswith("Ask @jest, set #header and $PATH")
    assert not HASHTAG.search(text.replace("https://a.org/#top", ""))


@given(st.one_of(MARKED, st.text(max_size=80)))
def test_cleaning_leaves_no_fault_and_is_done_after_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert lonely_brackets(once) == ()
    assert list(remnants(once)) == []
    assert "\n" not in once


@given(MARKED)
def test_mended_brackets_are_in_pairs(text: str) -> None:
    assert lonely_brackets(mend_brackets(text)) == ()


def test_a_number_that_closes_a_bracket_is_no_list_marker() -> None:
    assert clean("Roll it out (setting 2 or 7) with care.") == "Roll it out (setting 2 or 7) with care."
    assert clean("Roll it out (setting 2 out of 7) or fold it.") == "Roll it out (setting 2 out of 7) or fold it."
