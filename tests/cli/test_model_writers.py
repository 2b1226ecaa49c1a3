"""Scripts and scenes made anew by a site's models; and what `doctor` says of those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.server import serve
from tests.cli.reprise_command import Reprise
from tests.installation import Installation, failures
from tests.reprise.video.long_material import allotments


def essay() -> str:
    """The allotments as a file of a folder's."""
    lines = ["---", f"title: {allotments().title}", "date: 2026-05-30T08:00:00Z", "---"]
    for block in allotments().blocks:
        lines += ["", f"## {block.text}" if block.kind == "heading" else block.text]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    """An installation with an article and a script of the built-in writer's."""
    place = Installation(tmp_path_factory.mktemp("models"))
    place.write("allotments", essay())
    key = place.take_in()["allotments"]
    assert failures(place.run("prepare", key)) == {}
    yield place, key
    place.close()


@pytest.fixture
def on_made(
    made: tuple[Installation, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Reprise, str]:
    return Reprise(made[0], monkeypatch, capsys), made[1]


def test_the_sites_models_make_scripts_and_scenes_anew(
    on_made: tuple[Reprise, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reprise, key = on_made
    with serve(CompatibleStandIn()) as server:
        monkeypatch.setenv("REPRISE_COMPATIBLE_URL", server.url)
        said = reprise("remake", "script", key).out
        assert "compatible qwen3-32b answered" in said
        assert "version 2 waiting" in said
        script: dict[str, Any] = reprise("scripts", key, "--json").json[0]
        said = reprise("remake", "scene", key, script["scenes"][2]["id"], "--by", "kim").out
        assert "compatible qwen3-32b" in said
        assert "version 3 waiting" in said
        again = reprise("remake", "script", key).out
        assert "found" in again


def test_doctor_says_who_is_asked_and_whether_they_answer(reprise: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    def models() -> dict[str, dict[str, Any]]:
        found = reprise("doctor", "--json").json
        return {each["what"]: each for each in found if " model" in each["what"]}

    assert models()["demo models"]["found"] == "the built-in writer"
    with serve(CompatibleStandIn()) as server:
        monkeypatch.setenv("REPRISE_COMPATIBLE_URL", server.url)
        assert "compatible" in models()["demo models"]["found"]
        assert models()["demo model compatible"]["found"] == f"{server.url} answers"
    assert models()["demo model compatible"]["state"] == "wrong"
    said = reprise("doctor", "--offline", "--json")
    assert said.code == 0


def test_doctor_names_a_missing_key_and_never_shows_one(reprise: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    reprise.place.configure("models: {text: [openai], tasks: {brief: [anthropic]}}\n")
    monkeypatch.setenv("REPRISE_ANTHROPIC_KEY", "sk-very-secret")
    said = reprise("doctor", "--offline", "--json")
    found = {each["what"]: each for each in said.json}
    assert found["demo model openai"]["state"] == "wrong"
    assert "REPRISE_OPENAI_KEY" in found["demo model openai"]["found"]
    assert found["demo model anthropic"]["state"] == "ok"
    assert "sk-very-secret" not in said.out + said.err
