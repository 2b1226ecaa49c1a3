from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reprise.articles.article import Article
from reprise.articles.parsing import parse
from reprise.articles.raw import Source
from reprise.clock import ManualClock
from reprise.errors import BadInput, BadSettings
from reprise.sites import Site
from resources.http import Fetcher
from resources.sources import open_source, pictures_folder

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


def make(folder: Path, clock: ManualClock, **source: Any) -> tuple[Site, Source]:
    settings = {"type": "folder", "path": "posts", **source}
    site = Site(id="demo", name="Demo", url="https://e.org/blog", source=settings, folder=folder)  # type: ignore[arg-type]
    (folder / "posts").mkdir(exist_ok=True)
    return site, open_source(site, Fetcher(), clock)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "posts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(site: Site, source: Source, number: int = 0) -> Article:
    item = source.changes(None).items[number]
    return parse(source.read(item.reference), site, key="demo-x", now=NOW)


def test_files_are_listed_oldest_first_with_their_addresses(tmp_path: Path, clock: ManualClock) -> None:
    write(tmp_path, "2026-02-01-jekyll-post.md", "---\ntitle: B\n---\ntext")
    write(tmp_path, "hugo/index.md", '+++\ntitle = "A"\ndate = 2026-01-01\n+++\ntext')
    write(tmp_path, "c.html", "---\ntitle: C\ndate: 2026-02-02\npermalink: /x/y.html\n---\n<p>text</p>")
    _, source = make(tmp_path, clock)
    items = source.changes(None).items
    assert [(item.title, item.url) for item in items] == [
        ("A", "https://e.org/blog/hugo/"),
        ("B", "https://e.org/blog/jekyll-post/"),
        ("C", "https://e.org/x/y.html"),
    ]
    assert items[0].identities == ("path:hugo/index.md", "url:e.org/blog/hugo")


def test_the_address_follows_the_site_s_pattern(tmp_path: Path, clock: ManualClock) -> None:
    write(tmp_path, "2026-02-01-a.md", "---\nslug: my slug\n---\ntext")
    _, source = make(tmp_path, clock, url_pattern="{year}/{month}/{slug}.html")
    assert source.changes(None).items[0].url == "https://e.org/blog/2026/02/my-slug.html"


def test_drafts_pages_of_the_generator_and_hidden_files_are_no_articles(tmp_path: Path, clock: ManualClock) -> None:
    for name in ("README.md", "_index.md", "_drafts/a.md", "_layouts/post.html", ".hidden/a.md", "node_modules/a.md"):
        write(tmp_path, name, "text")
    write(tmp_path, "draft.md", "---\ndraft: true\n---\ntext")
    write(tmp_path, "_posts/2026-01-01-real.md", "text")
    _, source = make(tmp_path, clock)
    assert [item.title for item in source.changes(None).items] == ["Real"]


def test_an_article_of_the_future_is_listed_when_its_time_comes(tmp_path: Path, clock: ManualClock) -> None:
    write(tmp_path, "a.md", "---\ndate: 2026-03-02T10:00:00Z\n---\ntext")
    _, source = make(tmp_path, clock)
    first = source.changes(None)
    assert first.items == []
    clock.advance(timedelta(minutes=30))
    assert source.changes(first.cursor).items == []
    clock.advance(timedelta(minutes=31))
    assert len(source.changes(first.cursor).items) == 1


def test_an_unchanged_folder_lists_nothing_and_an_edit_changes_the_mark(tmp_path: Path, clock: ManualClock) -> None:
    write(tmp_path, "a.md", "text")
    _, source = make(tmp_path, clock)
    first = source.changes(None)
    assert source.changes(first.cursor).items == []
    write(tmp_path, "a.md", "longer text")
    second = source.changes(first.cursor)
    assert [item.mark for item in second.items] != [item.mark for item in first.items]
    assert second.items[0].identities == first.items[0].identities


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('---\ntitle: "open\n---\ntext', "front matter"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\xfd", "no text in any known encoding"),
        (b"x" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_a_bad_file_is_listed_and_only_its_reading_fails(
    tmp_path: Path, clock: ManualClock, content: str | bytes, problem: str
) -> None:
    write(tmp_path, "bad.md", content)
    write(tmp_path, "good.md", "---\ntitle: Good\n---\ntext")
    _, source = make(tmp_path, clock)
    items = {item.title: item for item in source.changes(None).items}
    assert set(items) == {"bad", "Good"}
    with pytest.raises(BadInput, match=problem) as error:
        source.read(items["bad"].reference)
    assert "bad.md" in str(error.value)
    assert source.read(items["Good"].reference).markdown == "text"


@pytest.mark.parametrize(
    "data",
    ["Grüße aus Köln".encode("utf-8-sig"), "Grüße aus Köln".encode("utf-16"), "Grüße aus Köln".encode("latin-1")],
)
def test_old_encodings_are_repaired(tmp_path: Path, clock: ManualClock, data: bytes) -> None:
    write(tmp_path, "a.md", data)
    site, source = make(tmp_path, clock)
    assert read(site, source).text == "Grüße aus Köln"


def test_a_declared_encoding_is_trusted(tmp_path: Path, clock: ManualClock) -> None:
    page = (
        '<html><head><meta charset="shift_jis"><title>題名</title></head>'
        "<body><main><p>これは日本語の文章であり、十分に長いものなので記事になります。</p></main></body></html>"
    )
    write(tmp_path, "a.html", page.encode("shift_jis"))
    site, source = make(tmp_path, clock)
    found = read(site, source)
    assert (found.title, found.text) == ("題名", "これは日本語の文章であり、十分に長いものなので記事になります。")


@pytest.mark.parametrize("path", ["../secret.md", "/etc/passwd", "", "a/../../secret.md"])
def test_nothing_outside_of_the_folder_is_read(tmp_path: Path, clock: ManualClock, path: str) -> None:
    (tmp_path / "secret.md").write_text("secret")
    _, source = make(tmp_path, clock)
    with pytest.raises(BadInput, match="out of the source's folder"):
        source.read({"path": path})


def test_a_link_that_leads_out_of_the_folder_is_not_listed(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "secret.md").write_text("secret")
    _, source = make(tmp_path, clock)
    (tmp_path / "posts" / "link.md").symlink_to(tmp_path / "secret.md")
    assert source.changes(None).items == []
    with pytest.raises(BadInput, match="out of the source's folder"):
        source.read({"path": "link.md"})


def test_a_file_that_is_gone_is_named(tmp_path: Path, clock: ManualClock) -> None:
    _, source = make(tmp_path, clock)
    with pytest.raises(BadInput, match=r"gone\.md: The file cannot be read"):
        source.read({"path": "gone.md"})


def test_pictures_stand_below_the_folder(tmp_path: Path, clock: ManualClock) -> None:
    write(tmp_path, "a/post.md", "---\ncover: /img/c.jpg\n---\n![A](one two.jpg) {% asset_img b.jpg %}\n\ntext")
    site, source = make(tmp_path, clock, assets="static")
    assert [image.url for image in read(site, source).images] == [
        "file:///img/c.jpg",
        "file:///a/post/b.jpg",
    ]
    assert pictures_folder(site) == (tmp_path / "posts", tmp_path / "static")


def test_a_missing_folder_and_an_unknown_place_are_named(tmp_path: Path, clock: ManualClock) -> None:
    with pytest.raises(BadSettings, match=r"demo: source\.path"):
        make(tmp_path, clock, path="nowhere")
    with pytest.raises(BadSettings, match="'category' is not known"):
        make(tmp_path, clock, url_pattern="{category}/{slug}")
