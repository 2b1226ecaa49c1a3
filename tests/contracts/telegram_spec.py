"""Judging recorded calls of Telegram's Bot API by its machine-readable description.

The description is made from Telegram's documentation by others (PaulSonOfLars/telegram-bot-api-spec: api.json), is not
kept here, and is looked for in the folder that `REPRISE_SPECS` names: see `tests/contracts/specs.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.contracts.recording import Exchange

_FILE = object()


class TelegramSpec:
    """The description as judge.

    Args:
        document: api.json as it is.
        prefix: what stands before `/bot…` where the exchanges were recorded, such as "/telegram".
    """

    def __init__(self, document: Mapping[str, Any], *, prefix: str = "") -> None:
        self._methods: Mapping[str, Any] = document["methods"]
        self._types: Mapping[str, Any] = document["types"]
        self._path = re.compile(re.escape(prefix) + r"/bot[^/]+/(\w+)")

    def problems(self, *exchanges: Exchange) -> list[str]:
        """What is wrong with the calls, one line each; empty if they keep to the description."""
        return [f"{self._named(one)}: {problem}" for one in exchanges for problem in self._judged(one)]

    def _named(self, exchange: Exchange) -> str:
        found = self._path.fullmatch(exchange.path)
        return f"{found[1] if found else exchange.path} -> {exchange.status}"

    def _judged(self, exchange: Exchange) -> Iterator[str]:
        found = self._path.fullmatch(exchange.path)
        method = self._methods.get(found[1]) if found else None
        if method is None:
            yield "there is no such method"
            return
        if exchange.status < 400:  # what the server refused may well be wrong
            yield from self._request(method, exchange)
        yield from self._answer(method, exchange)

    def _request(self, method: Mapping[str, Any], exchange: Exchange) -> Iterator[str]:
        given, as_text = _parameters(exchange)
        fields = {field["name"]: field for field in method.get("fields", ())}
        attached = json.dumps([value for value in given.values() if value is not _FILE])
        for name, value in given.items():
            if name not in fields:
                if not (value is _FILE and f"attach://{name}" in attached):
                    yield f"there is no parameter {name}"
                continue
            yield from self._held(_decoded(value, fields[name]["types"], as_text), fields[name]["types"], name)
        yield from (
            f"parameter {name} is missing" for name, field in fields.items() if field["required"] and name not in given
        )

    def _answer(self, method: Mapping[str, Any], exchange: Exchange) -> Iterator[str]:
        if exchange.response_type != "application/json":
            yield f"the answer is {exchange.response_type or 'of no type'}, not application/json"
            return
        body = exchange.json()
        if body.get("ok") is True:
            unknown = set(body) - {"ok", "result", "description"}
            yield from (f"the answer has an unknown {name}" for name in sorted(unknown))
            yield from self._held(body.get("result"), method["returns"], "result")
            return
        if body.get("ok") is not False:
            yield "the answer has no ok"
        if body.get("error_code") != exchange.status:
            yield f"error_code is {body.get('error_code')!r}, not the status"
        if not isinstance(body.get("description"), str):
            yield "the answer has no description"
        if "parameters" in body:
            yield from self._held(body["parameters"], ["ResponseParameters"], "parameters")

    def _held(self, value: Any, types: list[str], where: str) -> Iterator[str]:
        """Nothing, if the value is of one of the types; else what is wrong with the one it comes nearest to."""
        tried = [list(self._is(value, type_, where)) for type_ in types]
        if all(tried):
            yield from min(tried, key=lambda problems: (_by_kind(problems), len(problems)))

    def _is(self, value: Any, type_: str, where: str) -> Iterator[str]:
        if type_.startswith("Array of "):
            if not isinstance(value, list):
                yield _other(value, type_, where)
                return
            for number, item in enumerate(value):
                yield from self._is(item, type_.removeprefix("Array of "), f"{where}[{number}]")
            return
        if type_ in _SIMPLE:
            if not _SIMPLE[type_](value):
                yield _other(value, type_, where)
            return
        described = self._types[type_]
        if "subtypes" in described:
            yield from self._held(value, described["subtypes"], where)
        elif not isinstance(value, dict):
            yield _other(value, type_, where)
        else:
            yield from self._object(value, described, where)

    def _object(self, value: Mapping[str, Any], described: Mapping[str, Any], where: str) -> Iterator[str]:
        fields = {field["name"]: field for field in described.get("fields", ())}
        for name, inner in value.items():
            if name in fields:
                yield from self._held(inner, fields[name]["types"], f"{where}.{name}")
            else:
                yield f"{where}: a {described['name']} has no {name}"
        for name, field in fields.items():
            if field["required"] and name not in value:
                yield f"{where}: a {described['name']} lacks {name}"


_SIMPLE = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: value is _FILE,
}


def _parameters(exchange: Exchange) -> tuple[dict[str, Any], bool]:
    """(the parameters, whether they are texts): of the address, a form, or JSON."""
    given: dict[str, Any] = dict(exchange.query)
    if exchange.request_type == "application/json" and exchange.request_body:
        return given | json.loads(exchange.request_body), False
    if exchange.request_type == "application/x-www-form-urlencoded":
        given |= dict(exchange.form())
    elif exchange.request_type == "multipart/form-data":
        for part in exchange.parts():
            given[part.name] = _FILE if part.filename is not None else part.data.decode(errors="replace")
    return given, True


def _decoded(value: Any, types: list[str], as_text: bool) -> Any:
    """A form has texts only: what is no text is written as JSON there, and in JSON some clients do so as well."""
    if not isinstance(value, str) or ("String" in types and not (as_text and "Integer" in types)):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _by_kind(problems: list[str]) -> bool:
    """A value of another kind altogether comes less near than one with a wrong field."""
    return len(problems) == 1 and " is no " in problems[0] and "." not in problems[0].partition(" is no ")[0]


def _other(value: Any, type_: str, where: str) -> str:
    return f"{where}: {'a file' if value is _FILE else repr(value)[:80]} is no {type_}"
