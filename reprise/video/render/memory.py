"""Memory that is the same every time: what the encoder reads before it wrote it must not decide a film's bytes.

x264's lookahead, where mbtree or VBV make it weigh B-frames, reads motion vectors of memory that it never filled.
The same pictures then give other bytes as soon as the heap was used for something else before. The C library of
Linux can be told to fill what it hands out; where that is not to be had, films do without B-frames, which are what
reads it.
"""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_PERTURB = -6  # malloc.h: M_PERTURB; blocks are filled with the complement of its value
_ZEROS = 0xFF

STEADY = platform.libc_ver()[0] == "glibc"
"""Whether this system can hand out memory filled with zeros."""


@contextmanager
def zeroed_memory() -> Iterator[None]:
    """Every block that this process allocates meanwhile is filled with zeros; no-op where not `STEADY`.

    To be held for as long as the encoder allocates and no longer: filling takes a pass over each block.
    """
    if not STEADY:
        yield
        return
    libc: Any = ctypes.CDLL(None)
    libc.mallopt(_PERTURB, _ZEROS)
    try:
        yield
    finally:
        libc.mallopt(_PERTURB, 0)
