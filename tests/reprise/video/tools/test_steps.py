"""Steps as documents: read or refused with their place, taken in order, and found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.errors import BadInput, NotFound
from reprise.media import Media, MediaStore
from reprise.video.tools.steps import (
    Bumpers,
    Compress,
    Merge,
    Normalise,
    ProcessedFilm,
    ProcessedFilms,
    ReplaceAudio,
    Trim,
    Watermark,
    beside,
    files_of,
    process,
    read_steps,
)  # fmt: skip
from tests.reprise.video.render.films import plate
from tests.reprise.video.tools.material import FRAMES


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def kept(store: MediaStore, film: Path) -> Media:
    return store.put_file(film, kind="film")


def test_steps_are_taken_one_after_another_and_found_again(own: Path, tmp_path: Path, store: MediaStore) -> None:
    mark = plate(tmp_path / "mark.png", (40, 20), (255, 0, 0, 255))
    steps = read_steps(
        [
            {"do": "trim", "start": 0.5, "end": 2.5},
            {"do": "watermark", "picture": str(mark)},
            {"do": "reframe", "width": 100, "height": 100},
            {"do": "normalise"},
        ]
    )
    heard: list[float] = []
    film = kept(store, own)
    done = process(film, steps, store, lambda what, share: heard.append(share))
    assert (done.media.width, done.media.height, done.media.seconds) == (100, 100, 2.0)
    assert [note.split(":")[0] for note in done.notes] == ["trim", "watermark", "reframe", "normalise"]
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    made = store.made
    again = process(film, steps, store)
    assert again.media == done.media
    assert again.notes == tuple(f"{step.do}: Made before." for step in steps)
    assert store.made == made
    assert list((store.root / "tmp").iterdir()) == []


def test_a_file_counts_by_what_is_in_it_not_by_where_it_lies(own: Path, tmp_path: Path, store: MediaStore) -> None:
    film, made = kept(store, own), []
    for name, colour in (("a.png", (255, 0, 0, 255)), ("b.png", (255, 0, 0, 255)), ("b.png", (0, 0, 255, 255))):
        step = Watermark(picture=str(plate(tmp_path / name, (40, 20), colour)))
        made.append(process(film, [Trim(end=0.2), step], store).media.key)
    assert made[0] == made[1] != made[2]


def test_the_first_and_the_last_film_are_not_the_same_to_bumpers(own: Path, store: MediaStore) -> None:
    film = kept(store, own)
    before, after = (process(film, [Bumpers(**{side: str(own)})], store).media for side in ("intro", "outro"))
    assert before.seconds == after.seconds == 2 * FRAMES / 30
    assert before.key != after.key


def test_merging_puts_films_after_it(own: Path, foreign: Path, store: MediaStore) -> None:
    done = process(kept(store, own), [Merge(films=(str(foreign), str(own)))], store)
    assert (done.media.width, done.media.seconds) == (144, (2 * FRAMES + 60) / 30)


def test_bumpers_take_the_films_shape(own: Path, foreign: Path, store: MediaStore) -> None:
    done = process(kept(store, own), [Bumpers(intro=str(foreign), outro=str(foreign), crossfade=0.2)], store)
    assert (done.media.width, done.media.height) == (144, 256)
    assert done.media.seconds == pytest.approx((FRAMES + 120 - 12) / 30)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "nothing to do"),
        ([{"do": "explode"}], "steps.0"),
        ([{"do": "trim", "begin": 3}], "steps.0.trim.begin"),
        ([{"do": "trim"}, {"do": "compress", "bytes": -5}], "steps.1.compress.bytes"),
        ([{"do": "reframe", "width": 10}], "steps.0.reframe.height"),
        (["trim"], "steps.0"),
        ([{"do": "bumpers", "intro": "x", "ground": "red"}], "steps.0.bumpers.ground"),
    ],
)
def test_wrong_steps_are_refused_with_their_place(steps: list[object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_steps(steps)


def test_a_step_that_fails_names_itself_and_keeps_nothing(own: Path, store: MediaStore) -> None:
    film = kept(store, own)
    made = store.made
    with pytest.raises(BadInput, match=r"compress: .*too small"):
        process(film, [Compress(bytes=1000)], store)
    with pytest.raises(NotFound, match=r"replace-audio: none\.wav"):
        process(film, [ReplaceAudio(sound="none.wav")], store)
    with pytest.raises(BadInput, match="Neither an intro nor an outro"):
        process(film, [Bumpers()], store)
    assert store.made == made
    assert list((store.root / "tmp").iterdir()) == []


def test_relative_files_lie_beside_the_site(tmp_path: Path) -> None:
    (tmp_path / "logo.png").touch()
    assert files_of(beside(Watermark(picture="logo.png"), tmp_path)) == (tmp_path / "logo.png",)
    merge = beside(Merge(films=("a.mp4", "/b.mp4")), tmp_path)
    assert isinstance(merge, Merge)
    assert merge.films == (str(tmp_path / "a.mp4"), "/b.mp4")
    assert beside(Bumpers(outro="o.mp4"), tmp_path) == Bumpers(outro=str(tmp_path / "o.mp4"))
    assert beside(Normalise(), tmp_path) == Normalise()


def test_a_film_of_the_same_name_takes_the_others_place() -> None:
    films = ProcessedFilms(article="a", preset="p")
    for name, size in (("small", 1), ("square", 2), ("small", 3)):
        media = Media(key=f"processed/{size}.mp4", mime="video/mp4", bytes=size)
        films = films.with_film(ProcessedFilm(name=name, source="film/x.mp4", steps=(Trim(),), media=media))
    assert [(film.name, film.media.bytes) for film in films.films] == [("square", 2), ("small", 3)]
    assert ProcessedFilms.model_validate_json(films.model_dump_json()) == films


def test_folders_of_killed_tools_are_swept(store: MediaStore) -> None:
    folder = store.root / "tmp" / ".reprise-killed"
    folder.mkdir(parents=True)
    (folder / "piece.mp4").touch()
    assert store.sweep(older_than=-1) == 1
    assert not folder.exists()
