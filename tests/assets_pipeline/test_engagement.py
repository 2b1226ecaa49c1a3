"""Readings are taken often while a post is young, then daily, then no more; a window that has passed is not read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet
import pytest

from assets_pipeline.engagement import AGE_LIMIT, OFTEN
from sandbox.process import SandboxProcess
from tests.assets_pipeline.test_publishing import LIVE_X, drafted, schedule
from tests.installation import MONDAY, Installation, failures


def published(place: Installation, at: datetime) -> str:
    """The id of a post that is said to have been published then."""
    key = drafted(place)
    post = schedule(place, key, "x")
    place.clock.set(at)
    assert place.store.posts.claim(post.id, at) is not None
    place.store.posts.publish_succeeded(post.id, ["1234567890123456789"], None)
    return post.id


def read(place: Installation, window: datetime) -> list[str]:
    """The posts of which there is a reading from this window, read right after it ended."""
    place.clock.set(window + timedelta(hours=6))
    key = f"{window:%Y-%m-%dT%H}"
    assert failures(place.run("measure", key, ("x", "engagement"))) == {}
    path = place.settings.tables / "x" / "engagement" / f"{key}.parquet"
    return pyarrow.parquet.read_table(path).column("post_id").to_pylist() if path.is_file() else []


def test_a_post_is_read_in_every_window_of_its_first_week_then_daily_then_no_more(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.configure(LIVE_X)
    noon = MONDAY.replace(hour=12)
    post = published(installation, noon)
    with SandboxProcess(tmp_path / "sandbox", clock_file=installation.clock.path) as sandbox:
        monkeypatch.setenv("REPRISE_X_URL", sandbox.url_of("x"))
        monkeypatch.setenv("REPRISE_X_TOKEN", sandbox.token_of("x"))
        for hours in (0, 6, 12):
            assert read(installation, noon + timedelta(hours=hours)) == [post]
        assert read(installation, noon + OFTEN - timedelta(hours=6)) == [post]
        assert read(installation, noon + OFTEN) == []
        assert read(installation, noon + OFTEN + timedelta(hours=6)) == [post]  # the day's last
        assert read(installation, noon + AGE_LIMIT + timedelta(hours=6)) == []


def test_a_window_that_has_passed_is_not_made_up(installation: Installation) -> None:
    installation.configure(LIVE_X)
    installation.clock.set(MONDAY + timedelta(days=3))
    (why,) = failures(installation.run("measure", f"{MONDAY:%Y-%m-%dT}00", ("x", "engagement"))).values()
    assert "cannot be observed" in why
