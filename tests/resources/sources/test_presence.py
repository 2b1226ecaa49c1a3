"""What each kind of source says of one article: only a clear answer is "gone"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reprise.articles.presence import Presence, Sought, presence_of
from reprise.articles.raw import Source
from reprise.clock import ManualClock
from reprise.sites import Site
from resources.http import Fetcher
from resources.sources import open_source
from tests.resources.web import LOCAL, Answer, Web, serve

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
    b"<item><title>Other</title><link>https://e.org/other/</link><description>Text.</description></item>"
    b"</channel></rss>"
)


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


def opened(source: dict[str, Any], folder: Path = Path(), **variables: str) -> Source:
    site = Site.model_validate({"id": "demo", "name": "Demo", "url": "https://e.org/", "source": source})
    site = site.model_copy(update={"folder": folder})
    return open_source(site, Fetcher(allow_private=[LOCAL], timeout=2), ManualClock(NOW), variables)


# --- folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    for name in ("a", "b"):
        (tmp_path / "posts" / f"{name}.md").write_text(f"---\ntitle: {name}\nuuid: id-{name}\n---\ntext")
    return tmp_path


def in_folder(folder: Path, **changes: Any) -> Presence:
    facts: dict[str, Any] = {"reference": {"path": "a.md"}, "url": "", "identities": ("path:a.md", "guid:id-a")}
    return presence_of(opened({"type": "folder", "path": "posts"}, folder), Sought(**{**facts, **changes}))


def test_a_file_that_is_there_is_there(folder: Path) -> None:
    assert in_folder(folder).state == "there"


def test_a_file_that_was_removed_is_gone(folder: Path) -> None:
    (folder / "posts" / "a.md").unlink()
    assert in_folder(folder) == Presence("gone", "Its file a.md is no longer there.")


@pytest.mark.parametrize("mark", ["draft: true", "published: false", "status: private", "hidden: yes"])
def test_a_file_that_is_a_draft_now_is_gone(folder: Path, mark: str) -> None:
    (folder / "posts" / "a.md").write_text(f"---\ntitle: a\n{mark}\n---\ntext")
    assert in_folder(folder).state == "gone"


def test_a_file_under_another_name_is_there(folder: Path) -> None:
    (folder / "posts" / "a.md").rename(folder / "posts" / "a-better-name.md")
    assert in_folder(folder).state == "there"
    assert in_folder(folder, identities=("path:a.md",)).state == "gone"


def test_an_empty_folder_says_nothing(folder: Path) -> None:
    for path in (folder / "posts").iterdir():
        path.unlink()
    assert in_folder(folder).state == "unknown"


def test_a_file_that_cannot_be_read_is_not_gone(folder: Path) -> None:
    (folder / "posts" / "a.md").write_text("---\ntitle: [broken\n---\ntext")
    assert in_folder(folder).state == "unknown"


def test_a_path_out_of_the_folder_says_nothing_of_what_lies_there(folder: Path) -> None:
    """It cannot be one of ours, so it is not there; and nothing outside is read."""
    assert in_folder(folder, reference={"path": "../secret.md"}, identities=()).state == "gone"


# --- feed


def of_feed(web: Web, path: str = "/article/", feed: Answer | None = None) -> Presence:
    web.pages["/feed"] = feed or Answer(FEED, type="application/rss+xml")
    source = opened({"type": "feed", "url": f"{web.url}/feed"})
    return presence_of(source, Sought({}, f"{web.url}{path}" if path else "", ("guid:1",)))


def test_an_item_the_feed_has_dropped_is_there_while_its_page_is(web: Web) -> None:
    web.pages["/article/"] = Answer(b"<html>still here</html>")
    assert of_feed(web).state == "there"


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_missing_is_gone(web: Web, status: int) -> None:
    web.pages["/article/"] = Answer(b"no", status)
    assert of_feed(web) == Presence("gone", f"Its page answers {status}.")


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503])
def test_a_page_that_refuses_or_fails_says_nothing(web: Web, status: int) -> None:
    web.pages["/article/"] = Answer(b"no", status)
    assert of_feed(web).state == "unknown"


@pytest.mark.parametrize("feed", [Answer(b"no", 404), Answer(b"no", 503), Answer(b"<html>parked</html>")])
def test_a_missing_page_says_nothing_when_the_feed_is_missing_too(web: Web, feed: Answer) -> None:
    assert of_feed(web, feed=feed).state == "unknown"


def test_an_address_that_moved_is_there(web: Web) -> None:
    web.pages["/article/"] = Answer(b"", 301, headers={"Location": "/moved/"})
    web.pages["/moved/"] = Answer(b"<html>here now</html>")
    assert of_feed(web).state == "there"


def test_an_item_without_an_address_cannot_be_asked_for(web: Web) -> None:
    assert of_feed(web, path="").state == "unknown"


def test_a_server_that_is_away_says_nothing() -> None:
    source = opened({"type": "feed", "url": "http://127.0.0.1:9/feed"})
    assert presence_of(source, Sought({}, "http://127.0.0.1:9/a", ())).state == "unknown"


# --- WordPress


def of_wordpress(web: Web, answer: Answer, listing: Answer | None = None, **variables: str) -> Presence:
    web.pages["/wp-json/wp/v2/posts/7"] = answer
    web.pages["/wp-json/wp/v2/posts"] = listing or as_json([{"id": 1}])
    settings = {"type": "wordpress", "url": web.url}
    names = {"user_env": "WP_USER", "password_env": "WP_PASSWORD"} if variables else {}
    source = opened({**settings, **names}, Path(), **variables)
    return presence_of(source, Sought({"type": "posts", "id": 7}, "", ()))


def as_json(content: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(content).encode(), status, "application/json")


def post(**changes: Any) -> Answer:
    return as_json({"id": 7, "status": "publish", "content": {"rendered": "text", "protected": False}, **changes})


def test_a_published_post_is_there(web: Web) -> None:
    assert of_wordpress(web, post()).state == "there"


def test_a_deleted_post_is_gone(web: Web) -> None:
    answer = as_json({"code": "rest_post_invalid_id", "message": "Invalid post ID."}, 404)
    assert of_wordpress(web, answer) == Presence("gone", "WordPress no longer has it.")


@pytest.mark.parametrize("status", ["draft", "private", "pending", "trash", "future"])
def test_a_post_with_another_status_is_gone(web: Web, status: str) -> None:
    answer = of_wordpress(web, post(status=status), WP_USER="desk", WP_PASSWORD="abcd efgh")
    assert answer == Presence("gone", f"Its status in WordPress is {status}.")


def test_a_post_behind_a_password_is_gone(web: Web) -> None:
    assert of_wordpress(web, post(content={"rendered": "", "protected": True})).state == "gone"


@pytest.mark.parametrize("status", [401, 403])
def test_a_post_that_is_not_shown_is_private_if_others_are_shown(web: Web, status: int) -> None:
    refused = as_json({"code": "rest_forbidden", "message": "Sorry, you are not allowed to do that."}, status)
    assert of_wordpress(web, refused).state == "gone"
    assert of_wordpress(web, refused, listing=refused).state == "unknown"


@pytest.mark.parametrize(
    "answer",
    [
        as_json({"code": "rest_no_route"}, 404),
        as_json({"code": "some_plugin_says_no"}, 404),
        Answer(b"<html>Not found</html>", 404),
        Answer(b"<html>Briefly unavailable for scheduled maintenance.</html>", 503),
        Answer(b"<html>Log in</html>", 401),
        as_json(["strange"]),
    ],
)
def test_a_wordpress_that_is_not_itself_says_nothing(web: Web, answer: Answer) -> None:
    assert of_wordpress(web, answer).state == "unknown"


# --- any other


def test_a_source_that_cannot_be_asked_withdraws_nothing() -> None:
    class Plain:
        def changes(self, cursor: dict[str, Any] | None) -> Any: ...

        def read(self, reference: Any) -> Any: ...

    assert presence_of(Plain(), Sought({}, "", ())).state == "unknown"
