"""The sensor asks real sources and starts no run."""

from __future__ import annotations

from datetime import timedelta

from dagster import SkipReason, build_sensor_context

from reprise.articles.presence import CONFIRM_AFTER
from sensors.withdrawn_articles import withdrawn_articles
from tests.installation import KETTLES, LAMPS, Installation
from tests.reprise.store.builders import add, draft


def look(place: Installation) -> str:
    resources = place.definitions().resources or {}
    wanted = {name: resources[name] for name in ("store", "sites", "clock", "fetcher")}
    with build_sensor_context(resources=wanted) as context:
        skipped = withdrawn_articles(context)
    assert isinstance(skipped, SkipReason)
    return skipped.skip_message or ""


def later(place: Installation) -> None:
    place.clock.set(place.clock.now() + CONFIRM_AFTER + timedelta(minutes=20))


def test_it_is_stopped_until_somebody_starts_it() -> None:
    assert withdrawn_articles.default_status.value == "STOPPED"


def test_a_file_that_was_removed_takes_its_posts_along(installation: Installation) -> None:
    installation.write("kettles", KETTLES)
    installation.write("lamps", LAMPS)
    keys = installation.take_in()
    (kettle,), (lamp,) = (add(installation.store, draft(article=keys[name])) for name in ("kettles", "lamps"))
    assert look(installation) == "2 articles asked for."
    (installation.sources / "lamps.md").unlink()
    later(installation)
    assert look(installation) == "2 articles asked for, 1 not found, to be confirmed."
    later(installation)
    assert look(installation) == "2 articles asked for, 1 withdrawn (1 posts cancelled)."
    assert installation.store.posts.get(lamp).state == "cancelled"
    assert installation.store.posts.get(kettle).state == "draft"


def test_a_site_whose_folder_is_away_is_named(installation: Installation) -> None:
    installation.write("lamps", LAMPS)
    add(installation.store, draft(article=installation.take_in()["lamps"]))
    installation.sources.rename(installation.root / "elsewhere")
    for _ in range(3):
        later(installation)
        assert look(installation) == "0 articles asked for, demo cannot be asked."
    assert [post.state for post in installation.store.posts.find()] == ["draft"]


def test_with_nothing_to_ask_for_it_asks_nothing(installation: Installation) -> None:
    assert look(installation) == "0 articles asked for."
