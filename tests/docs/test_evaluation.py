"""The page about evaluation says what the rubrics and the command do."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from cli.commands.evaluate import writing
from reprise.evaluation import RUBRICS
from reprise.evaluation.collection import built_in
from reprise.evaluation.comparing import NOTICEABLE
from reprise.evaluation.rubrics import CAP

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def test_the_table_has_every_rubric_with_its_weight_in_the_same_order() -> None:
    rows = regex.findall(r"^\| ([a-z]+) \| (0\.\d\d) \|", PAGE, regex.M)
    assert {name: float(weight) for name, weight in rows} == {
        name: pytest.approx(rubric.weight) for name, rubric in RUBRICS.items()
    }


def test_every_option_is_explained() -> None:
    for option in writing.params:
        (name, *_) = option.opts
        assert f"`{name}" in PAGE, name


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"gets {CAP} in all at most" in PAGE
    assert f"less than {NOTICEABLE} counts" in PAGE
    assert len(list(built_in().glob("*.md"))) == 13
    assert "Thirteen short articles" in PAGE
