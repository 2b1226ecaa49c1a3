"""A piece of media is made once, and whoever finds it finds it whole."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from reprise.errors import NotFound
from reprise.media import Media, MediaStore

RECIPE = {"text": "a card", "size": [4, 3]}
FACTS = {"width": 4, "height": 3}


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def write(path: Path) -> dict[str, Any]:
    path.write_bytes(b"a whole picture")
    return FACTS


def files(store: MediaStore) -> list[str]:
    return sorted(path.relative_to(store.root).as_posix() for path in store.root.rglob("*") if path.is_file())


def test_a_piece_comes_with_its_file_and_its_facts(store: MediaStore) -> None:
    media = store.make(RECIPE, ".png", write, kind="card")
    assert store.path(media).read_bytes() == b"a whole picture"
    assert (media.mime, media.bytes, media.width, media.height, media.seconds) == ("image/png", 15, 4, 3, None)
    assert media.key.startswith("card/")


def test_the_same_recipe_is_made_once_and_keeps_its_facts(store: MediaStore) -> None:
    first = store.make(RECIPE, ".png", write)

    def never(path: Path) -> None:
        pytest.fail("it is here already")

    again = MediaStore(store.root)
    assert again.make(dict(reversed(RECIPE.items())), ".png", never) == first
    assert (store.made, store.reused) == (1, 0)
    assert (again.made, again.reused) == (0, 1)


def test_another_recipe_kind_or_format_is_another_piece(store: MediaStore) -> None:
    pieces = [
        store.make(RECIPE, ".png", write),
        store.make({**RECIPE, "text": "another"}, ".png", write),
        store.make(RECIPE, ".png", write, kind="cover"),
        store.make(RECIPE, ".jpg", write),
    ]
    assert len({piece.key for piece in pieces}) == 4
    assert store.made == 4


def test_a_producer_that_fails_leaves_nothing(store: MediaStore) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half a pic")
        raise RuntimeError("no more ink")

    with pytest.raises(RuntimeError, match="no more ink"):
        store.make(RECIPE, ".png", fail)
    assert files(store) == []
    assert store.made == 0
    assert store.path(store.make(RECIPE, ".png", write)).read_bytes() == b"a whole picture"


KILLED = """
import sys
from pathlib import Path
from reprise.media import MediaStore

def half(path):
    path.write_bytes(b"half a pic")
    print("half", flush=True)
    sys.stdin.read()

MediaStore(Path(sys.argv[1])).make({"text": "a card", "size": [4, 3]}, ".png", half)
"""


def test_a_killed_producer_leaves_nothing_that_could_be_taken_for_whole(store: MediaStore) -> None:
    command = [sys.executable, "-c", KILLED, str(store.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.kill()
    assert all(name.startswith("tmp/") for name in files(store))
    assert store.path(store.make(RECIPE, ".png", write)).read_bytes() == b"a whole picture"
    assert store.made == 1


def test_a_file_without_its_facts_is_made_again(store: MediaStore) -> None:
    """The process was killed between the two renames."""
    media = store.make(RECIPE, ".png", write)
    (store.root / f"{media.key}.json").unlink()
    assert store.make(RECIPE, ".png", write) == media
    assert store.made == 2


def make_at_once(root: Path, barrier: Barrier, number: int) -> Media:
    def slowly(path: Path) -> dict[str, Any]:
        barrier.wait(timeout=60)  # all are in the middle of it
        path.write_bytes(b"%d" % number * 100_000)
        return {"width": number}

    return MediaStore(root).make(RECIPE, ".bin", slowly)


def test_processes_that_make_the_same_piece_do_not_disturb_each_other(store: MediaStore) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(2) as pool:
        barrier = manager.Barrier(2)
        made = pool.starmap(make_at_once, [(store.root, barrier, number) for number in (1, 2)], chunksize=1)
    assert made[0].key == made[1].key
    content = store.path(made[0]).read_bytes()
    assert len(content) == 100_000
    assert len(set(content)) == 1
    assert [name for name in files(store) if name.startswith("tmp/")] == []


def test_bytes_and_files_from_outside_are_named_by_themselves(store: MediaStore, tmp_path: Path) -> None:
    first, second = store.put(b"sound", ".wav", kind="voice", seconds=2.5), store.put(b"sound", ".wav", kind="voice")
    assert first == second
    assert first.seconds == 2.5
    source = tmp_path / "Photo.JPG"
    source.write_bytes(b"photo")
    kept = store.put_file(source, kind="photo", width=1, height=1)
    assert (kept.mime, kept.key.endswith(".jpg")) == ("image/jpeg", True)
    source.write_bytes(b"retouched")
    assert store.put_file(source, kind="photo") != kept
    assert store.path(kept).read_bytes() == b"photo"


def test_a_missing_file_is_one_clear_error(store: MediaStore) -> None:
    media = store.make(RECIPE, ".png", write)
    store.path(media).unlink()
    with pytest.raises(NotFound, match=rf"{media.key}.*no longer.*Materialize") as raised:
        store.path(media)
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("suffix", "mime"),
    [(".webp", "image/webp"), (".srt", "application/x-subrip"), (".vtt", "text/vtt"), (".m4a", "audio/mp4")],
)
def test_formats_have_the_types_that_platforms_ask_for(store: MediaStore, suffix: str, mime: str) -> None:
    assert store.put(b"x", suffix, kind="piece").mime == mime
