"""The names of atproto: content identifiers over DAG-CBOR, timestamp identifiers (TIDs), URIs of records, and JWTs.

Written from the specifications at atproto.com (data model, record key, TID) and IPLD's DAG-CBOR, CID and multibase.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from datetime import datetime
from typing import Any

_ORDERED = "234567abcdefghijklmnopqrstuvwxyz"
TID = re.compile(rf"[234567abcdefghij][{_ORDERED}]{{12}}")
DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]")
NSID = re.compile(
    r"[a-zA-Z](?:[a-zA-Z0-9-]{0,62})?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62})?)+\.[a-zA-Z][a-zA-Z0-9]{0,62}"
)
HANDLE = re.compile(r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")
RECORD_KEY = re.compile(r"(?!\.{1,2}$)[a-zA-Z0-9_~.:-]{1,512}")
_DAG_CBOR, _RAW = 0x71, 0x55


def encode(value: Any) -> bytes:
    """JSON of the atproto data model as DAG-CBOR. Raises `ValueError` for what the data model does not have."""
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encode, value))
    if not isinstance(value, dict):
        return _scalar(value)
    if set(value) == {"$link"}:
        data = b"\0" + _cid_bytes(value["$link"])
        return _head(6, 42) + _head(2, len(data)) + data
    if set(value) == {"$bytes"}:
        data = base64.b64decode(value["$bytes"] + "==")
        return _head(2, len(data)) + data
    pairs = sorted((len(name.encode()), name.encode(), inner) for name, inner in value.items())
    inside = b"".join(_head(3, size) + name + encode(inner) for size, name, inner in pairs)
    return _head(5, len(pairs)) + inside


def record_cid(record: Any) -> str:
    """The identifier of a record's content."""
    return _cid(_DAG_CBOR, hashlib.sha256(encode(record)).digest())


def blob_cid(digest: bytes) -> str:
    """The identifier of a file with this SHA-256."""
    return _cid(_RAW, digest)


def is_cid(text: str, *, raw: bool = False) -> bool:
    """Whether it is a content identifier; `raw`: of a file, not of a record."""
    try:
        data = _cid_bytes(text)
    except ValueError:
        return False
    return len(data) == 36 and data[1] in ((_RAW,) if raw else (_RAW, _DAG_CBOR))


def tid(micros: int, clock_id: int = 22) -> str:
    """The timestamp identifier of a moment in microseconds since the epoch."""
    value = (micros << 10) | clock_id
    return "".join(_ORDERED[(value >> shift) & 31] for shift in range(60, -1, -5))


def uri_of(did: str, collection: str, rkey: str) -> str:
    return f"at://{did}/{collection}/{rkey}"


def parse_uri(uri: str) -> tuple[str, str, str] | None:
    """(authority, collection, record key) of a record's URI."""
    found = re.fullmatch(r"at://([^/]+)/([^/]+)/([^/]+)", uri)
    if not found or not (DID.fullmatch(found[1]) or HANDLE.fullmatch(found[1])) or not NSID.fullmatch(found[2]):
        return None
    return (found[1], found[2], found[3]) if RECORD_KEY.fullmatch(found[3]) else None


def jwt(header: dict[str, Any], payload: dict[str, Any], key: bytes) -> str:
    """A signed JSON Web Token; the sandbox knows its own by their text, so one way of signing does for all kinds."""
    parts = [_base64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, payload)]
    signature = hmac.new(key, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _base64(signature)])


def timestamp(moment: datetime) -> str:
    """A moment as the servers write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _scalar(value: Any) -> bytes:
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, str):
        data = value.encode()
        return _head(3, len(data)) + data
    raise ValueError(f"{value!r} is not of the data model")


def _head(kind: int, value: int) -> bytes:
    if value < 24:
        return bytes([kind << 5 | value])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << (8 * size):
            return bytes([kind << 5 | code]) + value.to_bytes(size, "big")
    raise ValueError(f"{value} is too large")


def _cid(codec: int, digest: bytes) -> str:
    data = bytes([1, codec, 0x12, 0x20]) + digest
    return "b" + base64.b32encode(data).decode().rstrip("=").lower()


def _cid_bytes(text: Any) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"b[a-z2-7]+", text):
        raise ValueError(f"{text!r} is no CID")
    padded = text[1:].upper() + "=" * (-(len(text) - 1) % 8)
    return base64.b32decode(padded)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
