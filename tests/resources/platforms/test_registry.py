"""A site's platform opens as the outbox or as its own client, or it is said what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.errors import BadSettings
from resources.platforms import Access, ClientSettings, open_client
from resources.platforms.outbox import Outbox
from resources.platforms.x import XClient
from tests.builders import make_site


def test_the_outbox_is_the_default(tmp_path: Path) -> None:
    for platform in ("x", "linkedin", "tiktok"):
        client = open_client(make_site(), platform, ClientSettings(outbox=tmp_path))
        assert isinstance(client, Outbox)
        assert client.name == platform


def test_a_live_platform_opens_with_its_token(tmp_path: Path) -> None:
    site = make_site(platforms={"x": {"target": "live"}})
    settings = ClientSettings(outbox=tmp_path, access={"x": Access("secret", "http://127.0.0.1:9")})
    client = open_client(site, "x", settings)
    assert isinstance(client, XClient)
    assert "secret" not in f"{settings!r}{client!r}"
    client.close()


def test_a_platform_without_a_client_says_which_have_one(tmp_path: Path) -> None:
    site = make_site(platforms={"linkedin": {"target": "live"}})
    with pytest.raises(BadSettings, match=r"platforms\.linkedin\.target.*it can to X.*outbox"):
        open_client(site, "linkedin", ClientSettings(outbox=tmp_path))


def test_a_missing_token_stops_this_platform_only(tmp_path: Path) -> None:
    site = make_site(platforms={"x": {"target": "live"}})
    settings = ClientSettings.from_env(tmp_path, env={})
    with pytest.raises(BadSettings, match="REPRISE_X_TOKEN"):
        open_client(site, "x", settings)
    assert isinstance(open_client(site, "facebook", settings), Outbox)


def test_an_unknown_platform_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="'myspace' is not a platform"):
        open_client(make_site(), "myspace", ClientSettings(outbox=tmp_path))


def test_the_environment_gives_tokens_for_all_or_for_one_account(tmp_path: Path) -> None:
    env = {
        "REPRISE_X_TOKEN": "all",
        "REPRISE_X_URL": "http://127.0.0.1:1",
        "REPRISE_X_SECOND_ONE_TOKEN": "one",
        "REPRISE_LINKEDIN_TOKEN": "",
        "REPRISE_NOTHING_TOKEN": "x",
        "HOME": "/",
    }
    settings = ClientSettings.from_env(tmp_path, env=env)
    assert settings.account("x", "main") == Access("all", "http://127.0.0.1:1")
    assert settings.account("x", "second-one") == Access("one", "http://127.0.0.1:1")
    assert settings.account("linkedin", "main") is None
    assert set(settings.access) == {"x", "x/second_one"}
