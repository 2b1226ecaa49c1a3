"""One place reads the environment: what is not set has a default, and everything lies below the home."""

from __future__ import annotations

from pathlib import Path

from resources.settings import CHECKOUT, load_settings


def test_without_an_environment_everything_lies_in_the_checkout() -> None:
    settings = load_settings({})
    assert settings.home == CHECKOUT / ".reprise"
    assert settings.sites == CHECKOUT / "sites"
    assert settings.store_url == f"sqlite:///{CHECKOUT / '.reprise' / 'store.db'}"
    assert settings.allow_private == ()


def test_an_empty_variable_is_as_good_as_none() -> None:
    empty = dict.fromkeys(("REPRISE_HOME", "REPRISE_SITES", "REPRISE_STORE_URL", "REPRISE_ALLOW_PRIVATE"), "")
    assert load_settings(empty) == load_settings({})


def test_a_home_takes_everything_with_it(tmp_path: Path) -> None:
    settings = load_settings({"REPRISE_HOME": str(tmp_path)})
    places = (
        *(settings.documents, settings.media, settings.tables, settings.warehouse, settings.published),
        *(settings.outbox, settings.clock_file, settings.dagster_home),
    )
    assert all(tmp_path in place.parents for place in places)
    assert len(set(places)) == len(places)
    assert str(tmp_path) in settings.store_url


def test_every_place_can_be_chosen(tmp_path: Path) -> None:
    url = "postgresql+psycopg://reprise@db/reprise"
    env = {"REPRISE_SITES": str(tmp_path), "REPRISE_STORE_URL": url, "REPRISE_ALLOW_PRIVATE": "10.0.0.0/8,fd00::/8"}
    settings = load_settings(env)
    assert (settings.sites, settings.store_url) == (tmp_path, url)
    assert settings.allow_private == ("10.0.0.0/8", "fd00::/8")


def test_looking_at_settings_makes_nothing(tmp_path: Path) -> None:
    settings = load_settings({"REPRISE_HOME": str(tmp_path / "home")})
    assert settings.warehouse.suffix == ".duckdb"
    assert list(tmp_path.iterdir()) == []
