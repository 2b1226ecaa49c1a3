"""Memory that is the same every time: what the encoder reads before it wrote it must not decide a film's bytes.

x264's lookahead, where mbtree or VBV make it weigh B-frames, reads motion vectors of memory that it never filled.
The same pictures then give other bytes as soon as the heap was used for something else before. The C library of
Linux can be told to fetch every larger block from the kernel, which hands out zeros, instead of using old memory
again; where that is not to be had, films do without B-frames, which are what reads it.
"""

from __future__ import annotations

import ctypes
import platform
from typing import Any

_PERTURB, _MMAP_THRESHOLD, _MMAP_MAX = -6, -3, -4  # malloc.h: M_PERTURB, M_MMAP_THRESHOLD, M_MMAP_MAX
_LARGE = 16 * 1024  # bytes; a frame of x264 is one block, and larger even for the smallest film

STEADY = platform.libc_ver()[0] == "glibc"
"""Whether this system can hand out memory filled with zeros."""


def fetch_new_memory() -> None:
    """From now on every block of 16 KB or more that this process allocates is filled with zeros; no-op where not
    `STEADY`. Costs nothing beside the fetching: no block is filled twice."""
    if STEADY:
        libc: Any = ctypes.CDLL(None)
        libc.mallopt(_PERTURB, 0)  # the environment may have asked for other contents
        libc.mallopt(_MMAP_MAX, 1_000_000)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)
