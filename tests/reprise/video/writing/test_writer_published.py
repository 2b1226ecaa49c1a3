"""Brief, script and metadata of real published articles, where that material is at hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from reprise.articles.article import Article
from reprise.articles.frontmatter import split
from reprise.articles.parsing import parse
from reprise.articles.raw import RawArticle
from reprise.briefs import sentences as sentencing
from reprise.briefs.extractive import write_brief
from reprise.errors import BadInput
from reprise.social.rules import PLATFORMS
from reprise.video.metadata import write_metadata
from reprise.video.presets import FORMATS
from reprise.video.script import Script
from reprise.video.writing.writer import write_script
from tests.builders import make_site

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "articles"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not (FOLDER / "index.json").is_file(), reason="the published articles are not here"),
]


@cache
def published() -> tuple[Article, ...]:
    found = []
    for entry in json.loads((FOLDER / "index.json").read_text(encoding="utf-8")):
        path = FOLDER / entry["dir"] / entry["path"]
        try:
            metadata, body = split(path.read_text(encoding="utf-8"), where=entry["path"])
            raw = RawArticle({}, (), url="https://example.org/a", markdown=body, metadata=metadata)
            found.append(parse(raw, make_site(), key="demo-a", now=datetime(2026, 1, 1, tzinfo=UTC)))
        except BadInput:
            continue  # posts that are only a link
    return tuple(found)


def test_every_article_with_text_gets_a_brief_whose_places_hold() -> None:
    assert len(published()) > 40
    for article in published():
        brief = write_brief(article)
        assert brief.summary, article.title
        for item in (*brief.summary, *brief.key_points, *brief.quotes, *brief.definitions):
            assert article.at(item.place) == item.text


def says_nothing_twice(script: Script) -> bool:
    said = [
        scene.narration[start:end]
        for scene in script.scenes
        for start, end in sentencing.split(scene.narration, script.language)
    ]
    return len(said) == len(set(said))


@pytest.mark.slow
def test_every_script_keeps_its_length_and_says_nothing_twice() -> None:
    made = 0
    for article in published():
        brief = write_brief(article)
        try:
            script = write_script(article, brief, make_site(), FORMATS["short"], words_per_minute=150)
        except BadInput as error:
            assert "seconds" in error.what
            continue
        made += 1
        assert abs(script.seconds - script.target_seconds) <= 0.1 * script.target_seconds, article.title
        assert 30 <= script.seconds <= 60
        assert says_nothing_twice(script), article.title
        metadata = write_metadata(article, brief, script, make_site(), PLATFORMS["youtube"])
        assert 0 < len(metadata.title) <= 100
        assert metadata.description
    assert made > 35


@pytest.mark.slow
def test_every_long_script_has_chapters_and_says_nothing_twice() -> None:
    made = 0
    for article in published():
        brief = write_brief(article)
        try:
            script = write_script(article, brief, make_site(), FORMATS["long"], words_per_minute=150)
        except BadInput as error:
            assert "a long film needs 180" in error.what
            continue
        made += 1
        assert abs(script.seconds - script.target_seconds) <= 0.1 * script.target_seconds, article.title
        assert 180 <= script.seconds <= 900
        assert says_nothing_twice(script), article.title
        starts = [number for number, scene in enumerate(script.scenes) if scene.chapter]
        assert starts[0] == 0
        assert len(starts) >= 3, article.title
        for start, end in pairwise([*starts, len(script.scenes)]):
            assert sum(scene.seconds for scene in script.scenes[start:end]) >= 10, article.title
        kinds = [scene.cue.kind for scene in script.scenes]
        assert all(len(set(kinds[at : at + 4])) > 1 for at in range(len(kinds) - 3)), article.title
    assert made >= 20
