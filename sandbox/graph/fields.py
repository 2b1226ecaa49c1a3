"""The `fields=` language: which members of an object are wanted, with what, and how deep."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.graph.problems import GraphProblem, no_such_field

_NAME = re.compile(r"[a-z_0-9]+", re.IGNORECASE)
_CALL = re.compile(r"\.([a-z_]+)\(([^()]*)\)", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """One wanted field: `comments.limit(5){message}` has a call and inner fields."""

    name: str
    calls: Mapping[str, str] = field(default_factory=dict)
    inner: Sequence[Field] = ()


Member = Any | Callable[[Field], Any]
"""A value, or what makes it from how it was asked for; None is left out of answers, as Graph does."""


def parsed(text: str) -> list[Field]:
    """Raises `GraphProblem` (#2500) for what is no list of fields."""
    fields, end = _list(text.replace(" ", ""), 0)
    if end != len(text.replace(" ", "")):
        raise _syntax(text)
    return fields


def shown(kind: str, members: Mapping[str, Member], wanted: str | None, usual: Sequence[str]) -> dict[str, Any]:
    """An object with the wanted fields, or its usual ones; its id always.

    Raises:
        GraphProblem: it has no such field (#100).
    """
    fields = parsed(wanted) if wanted else [Field(name) for name in usual]
    return picked(kind, members, fields)


def picked(kind: str, members: Mapping[str, Member], fields: Sequence[Field]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for one in fields:
        if one.name not in members:
            raise no_such_field(one.name, kind)
        member = members[one.name]
        value = member(one) if callable(member) else member
        if value is not None:
            row[one.name] = value
    return row | {"id": members["id"]}


def _list(text: str, at: int) -> tuple[list[Field], int]:
    fields = []
    while True:
        name = _NAME.match(text, at)
        if name is None:
            raise _syntax(text)
        at, calls = name.end(), {}
        while call := _CALL.match(text, at):
            calls[call.group(1)] = call.group(2)
            at = call.end()
        inner: list[Field] = []
        if text[at : at + 1] == "{":
            inner, at = _list(text, at + 1)
            if text[at : at + 1] != "}":
                raise _syntax(text)
            at += 1
        fields.append(Field(name.group(), calls, inner))
        if text[at : at + 1] != ",":
            return fields, at
        at += 1


def _syntax(text: str) -> GraphProblem:
    return GraphProblem(2500, f"Syntax error in the field list: {text[:80]}")
