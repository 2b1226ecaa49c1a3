"""Google's discovery documents, as they ship with google-api-python-client: requests and bodies held against them.

The documents are not part of this project; without the package, what needs them is skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

_WHOLE_64 = re.compile(r"-?\d+")
_RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}


class Discovery:
    """One API by its discovery document.

    Args:
        document: as published; `of("youtube.v3")` finds it in the installed package.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._methods = {method["id"]: method for method in _methods(document)}

    @classmethod
    def of(cls, name: str) -> Discovery:
        """The API with this name and version; skips the test when the documents are not there."""
        document = _document(name)
        if document is None:
            pytest.skip("google-api-python-client is not installed, which ships the discovery documents")
        return cls(document)

    def faults(self, body: Any, schema: str, *, method: str | None = None) -> list[str]:
        """What is wrong with a JSON body of this schema: wrong types and formats, unknown fields, values outside an
        enumeration; with `method` also what that method's requests need and this lacks. Empty: nothing."""
        return list(self._value(body, {"$ref": schema}, "$", method))

    def response_faults(self, method: str, body: Any) -> list[str]:
        """What is wrong with a method's answer."""
        return self.faults(body, self._method(method)["response"]["$ref"])

    def request_faults(self, http_method: str, url: str, body: Any = None, *, method: str | None = None) -> list[str]:
        """What is wrong with a request: no such route, unknown, missing or malformed parameters, a bad body.

        Args:
            url: path and query; what stands before the API's own path (a sandbox's prefix) is ignored.
            body: the parsed JSON, None without one.
            method: the id that the request must turn out to be ("youtube.videos.insert"). A piece that is PUT to an
                upload's session is part of the method that opened it.
        """
        parts = urlsplit(url)
        piece = http_method == "PUT" and "upload_id" in dict(parse_qsl(parts.query))
        http_method = "POST" if piece else http_method
        found = self._route(http_method, parts.path)
        if found is None:
            return [f"no method is called with {http_method} {parts.path}"]
        wrong = [f"this is {found['id']}, not {method}"] if method and found["id"] != method else []
        if piece:
            return wrong
        wrong += self._parameter_faults(found, parse_qsl(parts.query, keep_blank_values=True))
        if "request" in found and body is not None:
            wrong += self.faults(body, found["request"]["$ref"], method=found["id"])
        elif "request" in found:
            wrong.append(f"{found['id']} needs a body")
        elif body is not None:
            wrong.append(f"{found['id']} takes no body")
        return wrong

    def scopes(self, method: str) -> set[str]:
        """The scopes of which a token for this method needs one."""
        return set(self._method(method)["scopes"])

    def method_of(self, http_method: str, path: str) -> str | None:
        """The id of the method that is called like this."""
        found = self._route(http_method, path)
        return found["id"] if found else None

    def enumeration(self, schema: str, field: str) -> list[str]:
        """The values that a field may have."""
        values: list[str] = self._document["schemas"][schema]["properties"][field]["enum"]
        return values

    def _method(self, id_: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._methods[id_]
        return found

    def _route(self, http_method: str, path: str) -> Mapping[str, Any] | None:
        """The method with the longest path that this one ends with; uploads have paths of their own."""
        best: tuple[int, Mapping[str, Any]] | None = None
        for method in self._methods.values():
            paths = [method["path"]]
            for protocol in method.get("mediaUpload", {}).get("protocols", {}).values():
                paths.append(protocol["path"].lstrip("/"))
            for known in paths:
                pattern = re.sub(r"\\\{\+?\w+\\\}", "[^/]+", re.escape(known))
                matches = method["httpMethod"] == http_method and re.search(rf"(^|/){pattern}$", path)
                if "/upload/" in path and "upload/" not in known:
                    continue
                if matches and (best is None or len(known) > best[0]):
                    best = (len(known), method)
        return best[1] if best else None

    def _parameter_faults(self, method: Mapping[str, Any], given: list[tuple[str, str]]) -> list[str]:
        known = {**self._document["parameters"], **method.get("parameters", {})}
        names = [name for name, _ in given]
        wrong = [
            f"parameter {name} is missing"
            for name, told in known.items()
            if told.get("required") and told["location"] == "query" and name not in names
        ]
        for name, value in given:
            told = known.get(name)
            if told is None:
                wrong.append(f"parameter {name} is unknown to {method['id']}")
            else:
                wrong += _text_faults(name, value, told)
                if names.count(name) > 1 and not told.get("repeated"):
                    wrong.append(f"parameter {name} is given twice")
        return wrong

    def _value(self, value: Any, schema: Mapping[str, Any], where: str, method: str | None) -> list[str]:
        if "$ref" in schema:
            schema = self._document["schemas"][schema["$ref"]]
        kind = schema.get("type", "any")
        if kind == "any":
            return []
        if kind == "object":
            return self._object(value, schema, where, method)
        if kind == "array":
            if not isinstance(value, list):
                return [f"{where} is no list"]
            pairs = enumerate(value)
            return [fault for n, item in pairs for fault in self._value(item, schema["items"], f"{where}[{n}]", method)]
        return _scalar_faults(value, schema, where)

    def _object(self, value: Any, schema: Mapping[str, Any], where: str, method: str | None) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where} is no object"]
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties")
        wrong = [
            f"{where}.{name} is missing, which {method} needs"
            for name, told in properties.items()
            if method in told.get("annotations", {}).get("required", ()) and name not in value
        ]
        for name, item in value.items():
            told = properties.get(name, others)
            if told is None:
                wrong.append(f"{where}.{name} is no field of {schema.get('id', 'this object')}")
            else:
                wrong += self._value(item, told, f"{where}.{name}", method)
        return wrong


def _scalar_faults(value: Any, schema: Mapping[str, Any], where: str) -> list[str]:
    kind, form = schema["type"], schema.get("format", "")
    types: dict[str, tuple[type, ...]] = {
        "string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float)
    }  # fmt: skip
    if not isinstance(value, types[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return [f"{where} is {value!r}, no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where} is {value!r}, which is none of {', '.join(schema['enum'])}"]
    if kind == "string":
        return _format_faults(value, form, where)
    span = _RANGES.get(form)
    fits = span is None or span[0] <= value <= span[1]
    return [] if fits else [f"{where} is {value}, out of the range of {form}"]


def _format_faults(value: str, form: str, where: str) -> list[str]:
    """64-bit numbers and times are strings in Google's JSON."""
    if form in ("int64", "uint64"):
        low, high = _RANGES[form]
        fits = bool(_WHOLE_64.fullmatch(value)) and low <= int(value) <= high
    elif form in ("date-time", "google-datetime"):
        fits = _is_moment(value)
    elif form == "google-duration":
        fits = bool(re.fullmatch(r"-?\d+(\.\d{1,9})?s", value))
    else:
        fits = True
    return [] if fits else [f"{where} is {value!r}, no {form}"]


def _text_faults(name: str, value: str, told: Mapping[str, Any]) -> list[str]:
    """A parameter's text held against its type; lists come with commas between."""
    kind = told["type"]
    wrong = []
    for text in value.split(",") if told.get("repeated") else [value]:
        if kind == "boolean" and text not in ("true", "false"):
            wrong.append(f"parameter {name} is {text!r}, neither true nor false")
        elif kind == "integer" and not _WHOLE_64.fullmatch(text):
            wrong.append(f"parameter {name} is {text!r}, no integer")
        elif kind == "integer" and not int(told.get("minimum", text)) <= int(text) <= int(told.get("maximum", text)):
            wrong.append(f"parameter {name} is {text}, not from {told.get('minimum')} to {told.get('maximum')}")
        elif "enum" in told and text not in told["enum"]:
            wrong.append(f"parameter {name} is {text!r}, which is none of {', '.join(told['enum'])}")
    return wrong


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _methods(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = list(node.get("methods", {}).values())
    for child in node.get("resources", {}).values():
        found += _methods(child)
    return found


@cache
def _document(name: str) -> Mapping[str, Any] | None:
    spec = find_spec("googleapiclient")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "discovery_cache" / "documents" / f"{name}.json"
    document: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document
