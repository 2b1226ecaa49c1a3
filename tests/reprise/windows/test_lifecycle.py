from __future__ import annotations

from typing import get_args

import pytest

from reprise.errors import BadInput, Conflict
from reprise.windows.lifecycle import (
    AUTOMATION,
    TRANSITIONS,
    State,
    allowed,
    ensure_actor,
    ensure_transition,
    is_person,
)

STATES: tuple[State, ...] = get_args(State)


def test_every_state_has_its_row_and_names_only_states() -> None:
    assert set(TRANSITIONS) == set(STATES)
    assert set().union(*TRANSITIONS.values()) <= set(STATES)


def test_what_is_published_can_only_be_taken_off_the_platform() -> None:
    assert TRANSITIONS["published"] == {"cancelled"}


def test_only_a_scheduled_post_can_be_published() -> None:
    assert [state for state in STATES if "publishing" in TRANSITIONS[state]] == ["scheduled"]


def test_nothing_reaches_a_time_without_passing_approval() -> None:
    assert "scheduled" not in TRANSITIONS["draft"]
    assert "scheduled" not in TRANSITIONS["cancelled"]


@pytest.mark.parametrize("before", STATES)
def test_a_forbidden_change_says_what_is_allowed(before: State) -> None:
    for after in set(STATES) - TRANSITIONS[before]:
        with pytest.raises(Conflict) as caught:
            ensure_transition("p1", before, after)
        assert f"It is {before} and cannot become {after}" in str(caught.value)
        assert allowed(before) in str(caught.value)
    for after in TRANSITIONS[before]:
        ensure_transition("p1", before, after)


def test_automatic_actors_are_no_persons_with_or_without_details() -> None:
    for actor in AUTOMATION:
        assert not is_person(actor)
        assert not is_person(f"{actor}:1a2b")
    assert is_person("dana")
    assert is_person("runner")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_an_actor_needs_a_name_that_fits(name: str) -> None:
    with pytest.raises(BadInput):
        ensure_actor(name)
