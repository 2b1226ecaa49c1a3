"""Pieces of film as the encoder writes them."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reprise.digest import file_digest
from reprise.video.render.encoding import UnitEncoder
from reprise.video.render.memory import STEADY
from reprise.video.render.plan import Unit, units_of
from tests.reprise.video.render.films import small_film

PROGRAM = """
import ctypes, pickle, sys
from reprise.digest import file_digest
from reprise.video.render.encoding import UnitEncoder
unit, target, byte = pickle.load(sys.stdin.buffer)

# A heap of 320 MB that was used and given back, as that of a process that has worked for a while.
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.argtypes, libc.memset.argtypes = [ctypes.c_void_p], [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, BLOCK = -3, -1, 8 << 20
libc.mallopt(M_MMAP_THRESHOLD, 1 << 30)
libc.mallopt(M_TRIM_THRESHOLD, (1 << 31) - 1)
blocks = [libc.malloc(BLOCK) for _ in range(40)]
for block in blocks:
    libc.memset(block, byte, BLOCK)
for block in blocks:
    libc.free(block)

UnitEncoder().encode(unit, target)
print(file_digest(target))
"""


def encoded_in_used_memory(unit: Unit, target: Path, byte: int) -> str:
    """The digest of a unit from a fresh process whose memory was full of something else."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=pickle.dumps((unit, target, byte)),
        capture_output=True,
        env={**os.environ, "MALLOC_PERTURB_": str(byte)},
        check=True,
    )
    return done.stdout.decode().strip()


@pytest.mark.skipif(not STEADY, reason="films do without what reads old memory where this C library is not")
def test_a_unit_has_the_same_bytes_whatever_was_in_memory_before(tmp_path: Path) -> None:
    unit = units_of(small_film(tmp_path / "film"))[0]
    found = {encoded_in_used_memory(unit, tmp_path / f"{byte}.mp4", byte) for byte in (85, 170)}
    assert len(found) == 1


@pytest.mark.slow
@pytest.mark.skipif(not STEADY, reason="films do without what reads old memory where this C library is not")
def test_units_of_full_size_have_the_same_bytes_every_time(tmp_path: Path) -> None:
    film = small_film(tmp_path / "film", (18, 14, 20), transition=6)
    units = units_of(replace(film, width=1080, height=1920))
    encoder = UnitEncoder()
    for number, unit in enumerate(units):
        found = set()
        for repetition in range(4):
            target = tmp_path / f"{number}-{repetition}.mp4"
            encoder.encode(unit, target)
            found.add(file_digest(target))
        found |= {encoded_in_used_memory(unit, tmp_path / f"{number}-{byte}.mp4", byte) for byte in (85, 170)}
        assert len(found) == 1, number
