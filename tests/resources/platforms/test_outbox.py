"""The outbox shows posts as they would look, safely, once, and lists them."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.clock import ManualClock
from reprise.media import MediaStore
from reprise.social.rules import PLATFORMS
from resources.platforms.base import Outgoing, PlatformClient, Published
from resources.platforms.outbox import Outbox
from resources.platforms.outbox_looks import LOOKS
from resources.platforms.outbox_pages import rich
from tests.builders import make_site
from tests.resources.platforms.progress import Handles
from tests.sandbox_material import make_film, make_picture, outgoing

SITE = make_site(timezone="Europe/Berlin", brand={"handle": "@thedemo"})
LINK = "https://example.org/a?x=1&utm_content=p0123456789ab"


class Room:
    """An outbox in a folder, a clock and media to post."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "outbox"
        self.media = MediaStore(folder / "media")
        self.clock = ManualClock(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))

    def open(self, platform: str = "x") -> Outbox:
        return Outbox(self.root, platform, site=SITE, clock=self.clock)

    def publish(self, post: Outgoing) -> Published:
        return self.open(post.platform).publish(post, self.media, Handles())

    def page(self, published: Published) -> str:
        return file_of(published).read_text(encoding="utf-8")


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def file_of(published: Published) -> Path:
    return Path(unquote(urlparse(published.url or "").path))


class References(HTMLParser):
    """Every address a page loads something from by itself, and every tag that was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        wanted = {"src", "poster", "srcset"} | ({"href"} if tag == "link" else set())
        self.loaded += [value or "" for name, value in attrs if name in wanted]


def test_it_is_a_platform_client_without_an_audience(room: Room) -> None:
    assert isinstance(room.open(), PlatformClient)
    assert room.open().metrics(["outbox-p1"]) == []


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_every_platform_has_a_look_of_its_own(platform: str, room: Room) -> None:
    post = outgoing(f"Words {LINK} #tag", platform=platform, title="A title", pictures=(make_picture(room.media),))
    page = room.page(room.publish(post))
    assert platform in LOOKS
    assert f"class='post {LOOKS[platform].layout}'" in page
    assert "prefers-color-scheme:dark" in page
    assert "#tag" in page and "picture-1.png" in page and "A blue field" in page


def test_a_page_loads_nothing_but_the_files_beside_it(room: Room) -> None:
    film = make_film(room.media).model_copy(update={"cover": make_picture(room.media)})
    for post in (
        outgoing(LINK, pictures=(make_picture(room.media), make_picture(room.media, size=(90, 90)))),
        outgoing("A film", id="p000000000002", video=film),
    ):
        published = room.publish(post)
        references = References(room.page(published))
        assert references.loaded
        for name in references.loaded:
            assert (file_of(published).parent / name).stat().st_size > 0
        assert "link" not in references.tags
        assert "url(" not in room.page(published)


def test_everything_is_kept_as_json_beside_the_page(room: Room) -> None:
    picture = make_picture(room.media)
    published = room.publish(outgoing("Words", link=LINK, pictures=(picture,)))
    folder = file_of(published).parent
    kept = json.loads((folder / "post.json").read_text(encoding="utf-8"))
    assert (kept["texts"], kept["link"], kept["remote_ids"]) == (["Words"], LINK, list(published.remote_ids))
    assert kept["published_at"] == "2026-03-02T23:30:00+00:00"
    assert kept["when"] == "03 Mar 2026, 00:30"
    assert (folder / kept["pictures"][0]["file"]).read_bytes() == room.media.path(picture.media).read_bytes()


def test_a_thread_is_a_list_in_order(room: Room) -> None:
    published = room.publish(outgoing("one", "two", "three"))
    page = room.page(published)
    items = re.findall(r"<li class='(?:last)?'>.*?<div class='words' dir='auto'>(\w+)</div>", page, re.S)
    assert items == ["one", "two", "three"]
    assert len(set(published.remote_ids)) == 3


def test_a_post_that_is_there_is_not_written_again(room: Room) -> None:
    first = room.publish(outgoing("Words"))
    written = file_of(first).stat().st_mtime_ns
    room.clock.advance(timedelta(hours=1))
    assert room.publish(outgoing("Words")) == first
    assert file_of(first).stat().st_mtime_ns == written


def test_several_publishers_of_one_post_get_the_same_answer(room: Room) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: room.publish(outgoing("Words")), range(8)))
    assert len(set(answers)) == 1
    assert list((room.root / ".making").iterdir()) == []


def test_a_post_that_fails_leaves_nothing_behind(room: Room) -> None:
    picture = make_picture(room.media)
    room.media.path(picture.media).unlink()
    with pytest.raises(Exception, match="no longer in the media store"):
        room.publish(outgoing("Words", pictures=(picture,)))
    assert list(room.root.glob("**/post.json")) == []
    assert list((room.root / ".making").iterdir()) == []


def test_the_lists_show_every_post_by_day_newest_first(room: Room) -> None:
    for number in range(3):
        room.publish(outgoing(f"Post number {number}", id=f"p00000000000{number}"))
        room.clock.advance(timedelta(hours=10))
    room.publish(outgoing("On another platform", platform="linkedin"))
    whole = (room.root / "index.html").read_text(encoding="utf-8")
    mine = (room.root / "demo" / "x" / "index.html").read_text(encoding="utf-8")
    assert "The Demo · X</a> <small>3 posts" in whole
    assert "The Demo · LinkedIn</a> <small>1 post<" in whole
    assert re.findall(r"Post number (\d)", mine) == ["2", "1", "0"]
    assert re.findall(r"<h2>(\w+), 0", mine) == ["Tuesday"]
    for page, folder in ((whole, room.root), (mine, room.root / "demo" / "x")):
        for address in re.findall(r"href='([^']+)'", page):
            assert (folder / address).is_file()


def test_words_from_outside_stay_words(room: Room) -> None:
    evil = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> &amp; https://e.org/'onclick='x"
    post = outgoing(evil, title=evil, link='https://e.org/"><script>', pictures=(make_picture(room.media, evil),))
    for platform in sorted(LOOKS):
        published = room.publish(post.model_copy(update={"platform": platform}))
        references = References(room.page(published))
        assert references.tags.count("script") == 1
        assert references.tags.count("img") == 1
    listed = (room.root / "index.html").read_text(encoding="utf-8")
    assert "script" not in References(listed).tags


@given(st.text(), st.sampled_from(sorted(LOOKS)))
def test_a_text_shows_every_character_of_itself(text: str, platform: str) -> None:
    class Reader(HTMLParser):
        shown = ""

        def handle_data(self, data: str) -> None:
            self.shown += data

    look = LOOKS[platform]
    if look.short_links and "://" in text:
        return
    reader = Reader()
    html = rich(text, look)
    reader.feed(f"<p>{html}</p>")
    reader.close()
    assert reader.shown.replace("\r\n", "\n") == text.replace("\r\n", "\n")


def test_links_and_hashtags_are_coloured_as_the_platform_does_it() -> None:
    x: Any = LOOKS["x"]
    shown = rich("See https://www.example.org/a/very/long/path/to/somewhere. #Ünïcode @you a#b", x)
    assert ">example.org/a/very/long/pat…</a>." in shown
    assert "<b class='tag'>#Ünïcode</b> <b class='tag'>@you</b> a#b" in shown
    assert "<a " not in rich("https://example.org/", LOOKS["instagram"])
