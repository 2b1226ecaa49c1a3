"""Services as the asset graph gets them: plain objects, opened when they are needed, one store for a database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reprise.clock import FileClock, SystemClock
from reprise.errors import BadSettings, NotFound
from resources.configured import ClockResource, MediaResource, SitesResource, default_resources
from resources.platforms.outbox import Outbox
from resources.settings import load_settings
from tests.installation import Installation

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_clock_stands_where_its_file_says(tmp_path: Path) -> None:
    assert isinstance(ClockResource().open(), SystemClock)
    FileClock(tmp_path / "clock").set(NOON)
    assert ClockResource(file=str(tmp_path / "clock")).open().now() == NOON


def test_an_edit_of_a_sites_file_counts_at_once(installation: Installation) -> None:
    sites = SitesResource(folder=str(installation.settings.sites))
    assert sites.site("demo").language == "en"
    installation.configure("films: {seconds: 50}\n")
    assert sites.site("demo").films.seconds == 50


def test_an_unknown_site_is_named_with_the_folder(installation: Installation) -> None:
    with pytest.raises(NotFound, match=r"sites: There is no site 'nowhere'\. Add its YAML file"):
        SitesResource(folder=str(installation.settings.sites)).site("nowhere")


def test_the_store_is_migrated_shared_and_goes_by_the_same_clock(installation: Installation) -> None:
    store = default_resources(installation.settings)["store"]
    opened = store.open()
    assert opened.schema_is_current()
    assert store.open() is opened
    installation.clock.set(NOON)
    assert opened.clock.now() == NOON


def test_counts_of_made_pieces_begin_anew_each_time_media_are_opened(tmp_path: Path) -> None:
    media = MediaResource(root=str(tmp_path))
    first = media.open()
    first.put(b"x", ".bin", kind="piece")
    assert (first.made, media.open().made) == (1, 0)


def test_a_platform_without_a_token_stops_only_itself(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPRISE_X_TOKEN", raising=False)
    installation.configure("platforms: {x: {target: live}}\n")
    platforms = default_resources(installation.settings)["platforms"]
    with pytest.raises(BadSettings, match="reprise connect x --site demo"):
        platforms.open(installation.site, "x", "main")
    assert isinstance(platforms.open(installation.site, "linkedin", "main"), Outbox)
    monkeypatch.setenv("REPRISE_X_TOKEN", "given later")  # read when a client is opened, not when all was loaded
    platforms.open(installation.site, "x", "main").close()


def test_what_a_run_notes_of_an_upload_is_sealed(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPRISE_YOUTUBE_TOKEN", "given")
    installation.configure("platforms: {youtube: {target: live}}\n")
    client = default_resources(installation.settings)["platforms"].open(installation.site, "youtube", "main")
    edge, address = client._edge, "https://upload.example.org/session/1"
    sealed = edge.seal(address)
    assert address not in sealed
    assert edge.unseal(sealed) == address
    client.close()


@pytest.mark.parametrize("url", ["nonsense", "/var/lib/store.db", "store.db"])
def test_what_is_no_database_address_is_refused(tmp_path: Path, url: str) -> None:
    settings = load_settings({"REPRISE_HOME": str(tmp_path), "REPRISE_STORE_URL": url})
    with pytest.raises(BadSettings, match=r"REPRISE_STORE_URL is not a database address\. Write sqlite:///"):
        default_resources(settings)
