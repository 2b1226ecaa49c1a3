from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reprise.articles.parsing import parse
from reprise.articles.raw import Source
from reprise.clock import ManualClock
from reprise.errors import BadInput, BadSettings, Unavailable
from reprise.sites import Site
from resources.http import Fetcher
from resources.sources import open_source
from tests.resources.web import LOCAL, Answer, Asked, Web, serve

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
START = datetime(2026, 1, 1, 8)  # noqa: DTZ001 - WordPress tells its wall clock without a zone


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


@dataclass
class Blog:
    """The parts of WordPress's REST API that listing and reading use, over posts in memory."""

    web: Web
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    plain_links: bool = False
    password: str | None = None

    def add(self, number: int, minutes: float, **changes: Any) -> None:
        moment = (START + timedelta(minutes=minutes)).isoformat()
        self.posts[number] = {
            "id": number,
            "link": f"https://e.org/post-{number}/",
            "guid": {"rendered": f"https://e.org/?p={number}"},
            "title": {"rendered": f"Post &#8217;{number}&#8217;"},
            "date_gmt": moment,
            "modified": moment,
            "modified_gmt": moment,
            "status": "publish",
            "type": "post",
            "content": {"rendered": "<p>Text of it.</p>", "protected": False},
            "excerpt": {"rendered": "<p>Said shortly.</p>", "protected": False},
            **changes,
        }

    def serve(self) -> None:
        self.web.pages["/wp-json/wp/v2/posts"] = lambda asked: self._answer("posts", asked)
        for number in self.posts:
            route = f"posts/{number}"
            self.web.pages[f"/wp-json/wp/v2/{route}"] = lambda asked, route=route: self._answer(route, asked)
        self.web.pages["/"] = self._by_parameter

    def _by_parameter(self, asked: Asked) -> Answer:
        route = asked.query.get("rest_route", "")
        return (
            self._answer(route.removeprefix("/wp/v2/"), asked, parameter=True)
            if route
            else Answer(b"<html>Home</html>")
        )

    def _answer(self, route: str, asked: Asked, *, parameter: bool = False) -> Answer:
        if self.plain_links and not parameter:
            return Answer(b"<html>Not found</html>", 404)
        if self.password is not None and asked.headers.get("Authorization") != self.password:
            return _json({"code": "rest_forbidden_context", "message": "Sorry."}, 401)
        kind, _, number = route.partition("/")
        if number:
            post = self.posts.get(int(number))
            return _json(post) if post else _json({"code": "rest_post_invalid_id", "message": "Invalid post ID."}, 404)
        return self._listing(asked.query) if kind == "posts" else _json({"code": "rest_no_route"}, 404)

    def _listing(self, query: dict[str, str]) -> Answer:
        after = query.get("modified_after", "")
        found = [post for post in self.posts.values() if post["modified"] > after]
        found.sort(key=lambda post: (post["modified"], post["id"]))
        size, page = int(query["per_page"]), int(query["page"])
        part = found[(page - 1) * size : page * size]
        if page > 1 and not part:
            return _json({"code": "rest_post_invalid_page_number", "message": "Too far."}, 400)
        return _json(part)


def _json(content: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(content).encode(), status, "application/json; charset=UTF-8")


@pytest.fixture
def blog(web: Web) -> Blog:
    return Blog(web)


def make(web: Web, environment: dict[str, str] | None = None, **settings: Any) -> tuple[Site, Source]:
    source = {"type": "wordpress", "url": web.url, **settings}
    site = Site(id="demo", name="Demo", url="https://e.org/", source=source)  # type: ignore[arg-type]
    return site, open_source(site, Fetcher(allow_private=[LOCAL]), ManualClock(NOW), environment or {})


def everything(source: Source, cursor: dict[str, Any] | None = None) -> tuple[list[int], dict[str, Any]]:
    """The ids of all portions, and the cursor after the last."""
    found: list[int] = []
    for _ in range(50):
        changes = source.changes(cursor)
        found += [item.reference["id"] for item in changes.items]
        cursor = changes.cursor
        if not changes.more:
            return found, cursor
    raise AssertionError("the listing never ends")


def test_posts_are_listed_with_the_names_they_keep(web: Web, blog: Blog) -> None:
    blog.add(12, 0)
    blog.serve()
    item = make(web)[1].changes(None).items[0]
    assert item.identities == ("wp:posts:12", "url:e.org/?p=12", "url:e.org/post-12")
    assert (item.title, item.mark) == ("Post ’12’", "2026-01-01T08:00:00")
    assert web.asked[0].query["status"] == "publish"


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250, 730])
def test_every_post_is_listed_however_many_there_are(web: Web, blog: Blog, count: int) -> None:
    for number in range(1, count + 1):
        blog.add(number, number)
    blog.serve()
    found, cursor = everything(make(web)[1])
    assert set(found) == set(range(1, count + 1))
    assert everything(make(web)[1], cursor)[0] == [n for n in range(1, count + 1) if n > count - 90]


def test_a_bulk_import_in_one_second_is_listed_whole(web: Web, blog: Blog) -> None:
    for number in range(1, 651):
        blog.add(number, 0)
    blog.add(700, 500)
    blog.serve()
    assert set(everything(make(web)[1])[0]) == {*range(1, 651), 700}


def test_edits_between_two_pages_hide_no_post(web: Web, blog: Blog) -> None:
    """An edited post moves to the end, and all the others move up a place."""
    for number in range(1, 251):
        blog.add(number, number)
    blog.serve()
    pages = [0]

    def listing(asked: Asked) -> Answer:
        pages[0] += 1
        answer = blog._listing(asked.query)
        blog.add(pages[0], 1_000 + pages[0])
        return answer

    web.pages["/wp-json/wp/v2/posts"] = listing
    assert set(everything(make(web)[1])[0]) == set(range(1, 251))


def test_an_edit_after_the_last_look_is_listed(web: Web, blog: Blog) -> None:
    for number in (1, 2, 3):
        blog.add(number, number * 300)
    blog.serve()
    _, source = make(web)
    _, cursor = everything(source)
    blog.add(1, 2_000)
    found = source.changes(cursor).items
    assert [(item.reference["id"], item.mark) for item in found if item.reference["id"] != 3] == [
        (1, "2026-01-02T17:20:00")
    ]


def test_plain_permalinks_are_answered_too(web: Web, blog: Blog) -> None:
    blog.plain_links = True
    blog.add(1, 0)
    blog.serve()
    site, source = make(web)
    item = source.changes(None).items[0]
    assert parse(source.read(item.reference), site, key="k", now=NOW).text == "Text of it."
    assert [asked.path for asked in web.asked] == ["/wp-json/wp/v2/posts", "/", "/"]


def test_a_post_brings_its_author_terms_and_featured_picture(web: Web, blog: Blog) -> None:
    embedded = {
        "author": [{"name": "Ada"}],
        "wp:term": [
            [{"name": "Uncategorized", "taxonomy": "category"}, {"name": "News", "taxonomy": "category"}],
            [{"name": "Fish &amp; chips", "taxonomy": "post_tag"}],
        ],
        "wp:featuredmedia": [
            {
                "media_type": "image",
                "source_url": "https://e.org/p.jpg",
                "alt_text": "A pan",
                "caption": {"rendered": "<p>Hot</p>"},
            }
        ],
    }
    blog.add(1, 0, _embedded=embedded)
    blog.serve()
    site, source = make(web)
    found = parse(source.read({"type": "posts", "id": 1}), site, key="k", now=NOW)
    assert (found.title, found.author, found.tags) == ("Post ’1’", "Ada", ("Fish & chips", "News"))
    assert (found.images[0].alt, found.images[0].caption, found.description) == ("A pan", "Hot", "Said shortly.")
    assert found.published_at == START.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"content": {"rendered": "", "protected": True}}, "protected by a password"),
        ({"status": "draft"}, "is draft, not published"),
    ],
)
def test_what_readers_cannot_see_is_that_post_s_problem(
    web: Web, blog: Blog, changes: dict[str, Any], problem: str
) -> None:
    blog.add(1, 0, **changes)
    blog.serve()
    with pytest.raises(BadInput, match=problem) as error:
        make(web)[1].read({"type": "posts", "id": 1})
    assert "https://e.org/post-1/" in str(error.value)


def test_a_deleted_post_is_named(web: Web, blog: Blog) -> None:
    blog.serve()
    web.pages["/wp-json/wp/v2/posts/9"] = lambda asked: blog._answer("posts/9", asked)
    with pytest.raises(BadInput, match="posts 9 of") as error:
        make(web)[1].read({"type": "posts", "id": 9})
    assert "Invalid post ID" in str(error.value)


def test_the_application_password_comes_from_the_environment(web: Web, blog: Blog) -> None:
    blog.password = "Basic bWU6YWJjZCBlZmdo"
    blog.add(1, 0)
    blog.serve()
    named = {"user_env": "WP_USER", "password_env": "WP_PASSWORD"}
    secret = {"WP_USER": "me", "WP_PASSWORD": "abcd efgh"}
    assert len(make(web, secret, **named)[1].changes(None).items) == 1
    with pytest.raises(BadInput, match="not allowed") as error:
        make(web, {**secret, "WP_PASSWORD": "hunter2"}, **named)[1].changes(None)
    assert "hunter2" not in str(error.value)
    with pytest.raises(BadSettings, match="WP_PASSWORD is not set"):
        make(web, {"WP_USER": "me"}, **named)


def test_another_site_and_a_broken_one_are_told_apart(web: Web) -> None:
    web.pages["/"] = Answer(b"<html>Hello</html>")
    with pytest.raises(BadInput, match="no WordPress REST API"):
        make(web)[1].changes(None)
    web.pages["/wp-json/wp/v2/posts"] = Answer(status=502)
    with pytest.raises(Unavailable):
        make(web)[1].changes(None)
