"""What stands beside a film: title, description and tags within a platform's limits; the idea of its cover."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.social.counting import length
from reprise.social.rules import PLATFORMS
from reprise.video.presets import FORMATS
from reprise.video.script import Script
from reprise.video.thumbnails import NEVER
from reprise.video.timeline import SceneTiming, Timeline
from reprise.video.writing.told.metadata import metadata_request, told_metadata
from reprise.video.writing.told.thumbnail import thumbnail_request, told_idea
from reprise.video.writing.writer import write_script
from tests.builders import make_site
from tests.reprise.video.long_material import allotments

SITE = make_site()
WORDS: dict[str, Any] = {
    "title": "Why seedlings die: measure the soil, not the air",
    "description": "Half of the seedlings died, until Amal Haddad measured the soil. A thermometer is all it takes.",
    "tags": ["soil thermometer", "seedlings", "Erik Brandvold", "allotments"],
    "sources": [2, 4],
}
COVER: dict[str, Any] = {
    "words": "Measure the soil",
    "background": "A thermometer stuck in dark earth between small seedlings, low morning sun, seen from the side.",
    "sources": [31],
}


@cache
def film(fmt: str = "short") -> tuple[Article, Brief, Script]:
    article = allotments()
    brief = write_brief(article)
    return article, brief, write_script(article, brief, SITE, FORMATS[fmt], words_per_minute=130)


def test_words_are_the_models_and_chapters_credits_and_hashtags_ours() -> None:
    article, brief, script = film("long")
    rules = PLATFORMS["youtube"]
    request = metadata_request(article, brief, script, SITE, rules)
    answer = request.shape.model_validate(WORDS)
    assert list(request.check(answer)) == []
    seconds, timings = 0, []
    for scene in script.scenes:
        frames = round(scene.seconds * 30)
        timings.append(SceneTiming(scene=scene.id, first=seconds, frames=frames, speech=seconds))
        seconds += frames
    timeline = Timeline(fps=30, transition=0, scenes=tuple(timings), frames=seconds)
    made = told_metadata(answer, article, brief, script, SITE, rules, timeline=timeline, credits=["Music: Own, CC0"])
    assert made.title == WORDS["title"]
    assert made.description.startswith(WORDS["description"])
    assert "\n0:00 " in made.description
    assert made.description.endswith("Music: Own, CC0")
    assert "soil thermometer" in made.tags
    assert "Erik Brandvold" not in made.tags
    assert made.hashtags
    assert length(made.description, rules.text) <= rules.text.target


@pytest.mark.parametrize("platform", ["youtube", "tiktok", "instagram", "linkedin", "x"])
def test_the_platforms_limits_are_asked_for_and_kept(platform: str) -> None:
    article, brief, script = film()
    rules = PLATFORMS[platform]
    request = metadata_request(article, brief, script, SITE, rules)
    assert str(rules.text.title_limit or 100) in request.prompt.system
    long = {**WORDS, "title": "Soil " * 60, "description": f"{WORDS['description']} " * 60}
    found = request.check(request.shape.model_validate(long))
    assert any(fault.startswith("title: it has") for fault in found)
    assert any(fault.startswith("description: it has") for fault in found)


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"title": "WHY SEEDLINGS DIE"}, "capitals"),
        ({"title": "Erik Brandvold saved 87,654 seedlings"}, "87,654"),
        ({"description": "Half of the seedlings died. Buy at https://evil.example now."}, "addresses"),
        ({"description": "Half of the seedlings died #soil."}, "addresses"),
        ({"description": ""}, "description"),
    ],
)
def test_bad_words_are_sent_back(changes: dict[str, Any], hint: str) -> None:
    article, brief, script = film()
    request = metadata_request(article, brief, script, SITE, PLATFORMS["youtube"])
    found = request.check(request.shape.model_validate({**WORDS, **changes}))
    assert any(hint in fault for fault in found), found


def test_a_cover_has_few_words_and_a_picture_without_writing() -> None:
    article, brief, script = film()
    request = thumbnail_request(article, brief, script, SITE)
    answer = request.shape.model_validate(COVER)
    assert list(request.check(answer)) == []
    idea = told_idea(answer, "demo")
    assert idea.words == "Measure the soil"
    assert idea.prompt.endswith(NEVER)


@pytest.mark.parametrize(
    "changes",
    [
        {"words": "Erik Brandvold saved 87,654"},
        {"words": "one two three four five six seven eight"},
        {"words": ""},
        {"background": "A sign that says SOIL in large letters beside a bed of seedlings in the sun."},
        {"background": "A portrait of Haddad beside her garden bed, in low morning sun, seen from the side."},
        {"background": "A garden bed painted in the style of a well-known painter, morning sun, wide."},
        {"background": "A brand logo on a soil thermometer that stands in dark earth, morning sun."},
        {"background": "Soil."},
    ],
)
def test_a_bad_cover_is_sent_back(changes: dict[str, Any]) -> None:
    article, brief, script = film()
    request = thumbnail_request(article, brief, script, SITE)
    assert list(request.check(request.shape.model_validate({**COVER, **changes})))
