"""What operators are told about the environment, schedules, states and failures is what the code has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from assets_pipeline.definitions import build_defs
from reprise.windows.failures import FAILURES
from reprise.windows.lifecycle import State
from resources.accounts.environment import from_environment
from resources.accounts.settings import app_settings
from resources.accounts.vault import Vault
from resources.models.endpoints import resolve
from resources.settings import load_settings
from tests.builders import make_site
from tests.definitions.snapshot import one_site
from tests.docs.pages import ROOT, coded, fences, rows

PAGE = ROOT / "docs" / "operators.md"
BY_PREFIX = {"REPRISE_<PLATFORM>_URL", "REPRISE_<PLATFORM>_URL_<HOST>"}
"""Read by how they begin, not by name."""


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for. A token is always there: what goes with it is read then."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(key)
        return "token" if key.endswith("_X_TOKEN") else default


def read_by_the_code() -> set[str]:
    """The variables that the settings ask the environment for."""
    asked = Asked()
    load_settings(asked)
    app_settings("x", asked, {}, None)
    assert not Vault(ROOT / "secret.key", asked).keys_are_in_the_environment
    return {name for name in asked.names if not name.startswith("REPRISE_X_")}


def read_for_a_platform() -> set[str]:
    """The families that the accounts ask the environment for; of one account's own, only the token has a row."""
    asked = Asked()
    app_settings("x", asked, {}, None)
    from_environment("x", "main", asked)
    names = {name.replace("REPRISE_X_MAIN_", "REPRISE_<PLATFORM>_<ACCOUNT>_") for name in asked.names}
    names = {name.replace("REPRISE_X_", "REPRISE_<PLATFORM>_") for name in names if name != "REPRISE_REDIRECT_URL"}
    own = {name for name in names if "<ACCOUNT>" in name and not name.endswith("_TOKEN")}
    assert {name.replace("<ACCOUNT>_", "") for name in own} <= names
    return names - own


def read_for_a_provider() -> set[str]:
    """The families that models' providers ask the environment for."""
    asked = Asked()
    resolve(make_site(), "openai", "text", asked)
    return {name.replace("REPRISE_OPENAI_", "REPRISE_<PROVIDER>_") for name in asked.names}


def table(first: str) -> dict[str, list[str]]:
    return {coded(row[0])[0]: row for row in rows(PAGE, first)}


def test_every_variable_is_listed() -> None:
    assert set(table("Variable")) == read_by_the_code() | read_for_a_platform() | read_for_a_provider() | BY_PREFIX


def test_the_example_environment_holds_the_same_variables_and_sets_none() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert all(not line or line.startswith("#") for line in lines)
    named = {match[1] for line in lines if (match := re.match(r"#(REPRISE_[A-Z_]+)=", line))}
    families = {"REPRISE_X_TOKEN", "REPRISE_X_URL", "REPRISE_X_CLIENT_ID", "REPRISE_X_CLIENT_SECRET"}
    providers = {"REPRISE_OPENAI_KEY", "REPRISE_OPENAI_MODEL", "REPRISE_COMPATIBLE_URL"}
    assert named == read_by_the_code() | families | providers


def test_tokens_are_read_as_they_are_described() -> None:
    env = {"REPRISE_X_TOKEN": "one", "REPRISE_X_SECOND_DESK_TOKEN": "two", "REPRISE_X_URL": "http://127.0.0.1:1"}
    first, second = from_environment("x", "main", env), from_environment("x", "second-desk", env)
    assert first is not None
    assert second is not None
    assert (first.token, second.token) == ("one", "two")
    assert first.base_urls == second.base_urls == {"": "http://127.0.0.1:1"}


def test_every_sensor_and_schedule_is_listed(tmp_path: Path) -> None:
    definitions = build_defs(one_site(tmp_path))
    there = {each.name for each in (*(definitions.sensors or ()), *(definitions.schedules or ()))}
    assert {name.replace("<site>", "demo") for name in table("Name")} == there


def test_every_state_and_every_kind_of_failure_is_explained() -> None:
    assert set(table("State")) == set(get_args(State))
    kinds = table("Kind")
    assert set(kinds) == set(FAILURES)
    for kind, failure in FAILURES.items():
        follows = kinds[kind][1]
        assert follows.startswith("the account rests") == (failure.reach == "account"), kind
        assert (follows == "tried again") == (failure.reach == "post" and failure.retryable), kind


def test_held_posts_are_settled_as_it_is_shown() -> None:
    (shown,) = [fence.text for fence in fences(PAGE, "sh") if "settle" in fence.text]
    assert [line.split("#")[0].split() for line in shown.splitlines()] == [
        ["reprise", "settle", "POST", "--published", "URL", "--id", "ID"],
        ["reprise", "settle", "POST", "--again"],
        ["reprise", "cancel", "POST"],
    ]
