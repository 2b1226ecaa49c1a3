"""Budgets and plans: by the month where the site is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.clock import ManualClock
from reprise.models.budgets import QuotaSpent, films_left, left, month_of, require_film
from reprise.store.store import Store
from tests.builders import WHEN, make_site

KYIV = make_site(timezone="Europe/Kyiv")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(WHEN)


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/store.db", clock)
    opened.migrate()
    yield opened
    opened.close()


def test_a_month_begins_at_midnight_where_the_site_is() -> None:
    last = datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC)
    first = last + timedelta(seconds=1)
    assert (month_of(KYIV, last).name, month_of(KYIV, first).name) == ("2026-03", "2026-04")
    assert month_of(KYIV, first).since == first  # three hours ahead: summer time has begun
    assert month_of(KYIV, first, back=4).name == "2025-12"


@given(st.integers(1_500_000_000, 2_200_000_000), st.integers(0, 30))
def test_every_moment_is_in_one_month_and_months_join(seconds: int, back: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    month, before = month_of(KYIV, now, back), month_of(KYIV, now, back + 1)
    assert before.until == month.since < month.until
    assert month_of(KYIV, now).since <= now < month_of(KYIV, now).until


def test_what_is_left_is_told_of_each_limit(store: Store) -> None:
    site = make_site(budget={"usd": 1, "credits": 20, "films": 2})
    store.usage.record("script", 2, site="demo", usd=0.25)
    store.usage.record("script", 1, site="other", usd=9.0)
    found = left(site, store)
    assert (found.usd, found.credits, found.films_left) == (0.75, 10.0, 2)
    nothing = left(make_site(), store)
    assert (nothing.usd, nothing.credits, nothing.films_left) == (None, None, None)


def speak(store: Store, article: str, asset: str = "short/voiceover") -> None:
    store.usage.record("voice", 0.5, site="demo", article=article, asset=asset)


def test_a_film_counts_once_however_often_it_is_made_anew(store: Store, clock: ManualClock) -> None:
    site = make_site(budget={"films": 2})
    speak(store, "demo-a")
    speak(store, "demo-a")
    assert films_left(site, store) == 1
    speak(store, "demo-a", "long/voiceover")
    assert films_left(site, store) == 0
    clock.advance(timedelta(days=31))
    assert films_left(site, store) == 2
    speak(store, "demo-a")  # a scene of last month's film
    assert films_left(site, store) == 2


def test_the_plans_last_film_is_allowed_and_the_next_is_not(store: Store) -> None:
    site = make_site(budget={"films": 1})
    require_film(site, store, "demo-a", "short/voiceover")
    speak(store, "demo-a")
    require_film(site, store, "demo-a", "short/voiceover")
    for _ in range(2):
        with pytest.raises(QuotaSpent, match=r"1 April 2026.*budget\.films"):
            require_film(site, store, "demo-b", "short/voiceover")
    assert [item.notice.kind for item in store.notices.list("demo")] == ["budget"]
    require_film(make_site(), store, "demo-b", "short/voiceover")


def test_a_voice_that_is_only_tried_out_is_no_film(store: Store) -> None:
    store.usage.record("voice", 0.1, site="demo")
    assert films_left(make_site(budget={"films": 1}), store) == 1
