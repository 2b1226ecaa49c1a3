"""The sample sites' own posts and scripts say only what their articles do: no editor begins with a false alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.articles.article import Article
from reprise.articles.parsing import parse
from reprise.briefs.extractive import write_brief
from reprise.clock import SystemClock
from reprise.errors import BadInput
from reprise.grounding import Source
from reprise.grounding.posts import findings_of
from reprise.grounding.scripts import findings_of_scene, findings_of_script
from reprise.sites import Site, load_sites
from reprise.social.rules import PLATFORMS
from reprise.social.writing import write_posts
from reprise.video.presets import FORMATS
from reprise.video.script import Cue, Scene
from reprise.video.writing.writer import write_script
from resources.http import Fetcher
from resources.sources import open_source

SITES = load_sites(Path(__file__).parents[3] / "sites")


def published(site: Site) -> list[Article]:
    clock = SystemClock()
    source = open_source(site, Fetcher(), clock)
    found = [source.read(item.reference) for item in source.changes(None).items]
    return [parse(raw, site, key=f"{site.id}-{number}", now=clock.now()) for number, raw in enumerate(found)]


@pytest.mark.parametrize("site", SITES.values(), ids=list(SITES))
def test_what_is_made_of_the_samples_is_all_in_them(site: Site) -> None:
    for article in published(site):
        brief = write_brief(article)
        source = Source.of(article, brief, site)
        for platform in PLATFORMS:
            for draft in write_posts(article, brief, site, platform):
                assert findings_of(draft, source) == (), (article.title, platform, draft.type)
        for fmt in FORMATS.values():
            for rate in (140, 160, 180):
                try:
                    script = write_script(article, brief, site, fmt, words_per_minute=rate)
                except BadInput:  # too short for this format
                    continue
                assert findings_of_script(script, source) == (), (article.title, fmt.name, rate)


def test_a_step_may_have_the_number_of_a_step_and_no_other() -> None:
    site = SITES["harbour-wheels"]
    article = next(each for each in published(site) if "slow puncture" in each.title)
    brief = write_brief(article)
    source = Source.of(article, brief, site)

    def step(label: str) -> Scene:
        text = brief.steps[0].title
        return Scene(
            id="point-1", section="point", narration=text, seconds=3, cue=Cue(kind="step", label=label, text=text)
        )

    assert len(brief.steps) > 6
    assert findings_of_scene(step("6"), source) == ()
    (finding,) = findings_of_scene(step("612"), source)
    assert finding.kind == "number"
