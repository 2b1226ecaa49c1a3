"""What gives a sentence away that leans on its neighbours, talks about the page or chats, by language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import regex
import yaml

from reprise.briefs.language import base

Pattern = re.Pattern[str]  # what the untyped regex package makes has the same methods
_NEVER: Pattern = cast(Pattern, regex.compile(r"(?!)"))
_PATTERNS = ("allowed", "pointing", "meta", "page", "chat", "fanfare", "definition")


@dataclass(frozen=True)
class Phrases:
    """One language's table; `phrases.yaml` says what each part is for."""

    openers: frozenset[str] = frozenset()
    opener_phrases: tuple[str, ...] = ()
    allowed: Pattern = _NEVER
    pointing: Pattern = _NEVER
    meta: Pattern = _NEVER
    page: Pattern = _NEVER
    chat: Pattern = _NEVER
    fanfare: Pattern = _NEVER
    definition: Pattern = _NEVER


@cache
def phrases(language: str) -> Phrases:
    """The table of a language; one that matches nothing where there is none."""
    table = _tables().get(base(language))
    if table is None:
        return Phrases()
    return Phrases(
        openers=frozenset(table.get("openers", "").split()),
        opener_phrases=tuple(table.get("opener_phrases", ())),
        **{name: _any(table.get(name)) for name in _PATTERNS},
    )


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("reprise.briefs").joinpath("phrases.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return tables


def _any(patterns: list[str] | None) -> Pattern:
    if not patterns:
        return _NEVER
    return cast(Pattern, regex.compile("|".join(f"(?:{pattern})" for pattern in patterns), regex.I))
