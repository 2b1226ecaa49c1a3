"""Photographs and clips of libraries: searched in the scene's language, the best fit once in a film, downloaded,
checked, and credited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import av
import pytest

from reprise.video.pictures.chosen import credit_lines
from resources.pictures.stock import Stock
from sandbox.models.pexels import PexelsStandIn
from sandbox.models.pixabay import PixabayStandIn
from sandbox.models.server import KEY, serve
from tests.resources.pictures.providing import Studio, wish

Library = PexelsStandIn | PixabayStandIn
LIBRARIES: Mapping[str, Callable[[], Library]] = {"pexels": PexelsStandIn, "pixabay": PixabayStandIn}
PAGES = {"pexels": "https://www.pexels.com/", "pixabay": "https://pixabay.com/"}


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Iterator[Library]:
    with serve(LIBRARIES[request.param]()) as stand_in:
        yield stand_in


def studio_of(library: Library, folder: Path, *, clips: bool = False) -> Studio:
    return Studio(
        folder, (library,), (library.name,), clips=clips, settings={library.name: {"timeout": 20, "retries": 1}}
    )


def test_the_best_fit_is_downloaded_and_credited(library: Library, tmp_path: Path) -> None:
    studio = studio_of(library, tmp_path)
    (picture,) = studio.choose(wish()).pictures
    assert picture.kind == "photo"
    assert picture.author
    assert picture.source.startswith(PAGES[library.name])
    assert picture.licence.startswith(library.name.capitalize())
    (line,) = credit_lines([picture], "en")
    assert line == f"Photo: {picture.author} / {library.name.capitalize()} – {picture.source}"
    assert "something-else" not in picture.source  # its description shares no word with the wish
    assert studio.ledger == studio.in_doubt == 0


def test_a_film_that_is_made_again_asks_nobody(library: Library, tmp_path: Path) -> None:
    studio = studio_of(library, tmp_path)
    first = studio.choose(wish())
    asked = len(library.asked)
    studio.env.clear()  # not even the key is needed
    assert studio.choose(wish()) == first
    assert len(library.asked) == asked
    assert len(library.shelf.fetched) == 1


def test_no_picture_comes_twice_in_a_film(library: Library, tmp_path: Path) -> None:
    studio = studio_of(library, tmp_path)
    chosen = studio.choose(wish("a"), wish("b"), wish("c"))
    assert len({picture.identity for picture in chosen.pictures}) == len(chosen.pictures) == 3


def test_a_clip_is_taken_where_one_fits_and_is_played_before_it_is_kept(tmp_path: Path) -> None:
    with serve(PexelsStandIn()) as library:
        studio = studio_of(library, tmp_path, clips=True)
        (picture,) = studio.choose(wish()).pictures
        assert picture.kind == "clip"
        assert picture.media.seconds == pytest.approx(3.0, abs=0.1)
        with av.open(str(studio.media.path(picture.media)), mode="r") as container:
            (stream,) = container.streams.video
            assert (stream.width, stream.height) == (picture.media.width, picture.media.height)
        assert credit_lines([picture], "de")[0].startswith("Video: ")


def test_a_clip_that_ends_long_before_its_scene_is_not_taken(tmp_path: Path) -> None:
    with serve(PexelsStandIn()) as library:
        studio = studio_of(library, tmp_path, clips=True)
        (picture,) = studio.choose(wish(seconds=40.0)).pictures
        assert picture.kind == "photo"


def test_wide_clips_do_not_fill_upright_films(tmp_path: Path) -> None:
    with serve(PixabayStandIn()) as library:
        studio = studio_of(library, tmp_path, clips=True)
        (upright,) = studio.choose(wish()).pictures
        (wide,) = studio.choose(wish(width=1280, height=720)).pictures
        assert (upright.kind, wide.kind) == ("photo", "clip")


@pytest.mark.parametrize("how", ["wrong_mime", "truncated_picture", "bomb", "tiny", "flat"])
def test_a_file_that_cannot_be_used_is_passed_over_for_the_next(library: Library, tmp_path: Path, how: str) -> None:
    studio = studio_of(library, tmp_path)
    library.plan(how)
    (picture,) = studio.choose(wish()).pictures
    assert len(library.shelf.fetched) == 2
    assert int(picture.identity.rpartition(" ")[2]) == library.shelf.fetched[-1]


def test_a_clip_cut_short_is_passed_over(tmp_path: Path) -> None:
    with serve(PexelsStandIn()) as library:
        studio = studio_of(library, tmp_path, clips=True)
        library.plan("truncated_picture", times=2)
        (picture,) = studio.choose(wish()).pictures
        assert len(library.shelf.fetched) >= 2
        assert picture.media.bytes > 10_000


@pytest.mark.parametrize("kind", ["server_error", "unavailable", "overloaded", "bad_gateway", "drop", "timeout"])
def test_what_passes_is_tried_again(library: Library, tmp_path: Path, kind: str) -> None:
    studio = studio_of(library, tmp_path)
    library.plan(kind, seconds=0.1, route="GET /(v1|api)/.*")
    assert studio.choose(wish()).pictures


@pytest.mark.parametrize("kind", ["html", "garbage", "truncated"])
def test_an_answer_that_is_none_leaves_the_scene_its_card(library: Library, tmp_path: Path, kind: str) -> None:
    studio = studio_of(library, tmp_path)
    library.plan(kind, route="GET /(v1|api)/.*")
    chosen = studio.choose(wish())
    assert chosen.pictures == ()
    assert "not a search's" in chosen.notes[0]


def test_a_wrong_key_is_said_and_never_shown(library: Library, tmp_path: Path) -> None:
    studio = studio_of(library, tmp_path)
    library.keys = ("another",)
    chosen = studio.choose(wish())
    assert chosen.pictures == ()
    assert "key" in chosen.notes[0]
    assert KEY not in repr(chosen) + repr(list(studio.models.trail))


def test_a_spent_allowance_is_known_to_other_processes(library: Library, tmp_path: Path) -> None:
    studio = studio_of(library, tmp_path)
    library.allowance = 1
    assert studio.choose(wish()).pictures
    asked = len(library.asked)
    chosen = studio.choose(wish("b", about="lamp plug"))
    assert chosen.pictures == ()
    assert "allowance" in chosen.notes[0]
    assert len(library.asked) == asked  # nobody ran into it


def test_a_refusal_without_a_word_on_when_is_heeded_for_a_while(tmp_path: Path) -> None:
    with serve(PexelsStandIn()) as library:
        studio = studio_of(library, tmp_path)
        library.plan("rate_limit", times=9)
        assert studio.choose(wish()).pictures == ()
        (limit,) = studio.store.limits.known()
        assert limit.scope.startswith("pexels/")
        assert KEY not in limit.scope
        assert limit.remaining == 0


def test_a_language_that_a_library_does_not_know_is_left_to_the_next(tmp_path: Path) -> None:
    with ExitStack() as stack:
        pexels = stack.enter_context(serve(PexelsStandIn()))
        pixabay = stack.enter_context(serve(PixabayStandIn()))
        studio = Studio(tmp_path, (pexels, pixabay), ("pexels", "pixabay"), settings={"pixabay": {"timeout": 20}})
        asked = wish(language="bg", terms=frozenset({"lamp", "cabl", "cable"}))
        (picture,) = studio.choose(asked).pictures
        assert picture.service == "Pixabay"
        assert pexels.asked == []
        assert pixabay.asked[0].body["lang"] == "bg"
        assert pixabay.asked[0].body["safesearch"] == "true"


def test_nothing_on_the_shelf_costs_the_film_a_note(library: Library, tmp_path: Path) -> None:
    studio = studio_of(library, tmp_path)
    library.shelf.empty = True
    chosen = studio.choose(wish())
    assert chosen.pictures == ()
    assert f"{library.name.capitalize()} has nothing that fits 'lamp cable', 'lamp'" in chosen.notes[0]


def test_a_file_in_a_private_network_is_not_fetched(tmp_path: Path) -> None:
    with serve(PexelsStandIn()) as library:
        studio = studio_of(library, tmp_path)
        pictures = studio.open()
        _, provider = pictures._open("pexels")
        assert isinstance(provider, Stock)
        real = provider._library.search

        def elsewhere(*asked: object) -> list[object]:
            return [type(hit)(**{**hit.body, "file": "http://10.0.0.1/secret"}) for hit in real(*asked)]  # type: ignore[arg-type]

        provider._library.search = elsewhere  # type: ignore[assignment, method-assign]
        chosen = pictures.choose([wish()])
        assert chosen.pictures == ()
        assert "private network" in chosen.notes[0]


def test_auto_asks_whoever_the_environment_opens(library: Library, tmp_path: Path) -> None:
    studio = Studio(tmp_path, (library,), ("auto",), settings={library.name: {"timeout": 20}})
    assert studio.choose(wish()).pictures
    studio.env.clear()
    assert studio.choose(wish("b", about="lamp plug")).pictures == ()
