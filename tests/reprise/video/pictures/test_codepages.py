"""Code in films: large enough, whole, page by page."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from reprise.graphics.codelines import code_rows, language_name, wrapped
from reprise.graphics.colour import contrast
from reprise.video.pictures.codepages import MOST_PAGES, SMALLEST, _paged
from reprise.video.pictures.wording import wording
from reprise.video.script import Cue, Scene
from tests.reprise.video.carded import SIZES, Drawn

LINES = [f"value_{n} = compute_something({n}, mode='fast')" for n in range(40)]


def code(*lines: str) -> Cue:
    return Cue(kind="code", text="\n".join(lines), code_language="python")


def test_long_lines_break_where_the_syntax_allows() -> None:
    line = 'print(f"{ride.day}: {total:,} bicycles", ride.bridge, ride.direction, file=sys.stderr, flush=True)'
    rows = wrapped(code_rows(line, "python")[0], 40)
    assert len(rows) > 2
    assert all(len(row.text) <= 40 for row in rows)
    assert [row.goes_on for row in rows] == [False] + [True] * (len(rows) - 1)
    joined = rows[0].text + "".join(row.text.lstrip() for row in rows[1:])
    assert joined.replace(" ", "") == line.replace(" ", "")  # nothing is lost
    assert all(row.text.rstrip()[-1] in ",(" for row in rows[1:-1])  # between arguments


def test_no_word_is_cut_that_fits_on_a_row() -> None:
    line = "result = first_function(second_argument) + another_function(third_argument)"
    words = {"first_function", "second_argument", "another_function", "third_argument"}
    text = "\n".join(row.text for row in wrapped(code_rows(line, "python")[0], 32))
    assert all(word in text for word in words)


def test_a_word_longer_than_a_row_is_cut_and_kept() -> None:
    rows = wrapped(code_rows("x" * 95, None)[0], 30)
    assert "".join(row.text.strip() for row in rows) == "x" * 95
    assert all(len(row.text) <= 30 for row in rows)


def test_what_goes_on_stands_further_in_than_its_line() -> None:
    rows = wrapped(code_rows("if True:\n    call(argument_one, argument_two, argument_three)", "python")[1], 30)
    assert all(row.text.startswith("      ") and row.text[6] != " " for row in rows[1:])


def test_short_code_stands_on_one_page(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, code("git switch main", "make test"))
    assert not [layer for layer in drawn.layers if layer.until is not None]


@pytest.mark.parametrize("size", SIZES)
def test_long_code_follows_page_by_page(tmp_path: Path, size: tuple[int, int]) -> None:
    drawn = Drawn(tmp_path, code(*LINES[:24]), size)
    pages = [layer for layer in drawn.layers if layer.reveal]
    assert 2 <= len(pages) <= MOST_PAGES
    for one, other in pairwise(pages):
        assert one.until == other.at  # the next one is there when one goes
        assert (one.x, one.y) == (other.x, other.y)
    assert pages[-1].until is None
    assert drawn.visual.captions


def test_pages_hold_every_row_and_break_at_empty_lines() -> None:
    text = "\n".join(["a = 1", "b = 2", "c = 3", "", "def f():", "    return a", "", "f()", "f()"])
    pages, left_out = _paged(code_rows(text, "python"), 6)
    assert left_out == 0
    assert [row.number for page in pages for row in page] == list(range(1, 10))
    assert pages[1][0].text == "def f():"


def test_rows_beyond_the_last_page_are_counted() -> None:
    pages, left_out = _paged(code_rows("\n".join(LINES), "python"), 5)
    assert len(pages) == MOST_PAGES and left_out == 40 - 5 * MOST_PAGES


def test_letters_of_code_are_never_smaller_than_a_phone_shows(tmp_path: Path) -> None:
    """Rows are as far apart as the smallest size asks for, whatever the code."""
    drawn = Drawn(tmp_path, code(*("x = " + "1 + " * 60 + "1" for _ in range(40))))
    page = next(layer for layer in drawn.layers if layer.reveal)
    alpha = drawn.picture(page)
    rows = round((page.picture.height or 0) / (SMALLEST * 1.5))
    assert alpha.height == rows * round(SMALLEST * 1.5)


@pytest.mark.parametrize(
    ("written", "name"), [("py", "Python"), ("bash", "Bash"), (None, ""), ("text", ""), ("brainfog", "brainfog")]
)
def test_a_language_is_named_as_people_write_it(written: str | None, name: str) -> None:
    assert language_name(written) == name


def test_colours_of_code_are_readable_on_their_panel() -> None:
    from reprise.graphics.codelines import hue, panel_colour

    for ground in ((10, 39, 48), (250, 250, 250), (0, 0, 0)):
        panel = panel_colour(ground)
        for row in code_rows("@x\ndef f(a: int) -> str:\n    # no\n    return f'{a}' + str(1)", "python"):
            for kind, _ in row.bits:
                assert contrast(hue(kind, panel), panel) >= 4.5


def test_a_short_scene_has_fewer_pages_and_says_how_much_is_left_out(tmp_path: Path) -> None:
    card = wording(Scene(id="s", section="point", narration="So.", cue=code(*LINES), seconds=3))
    assert card.seconds == 3
    pages = [layer for layer in Drawn(tmp_path, code(*LINES)).layers if layer.reveal]
    assert len(pages) == 2  # five seconds
