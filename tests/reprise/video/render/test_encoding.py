"""Pieces of film as the encoder writes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reprise.digest import file_digest
from reprise.video.render.encoding import UnitEncoder
from reprise.video.render.plan import Unit, units_of
from tests.reprise.video.render.films import small_film

PROGRAM = """
import pickle, sys
from reprise.digest import file_digest
from reprise.video.render.encoding import UnitEncoder
unit, target = pickle.load(sys.stdin.buffer)
UnitEncoder().encode(unit, target)
print(file_digest(target))
"""


def encoded_in_strange_memory(unit: Unit, target: Path, filled: int) -> str:
    """The digest of a unit from a fresh process whose memory was full of something else."""
    import pickle

    environment = {**os.environ, "MALLOC_PERTURB_": str(filled)}
    order = pickle.dumps((unit, target))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=order, capture_output=True, env=environment, check=True
    )
    return done.stdout.decode().strip()


def test_a_unit_has_the_same_bytes_whatever_was_in_memory_before(tmp_path: Path) -> None:
    unit = units_of(small_film(tmp_path / "film"))[0]
    found = {encoded_in_strange_memory(unit, tmp_path / f"{filled}.mp4", filled) for filled in (85, 170)}
    assert len(found) == 1


@pytest.mark.slow
def test_units_of_full_size_have_the_same_bytes_every_time(tmp_path: Path) -> None:
    film = small_film(tmp_path / "film", (18, 14, 20), transition=6)
    from dataclasses import replace

    units = units_of(replace(film, width=1080, height=1920))
    encoder = UnitEncoder()
    for number, unit in enumerate(units):
        found = set()
        for repetition in range(4):
            target = tmp_path / f"{number}-{repetition}.mp4"
            encoder.encode(unit, target)
            found.add(file_digest(target))
        found.add(encoded_in_strange_memory(unit, tmp_path / f"{number}-85.mp4", 85))
        assert len(found) == 1, number
