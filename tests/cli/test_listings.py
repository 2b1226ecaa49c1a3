"""Listings read well: what is short stays whole, posts stand in the order of their times, guesses are not shown as
knowledge."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from cli.output import console, show
from tests.cli.reprise_command import Reprise
from tests.installation import MONDAY


def learned(platform: str, label: str, sample: int) -> dict[str, Any]:
    where = {"site": "demo", "platform": platform, "account": "main", "zone": "Europe/Berlin", "weekday": "tue"}
    found = {"hour_block": 8, "expected_effect": 0.2, "effect_sd": 0.1, "sample": sample, "best_rank": 1}
    return {**where, **found, "label": label}


def test_names_stay_whole_and_words_make_room(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "width", 60)
    show([{"site": "harbour-wheels", "why": "many words " * 12}], ("site", "why"), as_json=False, empty="")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("harbour-wheels ")
    assert len(lines) > 2


def test_posts_stand_in_the_order_of_their_times_and_those_without_come_last(on_prepared: Reprise) -> None:
    store = on_prepared.place.store
    late, soon = (post.id for post in store.posts.find(platform="mastodon", states=("draft",))[:2])
    for post, hours in ((late, 5), (soon, 2)):
        store.posts.approve(post, "kim")
        store.posts.schedule(post, MONDAY + timedelta(hours=hours), "Europe/Berlin", "a test", "kim")
    rows = on_prepared("posts", "--platform", "mastodon", "--json").json
    assert [row["id"] for row in rows][:2] == [soon, late]
    assert [row["time (UTC)"] for row in rows][:3] == ["2026-06-01 08:00", "2026-06-01 11:00", None]


def test_best_times_of_too_few_posts_are_no_times(reprise: Reprise) -> None:
    folder = reprise.place.settings.published
    folder.mkdir(parents=True)
    rows = [learned("x", "thin", 12), learned("mastodon", "prior", 4)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "mart_best_times.parquet")
    said = reprise("best-times").out
    assert "tue 08–10" in said
    assert "demo mastodon/main: too few posts to say (fewer than 10), it has 4." in said
    assert said.count("08–10") == 1
    assert len(reprise("best-times", "--json").json) == 2
