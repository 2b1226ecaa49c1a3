"""Real articles: nothing crashes, and what comes out reads like prose."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reprise.articles import frontmatter
from reprise.articles.article import Article
from reprise.articles.parsing import parse
from reprise.articles.raw import RawArticle
from reprise.errors import BadInput
from reprise.sites import Site

# beside the checkout
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

pytestmark = [pytest.mark.shared_data, pytest.mark.skipif(not DATA.is_dir(), reason="no shared material")]

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITE = Site.model_validate(
    {"id": "demo", "name": "Demo", "url": "https://e.org/", "source": {"type": "folder", "path": "x"}}
)
REMNANTS = re.compile(r"\{%|\{\{[<%]|\{:\s*\.|\]\(https?:|&(?:amp|nbsp|lt|#\d+);|</(?:p|div|a|span|li)>|^:::")
WITHOUT_TEXT = {
    "2018-12-10-us-digital-service-instagram.md",
    "2023-08-28-blind-veterans-can-now-read-decision-letters.md",
}


def files() -> list[Path]:
    index = DATA / "articles" / "index.json"
    entries = json.loads(index.read_text()) if index.is_file() else []
    return [DATA / "articles" / entry["dir"] / entry["path"] for entry in entries]


def prose(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.kind != "code"]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name[:50])
def test_every_article_reads_like_prose(path: Path) -> None:
    metadata, body = frontmatter.split(path.read_text(encoding="utf-8"), where=path.name)
    raw = RawArticle({}, (), "https://e.org/a/", markdown=body, metadata=metadata, base=f"file:///posts/{path.name}")
    if path.name in WITHOUT_TEXT:
        with pytest.raises(BadInput, match="no text"):
            parse(raw, SITE, key="demo-a", now=NOW)
        return
    article = parse(raw, SITE, key="demo-a", now=NOW)
    assert [text for text in prose(article) if REMNANTS.search(text)] == []
    assert all(image.url and "{" not in image.url.partition("?")[0] for image in article.images)


@pytest.mark.parametrize("name", ["001", "ebb-org", "wikipedia"])
def test_pages_give_their_article_without_what_stands_around_it(name: str) -> None:
    folder = DATA / "html-pages" / name
    html = (folder / "source.html").read_text(encoding="utf-8")
    expected = re.sub(r"<[^>]+>", " ", (folder / "expected.html").read_text(encoding="utf-8"))
    article = parse(RawArticle({}, (), "https://e.org/a/", html=html, page=True), SITE, key="demo-a", now=NOW)
    wanted, found = (set(re.findall(r"\w{4,}", text.casefold())) for text in (expected, article.text))
    assert len(wanted & found) / len(wanted) > 0.9
    assert len(found - wanted) / len(found) < 0.1


def test_every_post_of_a_real_wordpress_is_read_or_refused_clearly() -> None:
    posts = json.loads((DATA / "wordpress" / "rest" / "posts_embed.json").read_text(encoding="utf-8"))
    read = 0
    for post in posts:
        raw = RawArticle({}, (), post["link"], post["title"]["rendered"], html=post["content"]["rendered"])
        try:
            article = parse(raw, SITE, key="demo-a", now=NOW)
        except BadInput as error:
            assert error.what in ("It has no text.", "It has no title.")
            continue
        read += 1
        assert [text for text in prose(article) if "wp-block" in text or "<!--" in text] == []
    assert read > len(posts) * 0.85
