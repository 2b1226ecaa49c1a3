"""Documents on disk come back as they were, and a damaged one says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reprise.documents import Documents, read_document, write_document
from reprise.errors import BadInput, NotFound
from reprise.model import Document

KEY = ("x", "posts")


class Note(Document):
    text: str
    numbers: tuple[float, ...] = ()
    inner: tuple["Note", ...] = ()


NOTE = Note(text="Grüße, 世界 🌍\n“quoted”", numbers=(0.1, 1e-9), inner=(Note(text=""),))


def test_a_document_comes_back_as_it_was(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    write_document(documents.path(KEY, "demo-a"), NOTE)
    assert documents.read(Note, KEY, "demo-a") == NOTE
    assert documents.path(KEY, "demo-a").relative_to(tmp_path).as_posix() == "x/posts/demo-a.json"


def test_partitions_are_listed_in_order(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    assert list(documents.partitions(KEY)) == []
    for name in ("b", "a", "c"):
        write_document(documents.path(KEY, name), NOTE)
    assert list(documents.partitions(KEY)) == ["a", "b", "c"]


def test_what_was_never_made_is_none_or_a_clear_error(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    assert documents.find(Note, KEY, "a") is None
    with pytest.raises(NotFound, match=r"a\.json: This has not been made yet\. Materialize"):
        documents.read(Note, KEY, "a")


@pytest.mark.parametrize("content", [b"", b'{"text": "cut', b'{"text": 3}', b'{"text": "a", "new": 1}', b"\xff\xfe"])
def test_a_damaged_or_foreign_file_is_named_with_its_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.json: The file does not hold a Note of this version.*again\."):
        read_document(path, Note)


def test_a_write_that_fails_keeps_the_old_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_document(path, NOTE)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_document(path, Note(text="new"))
    assert read_document(path, Note) == NOTE
    assert list(tmp_path.iterdir()) == [path]


def test_a_crash_before_the_rename_keeps_the_old_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = Documents(tmp_path)
    path = documents.path((), "a")
    write_document(path, NOTE)

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        write_document(path, Note(text="new"))
    assert read_document(path, Note) == NOTE
    assert list(documents.partitions(())) == ["a"]
