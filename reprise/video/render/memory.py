"""Memory that is the same every time: what the encoder reads before it wrote it must not decide a film's bytes.

x264's lookahead, where mbtree or VBV make it weigh B-frames, reads motion vectors of memory that it never filled.
The same pictures then give other bytes as soon as the heap was used for something else before. The C library of
Linux can hand out memory filled with zeros; where that is not to be had, films do without B-frames, which are what
reads it.
"""

from __future__ import annotations

import ctypes
import platform
from typing import Any

_PERTURB, _ZEROS = -6, 0xFF  # malloc.h: M_PERTURB; memory is filled with the value's complement

STEADY = platform.libc_ver()[0] == "glibc"
"""Whether this system can hand out memory filled with zeros."""


def fill_new_memory(value: int = 0) -> None:
    """From now on all memory that this process allocates is filled with `value` (0–255); no-op where not `STEADY`."""
    if STEADY:
        libc: Any = ctypes.CDLL(None)
        libc.mallopt(_PERTURB, _ZEROS ^ value)
