"""`evaluate writing` rates what the built-in writer or models write, keeps the result and compares it with another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reprise.evaluation import RUBRICS, Evaluation
from reprise.evaluation.collection import built_in
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.openai_text import OpenAIStandIn
from sandbox.models.server import serve
from tests.cli.reprise_command import Reprise

ARTICLES = ("news-tram.md", "recipe-barley-soup.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two of the articles that come along."""
    place = tmp_path / "articles"
    place.mkdir()
    for name in ARTICLES:
        (place / name).write_bytes((built_in() / name).read_bytes())
    return place


@pytest.mark.slow
def test_the_articles_that_come_along_are_rated_without_any_site(reprise: Reprise) -> None:
    said = reprise("evaluate", "writing", "--json").json
    assert said["writer"].startswith("extractive ")
    assert len(said["table"]) >= 13
    assert said["usd"] == 0
    everything = said["table"][-1]
    assert everything["article"] == "all"
    assert everything["texts"] > 300
    assert everything["grounding"] == 1, "the built-in writer invents nothing"
    assert everything["wholeness"] > 0.97
    assert everything["faults"] == 1
    assert everything["total"] > 0.75


def test_people_see_the_rubrics_and_the_best_and_worst_texts_in_full(reprise: Reprise, folder: Path) -> None:
    said = reprise("evaluate", "writing", "--articles", str(folder), "--show", "1")
    assert said.code == 0
    for rubric in RUBRICS:
        assert rubric in said.out
    assert "The best, 1:" in said.out
    assert "The worst, 1:" in said.out
    assert "The worst, 2:" not in said.out
    assert "#" in said.out
    assert "The best" not in reprise("evaluate", "writing", "--articles", str(folder), "--show", "worst").out


def test_a_result_is_kept_and_never_replaced(reprise: Reprise, folder: Path) -> None:
    first, second = (reprise("evaluate", "writing", "--articles", str(folder), "--json").json for _ in range(2))
    assert first["file"] != second["file"]
    one, other = (Evaluation.model_validate_json(Path(said["file"]).read_text()) for said in (first, second))
    assert one.articles == other.articles
    assert Path(first["file"]).parent == reprise.place.settings.home / "evaluations"


def test_a_change_is_compared_text_by_text(reprise: Reprise, folder: Path, tmp_path: Path) -> None:
    kept = reprise("evaluate", "writing", "--articles", str(folder), "--json").json["file"]
    better = json.loads(Path(kept).read_text())
    text = better["articles"][0]["texts"][0]
    text["total"] = 1.0
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(better))
    said = reprise("evaluate", "writing", "--articles", str(folder), "--against", str(earlier))
    assert "1 texts got worse:" in said.out
    assert f"{text['article']}: {text['platform']}/{text['type']}" in said.out
    assert "0 texts got better." in said.out
    compared = reprise("evaluate", "writing", "--articles", str(folder), "--against", str(earlier), "--json").json
    assert len(compared["comparison"]["worse"]) == 1
    assert compared["comparison"]["rubrics"]["hook"]["before"] == compared["comparison"]["rubrics"]["hook"]["after"]


def test_scripts_are_rated_when_asked_for(reprise: Reprise, folder: Path) -> None:
    said = reprise("evaluate", "writing", "--articles", str(folder), "--scripts", "--json").json
    kept = Evaluation.model_validate_json(Path(said["file"]).read_text())
    assert {text.platform for text in kept.texts if text.type == "script"} >= {"short"}


def test_a_site_is_written_for_in_its_own_wording(reprise: Reprise, folder: Path) -> None:
    reprise.place.configure(
        "wording: {calls_to_action: {default: ['All of it at the harbour:']}}\nplatforms: {x: {enabled: false}}\n"
    )
    said = reprise("evaluate", "writing", "--site", "demo", "--articles", str(folder), "--json").json
    kept = Evaluation.model_validate_json(Path(said["file"]).read_text())
    assert all(text.platform != "x" for text in kept.texts)
    assert any("All of it at the harbour:" in text.texts[0] for text in kept.texts)


def test_models_write_on_the_way_that_the_assets_take(
    reprise: Reprise, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(CompatibleStandIn()) as server:
        monkeypatch.setenv("REPRISE_COMPATIBLE_URL", f"{server.url}/v1")
        said = reprise("evaluate", "writing", "--writer", "compatible", "--articles", str(folder), "--json")
    kept = Evaluation.model_validate_json(Path(said.json["file"]).read_text())
    assert any(text.writer.startswith("compatible") for text in kept.texts)
    assert any("adapt: compatible" in line and "answered" in line for line in kept.articles[0].asked)
    assert "costs about" not in said.err, "a server of one's own is not paid"


def test_what_models_cost_is_said_before_they_are_asked(
    reprise: Reprise, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(OpenAIStandIn()) as server:
        monkeypatch.setenv("REPRISE_OPENAI_URL", f"{server.url}/v1")
        monkeypatch.setenv("REPRISE_OPENAI_KEY", server.keys[0])
        asked = ("evaluate", "writing", "--writer", "openai", "--articles", str(folder))
        monkeypatch.setattr("click.confirm", _refuse)
        with pytest.raises(_Refused):
            reprise(*asked)
        assert server.bills.usd == 0
        said = reprise(*asked, "--yes", "--json")
    assert "costs about $" in said.err
    assert said.json["usd"] == pytest.approx(float(server.bills.usd), abs=1e-4)


class _Refused(Exception):
    """Somebody did not want to pay."""


def _refuse(*_: object, **__: object) -> None:
    raise _Refused


def test_without_any_model_the_built_in_writer_writes_and_says_so(reprise: Reprise, folder: Path) -> None:
    said = reprise("evaluate", "writing", "--writer", "auto", "--articles", str(folder), "--json")
    assert "No model is set up" in said.err
    kept = Evaluation.model_validate_json(Path(said.json["file"]).read_text())
    assert {text.writer.split()[0] for text in kept.texts} == {"extractive"}


def test_what_cannot_be_done_is_one_line(reprise: Reprise, folder: Path, tmp_path: Path) -> None:
    assert "no writer" in reprise.fails("evaluate", "writing", "--writer", "somebody")
    assert "no such folder" in reprise.fails("evaluate", "writing", "--articles", str(tmp_path / "nowhere"))
    assert "There is no site" in reprise.fails("evaluate", "writing", "--site", "nobody")
    nothing = tmp_path / "nothing.json"
    assert "cannot be read" in reprise.fails("evaluate", "writing", "--against", str(nothing))
    nothing.write_text("{}")
    assert "no result" in reprise.fails("evaluate", "writing", "--against", str(nothing))
    empty = tmp_path / "headings"
    empty.mkdir()
    (empty / "stub.md").write_text("---\ntitle: Only a title\n---\n\n# A heading\n")
    said = reprise("evaluate", "writing", "--articles", str(empty))
    assert said.code == 1
    assert "Left out stub" in said.err
    assert "Nothing was written" in said.err
