"""Media by content: a piece is named by all that went into it, made once and never half.

A file appears under its name by an atomic rename after it was written whole, so a killed process leaves only
temporary files behind, and whoever finds a name finds a finished piece.
"""

from __future__ import annotations

import json
import mimetypes
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reprise.digest import digest, file_digest
from reprise.errors import NotFound
from reprise.model import Document

_MIME = {".webp": "image/webp", ".srt": "application/x-subrip", ".vtt": "text/vtt", ".m4a": "audio/mp4"}


class Media(Document):
    """A finished file of the media store.

    `key` is its path below the store's root; `width` and `height` are pixels; `seconds` its length.
    """

    key: str
    mime: str
    bytes: int
    width: int | None = None
    height: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Piece:
    """A file of the store as housekeeping sees it; `unused_for` are seconds since it was made or found again."""

    key: str
    bytes: int
    unused_for: float


class MediaStore:
    """Files on local disk, addressed by content.

    `made` and `reused` count the pieces since this object was built.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made = 0
        self.reused = 0

    def path(self, media: Media | str) -> Path:
        """The local file of a piece. Raises `NotFound` when it is gone."""
        key = media if isinstance(media, str) else media.key
        path = self.root / key
        if not path.is_file():
            raise NotFound(
                "This file is no longer in the media store.",
                where=key,
                remedy="Materialize the asset that makes it again.",
            )
        return path

    def make(
        self,
        recipe: Any,
        suffix: str,
        produce: Callable[[Path], dict[str, Any] | None],
        *,
        kind: str = "piece",
    ) -> Media:
        """The piece that `recipe` describes, made by `produce` unless it is here already.

        Args:
            recipe: everything the content depends on (see `digest`): text, settings, tool versions.
            suffix: file suffix with its dot.
            produce: writes the whole file to the path it is given (which ends in `suffix`); may return facts for
                the `Media` (width, height, seconds).
            kind: first folder of the key, for people who look at the store.
        """
        if found := self.find(recipe, suffix, kind=kind):
            return found
        key = _key(recipe, suffix, kind)
        target, facts_file = self.root / key, self.root / f"{key}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._temporary(suffix) as temporary:
            facts = produce(temporary) or {}
            _flush(temporary)
            temporary.replace(target)
        with self._temporary(".json") as temporary:
            temporary.write_text(json.dumps(facts, sort_keys=True), encoding="utf-8")
            _flush(temporary)
            temporary.replace(facts_file)  # last: the piece counts as present only with its facts
        self.made += 1
        return self._media(key, facts)

    def find(self, recipe: Any, suffix: str, *, kind: str = "piece") -> Media | None:
        """The piece that `recipe` describes, if it is here."""
        key = _key(recipe, suffix, kind)
        facts_file = self.root / f"{key}.json"
        if not (self.root / key).is_file() or not facts_file.is_file():
            return None
        self.reused += 1
        with suppress(OSError):
            os.utime(facts_file)  # it was used now: housekeeping leaves it alone
        return self._media(key, json.loads(facts_file.read_text(encoding="utf-8")))

    def put(self, data: bytes, suffix: str, *, kind: str, **facts: Any) -> Media:
        """Keep bytes that came from outside, named by themselves."""
        return self.make({"data": data}, suffix, lambda path: _write(path, data, facts), kind=kind)

    def put_file(self, source: Path, suffix: str | None = None, *, kind: str, **facts: Any) -> Media:
        """Keep a copy of a local file, named by its content."""
        recipe = {"file": file_digest(source)}
        ending = source.suffix.lower() if suffix is None else suffix
        return self.make(recipe, ending, lambda path: _write(path, source.read_bytes(), facts), kind=kind)

    def pieces(self) -> Iterator[Piece]:
        """Everything in the store that is finished, in no order."""
        for path in self.root.glob("*/??/*"):
            if path.suffix == ".json":
                continue
            with suppress(FileNotFoundError):
                yield Piece(path.relative_to(self.root).as_posix(), path.stat().st_size, self._unused_for(path))

    def remove(self, key: str, *, unused_for: float = 0.0) -> bool:
        """Take a piece out of the store, unless it was used in the last so many seconds. Whether it is gone."""
        path = self.root / key
        try:
            if self._unused_for(path) < unused_for:
                return False
            Path(f"{path}.json").unlink(missing_ok=True)  # first: from now on it counts as missing
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _unused_for(self, path: Path) -> float:
        facts = Path(f"{path}.json")
        used = max(path.stat().st_mtime, facts.stat().st_mtime if facts.is_file() else 0.0)
        return time.time() - used

    def sweep(self, older_than: float = 86_400.0) -> int:
        """Remove temporary files that were last written so many seconds ago: killed processes left them."""
        swept = 0
        for path in (self.root / "tmp").glob("*"):
            with suppress(FileNotFoundError):  # its maker was done just now
                if time.time() - path.stat().st_mtime > older_than:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()  # tools work in a folder
                    swept += 1
        return swept

    def _media(self, key: str, facts: dict[str, Any]) -> Media:
        path = self.root / key
        mime = _MIME.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return Media(key=key, mime=mime, bytes=path.stat().st_size, **facts)

    @contextmanager
    def _temporary(self, suffix: str) -> Iterator[Path]:
        folder = self.root / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{os.getpid()}-{uuid.uuid4().hex}{suffix}"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def _key(recipe: Any, suffix: str, kind: str) -> str:
    name = digest(kind, recipe)
    return f"{kind}/{name[:2]}/{name}{suffix}"


def _write(path: Path, data: bytes, facts: dict[str, Any]) -> dict[str, Any]:
    path.write_bytes(data)
    return facts


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
