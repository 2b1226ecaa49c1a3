"""The ledger holds what was really done, at the product's prices."""

from __future__ import annotations

import pytest

from reprise.costs import CREDITS
from reprise.store.exports import usage_rows
from reprise.store.store import Store
from tests.reprise.store.builders import START


def test_work_is_noted_with_its_price(store: Store) -> None:
    store.usage.record("voice", 1.5, site="demo", article="demo-a", run="run-1")
    store.usage.record("script", 1, site="demo", provider="a model", usd=0.012)
    first, second = usage_rows(store)
    assert (first["operation"], first["unit"], first["units"], first["credits"]) == ("voice", "minute", 1.5, 3.0)
    assert (first["provider"], first["usd"], first["article_key"], first["used_at"]) == ("built-in", 0, "demo-a", START)
    assert (second["provider"], second["usd"], second["article_key"]) == ("a model", 0.012, None)


def test_no_work_leaves_no_row(store: Store) -> None:
    store.usage.record("picture", 0, site="demo")
    assert list(usage_rows(store)) == []


def test_work_without_a_price_is_a_mistake_in_the_program(store: Store) -> None:
    with pytest.raises(KeyError, match="magic"):
        store.usage.record("magic", 1, site="demo")
    assert list(usage_rows(store)) == []


def test_every_operation_has_one_unit_and_a_price() -> None:
    assert all(price.operation == name and price.unit and price.credits > 0 for name, price in CREDITS.items())
