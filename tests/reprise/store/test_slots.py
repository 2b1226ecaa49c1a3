from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from reprise.store.store import Store
from reprise.windows.slots import LearnedSlot


def slot(hour: int, rank: int = 1) -> LearnedSlot:
    return LearnedSlot(
        weekday="tue", hour=hour, zone="Europe/Berlin", rank=rank, expected=0.2, deviation=0.1, sample=12, label="thin"
    )


def test_a_new_set_replaces_the_older_one_of_its_account_only(store: Store) -> None:
    store.slots.replace_learned("demo", "x", "main", [slot(9), slot(10, rank=2)])
    store.slots.replace_learned("demo", "linkedin", "main", [slot(8)])
    store.slots.replace_learned("demo", "x", "main", [slot(18, rank=2), slot(12)])
    assert store.slots.learned("demo", "x", "main") == (slot(12), slot(18, rank=2))
    assert store.slots.learned("demo", "linkedin", "main") == (slot(8),)
    assert store.slots.learned("demo", "x", "second") == ()


def test_a_set_that_cannot_be_kept_leaves_the_older_one(store: Store) -> None:
    store.slots.replace_learned("demo", "x", "main", [slot(9)])
    with pytest.raises(IntegrityError):
        store.slots.replace_learned("demo", "x", "main", [slot(10), slot(10)])
    assert store.slots.learned("demo", "x", "main") == (slot(9),)
