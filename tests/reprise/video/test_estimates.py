"""What films will take is said before they are made, from what this machine has shown."""

from __future__ import annotations

import pytest

from reprise.media import Media
from reprise.sites import Site
from reprise.video.estimates import Estimate, State, estimate, measured_rate
from reprise.video.products import Render
from reprise.video.script import Script
from tests.builders import make_site
from tests.reprise.store.builders import script


def render(seconds: float, work: float) -> Render:
    media = Media(key="film/ab/abcdef0123.mp4", mime="video/mp4", bytes=1, seconds=seconds)
    return Render(
        article="demo-a", preset="tiktok", script_hash="h", media=media, language="en", units_made=1, units_reused=0,
        work_seconds=work,
    )  # fmt: skip


def asked(
    *presets: str, state: State = "to make", written: Script | None = None, rate: float | None = 0.5, fmt: str = "short"
) -> Estimate:
    site: Site = make_site(films={"presets": presets, "seconds": 40})
    return estimate("demo-a", "A title", fmt, written, site, state=state, rate=rate)


def test_presets_of_one_shape_are_work_once() -> None:
    one, three = asked("tiktok"), asked("tiktok", "youtube_short", "instagram_reel")
    assert (one.work, one.bytes) == (three.work, three.bytes)
    assert len(three.presets) == 3
    assert asked("tiktok", "feed_square").work > one.work


def test_a_written_script_counts_its_own_length_and_no_writing() -> None:
    written = script()
    found = asked("tiktok", written=written)
    assert found.film == written.seconds
    assert asked("tiktok").film == 40
    assert asked("tiktok", state="to write").credits > asked("tiktok", written=written).credits


def test_what_is_made_takes_nothing() -> None:
    found = asked("tiktok", state="made")
    assert (found.work, found.bytes, found.credits) == (0, 0, 0)


def test_long_films_count_their_own_target() -> None:
    assert asked("youtube_long", fmt="long").film == 300


def test_the_rate_is_the_median_of_films_that_were_encoded_here() -> None:
    films = [render(40, 20), render(40, 24), render(40, 400), render(40, 0)]
    assert measured_rate(films) == pytest.approx(0.6)
    assert measured_rate([render(40, 0)]) is None
    assert asked("tiktok", rate=2.0).work > asked("tiktok", rate=None).work
