"""Errors say what went wrong, where, and how to mend it."""

from __future__ import annotations

import pickle

import pytest

from reprise.errors import BadInput, BadSettings, Conflict, NotFound, RepriseError, Unavailable

KINDS = [BadInput, BadSettings, NotFound, Conflict, Unavailable]


def test_place_fault_and_remedy_are_one_line() -> None:
    error = BadInput("There is no text.", where="a.md:3", remedy="Write some.")
    assert str(error) == "a.md:3: There is no text. Write some."
    assert str(RepriseError("There is no text.")) == "There is no text."


@pytest.mark.parametrize("kind", KINDS)
def test_an_outer_place_comes_first_and_the_kind_stays(kind: type[RepriseError]) -> None:
    error = kind("Wrong.", where="line 3", remedy="Mend it.").at("demo-a")
    assert type(error) is kind
    assert str(error) == "demo-a: line 3: Wrong. Mend it."
    assert str(kind("Wrong.").at("demo-a")) == "demo-a: Wrong."


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_crosses_to_another_process(kind: type[RepriseError]) -> None:
    error = kind("Wrong.", where="line 3", remedy="Mend it.")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert (str(back), back.where, back.remedy) == (str(error), "line 3", "Mend it.")
