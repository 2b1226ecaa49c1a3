"""What CONTRIBUTING.md tells people to add works when it is added exactly so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT, Fence, fences

PAGE = ROOT / "CONTRIBUTING.md"
COPIED = ("reprise", "resources", "io_managers", "assets_pipeline", "sensors", "schedules", "cli", "dbt_analytics")


def examples() -> list[Fence]:
    return [fence for fence in fences(PAGE) if fence.about]


def apply(project: Path, fence: Fence) -> None:
    """Add a new file, or make the change that a diff shows."""
    path = project / fence.about
    if fence.language == "python":
        assert not path.exists(), f"{fence.about} is there already"
        path.write_text(fence.text, encoding="utf-8")
        return
    assert fence.language == "diff"
    lines = fence.text.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"CONTRIBUTING.md line {fence.line}: {fence.about} no longer has\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with every example added."""
    copy = tmp_path_factory.mktemp("extended")
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "logs"))
    (copy / "tests").mkdir()
    for name in ("__init__.py", "installation.py"):
        shutil.copy2(ROOT / "tests" / name, copy / "tests" / name)
    shutil.copy2(ROOT / "pyproject.toml", copy / "pyproject.toml")
    for fence in examples():
        apply(copy, fence)
    return copy


@pytest.fixture(scope="module")
def used(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened when the examples were used."""
    root = tmp_path_factory.mktemp("trial")
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("REPRISE_", "DAGSTER_"))},
        "PYTHONPATH": str(project),
        "REPRISE_HOME": str(root / "elsewhere"),
    }
    script = str(Path(__file__).with_name("examples_in_use.py"))
    done = subprocess.run(
        [sys.executable, script, str(root)], cwd=project, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert result["project"] == str(project)
    return result


def test_a_platform_a_voice_a_source_and_a_preset_are_shown() -> None:
    folders = {str(Path(fence.about).parent) for fence in examples()}
    wanted = {"reprise/social/conventions", "resources/platforms", "resources/voices", "resources/sources"}
    assert wanted <= folders
    assert "reprise/video/presets.py" in {fence.about for fence in examples()}


@pytest.mark.slow
def test_nothing_fails(used: dict[str, Any]) -> None:
    assert used["failures"] == [{}, {}, {}, {}]


@pytest.mark.slow
def test_the_source_lists_its_articles_once(used: dict[str, Any]) -> None:
    assert (used["articles"], used["listed again"]) == (2, 0)


@pytest.mark.slow
def test_the_platform_has_posts_by_its_conventions(used: dict[str, Any]) -> None:
    assert set(used["types"]) <= {"announcement", "highlights", "quote_card"}
    assert len(used["types"]) >= 2
    assert all(0 < len(text) <= 500 for text in used["texts"])


@pytest.mark.slow
def test_the_client_posts_once_and_says_where(used: dict[str, Any]) -> None:
    (posted,) = used["posted"]
    assert posted == {"text": used["good"]["texts"][0]}
    assert (used["good"]["state"], used["good"]["url"]) == ("published", "https://example.org/@demo/1")


@pytest.mark.slow
def test_what_the_platform_refuses_fails_with_its_kind(used: dict[str, Any]) -> None:
    assert used["bad"]["state"] == "failed"
    assert used["bad"]["problem"].startswith('validation: Threads says: "Param text is wrong"')


@pytest.mark.slow
def test_its_engagement_is_read(used: dict[str, Any]) -> None:
    (reading,) = used["readings"]
    assert (reading["likes"], reading["comments"], reading["shares"]) == (5, 2, 1)


@pytest.mark.slow
def test_the_voice_speaks_the_script_with_the_time_of_every_word(used: dict[str, Any]) -> None:
    assert used["voice"] == "hum 1 220"
    assert used["words"] > 40
    assert used["seconds"] > 20


@pytest.mark.slow
def test_the_preset_appears_in_the_graph(used: dict[str, Any]) -> None:
    assert {f"pinterest_pin/{part}" for part in ("render", "cover", "metadata")} <= set(used["assets"])


def in_style(*files: Path) -> str:
    """What ruff has against files; nothing when they are well."""
    said = ""
    for command in (["check"], ["format", "--check"]):
        program = [str(Path(sys.executable).with_name("ruff")), *command, "--quiet", *map(str, files)]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        said += done.stdout + done.stderr
    return said


def test_the_examples_are_in_style(project: Path) -> None:
    names = {fence.about for fence in examples()}
    ours = [name for name in names if not (ROOT / name).exists() or not in_style(ROOT / name)]
    assert {fence.about for fence in examples() if fence.language == "python"} <= set(ours)
    assert in_style(*(project / name for name in ours)) == ""
