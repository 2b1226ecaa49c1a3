"""The graph loads as a code location loads it, looks as agreed, and tells people what everything is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from dagster import Definitions

from assets_pipeline.definitions import build_defs
from reprise.social.rules import PLATFORMS
from reprise.video.presets import FORMATS, PRESETS
from tests.definitions.snapshot import RENEW, SNAPSHOT, describe, one_site

ROOT = Path(__file__).resolve().parents[2]
OUR_WARNINGS = ("BetaWarning", "PreviewWarning", "SupersessionWarning")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    return build_defs(one_site(tmp_path_factory.mktemp("location")))


def outside(tmp_path: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command in the checkout as its own process: no secret set, the environment's programs not on the path."""
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "REPRISE_HOME": str(tmp_path / "home"), **more}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_code_location_can_load_it(definitions: Definitions) -> None:
    Definitions.validate_loadable(definitions)


def test_the_graph_is_the_one_that_was_agreed(definitions: Definitions) -> None:
    agreed = SNAPSHOT.read_text(encoding="utf-8")
    assert describe(definitions) == agreed, f"If this change is meant, renew the file: {RENEW}"


def test_every_platform_format_and_preset_has_its_family(definitions: Definitions) -> None:
    keys = {node.key.to_user_string() for node in definitions.resolve_asset_graph().asset_nodes}
    for name, rules in PLATFORMS.items():
        wanted = {f"{name}/publications", f"{name}/engagement"}
        wanted |= {f"{name}/posts", f"{name}/images"} if rules.types else set()
        wanted |= {f"{name}/video_posts"} if rules.presets else set()
        assert wanted <= keys
    for name in FORMATS:
        assert {f"{name}/{part}" for part in ("script", "voiceover", "captions", "visuals")} <= keys
    for name in PRESETS:
        assert {f"{name}/{part}" for part in ("render", "cover", "metadata")} <= keys


def test_every_asset_says_whose_it_is_and_what(definitions: Definitions) -> None:
    silent = [
        f"{node.key.to_user_string()} has no {fact}"
        for node in definitions.resolve_asset_graph().asset_nodes
        for fact, told in {
            "group": node.group_name not in (None, "default"),
            "owner": bool(node.owners),
            "kind": bool(node.kinds),
            "description": bool((node.description or "").strip()),
            "code version": bool(node.code_version) or not node.is_materializable,
        }.items()
        if not told
    ]
    assert silent == []


def test_every_job_schedule_and_sensor_says_what_it_does(definitions: Definitions) -> None:
    everything = [*(definitions.jobs or []), *(definitions.schedules or []), *(definitions.sensors or [])]
    assert [each.name for each in everything if not each.description] == []  # type: ignore[union-attr]


def test_nothing_starts_by_itself_before_somebody_switches_it_on(definitions: Definitions) -> None:
    clockwork = [*(definitions.schedules or []), *(definitions.sensors or [])]
    assert {each.default_status.value for each in clockwork} == {"STOPPED"}  # type: ignore[union-attr]


def test_work_that_competes_has_a_pool(definitions: Definitions) -> None:
    pools = {node.key.to_user_string(): node.pools for node in definitions.resolve_asset_graph().asset_nodes}
    for name in PLATFORMS:
        assert pools[f"{name}/publications"] == pools[f"{name}/engagement"] == {f"{name}_api"}
    assert {frozenset(pools[f"{name}/render"]) for name in PRESETS} == {frozenset({"render"})}
    assert pools["analytics/published_marts"] == pools["mart_best_times"] == {"warehouse"}


def test_a_resource_can_be_swapped_by_its_name(definitions: Definitions, tmp_path: Path) -> None:
    marker = object()
    swapped = build_defs(one_site(tmp_path), {"platforms": marker})
    assert (swapped.resources or {})["platforms"] is marker
    assert set(swapped.resources or {}) == set(definitions.resources or {})


@pytest.mark.parametrize("variable", ["REPRISE_STORE_URL"])
def test_a_wrong_address_is_one_clear_error(tmp_path: Path, variable: str) -> None:
    from reprise.errors import BadSettings
    from resources.settings import load_settings

    settings = load_settings({"REPRISE_HOME": str(tmp_path), variable: "nonsense"})
    with pytest.raises(BadSettings, match=rf"{variable} is not a database address\. Write sqlite:///"):
        build_defs(settings)


def test_it_loads_without_any_secret_and_without_a_word_about_unstable_parts(tmp_path: Path) -> None:
    code = f"""
import warnings
import dagster
for name in {OUR_WARNINGS!r}:
    warnings.simplefilter("error", getattr(dagster, name))
from assets_pipeline.definitions import build_defs, defs
dagster.Definitions.validate_loadable(defs)
print(len(defs.resolve_asset_graph().materializable_asset_keys))
"""
    done = outside(tmp_path, sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.split()[-1]) > 50


@pytest.mark.slow
@pytest.mark.parametrize("command", [("check", "defs"), ("list", "defs")])
def test_dagsters_own_command_line_finds_everything(tmp_path: Path, command: tuple[str, str]) -> None:
    tools = Path(sys.executable).parent
    done = outside(tmp_path, str(tools / "dg"), *command, PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    said = done.stdout + done.stderr
    if command[0] == "list":
        assert re.search(r"tiktok", said)
        assert re.search(r"posting_win", said)
    else:
        assert "successfully" in said
