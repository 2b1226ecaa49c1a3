"""A site's account opens as the outbox or as its platform's client, or it is said what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.errors import BadSettings
from reprise.social.rules import PLATFORMS
from resources.platforms import LIVE, Access, Clients, PlatformClient
from resources.platforms.edge import Edge
from resources.platforms.outbox import Outbox
from resources.platforms.x import XClient
from tests.builders import make_site


class Known:
    """The accounts that a test knows."""

    def __init__(self, **accounts: Access) -> None:
        self._accounts = accounts

    def access(self, site_id: str, platform: str, account: str) -> Access | None:
        return self._accounts.get(platform) if (site_id, account) == ("demo", "main") else None


def test_the_outbox_is_the_default(tmp_path: Path) -> None:
    for platform in ("x", "linkedin", "tiktok"):
        client = Clients(tmp_path).open(make_site(), platform, "main")
        assert isinstance(client, Outbox)
        assert client.name == platform


def test_a_live_account_opens_with_its_access(tmp_path: Path) -> None:
    site = make_site(platforms={"x": {"target": "live"}})
    clients = Clients(tmp_path, Known(x=Access("secret", base_urls={"": "http://127.0.0.1:9"})))
    client = clients.open(site, "x", "main")
    assert isinstance(client, XClient)
    assert "secret" not in f"{clients!r}{client!r}"
    client.close()


@pytest.mark.parametrize("platform", sorted(LIVE))
def test_every_client_is_one_and_shows_no_token(platform: str) -> None:
    access = Access("very-secret", remote_id="1", base_urls={"": "http://127.0.0.1:9"}, secrets={"refresh": "hidden"})
    client = LIVE[platform](access, Edge())
    assert isinstance(client, PlatformClient)
    assert client.name == platform
    assert "very-secret" not in repr(client) and "hidden" not in repr(access)
    client.close()


def test_every_platform_can_be_posted_to() -> None:
    assert set(LIVE) == set(PLATFORMS)


def test_an_account_that_is_not_connected_stops_itself_only(tmp_path: Path) -> None:
    site = make_site(platforms={"x": {"target": "live"}})
    clients = Clients(tmp_path)
    with pytest.raises(BadSettings, match=r"platforms\.x\.target.*not connected.*reprise connect x --site demo"):
        clients.open(site, "x", "main")
    assert isinstance(clients.open(site, "facebook", "main"), Outbox)


def test_an_account_the_site_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="'second'"):
        Clients(tmp_path).open(make_site(), "x", "second")


def test_an_unknown_platform_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="'myspace' is not a platform"):
        Clients(tmp_path).open(make_site(), "myspace", "main")
