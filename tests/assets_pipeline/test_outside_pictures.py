"""A film of an article without a picture shows pictures from outside, says whose they are, and buys them once, after
its script was approved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reprise.store.exports import usage_rows
from reprise.video.metadata import FilmMetadata
from reprise.video.pictures.visuals import Visuals
from reprise.video.products import Cover
from sandbox.models.fal import FalStandIn
from sandbox.models.pexels import PexelsStandIn
from sandbox.models.server import serve
from tests.installation import LAMPS, Installation, failures, materialized
from tests.resources.pictures.providing import environment

SCRIPTED = (("article",), ("brief",), ("short", "script"))
FILMS = "films: {presets: [youtube_short], seconds: 30, music: none}\n"
MODELS = """models:
  text: [extractive]
  pictures: [pexels, fal]
  pictures_per_film: 3
  providers: {pexels: {timeout: 30}, fal: {timeout: 30}}
"""


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PexelsStandIn, FalStandIn]]:
    with serve(PexelsStandIn()) as pexels, serve(FalStandIn()) as fal:
        for name, value in environment(pexels, fal).items():
            monkeypatch.setenv(name, value)
        yield pexels, fal


def scripted(place: Installation, settings: str = MODELS) -> str:
    place.configure(FILMS + settings)
    place.write("lamps", LAMPS)
    key = place.take_in()["lamps"]
    assert failures(place.run("prepare", key, *SCRIPTED)) == {}
    return key


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_pictures_are_bought_once_after_approval_and_credited(
    installation: Installation, providers: tuple[PexelsStandIn, FalStandIn]
) -> None:
    pexels, fal = providers
    key = scripted(installation)
    assert failures(installation.run("produce", key, ("short", "visuals")))  # nobody has approved it
    assert pexels.asked == fal.asked == []

    installation.store.scripts.approve(key, "short", "kim")
    wanted = (("short", "voiceover"), ("short", "visuals"), ("youtube_short", "metadata"))
    first = installation.run("produce", key, *wanted)
    assert failures(first) == {}
    visuals = installation.documents.read(Visuals, ["short", "visuals"], key)
    assert 1 <= len(visuals.outside) <= 3
    assert {picture.service for picture in visuals.outside} == {"Pexels"}
    facts = materialized(first)["short/visuals"].metadata
    assert visuals.outside[0].author in str(facts["pictures from outside"].value)
    assert "pexels" in str(facts["answered by"].value)
    words = installation.documents.read(FilmMetadata, ["youtube_short", "metadata"], key)
    for picture in visuals.outside:
        assert picture.source in words.description
        assert picture.author in words.description

    asked = len(pexels.asked)
    again = installation.run("produce", key, ("short", "visuals"))
    assert failures(again) == {}
    assert installation.documents.read(Visuals, ["short", "visuals"], key) == visuals
    assert len(pexels.asked) == asked


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_where_a_library_has_nothing_a_model_draws_and_the_books_are_right(
    installation: Installation, providers: tuple[PexelsStandIn, FalStandIn]
) -> None:
    pexels, fal = providers
    pexels.shelf.empty = True
    key = scripted(installation)
    installation.store.scripts.approve(key, "short", "kim")
    assert failures(installation.run("produce", key, ("short", "visuals"))) == {}
    visuals = installation.documents.read(Visuals, ["short", "visuals"], key)
    assert {picture.kind for picture in visuals.outside} == {"generated"}
    assert len(fal.bills.all()) == len(visuals.outside)
    rows = [row for row in usage_rows(installation.store) if row["provider"] == "fal"]
    assert sum(row["usd"] for row in rows) == pytest.approx(fal.bills.usd, abs=1e-6)
    assert all(row["is_certain"] for row in rows)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_cover_may_stand_on_a_picture_drawn_for_it_which_is_paid_for_once(
    installation: Installation, providers: tuple[PexelsStandIn, FalStandIn]
) -> None:
    _, fal = providers
    key = scripted(installation, MODELS + "  generated_covers: true\n")
    installation.store.scripts.approve(key, "short", "kim")
    assert failures(installation.run("produce", key, ("short", "visuals"), ("youtube_short", "cover"))) == {}
    cover = installation.documents.read(Cover, ["youtube_short", "cover"], key)
    drawn = [candidate for candidate in cover.candidates if candidate.ground is not None]
    assert drawn
    assert all("AI" in candidate.credit for candidate in drawn)
    (bill,) = fal.bills.all()
    assert bill.usd > 0
    assert failures(installation.run("produce", key, ("youtube_short", "cover"))) == {}
    assert installation.documents.read(Cover, ["youtube_short", "cover"], key) == cover
    assert len(fal.bills.all()) == 1


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_film_whose_providers_all_fail_is_made_as_ever(
    installation: Installation, providers: tuple[PexelsStandIn, FalStandIn]
) -> None:
    pexels, fal = providers
    pexels.keys, fal.keys = ("another",), ("another",)
    key = scripted(installation)
    installation.store.scripts.approve(key, "short", "kim")
    result = installation.run("produce", key, ("short", "visuals"))
    assert failures(result) == {}
    visuals = installation.documents.read(Visuals, ["short", "visuals"], key)
    assert visuals.outside == ()
    assert visuals.notes
    facts = materialized(result)["short/visuals"].metadata
    assert "Pexels does not accept the key" in str(facts["did not answer"].value)
    assert "no picture from outside" in str(facts["no picture"].value)
