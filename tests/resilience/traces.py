"""Searches everything that an installation leaves behind, files and database columns, for secrets in whatever form."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

PART = 14
"""Signs of a secret's beginning and end that are looked for by themselves: messages are cut."""


def forms(secret: str, whole: bool = False) -> dict[bytes, str]:
    """What shows a secret, or a part of it unless only the `whole` is one, and how it is written there."""
    found: dict[bytes, str] = {}
    for part, which in ((secret, "all"),) if whole else ((secret[:PART], "beginning"), (secret[-PART:], "end")):
        found[part.encode()] = which
        found[quote(part, safe="").encode()] = f"{which}, URL-encoded"
        found[json.dumps(part)[1:-1].replace("/", "\\/").encode()] = f"{which}, in JSON"
        found[part.encode().hex().encode()] = f"{which}, in hexadecimal"
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            for shift in range(3):
                # Signs that depend on what stands before or behind are left out.
                coded = alphabet(b"\0" * shift + part.encode())
                whole = (shift + len(part)) // 3 * 4
                found[coded[(0, 2, 3)[shift] : whole]] = f"{which}, in base64"
    return found


def traces(
    folder: Path,
    secrets: Mapping[str, str],
    said: Iterable[str],
    but_not: Iterable[Path] = (),
    whole: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Where each secret (by its name) is found: in the folder's files, in the columns of its databases, in texts.

    Parts of those in `whole` are no secrets.
    """
    looked_for = {form: f"{name} ({how})" for name, secret in secrets.items() for form, how in forms(secret).items()}
    looked_for |= {form: f"{name} ({how})" for name, text in whole.items() for form, how in forms(text, True).items()}
    left_out, found = set(but_not), set()
    for where, content in (*_files(folder, left_out), *(("what was said", text.encode()) for text in said)):
        found |= {f"{where}: {name}" for form, name in looked_for.items() if form in content}
    return sorted(found)


def _files(folder: Path, left_out: set[Path]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in left_out:
            content = path.read_bytes()
            yield str(path.relative_to(folder)), content
            if content.startswith(b"SQLite format 3"):
                yield from _columns(path, folder)


def _columns(path: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every column of every table: a value may lie in pieces on several pages of the file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.text_factory = bytes
        tables = [row[0].decode() for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield f"{path.relative_to(folder)}, table {table}", b"\n".join(_bytes(value) for value in row)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
