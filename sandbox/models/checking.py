"""Requests and answers held against the types that a provider publishes with its SDK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError


class Requests:
    """What a request's body may be: a TypedDict of the SDK. Fields that it does not know are refused."""

    def __init__(self, shape: Any) -> None:
        # Within a list, because a TypedDict takes no configuration from outside by itself.
        self._adapter = TypeAdapter(list[shape], config=ConfigDict(extra="forbid"))

    def problem(self, body: Mapping[str, Any]) -> tuple[str, str] | None:
        """The field that is wrong and why; None for a good body."""
        try:
            _read_out(self._adapter.validate_python([dict(body)]))
        except ValidationError as error:
            worst = max(error.errors(include_url=False, include_input=False), key=lambda each: len(each["loc"]))
            unknown = next((each for each in error.errors() if each["type"] == "extra_forbidden"), None)
            first = worst if unknown is None or len(unknown["loc"]) > 2 else unknown
            place = ".".join(str(part) for part in first["loc"] if not isinstance(part, int) or part)
            return place, str(first["msg"])
        return None


class Answers:
    """What an answer or an event of a stream must be: a model of the SDK."""

    def __init__(self, shape: Any) -> None:
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def good(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body itself. Raises `ValidationError`, which is a mistake of the stand-in's."""
        self._adapter.validate_python(body)
        return body


def _read_out(value: Any) -> None:
    """Iterables of the SDK's types are only looked at while they are read."""
    if isinstance(value, Mapping):
        for inner in value.values():
            _read_out(inner)
    elif isinstance(value, (list, tuple, Iterator)) or hasattr(value, "__next__"):
        for inner in value:
            _read_out(inner)


def unstrict(schema: Any) -> str | None:
    """What keeps a schema from being one that strict mode takes: every object closed, every property required."""
    return next(_faults(schema, "()"), None)


def _faults(schema: Any, where: str) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _faults(each, where)
    if not isinstance(schema, Mapping):
        return
    properties = schema.get("properties", {})
    if schema.get("type") == "object" or properties:
        if schema.get("additionalProperties") is not False:
            yield f"In context={where}, 'additionalProperties' is required to be supplied and to be false."
        if absent := sorted(set(properties) ^ set(schema.get("required", ()))):
            yield f"In context={where}, 'required' must name every property. Missing {absent[0]!r}."
    for name in ("allOf", "oneOf", "not", "patternProperties", "default", "dependentRequired"):
        if name in schema:
            yield f"In context={where}, {name!r} is not permitted."
    for name in ("properties", "$defs"):
        for each, inner in schema.get(name, {}).items():
            yield from _faults(inner, f"{where}.{each}")
    for name in ("items", "anyOf"):
        yield from _faults(schema.get(name), f"{where}.{name}")
