"""Only what nothing refers to, and nobody has used for a while, is taken away."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.clock import ManualClock
from reprise.documents import write_document
from reprise.errors import NotFound
from reprise.housekeeping import clean, referenced
from reprise.media import Media, MediaStore
from reprise.social.post import Picture
from reprise.store.store import Store
from reprise.video.products import Cover
from tests.reprise.store.builders import START, add, video

DAY = 86_400


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db", ManualClock(START))
    made.migrate()
    yield made
    made.close()


def piece(media: MediaStore, text: str, *, days: float = 0.0, kind: str = "still") -> Media:
    """A piece that was last used so many days ago."""
    made = media.put(text.encode(), ".txt", kind=kind)
    for path in (media.path(made), Path(f"{media.path(made)}.json")):
        os.utime(path, (time.time() - days * DAY,) * 2)
    return made


def is_there(media: MediaStore, kept: Media) -> bool:
    try:
        return media.path(kept).is_file()
    except NotFound:
        return False


def test_old_pieces_that_nothing_names_are_removed_whole(media: MediaStore) -> None:
    old, young = piece(media, "old", days=31), piece(media, "young", days=29)
    done = clean(media, (), days=30)
    assert (done.removed, done.bytes, done.young) == (1, 3, 1)
    assert not is_there(media, old) and is_there(media, young)
    assert not list(media.root.glob("still/*/*.json")) or len(list(media.root.glob("still/*/*.json"))) == 1


def test_what_a_document_or_a_post_names_is_never_removed(media: MediaStore, store: Store, tmp_path: Path) -> None:
    drawn, shown, carried, lost = (piece(media, name, days=900) for name in ("drawn", "shown", "carried", "lost"))
    cover = Cover(article="demo-a", preset="tiktok", media=drawn, alt="A kettle")
    write_document(tmp_path / "documents" / "tiktok" / "cover" / "demo-a.json", cover)
    (post,) = add(store)
    store.posts.attach_pictures(post, [Picture(media=shown, alt="A kettle", role="feed")])
    store.posts.attach_video(post, video().model_copy(update={"media": carried}))
    clean(media, referenced(tmp_path / "documents", store), days=1)
    assert [is_there(media, each) for each in (drawn, shown, carried, lost)] == [True, True, True, False]


def test_a_piece_that_is_found_again_counts_as_used(media: MediaStore) -> None:
    unit = piece(media, "unit", days=90)
    media.put(b"unit", ".txt", kind="still")
    assert clean(media, (), days=30).removed == 0
    assert is_there(media, unit)


def test_nothing_younger_than_a_day_goes_whatever_is_asked(media: MediaStore) -> None:
    piece(media, "new", days=0.9)
    assert clean(media, (), days=0).removed == 0


def test_a_preview_removes_nothing_and_says_what_would_go(media: MediaStore) -> None:
    old = piece(media, "old", days=40)
    assert clean(media, (), days=30, dry_run=True).removed == 1
    assert is_there(media, old)


def test_a_piece_that_is_used_while_it_is_looked_at_stays(media: MediaStore) -> None:
    old = piece(media, "old", days=40)
    media.put(b"old", ".txt", kind="still")
    assert not media.remove(old.key, unused_for=30 * DAY)


@given(pieces=st.lists(st.tuples(st.floats(0, 60), st.booleans()), max_size=12))
def test_exactly_the_old_and_unnamed_go(
    pieces: list[tuple[float, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    media = MediaStore(tmp_path_factory.mktemp("media"))
    made = [(piece(media, str(number), days=days), days, named) for number, (days, named) in enumerate(pieces)]
    clean(media, {each.key for each, _, named in made if named}, days=30)
    assert all(is_there(media, each) == (named or days < 30) for each, days, named in made)
