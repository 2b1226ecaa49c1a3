"""`reprise clean` and the nightly job take away the same: old media that nothing refers to."""

from __future__ import annotations

import os
import time
from pathlib import Path

from reprise.media import Media
from reprise.models.used import Used
from reprise.store.calls import Asked
from tests.cli.reprise_command import Reprise
from tests.installation import Installation, failures


def forgotten(place: Installation) -> Media:
    """A piece that nothing names and that was last used two months ago."""
    media = place.media
    made = media.put(b"a unit of a film that was replaced", ".mp4", kind="unit")
    for path in (media.path(made), Path(f"{media.path(made)}.json")):
        os.utime(path, (time.time() - 60 * 86_400,) * 2)
    return made


def test_what_is_referred_to_stays_and_the_rest_goes(on_prepared: Reprise) -> None:
    old = forgotten(on_prepared.place)
    there = {piece.key for piece in on_prepared.place.media.pieces()} - {old.key}
    assert there, "the installation has pictures"
    assert "1 pieces removed" in on_prepared("clean", "--dry-run").out
    assert on_prepared.place.media.path(old).is_file()
    said = on_prepared("clean", "--days", "30").out
    assert said.startswith("1 pieces removed (0.0 MB)")
    assert {piece.key for piece in on_prepared.place.media.pieces()} == there


def test_calls_that_a_dead_process_left_are_in_doubt(reprise: Reprise) -> None:
    store = reprise.place.store
    left = Asked("k", "demo", "adapt", "openai", "openai", "gpt-6-luna", Used(input_tokens=9), 0.25)
    assert store.calls.claim(left, "a dead process", lease=-2 * 86_400).how == "yours"
    assert "in doubt" not in reprise("clean", "--dry-run").out
    assert reprise("clean").out.startswith("1 calls to providers were left by processes that died")
    assert "0.2500 (1)" in reprise("costs").out
    assert store.calls.open() == ()


def test_less_than_a_day_is_refused(on_prepared: Reprise) -> None:
    assert on_prepared("clean", "--days", "0.5").code == 2


def test_the_nightly_job_does_the_same(installation: Installation) -> None:
    old = forgotten(installation)
    result = installation.run("housekeeping")
    assert failures(result) == {}
    assert old.key not in {piece.key for piece in installation.media.pieces()}
