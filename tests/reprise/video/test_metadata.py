"""A film's title, description, tags and hashtags."""

from __future__ import annotations

from itertools import pairwise

import pytest

from reprise.articles.article import Article
from reprise.briefs.extractive import write_brief
from reprise.social.counting import length
from reprise.social.rules import PLATFORMS
from reprise.video.metadata import FilmMetadata, write_metadata
from reprise.video.presets import FORMATS
from reprise.video.timeline import SceneTiming, Timeline
from reprise.video.writing.writer import write_script
from tests.builders import make_site
from tests.reprise.briefs.material import harbour

VIDEO_PLATFORMS = ["youtube", "tiktok", "instagram"]


def metadata(article: Article, platform: str, timeline: bool = False, credits: tuple[str, ...] = ()) -> FilmMetadata:
    site, brief = make_site(), write_brief(article)
    script = write_script(article, brief, site, FORMATS["short"], words_per_minute=150)
    times = None
    if timeline:
        first, timings = 0, []
        for scene in script.scenes:
            frames = round(scene.seconds * 30)
            timings.append(SceneTiming(scene=scene.id, first=first, frames=frames, speech=first))
            first += frames
        times = Timeline(fps=30, transition=0, scenes=tuple(timings), frames=first)
    return write_metadata(article, brief, script, site, PLATFORMS[platform], timeline=times, credits=credits)


@pytest.mark.parametrize("platform", VIDEO_PLATFORMS)
def test_whose_the_pictures_are_stands_last_and_goes_before_points(platform: str) -> None:
    credits = tuple(f"Photo: Maker {n} / Pexels – https://www.pexels.com/photo/harbour-{n}/" for n in range(4))
    rules = PLATFORMS[platform].text
    plain, found = metadata(harbour(), platform), metadata(harbour(), platform, credits=credits)
    assert found.description.endswith("\n\n" + "\n".join(credits))
    assert length(found.description, rules) <= rules.limit
    assert found.description.partition("\n")[0] == plain.description.partition("\n")[0]


def test_credits_beyond_what_a_platform_takes_at_all_are_cut_by_lines() -> None:
    credits = tuple(f"Photo: Maker {n} / Pexels – https://www.pexels.com/photo/{'x' * 80}-{n}/" for n in range(60))
    found = metadata(harbour(), "instagram", credits=credits).description
    assert length(found, PLATFORMS["instagram"].text) <= PLATFORMS["instagram"].text.limit
    assert found.splitlines()[-1] in credits


@pytest.mark.parametrize("platform", VIDEO_PLATFORMS)
def test_texts_keep_the_platforms_limits(platform: str) -> None:
    rules = PLATFORMS[platform].text
    found = metadata(harbour(title="Electric ferries " * 20), platform)
    assert len(found.title) <= (rules.title_limit or 100)
    assert length(found.description, rules) <= rules.target
    assert len(found.hashtags) <= rules.hashtags[1]


def test_a_long_title_is_cut_between_words() -> None:
    title = "Harbourmasters everywhere " * 10
    found = metadata(harbour(title=title), "youtube").title
    assert set(found.removesuffix("…").split()) <= set(title.split())


def test_the_description_says_first_what_it_is_about() -> None:
    found = metadata(harbour(), "youtube")
    assert found.description.startswith("The city of Northport replaced its harbour ferries")
    assert "http" not in found.description


def test_tags_stay_below_five_hundred_characters_in_all() -> None:
    article = harbour(tags=tuple(f"harbour topic number {number}" for number in range(40)))
    tags = metadata(article, "youtube").tags
    assert sum(len(tag) + 3 for tag in tags) - 1 <= 500
    assert len(tags) > 10


def test_signs_youtube_refuses_are_left_out() -> None:
    found = metadata(harbour(title="Boats <3 harbours > cars", tags=("a<b", 'the "old" town, north')), "youtube")
    assert not set("<>") & set(found.title + found.description + "".join(found.tags))
    assert not [tag for tag in found.tags if "," in tag or '"' in tag]


def test_chapters_begin_at_zero_and_last_ten_seconds() -> None:
    lines = metadata(harbour(), "youtube", timeline=True).description.splitlines()
    chapters = [line for line in lines if line[:2].rstrip(":").isdigit() and ":" in line[:3]]
    assert chapters[0].startswith("0:00 ")
    starts = [int(line[:4].split(":")[0]) * 60 + int(line[2:4]) for line in chapters]
    assert len(starts) >= 3
    assert all(later - earlier >= 9 for earlier, later in pairwise(starts))
