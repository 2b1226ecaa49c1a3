"""Validation by lexicon, with the messages of the reference server (PDS 0.4, as observed on a running one)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import regex

from sandbox.bluesky.names import DID, HANDLE, NSID, RECORD_KEY, TID, is_cid, parse_uri

Schema = Mapping[str, Any]

_DATETIME = re.compile(r"\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,20})?(?:Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"(?i)(?:i|[a-z]{2,3}|[a-z]{5,8})(?:-[a-z0-9]{1,8})*")


class Wrong(Exception):
    """A value does not fit; the message ends with where it stands."""


class Lexicon:
    """Schemas by name ("app.bsky.feed.post", "app.bsky.richtext.facet#link").

    Args:
        schemas: each lexicon's `defs`, by its id.
    """

    def __init__(self, schemas: Mapping[str, Mapping[str, Schema]]) -> None:
        self._schemas = schemas

    def knows(self, name: str) -> bool:
        return name in self._schemas

    def check_record(self, collection: str, record: Any, path: str) -> None:
        """Raises `Wrong`."""
        self._check(self._schemas[collection]["main"]["record"], record, path, collection)

    def check(self, schema: Schema, value: Any, path: str, home: str = "") -> None:
        """Hold a value against a schema; references to its own lexicon are found in `home`. Raises `Wrong`."""
        self._check(schema, value, path, home)

    def _check(self, schema: Schema, value: Any, path: str, home: str) -> None:
        checks: dict[str, Callable[[Schema, Any, str, str], None]] = {
            "object": self._object,
            "array": self._array,
            "string": _string,
            "integer": _integer,
            "boolean": _boolean,
            "blob": _blob,
            "union": self._union,
        }
        if schema["type"] == "ref":
            inner, home = self._find(schema["ref"], home)
            self._check(inner, value, path, home)
        elif schema["type"] != "unknown":
            checks[schema["type"]](schema, value, path, home)
        elif not isinstance(value, dict):
            raise Wrong(f"Expected object value type (got {shown(value)}) at {path}")

    def _object(self, schema: Schema, value: Any, path: str, home: str) -> None:
        if not isinstance(value, dict):
            raise Wrong(f"Expected object value type (got {shown(value)}) at {path}")
        for name in schema.get("required", ()):
            if name not in value:
                raise Wrong(f'Missing required key "{name}" at {path}')
        for name, inner in schema.get("properties", {}).items():
            if name in value and not (value[name] is None and name in schema.get("nullable", ())):
                self._check(inner, value[name], f"{path}.{name}", home)

    def _array(self, schema: Schema, value: Any, path: str, home: str) -> None:
        if not isinstance(value, list):
            raise Wrong(f"Expected array value type (got {shown(value)}) at {path}")
        _within("array", len(value), schema, path, "maxLength", "minLength")
        for number, item in enumerate(value):
            self._check(schema["items"], item, f"{path}[{number}]", home)

    def _union(self, schema: Schema, value: Any, path: str, home: str) -> None:
        if not isinstance(value, dict) or not isinstance(value.get("$type"), str):
            raise Wrong(
                f'Expected an object which includes the "$type" property value type (got {shown(value)}) at {path}'
            )
        name = value["$type"].removesuffix("#main")
        names = {ref if not ref.startswith("#") else f"{home}{ref}": ref for ref in schema["refs"]}
        if name in names:
            inner, inner_home = self._find(names[name], home)
            self._check(inner, value, path, inner_home)
        elif schema.get("closed"):
            raise Wrong(f"Expected one of {', '.join(sorted(names))} (got {shown(name)}) at {path}.$type")

    def _find(self, ref: str, home: str) -> tuple[Schema, str]:
        lexicon, _, part = ref.partition("#")
        return self._schemas[lexicon or home][part or "main"], lexicon or home


def check_data(value: Any, path: str) -> None:
    """Refuse what the data model does not have: numbers with fractions. Raises `Wrong`."""
    if isinstance(value, float):
        kinds = "null, boolean, integer, string, cid, bytes, array or object"
        raise Wrong(f"Expected one of {kinds} value type (got {value}) at {path}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            check_data(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            check_data(item, f"{path}.{name}")


def graphemes(text: str) -> int:
    """User-perceived characters (UAX 29)."""
    return len(regex.findall(r"\X", text))


def shown(value: Any) -> str:
    """A value as it stands in a message."""
    if isinstance(value, dict):
        names = [f"{json.dumps(name)}: ..." for name in value]
        return "{" + ", ".join([*names[:2], *["..."][: len(names) > 2]]) + "}"
    if isinstance(value, list):
        return "[" + ", ".join("..." for _ in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _string(schema: Schema, value: Any, path: str, home: str) -> None:
    del home
    if not isinstance(value, str):
        raise Wrong(f"Expected string value type (got {shown(value)}) at {path}")
    _within("string", len(value.encode()), schema, path, "maxLength", "minLength")
    if "maxGraphemes" in schema:
        _within("grapheme", graphemes(value), schema, path, "maxGraphemes", "minGraphemes")
    if "format" in schema and not _FORMATS[schema["format"]](value):
        raise Wrong(f"Invalid {_CALLED.get(schema['format'], schema['format'])} (got {shown(value)}) at {path}")


def _integer(schema: Schema, value: Any, path: str, home: str) -> None:
    del home
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(f"Expected integer value type (got {shown(value)}) at {path}")
    _within("integer", value, schema, path, "maximum", "minimum")


def _boolean(schema: Schema, value: Any, path: str, home: str) -> None:
    del schema, home
    if not isinstance(value, bool):
        raise Wrong(f"Expected boolean value type (got {shown(value)}) at {path}")


def _blob(schema: Schema, value: Any, path: str, home: str) -> None:
    del home
    if not is_blob(value):
        raise Wrong(f"Expected blob value type (got {shown(value)}) at {path}")
    kind = value["mimeType"]
    accepted = schema.get("accept", ("*/*",))
    if not any(re.fullmatch(re.escape(one).replace(r"\*", r"[^/]*"), kind) for one in accepted):
        wanted = " or ".join(f'"{one}"' for one in accepted)
        raise Wrong(f"Expected {wanted} (got {shown(kind)}) at {path}.mimeType")
    if value["size"] > schema.get("maxSize", value["size"]):
        raise Wrong(f"blob too big (maximum {schema['maxSize']}, got {value['size']}) at {path}")


def is_blob(value: Any) -> bool:
    """Whether a value is a reference to an uploaded file."""
    if (
        not isinstance(value, dict)
        or value.get("$type") != "blob"
        or set(value) != {"$type", "ref", "mimeType", "size"}
    ):
        return False
    ref, size = value["ref"], value["size"]
    linked = isinstance(ref, dict) and set(ref) == {"$link"} and is_cid(ref["$link"], raw=True)
    return linked and isinstance(value["mimeType"], str) and isinstance(size, int) and size >= 0


def _within(what: str, size: int, schema: Schema, path: str, most: str, least: str) -> None:
    if most in schema and size > schema[most]:
        raise Wrong(f"{what} too big (maximum {schema[most]}, got {size}) at {path}")
    if least in schema and size < schema[least]:
        raise Wrong(f"{what} too small (minimum {schema[least]}, got {size}) at {path}")


def _is_datetime(text: str) -> bool:
    """The server believes JavaScript, for which the 30th of February is the 2nd of March."""
    found = _DATETIME.fullmatch(text)
    if not found or text.endswith("-00:00") or text.startswith("0000"):
        return False
    month, day, hour, minute, second = map(int, found.groups())
    return 1 <= month <= 12 and 1 <= day <= 31 and hour <= 23 and minute <= 59 and second <= 59


def _is_uri(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z.-]{0,80}:[!-~\u00a1-\U0010ffff]+", text)) and bool(urlsplit(text).scheme)


_FORMATS: Mapping[str, Callable[[str], object]] = {
    "datetime": _is_datetime,
    "uri": _is_uri,
    "did": DID.fullmatch,
    "handle": HANDLE.fullmatch,
    "at-identifier": lambda text: DID.fullmatch(text) or HANDLE.fullmatch(text),
    "at-uri": parse_uri,
    "cid": is_cid,
    "language": _LANGUAGE.fullmatch,
    "nsid": NSID.fullmatch,
    "record-key": RECORD_KEY.fullmatch,
    "tid": TID.fullmatch,
}
_CALLED = {"record-key": "record key", "tid": "TID string", "nsid": "NSID string", "did": "DID", "cid": "CID string"}
