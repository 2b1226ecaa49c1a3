"""What a questioner says in each language; `phrases.yaml` tells which answers every group of phrases fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import regex
import yaml

from reprise.briefs.language import base
from reprise.film_settings import Context

Group = Literal[
    "opening", "bare", "definition", "definition_plural", "number", "first", "next", "later", "last", "point",
    "list_first", "list_next", "quote", "reason", "topic", "more",
]  # fmt: skip
GROUPS: tuple[Group, ...] = Group.__args__  # type: ignore[attr-defined]

Pattern = re.Pattern[str]  # what the untyped regex package makes has the same methods


@dataclass(frozen=True)
class Phrases:
    """One language's phrases for one context, those of the context first in their groups."""

    groups: Mapping[Group, tuple[str, ...]]
    takeaway: str
    articles: frozenset[str]
    defines: Pattern
    reasons: Pattern


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
        groups={group: (*added.get(group, ()), *table[group]) for group in GROUPS},
        takeaway=[*added.get("takeaway", ()), *table["takeaway"]][0],
        articles=frozenset(table["articles"].split()),
        defines=cast(Pattern, regex.compile(table["defines"])),
        reasons=cast(Pattern, regex.compile(table["reasons"], regex.I)),
    )


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("reprise.video.dialogue").joinpath("phrases.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return tables
