from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reprise.articles.parsing import parse
from reprise.articles.raw import Source
from reprise.clock import ManualClock
from reprise.errors import BadInput, Unavailable
from reprise.sites import Site
from resources.http import Fetcher
from resources.sources import open_source
from tests.resources.web import LOCAL, Answer, Asked, Web, serve

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG = "Bread wants flour, water, salt and above all patience. " * 40


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


def rss(*items: str, head: str = "") -> bytes:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    body = "".join(f"<item>{item}</item>" for item in items)
    text = f'<?xml version="1.0"?>{head}<rss version="2.0" {space}><channel><title>T</title>{body}</channel></rss>'
    return text.encode()


def entry(number: int, *, text: str = LONG, day: int = 1, guid: str | None = None) -> str:
    return (
        f"<title>Post {number}</title><link>https://e.org/{number}/</link>"
        f"<guid isPermaLink='false'>{guid or f'id-{number}'}</guid><pubDate>{day:02} Feb 2026 10:00:00 GMT</pubDate>"
        f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"
    )


def make(web: Web, **settings: Any) -> tuple[Site, Source]:
    source = {"type": "feed", "url": f"{web.url}/feed", **settings}
    site = Site(id="demo", name="Demo", url="https://e.org/", source=source)  # type: ignore[arg-type]
    return site, open_source(site, Fetcher(allow_private=[LOCAL]), ManualClock(NOW))


def test_items_are_listed_oldest_first_and_read_from_what_was_listed(web: Web) -> None:
    web.pages["/feed"] = Answer(rss(entry(2, day=2), entry(1)), type="application/rss+xml")
    site, source = make(web)
    items = source.changes(None).items
    assert [item.title for item in items] == ["Post 1", "Post 2"]
    assert items[0].identities == ("guid:id-1", "url:e.org/1")
    web.pages.clear()  # the item may have left the feed long ago
    found = parse(source.read(json.loads(json.dumps(items[0].reference))), site, key="demo-1", now=NOW)
    assert (found.title, found.text) == ("Post 1", LONG.strip())
    assert found.published_at == datetime(2026, 2, 1, 10, tzinfo=UTC)


def test_an_unchanged_feed_is_not_read_again(web: Web) -> None:
    def feed(asked: Asked) -> Answer:
        if asked.headers.get("If-None-Match") == '"1"':
            return Answer(status=304)
        return Answer(rss(entry(1)), headers={"ETag": '"1"'})

    web.pages["/feed"] = feed
    _, source = make(web)
    first = source.changes(None)
    second = source.changes(first.cursor)
    assert (len(first.items), second.items, second.cursor) == (1, [], first.cursor)


def test_the_mark_follows_the_words_and_not_the_markup_around_them(web: Web) -> None:
    def mark(text: str) -> str:
        web.pages["/feed"] = Answer(rss(entry(1, text=text)))
        return make(web)[1].changes(None).items[0].mark

    assert mark(f"{LONG}<img src='/t.gif?1'>") == mark(f"<b>{LONG}</b><img src='/t.gif?2'>")
    assert mark(LONG) != mark(f"{LONG} More.")


def test_a_guid_that_every_item_carries_joins_nothing(web: Web) -> None:
    web.pages["/feed"] = Answer(rss(entry(1, guid="same"), entry(2, guid="same")))
    assert [item.identities for item in make(web)[1].changes(None).items] == [("url:e.org/1",), ("url:e.org/2",)]


def test_an_item_of_the_future_waits_although_the_feed_stays_the_same(web: Web) -> None:
    web.pages["/feed"] = Answer(rss(entry(1), entry(2).replace("Feb", "Apr")), headers={"ETag": '"1"'})
    _, source = make(web)
    changes = source.changes(None)
    assert ([item.title for item in changes.items], changes.cursor) == (["Post 1"], {})


PAGE = "<html><head><title>Post 1</title></head><body><nav>Menu</nav><article><h1>Post 1</h1>{}</article></body></html>"


def test_a_summary_leads_to_the_page(web: Web) -> None:
    item = f"<title>Post 1</title><link>{web.url}/p</link><description>Bread wants flour …</description>"
    web.pages["/feed"] = Answer(rss(item))
    web.pages["/p"] = Answer(PAGE.format(f"<p>{LONG}</p>" * 3).encode())
    site, source = make(web)
    found = parse(source.read(source.changes(None).items[0].reference), site, key="demo-1", now=NOW)
    assert found.text.count("above all patience") == 120
    assert "Menu" not in found.text


def test_without_full_pages_the_summary_is_the_article(web: Web) -> None:
    web.pages["/feed"] = Answer(rss("<title>A</title><link>https://e.org/a</link><description>Short.</description>"))
    site, source = make(web, full_pages=False)
    assert parse(source.read(source.changes(None).items[0].reference), site, key="k", now=NOW).text == "Short."


def test_a_page_that_is_gone_is_one_article_s_problem(web: Web) -> None:
    web.pages["/feed"] = Answer(
        rss(f"<title>A</title><link>{web.url}/gone</link><description>x</description>", entry(1))
    )
    _, source = make(web)
    items = {item.title: item for item in source.changes(None).items}
    with pytest.raises(BadInput, match="/gone"):
        source.read(items["A"].reference)
    assert source.read(items["Post 1"].reference).html


def test_an_item_without_any_text_says_what_to_set(web: Web) -> None:
    web.pages["/feed"] = Answer(rss("<title>A</title><link>https://e.org/a</link>"))
    _, source = make(web, full_pages=False)
    with pytest.raises(BadInput, match="full_pages"):
        source.read(source.changes(None).items[0].reference)


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
FILE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("head", [BOMB, FILE])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_entities_are_refused(web: Web, head: str, coding: str) -> None:
    text = rss(entry(1, text="&a;"), head=head).decode().replace('<?xml version="1.0"?>', "")
    web.pages["/feed"] = Answer(text.encode(coding))
    with pytest.raises(BadInput, match="entities"):
        make(web)[1].changes(None)


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Hello</body></html>", b"plain words", b'{"no": "feed"}', b"{", b"\x1f\x8bx"]
)
def test_what_is_no_feed_is_one_clear_error(web: Web, body: bytes) -> None:
    web.pages["/feed"] = Answer(body)
    with pytest.raises(BadInput, match="feed") as error:
        make(web)[1].changes(None)
    assert str(error.value).startswith("demo: ")


def test_a_broken_feed_gives_the_items_that_can_be_told(web: Web) -> None:
    broken = rss(entry(1), entry(2)).replace(b"Post 2", b"Post & 2").replace(b"</channel></rss>", b"")
    web.pages["/feed"] = Answer(broken)
    assert len(make(web)[1].changes(None).items) == 2


def test_a_packed_file_is_unpacked_and_a_packed_bomb_is_not(web: Web) -> None:
    web.pages["/feed"] = Answer(gzip.compress(rss(entry(1))), type="application/gzip")
    assert len(make(web)[1].changes(None).items) == 1
    web.pages["/feed"] = Answer(gzip.compress(b"<rss>" + b" " * 30_000_000))
    with pytest.raises(BadInput, match="larger than 20 MB"):
        make(web)[1].changes(None)


def test_a_server_that_fails_is_no_empty_feed(web: Web) -> None:
    web.pages["/feed"] = Answer(status=503)
    with pytest.raises(Unavailable):
        make(web)[1].changes(None)


def test_a_json_feed_is_read(web: Web) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "de",
        "items": [
            {
                "id": "1",
                "url": "https://e.org/1",
                "title": "Eins",
                "content_text": "Erster <Absatz>.\n\nZweiter.",
                "date_published": "2026-02-01T10:00:00+01:00",
                "authors": [{"name": "Ida"}],
                "tags": ["brot"],
                "image": "https://e.org/1.jpg",
            },
            "odd",
        ],
    }
    web.pages["/feed"] = Answer(json.dumps(feed).encode(), type="application/feed+json")
    site, source = make(web)
    found = parse(source.read(source.changes(None).items[0].reference), site, key="k", now=NOW)
    assert [block.text for block in found.blocks] == ["Erster <Absatz>.", "Zweiter."]
    assert (found.language, found.author, found.tags) == ("de", "Ida", ("brot",))
    assert found.published_at == NOW.replace(month=2, day=1) + timedelta(0)
    assert found.images[0].url == "https://e.org/1.jpg"
