"""What a questioner says in each language; `phrases.yaml` tells which answers every group of phrases fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

import regex
import yaml

from reprise.briefs.language import base
from reprise.film_settings import Context

Group = Literal[
    "opening", "bare", "definition", "definition_plural", "number", "first", "next", "later", "last", "point",
    "list_first", "list_next", "quote", "reason", "topic", "more", "cost", "advice", "example", "future", "trend",
]  # fmt: skip
KINDS: tuple[Group, ...] = ("example", "cost", "advice", "future", "trend")
"""Kinds of plain sentences that have questions of their own; the first that fits counts."""

Pattern = re.Pattern[str]  # what the untyped regex package makes has the same methods


@dataclass(frozen=True)
class Phrases:
    """One language's phrases for one context, those of the context first in their groups; `says` finds the kinds."""

    groups: Mapping[Group, tuple[str, ...]]
    takeaway: str
    articles: frozenset[str]
    joins: frozenset[str]
    defines: Pattern
    reasons: Pattern
    says: Mapping[Group, Pattern]


def languages() -> tuple[str, ...]:
    """The languages that questions can be formed in."""
    return tuple(_tables())


@cache
def phrases(language: str, context: Context) -> Phrases | None:
    """The phrases of a language; None where there is no table."""
    table = _tables().get(base(language))
    if table is None:
        return None
    added = table["contexts"].get(context, {})
    return Phrases(
        groups={group: (*added.get(group, ()), *_phrases(table, group)) for group in get_args(Group)},
        says={kind: _pattern(table["kinds"][kind]["says"], regex.I) for kind in KINDS},
        takeaway=[*added.get("takeaway", ()), *table["takeaway"]][0],
        articles=frozenset(table["articles"].split()),
        joins=frozenset(table["joins"].split()),
        defines=_pattern(table["defines"]),
        reasons=_pattern(table["reasons"], regex.I),
    )


def _phrases(table: dict[str, Any], group: Group) -> list[str]:
    found: list[str] = table["kinds"][group]["ask"] if group in KINDS else table[group]
    return found


def _pattern(text: str, flags: int = 0) -> Pattern:
    return cast(Pattern, regex.compile(text, flags))


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("reprise.video.dialogue").joinpath("phrases.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return tables
