"""Real articles of many shapes and languages, all the way to posts, pictures and a script: nothing crashes, nothing is
cut, nothing is at fault."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest
import regex

from reprise.articles import frontmatter
from reprise.articles.article import Article
from reprise.articles.parsing import parse
from reprise.articles.raw import RawArticle
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.briefs.standalone import is_dangling
from reprise.errors import BadInput
from reprise.graphics.fonts import MissingGlyphs
from reprise.grounding import Source
from reprise.grounding.posts import findings_of
from reprise.grounding.scripts import findings_of_script
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.social.checks import faults
from reprise.social.pictures import draw_pictures
from reprise.social.post import PostDraft
from reprise.social.rules import PLATFORMS
from reprise.social.writing import write_posts
from reprise.video.presets import FORMATS
from reprise.video.writing.writer import write_script

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "articles"  # beside the checkout

pytestmark = [
    pytest.mark.slow,
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="no shared material"),
]

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHORT = FORMATS["short"]
WITHOUT_TEXT = ("us-digital-service-instagram", "blind-veterans-can-now-read")
LANGUAGES = {"/ja/": "ja", "/zh_CN/": "zh", "/ru/": "ru", "/es/": "es", "/ar/": "ar", "seaoak": "ja"}
TEXT_PLATFORMS = tuple(name for name, rules in PLATFORMS.items() if rules.types)


def files() -> list[Path]:
    index = DATA / "index.json"
    entries = json.loads(index.read_text(encoding="utf-8")) if index.is_file() else []
    found = [DATA / entry["dir"] / entry["path"] for entry in entries]
    return [path for path in found if not any(name in path.name for name in WITHOUT_TEXT)]


FILES = files()
every_article = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}"[-60:])


@lru_cache(maxsize=8)
def site_of(language: str) -> Site:
    return Site.model_validate(
        {
            "id": f"demo-{language}",
            "name": "Demo",
            "url": "https://example.org/",
            "language": language,
            "source": {"type": "folder", "path": "x"},
            "wording": {"hashtags": ["DemoSite"]},
        }
    )


@lru_cache(maxsize=64)
def material(path: Path) -> tuple[Article, Brief, Site]:
    language = next((code for part, code in LANGUAGES.items() if part in str(path)), "en")
    site = site_of(language)
    metadata, body = frontmatter.split(path.read_text(encoding="utf-8"), where=path.name)
    base = f"file:///posts/{path.name}"
    raw = RawArticle({}, (), "https://example.org/a/", markdown=body, metadata=metadata, base=base)
    article = parse(raw, site, key="demo-article", now=NOW)
    return article, write_brief(article), site


@lru_cache(maxsize=512)
def drafts(path: Path, platform: str) -> tuple[PostDraft, ...]:
    return write_posts(*material(path), platform)


@every_article
def test_every_platform_gets_posts_without_fault(path: Path) -> None:
    for platform in TEXT_PLATFORMS:
        posts = drafts(path, platform)
        assert posts[0].type == "announcement"
        for post in posts:
            assert faults(post, PLATFORMS[platform], has_media=True) == []


@every_article
def test_nothing_is_said_that_the_article_does_not_bear_out(path: Path) -> None:
    article, brief, site = material(path)
    source = Source.of(article, brief, site)
    for platform in TEXT_PLATFORMS:
        for post in drafts(path, platform):
            assert findings_of(post, source) == ()
    try:
        script = write_script(article, brief, site, SHORT, words_per_minute=150)
    except BadInput:
        return
    assert findings_of_script(script, source) == ()


@every_article
def test_lists_and_quotations_are_whole(path: Path) -> None:
    for platform in TEXT_PLATFORMS:
        for post in drafts(path, platform):
            for line in "\n".join(post.texts).splitlines():
                if regex.match(r"(?:→|•|🔹|\d+\.|“|„|«|「)\s?", line):
                    assert not line.rstrip("”“»」 ").endswith("…"), line


@every_article
def test_every_quoted_wording_and_number_is_in_the_article(path: Path) -> None:
    article, brief, _ = material(path)
    for quote in brief.quotes:
        assert article.at(quote.place) == quote.text
        assert not quote.speaker or all(word in article.text for word in quote.speaker.replace(",", " ").split())
    for statistic in brief.statistics:
        assert statistic.value in statistic.sentence
        assert statistic.label in statistic.sentence


@every_article
def test_hashtags_are_few_and_one_is_about_the_article(path: Path) -> None:
    for platform in TEXT_PLATFORMS:
        most = PLATFORMS[platform].text.hashtags[1]
        for post in drafts(path, platform):
            assert len(post.hashtags) <= most
            if len(post.hashtags) > 1:
                assert post.hashtags[0] != "DemoSite"


@every_article
def test_a_script_is_as_long_as_it_should_be_or_the_error_says_what_to_do(path: Path) -> None:
    article, brief, site = material(path)
    try:
        script = write_script(article, brief, site, SHORT, words_per_minute=150)
    except BadInput as error:
        assert error.where == article.key
        assert error.remedy
        return
    assert abs(script.seconds - script.target_seconds) <= 0.1 * script.target_seconds
    assert SHORT.seconds[0] <= script.seconds <= SHORT.seconds[1]
    assert not any("…" in scene.on_screen for scene in script.scenes)
    for scene in script.scenes:
        first = scene.sources[0] if scene.section == "point" and scene.sources else None
        if first is not None and scene.cue.kind != "question":
            said = article.at(first)
            opens = (first.block, first.start) == (0, 0) or not is_dangling(said, article.language)
            assert opens or scene.cue.kind == "step" or brief.steps, scene.narration


def test_most_articles_have_a_script() -> None:
    told = 0
    for path in FILES:
        try:
            told += bool(write_script(*material(path), SHORT, words_per_minute=150))
        except BadInput:
            continue
    assert told >= 0.8 * len(FILES)


@pytest.mark.parametrize("path", FILES[::9], ids=lambda path: path.stem[:40])
def test_every_post_has_its_picture(path: Path, tmp_path: Path) -> None:
    article, brief, site = material(path)
    for platform in ("linkedin", "instagram"):
        posts = drafts(path, platform)
        try:
            pictures = draw_pictures(posts, article, brief, site, platform, MediaStore(tmp_path / "media"))
        except MissingGlyphs as error:
            assert "Install a font" in str(error)
            pytest.skip(f"no font here for {article.language}")
        assert set(pictures) == {post.id for post in posts}
        assert all(pictures.values())
