"""The one clock: the machine's, one that is moved by hand, and one that several processes share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from reprise.clock import FileClock, ManualClock, SystemClock
from reprise.errors import BadSettings

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
BERLIN = timezone(timedelta(hours=2))


def test_the_machines_time_is_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_manual_clock_moves_only_when_told_to() -> None:
    clock = ManualClock(NOON.astimezone(BERLIN))
    assert clock.now() == clock.now() == NOON
    assert clock.now().tzinfo is UTC
    assert clock.advance(timedelta(hours=3)) == clock.now() == NOON + timedelta(hours=3)
    clock.set(NOON.astimezone(BERLIN))
    assert clock.now().isoformat() == "2026-06-01T12:00:00+00:00"


def test_a_file_is_seen_by_every_clock_that_reads_it(tmp_path: Path) -> None:
    one, other = FileClock(tmp_path / "home" / "clock"), FileClock(tmp_path / "home" / "clock")
    one.set(NOON.astimezone(BERLIN))
    assert other.now().isoformat() == "2026-06-01T12:00:00+00:00"
    assert list((tmp_path / "home").iterdir()) == [one.path]


def test_without_its_file_the_clock_returns_to_the_present(tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock")
    clock.set(NOON)
    clock.path.unlink()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


def test_a_time_written_by_hand_may_have_a_zone_or_else_is_utc(tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock")
    clock.path.write_text("2026-06-01T14:00:00+02:00\n")
    assert clock.now() == NOON
    clock.path.write_text("2026-06-01 12:00")
    assert clock.now() == NOON


@pytest.mark.parametrize("content", ["", "tomorrow", "2026-13-01T00:00:00", "zwölf Uhr"])
def test_what_is_no_time_is_named_with_its_file(tmp_path: Path, content: str) -> None:
    clock = FileClock(tmp_path / "clock")
    clock.path.write_text(content, encoding="utf-8")
    with pytest.raises(BadSettings, match=r"clock: .* is not an ISO time\. Remove the file or correct it\."):
        clock.now()
