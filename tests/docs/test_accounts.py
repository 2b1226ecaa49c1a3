"""What the page on accounts says of platforms, permissions, states and addresses is what the code has."""

from __future__ import annotations

from typing import get_args

from reprise.store.records import AccountState
from resources.accounts.registry import CONNECTORS
from resources.accounts.settings import CALLBACK_PORT
from tests.docs.pages import ROOT, coded, rows

PAGE = ROOT / "docs" / "accounts.md"


def test_every_platform_is_described() -> None:
    assert {coded(row[0])[0] for row in rows(PAGE, "Platform")} == set(CONNECTORS)


def test_every_permission_is_listed_with_what_it_is_for() -> None:
    listed = {coded(name)[0]: (needed == "yes", why) for name, _, needed, why in rows(PAGE, "Permission")}
    asked = {scope.name: (scope.required, scope.loses) for each in CONNECTORS.values() for scope in each.scopes}
    assert listed == asked


def test_every_state_is_explained() -> None:
    assert {coded(row[0])[0] for row in rows(PAGE, "State")} == {*get_args(AccountState), "environment"}


def test_every_address_and_version_is_the_one_that_is_used() -> None:
    listed = [
        (coded(host)[0], coded(platform)[0], address, version)
        for host, platform, address, version in rows(PAGE, "Host")
    ]
    used = [
        (host, name, address or "the instance", f"`{each.version}`" if each.version else "")
        for name, each in CONNECTORS.items()
        for host, address in each.hosts.items()
    ]
    assert sorted(listed) == sorted(used)


def test_the_port_is_the_one_that_is_listened_on() -> None:
    assert f"http://127.0.0.1:{CALLBACK_PORT}/callback" in PAGE.read_text(encoding="utf-8")
