"""Judging recorded exchanges by an OpenAPI document (3.0 or 3.1): the request and the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.contracts.recording import Exchange

_HERE = "urn:openapi"
_FORMATS = FormatChecker(formats=())
_VERBS = ("get", "put", "post", "delete", "options", "head", "patch")


@_FORMATS.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("date", ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))


@_FORMATS.checks("uri", ValueError)
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


class OpenApi:
    """An OpenAPI document as judge.

    Args:
        document: the whole document.
        prefix: what stands before the document's paths where the exchanges were recorded, such as "/mastodon".
        flaws: patterns of problems that are mistakes of the document, each with the reason why it is believed to be.
    """

    def __init__(
        self, document: Mapping[str, Any], *, prefix: str = "", flaws: Mapping[str, str] | None = None
    ) -> None:
        self._document = deepcopy(dict(document))
        if str(document.get("openapi", "")).startswith("3.0"):
            _modernise(self._document)
        self._prefix = prefix
        self._flaws = [re.compile(pattern) for pattern in flaws or {}]
        resource = DRAFT202012.create_resource(self._document)
        self._registry: Registry[Any] = Registry().with_resource(_HERE, resource)
        self._paths = [(_pattern(path), path) for path in sorted(self._document["paths"], key=_specificity)]

    def problems(self, *exchanges: Exchange) -> list[str]:
        """What is wrong with the exchanges, one line each; empty if they keep to the document."""
        found = [f"{exchange}: {problem}" for exchange in exchanges for problem in self._judged(exchange)]
        return [problem for problem in found if not any(flaw.search(problem) for flaw in self._flaws)]

    def operations(self, exchanges: Iterable[Exchange]) -> set[str]:
        """The operations that were used ("POST /api/v1/statuses"), so that a test can say what it covered."""
        found = ((one, self._find(one)) for one in exchanges)
        return {f"{one.method} {operation[0]}" for one, operation in found if operation}

    def _judged(self, exchange: Exchange) -> Iterator[str]:
        found = self._find(exchange)
        if found is None:
            yield "there is no such operation"
            return
        path, in_path = found
        item = self._document["paths"][path]
        operation = item[exchange.method.lower()]
        where = f"/paths/{_escaped(path)}/{exchange.method.lower()}"
        if exchange.status < 400:  # what the server refused may well be wrong
            named = [*item.get("parameters", ()), *operation.get("parameters", ())]
            yield from self._parameters([self._followed(one) for one in named], exchange, in_path)
            yield from self._body(operation, where, exchange)
        yield from self._answer(operation, where, exchange)

    def _find(self, exchange: Exchange) -> tuple[str, dict[str, str]] | None:
        if not exchange.path.startswith(self._prefix):
            return None
        wanted = exchange.path.removeprefix(self._prefix)
        for pattern, path in self._paths:
            match = pattern.fullmatch(wanted)
            if match and exchange.method.lower() in self._document["paths"][path]:
                names = re.findall(r"\{([^}]+)\}", path)
                return path, dict(zip(names, match.groups(), strict=True))
        return None

    def _parameters(
        self, parameters: list[dict[str, Any]], exchange: Exchange, in_path: dict[str, str]
    ) -> Iterator[str]:
        query: dict[str, list[str]] = {}
        for name, value in exchange.query:
            query.setdefault(name.removesuffix("[]"), []).append(value)
        given = {
            "path": {name: [value] for name, value in in_path.items()},
            "query": query,
            "header": {name: [value] for name, value in exchange.request_headers.items()},
        }
        for one in parameters:
            name, place = one["name"].removesuffix("[]"), one["in"]
            if place not in given:
                continue
            values = given[place].get(name.lower() if place == "header" else name)
            if values is None:
                if one.get("required"):
                    yield f"{place} lacks {name}"
                continue
            schema = self._followed(one.get("schema", {}))
            split = one.get("explode", True) is False or (place == "query" and "," in values[0] and len(values) == 1)
            read = _read(values, schema, split=split, follow=self._followed)
            yield from self._held(read, schema, f"{place}.{name}")
        known = {one["name"].removesuffix("[]") for one in parameters if one["in"] == "query"}
        yield from (f"query has an unknown {name}" for name in sorted(set(query) - known))

    def _body(self, operation: dict[str, Any], where: str, exchange: Exchange) -> Iterator[str]:
        wanted = self._followed(operation.get("requestBody", {}))
        if not wanted:
            if exchange.request_body and exchange.request_body not in (b"{}", b"null"):
                yield "the request has a body, and none is wanted"
            return
        if not exchange.request_body:
            if wanted.get("required"):
                yield "the request lacks its body"
            return
        content = wanted["content"]
        kind = _kind(content, exchange.request_type) or _form_for(content, exchange.request_type)
        if kind is None:
            yield f"the request's body is {exchange.request_type or 'of no type'}, not {' or '.join(content)}"
            return
        schema = content[kind].get("schema", {})
        if exchange.request_type == "application/json":
            value = json.loads(exchange.request_body)
        elif exchange.request_type in _FORMS:
            value = self._fields(exchange, self._followed(schema))
        else:
            return
        if isinstance(value, dict):
            known = self._known(schema)
            if known is not None:
                names = {name.removesuffix("[]") for name in value}
                yield from (f"body has an unknown {name}" for name in sorted(names - known))
        yield from self._held(value, schema, "body")

    def _fields(self, exchange: Exchange, schema: dict[str, Any]) -> dict[str, Any]:
        """The fields of a form, as the types the schema gives them; files are told by their name alone."""
        texts: dict[str, list[str]] = {}
        if exchange.request_type == "multipart/form-data":
            for part in exchange.parts():
                text = "(file)" if part.filename is not None else part.data.decode(errors="replace")
                texts.setdefault(part.name.removesuffix("[]"), []).append(text)
        else:
            for name, text in exchange.form():
                texts.setdefault(name.removesuffix("[]"), []).append(text)
        properties = schema.get("properties", {})
        named = {name.removesuffix("[]"): name for name in properties}  # documents write a list's field either way
        return {
            named.get(name, name): _read(
                values, self._followed(properties.get(named.get(name), {})), split=False, follow=self._followed
            )
            for name, values in texts.items()
        }

    def _answer(self, operation: dict[str, Any], where: str, exchange: Exchange) -> Iterator[str]:
        responses = operation["responses"]
        names = (str(exchange.status), f"{exchange.status // 100}XX", "default")
        named = next((name for name in names if name in responses), None)
        if named is None:
            yield f"the status is not among {', '.join(responses)}"
            return
        content = self._followed(responses[named]).get("content", {})
        if not content:
            return
        kind = _kind(content, exchange.response_type)
        if kind is None:
            yield f"the answer is {exchange.response_type or 'of no type'}, not {' or '.join(content)}"
        elif exchange.response_type.endswith("json"):
            yield from self._held(exchange.json(), content[kind].get("schema", {}), "answer")

    def _held(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        """Hold a value against a schema of the document; references in it are the document's own."""
        absolute = _absolute(schema)
        validator = Draft202012Validator(absolute, registry=self._registry, format_checker=_FORMATS)
        for error in validator.iter_errors(value):
            deepest = max([error, *_leaves(error)], key=lambda one: len(one.absolute_path))
            place = "".join(f".{part}" for part in deepest.absolute_path)
            yield f"{where}{place}: {_short(deepest)}"

    def _followed(self, value: Any) -> dict[str, Any]:
        """A part of the document, its reference followed."""
        while isinstance(value, dict) and "$ref" in value and len(value) == 1:
            target: Any = self._document
            for step in value["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            value = target
        found: dict[str, Any] = value
        return found

    def _known(self, schema: Any) -> set[str] | None:
        """The names of an object's fields; None where the schema leaves them open."""
        schema = self._followed(schema)
        if "additionalProperties" in schema and schema["additionalProperties"] is not False:
            return None
        names = {name.removesuffix("[]") for name in schema.get("properties", {})}
        for word in ("allOf", "oneOf", "anyOf"):
            for inner in schema.get(word, ()):
                more = self._known(inner)
                if more is None:
                    return None
                names |= more
        return names or None


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _form_for(content: Mapping[str, Any], given: str) -> str | None:
    """Documents generated from prose say JSON where a server takes forms with the same fields as well."""
    return "application/json" if given in _FORMS and "application/json" in content else None


def _kind(content: Mapping[str, Any], given: str) -> str | None:
    """Which of the content types stands for the given one."""
    for name in content:
        bare = name.partition(";")[0].strip().lower()
        if re.fullmatch(re.escape(bare).replace(r"\*", "[^/]*"), given):
            return name
    return None


def _read(values: list[str], schema: dict[str, Any], *, split: bool, follow: Any) -> Any:
    """Texts of an address or a form, as the type that is wanted."""
    kinds = schema.get("type")
    kind = next((one for one in kinds if one != "null"), None) if isinstance(kinds, list) else kinds
    if kind == "array":
        parts = values[0].split(",") if split and len(values) == 1 else values
        inner = follow(schema.get("items", {}))
        return [_read([part], inner, split=False, follow=follow) for part in parts]
    text = values[-1]
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if kind == "boolean" and text in ("true", "false", "0", "1"):
        return text in ("true", "1")
    if kind == "object" and text.startswith("{"):
        return json.loads(text)
    return text


def _absolute(schema: Any) -> Any:
    """The schema with its own references pointing into the document; inside, they are found from there."""
    if isinstance(schema, dict):
        return {
            name: f"{_HERE}{inner}" if name == "$ref" and str(inner).startswith("#") else _absolute(inner)
            for name, inner in schema.items()
        }
    return [_absolute(inner) for inner in schema] if isinstance(schema, list) else schema


def _short(error: Any) -> str:
    """The message, without all of a large value."""
    shown = repr(error.instance)
    return str(error.message).replace(shown, f"{shown[:80]} …" if len(shown) > 100 else shown)[:400]


def _leaves(error: Any) -> Iterator[Any]:
    for inner in error.context or ():
        yield inner
        yield from _leaves(inner)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]+\\\}", "([^/]+)", re.escape(path)))


def _specificity(path: str) -> tuple[int, int]:
    """Paths without parameters are tried first."""
    return path.count("{"), -len(path)


def _escaped(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1")


def _modernise(schema: Any) -> None:
    """Turn what OpenAPI 3.0 says in words of its own into JSON Schema: nullable, exclusive limits."""
    if isinstance(schema, list):
        for inner in schema:
            _modernise(inner)
    if not isinstance(schema, dict):
        return
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    for limit in ("Minimum", "Maximum"):
        if schema.get(f"exclusive{limit}") is True:
            schema[f"exclusive{limit}"] = schema.pop(limit.lower())
        elif schema.get(f"exclusive{limit}") is False:
            del schema[f"exclusive{limit}"]
    for inner in schema.values():
        _modernise(inner)
