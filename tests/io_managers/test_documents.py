"""Documents between assets: one file for each partition, read back as what the next asset asks for."""

from pathlib import Path
from typing import Any

import pytest
from dagster import (
    AssetExecutionContext,
    AssetIn,
    AssetsDefinition,
    DagsterInstance,
    DynamicPartitionsDefinition,
    ExecuteInProcessResult,
    asset,
    materialize,
)

from io_managers.documents import DocumentsIOManager
from reprise.errors import BadInput, NotFound
from reprise.model import Document

PARTS = DynamicPartitionsDefinition(name="parts")


class Note(Document):
    text: str


class Other(Document):
    title: str


@asset(key=["x", "note"], partitions_def=PARTS, io_manager_key="documents")
def note(context: AssetExecutionContext) -> Note:
    return Note(text=f"Grüße aus {context.partition_key}")


def reader(kind: Any, seen: list[Any]) -> AssetsDefinition:
    """An asset that reads the note as `kind`."""

    @asset(ins={"note": AssetIn(key=["x", "note"])}, partitions_def=PARTS, io_manager_key="documents")
    def read(note: kind) -> None:
        seen.append(note)

    return read


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Materializes one asset (others are sources) for a partition."""
    instance = DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("parts", ["demo-a", "demo-b"])

    def chosen(target: AssetsDefinition, partition: str, *, fails: bool = True) -> ExecuteInProcessResult:
        return materialize(
            [note, target] if target is not note else [note],
            selection=[target],
            partition_key=partition,
            instance=instance,
            resources={"documents": DocumentsIOManager(root=str(tmp_path))},
            raise_on_error=fails,
        )

    return chosen


def test_each_partition_has_its_own_file_and_comes_back_as_it_was(run: Any, tmp_path: Path) -> None:
    seen: list[Note] = []
    for key in ("demo-a", "demo-b"):
        run(note, key)
    for key in ("demo-a", "demo-b"):
        run(reader(Note, seen), key)
    assert seen == [Note(text="Grüße aus demo-a"), Note(text="Grüße aus demo-b")]
    assert sorted(path.name for path in (tmp_path / "x" / "note").iterdir()) == ["demo-a.json", "demo-b.json"]


def test_a_partition_that_was_never_made_is_a_clear_error(run: Any) -> None:
    run(note, "demo-a")
    with pytest.raises(NotFound, match=r"demo-b\.json: This has not been made yet\. Materialize the asset"):
        run(reader(Note, []), "demo-b")


def test_a_damaged_document_is_a_clear_error_of_its_partition_only(run: Any, tmp_path: Path) -> None:
    seen: list[Note] = []
    for key in ("demo-a", "demo-b"):
        run(note, key)
    (tmp_path / "x" / "note" / "demo-a.json").write_text('{"text": "cut')
    with pytest.raises(BadInput, match=r"demo-a\.json: The file does not hold a Note"):
        run(reader(Note, seen), "demo-a")
    run(reader(Note, seen), "demo-b")
    assert [each.text for each in seen] == ["Grüße aus demo-b"]


def test_a_document_of_another_kind_is_refused(run: Any) -> None:
    run(note, "demo-a")
    with pytest.raises(BadInput, match="does not hold a Other"):
        run(reader(Other, []), "demo-a")


def test_an_argument_without_a_documents_type_is_a_mistake_that_is_named(run: Any) -> None:
    run(note, "demo-a")
    with pytest.raises(TypeError, match="x/note is read as a Document; annotate the asset's argument"):
        run(reader(str, []), "demo-a")


def test_a_crash_before_the_rename_keeps_what_was_there(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(note, "demo-a")
    before = (tmp_path / "x" / "note" / "demo-a.json").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _crash)
        assert not run(note, "demo-a", fails=False).success
        assert not run(note, "demo-b", fails=False).success
    assert (tmp_path / "x" / "note" / "demo-a.json").read_bytes() == before
    assert [path.name for path in (tmp_path / "x" / "note").iterdir()] == ["demo-a.json"]
    with pytest.raises(NotFound):
        run(reader(Note, []), "demo-b")


def _crash(*_: Any) -> None:
    raise OSError("the machine went down")
