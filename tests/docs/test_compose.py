"""The compose file is whole: processes that exist, no root, nothing open to others, versions as tested."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from cli.main import reprise
from resources.settings import load_settings
from tests.docs.pages import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROGRAMS = {
    "dagster": "dagster._cli:create_dagster_cli",
    "dagster-daemon": "dagster._daemon.cli:create_dagster_daemon_cli",
    "dagster-webserver": "dagster_webserver.cli:dagster_webserver",
}


def program(name: str) -> click.Command:
    if name == "reprise":
        return reprise
    module, _, attribute = PROGRAMS[name].partition(":")
    found = getattr(import_module(module), attribute)
    return found if isinstance(found, click.Command) else found()


def understand(words: list[str]) -> None:
    """Parse a command as its program would, without running it."""
    command, rest = program(words[0]), words[1:]
    context = click.Context(command, info_name=words[0])
    while isinstance(command, click.Group):
        found = command.get_command(context, rest[0])
        assert found is not None, f"{command.name} has no {rest[0]}"
        command, context, rest = found, click.Context(found, info_name=rest[0], parent=context), rest[1:]
    known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_runs_is_a_program_of_ours_or_dagsters(name: str) -> None:
    understand(SERVICES[name]["command"])


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "prepare"])
def test_a_service_says_whether_it_is_well(name: str) -> None:
    kind, *words = SERVICES[name]["healthcheck"]["test"]
    assert kind == "CMD"
    if words[0] == "python":
        compile(words[2], name, "exec")
    else:
        understand(words)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_no_root_and_open_to_this_machine_only(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", service["user"])
    assert service["cap_drop"] == ["ALL"]
    assert not service.get("privileged")
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_all_share_one_home_where_the_code_looks_for_it() -> None:
    for service in SERVICES.values():
        settings = load_settings(service["environment"])
        mounts = [mount.split(":") for mount in service["volumes"]]
        assert ["home", str(settings.home)] in mounts
        assert ["./sites", str(settings.sites), "ro"] in mounts
        assert service["environment"]["DAGSTER_HOME"] == str(settings.dagster_home)


def test_the_ports_and_names_between_services_agree() -> None:
    workspace = yaml.safe_load(COMPOSE["configs"]["workspace"]["content"])["load_from"][0]["grpc_server"]
    assert workspace["host"] in SERVICES
    assert str(workspace["port"]) == SERVICES["code"]["command"][-1] == SERVICES["code"]["healthcheck"]["test"][-1]
    mounted = {each["target"] for each in SERVICES["webserver"]["configs"]}
    for name in ("webserver", "daemon"):
        assert SERVICES[name]["command"][-1] in mounted
    assert (ROOT / COMPOSE["configs"]["dagster"]["file"]).is_file()


def test_services_wait_for_what_is_there() -> None:
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            needs_health = how["condition"] == "service_healthy"
            assert "healthcheck" in SERVICES[other] or not needs_health


def test_the_image_takes_the_tested_versions_and_every_package() -> None:
    assert "--constraint constraints.txt" in DOCKERFILE
    assert "\nUSER reprise\n" in DOCKERFILE
    copied = {word for line in DOCKERFILE.splitlines() if line.startswith("COPY") for word in line.split()[1:-1]}
    copied = {word for word in copied if not word.startswith("--")}
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"packages = \[(.*?)\]", pyproject.split("[tool.setuptools]")[1], re.S)
    assert block is not None
    assert set(shlex.split(block[1].replace(",", " "))) <= copied
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed
    assert all((ROOT / Path(word)).exists() for word in copied)
