"""Which versions of Graph there are, how long they live, and what newer ones no longer take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from sandbox.graph.problems import GraphProblem, bad

ENDS: tuple[tuple[str, datetime | None], ...] = (
    ("v20.0", datetime(2026, 9, 24, tzinfo=UTC)),
    ("v21.0", datetime(2027, 1, 21, tzinfo=UTC)),
    ("v22.0", datetime(2027, 5, 20, tzinfo=UTC)),
    ("v23.0", datetime(2027, 10, 8, tzinfo=UTC)),
    ("v24.0", datetime(2028, 2, 18, tzinfo=UTC)),
    ("v25.0", datetime(2028, 7, 29, tzinfo=UTC)),
    ("v26.0", None),
    ("v27.0", None),
)
"""Meta's changelog of versions, read 2026-11; v27.0 stands in its Video API guide of that time. Older ones are dead."""
GONE = frozenset({"pretty", "debug", "date_format", "ids"})
GONE_FROM = 26
GONE_EVERYWHERE = datetime(2026, 10, 27, tzinfo=UTC)


def split(path: str) -> tuple[str | None, tuple[str, ...]]:
    """A path's version, if it names one, and its parts."""
    parts = tuple(part for part in path.split("/") if part)
    if parts and re.fullmatch(r"v\d+\.\d+", parts[0]):
        return parts[0], parts[1:]
    return None, parts


def served(asked: str | None, now: datetime) -> str:
    """The version that answers: an expired or unnamed one is served by the oldest that lives.

    Raises:
        GraphProblem: there never was such a version.
    """
    living = [name for name, end in ENDS if end is None or now < end]
    if asked in living:
        return asked
    if asked is None or _number(asked) <= _number(living[0]):
        return living[0]
    raise GraphProblem(2500, f"Unknown path components: /{asked}")


def refuse_removed(params: Mapping[str, str], version: str, now: datetime) -> None:
    """Raise `GraphProblem` for a parameter that this version, or by now every version, has dropped."""
    if _number(version) >= GONE_FROM or now >= GONE_EVERYWHERE:
        for name in sorted(GONE & set(params)):
            raise bad(f"The parameter {name} is no longer supported")


def _number(version: str) -> int:
    return int(version[1:].partition(".")[0])
