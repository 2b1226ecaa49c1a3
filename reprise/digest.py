"""Content addressing: one short, stable name for everything that goes into a piece."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel


def digest(*parts: Any) -> str:
    """32 hex digits that name `parts`; equal values give equal names in every process.

    Accepts JSON values, Pydantic models, bytes, paths (by their text) and nested containers of these.
    """
    hasher = hashlib.blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, bytes):
            hasher.update(b"b%d:" % len(part))
            hasher.update(part)
        else:
            text = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
            data = text.encode()
            hasher.update(b"j%d:" % len(data))
            hasher.update(data)
    return hasher.hexdigest()


def file_digest(path: Path) -> str:
    """32 hex digits of a file's content, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, bytes):
        return hashlib.blake2b(value, digest_size=16).hexdigest()
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} has no stable content name")
