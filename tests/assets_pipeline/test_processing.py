"""The job `process_video`: an article's film through tools, kept, named by a document, and shown in the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dagster import ExecuteInProcessResult

from reprise.documents import write_document
from reprise.housekeeping import referenced
from reprise.video.products import Render
from reprise.video.tools.opening import examine
from reprise.video.tools.steps import ProcessedFilms
from tests.installation import KETTLES, Installation, failures, materialized
from tests.reprise.video.render.films import plate
from tests.reprise.video.tools.material import rendered

pytestmark = pytest.mark.slow


@pytest.fixture
def place(installation: Installation, tmp_path: Path) -> Installation:
    """An installation with an article and a finished film."""
    installation.write("kettles", KETTLES)
    key = installation.take_in()["kettles"]
    assert failures(installation.run("prepare", key, ("article",))) == {}
    media = installation.media.put_file(rendered(tmp_path / "film"), kind="film", width=144, height=256, seconds=3.6)
    render = Render(
        article=key, preset="youtube_short", script_hash="0", media=media, language="en", units_made=1, units_reused=0
    )
    write_document(installation.documents.path(["youtube_short", "render"], key), render)
    return installation


def processed(place: Installation, **settings: Any) -> ExecuteInProcessResult:
    config = {"article": article_of(place), "preset": "youtube_short", **settings}
    return (
        place.definitions()
        .resolve_job_def("process_video")
        .execute_in_process(
            instance=place.instance,
            run_config={
                "ops": {"process_film": {"config": config}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            raise_on_error=False,
        )
    )


def article_of(place: Installation) -> str:
    (known,) = place.store.articles.list()
    return known.key


def test_a_film_is_taken_through_steps_and_shown(place: Installation) -> None:
    plate(place.site.folder / "mark.png", (60, 20), (255, 0, 0, 255))
    steps = [
        {"do": "trim", "end": 2.0},
        {"do": "watermark", "picture": "mark.png"},
        {"do": "reframe", "width": 100, "height": 100},
    ]
    result = processed(place, steps=steps, name="square")
    assert failures(result) == {}
    made = materialized(result)["youtube_short/processed"]
    assert made.partition == article_of(place)
    assert made.metadata["size"].value == "100×100"
    assert {"preview", "opening", "steps", "file", "seconds", "megabytes"} <= set(made.metadata)
    assert "watermark" in str(made.metadata["steps"].value)
    document = place.documents.read(ProcessedFilms, ["youtube_short", "processed"], article_of(place))
    (film,) = document.films
    assert (film.name, film.media.seconds) == ("square", 2.0)
    assert examine(place.media.path(film.media)).frames == 60
    assert film.media.key in referenced(place.settings.documents, place.store)


def test_results_stand_beside_each_other_by_name(place: Installation) -> None:
    for name, end in (("one", 1.0), ("two", 2.0), ("one", 1.5)):
        assert failures(processed(place, steps=[{"do": "trim", "end": end}], name=name)) == {}
    document = place.documents.read(ProcessedFilms, ["youtube_short", "processed"], article_of(place))
    assert [(film.name, film.media.seconds) for film in document.films] == [("two", 2.0), ("one", 1.5)]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"steps": [{"do": "trimm"}]}, "steps.0"),
        ({"steps": []}, "nothing to do"),
        ({"steps": [{"do": "trim", "start": 100}]}, "outside of the film"),
        ({"steps": [{"do": "watermark", "picture": "gone.png"}]}, "gone.png"),
        ({"steps": [{"do": "trim"}], "preset": "tiktok"}, "tiktok/render"),
        ({"steps": [{"do": "trim"}], "preset": "cinema"}, "not a film preset"),
        ({"steps": [{"do": "trim"}], "article": "nobody-knows-it"}, "youtube_short/render"),
    ],
)
def test_what_cannot_be_done_fails_with_the_article_and_the_reason(
    place: Installation, settings: dict[str, Any], said: str
) -> None:
    result = processed(place, **settings)
    (why,) = failures(result).values()
    assert said in why
    assert settings.get("article", article_of(place)) in why
    assert not place.documents.path(["youtube_short", "processed"], article_of(place)).exists()
