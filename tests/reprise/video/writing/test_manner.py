"""Styles, tones and platforms: what they change in a script, and what they never do."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest

from reprise.articles.article import Article
from reprise.briefs.extractive import write_brief
from reprise.briefs.sentences import split
from reprise.video.presets import FORMATS, PRESETS
from reprise.video.script import Script, Style, Tone
from reprise.video.writing.calls import variant_of
from reprise.video.writing.manner import Manner, every_call, place_of_link
from reprise.video.writing.sayable import speakable
from reprise.video.writing.writer import write_script
from tests.builders import make_article, make_site
from tests.reprise.video.long_material import allotments, bicycles, island

STYLES = get_args(Style)
LANGUAGES = (
    *("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "uk", "el", "sv", "da", "no", "nb", "tr", "ja", "zh", "ar"),
)


def kitchen() -> Article:
    """An article with a number, a question, somebody's words, a promise and a claim to begin with."""
    return make_article(
        "What a cold kitchen taught us about bread",
        "Bread rises in cold kitchens too, if the baker gives it a whole night. We tried it in 30 homes last winter.",
        "The cold loaves kept 41 % longer than the warm ones, and nobody threw away a single slice of them.",
        "Why does cold bread taste better than warm bread?",
        "“I laughed at my grandmother and her icy larder,” says Mira Koll, who has baked for sixty years.",
        "You save money with cold bread, because it needs less yeast and no extra heat.",
        "Never hurry a good dough, and always trust your own hands.",
        "Yeast works slowly at eight degrees, but it works for longer and leaves more flavour behind.",
        "Strange bubbles appeared in one bowl, and the children loved them more than the bread.",
        "A dough that rests for twelve hours needs only ten minutes of work in the morning.",
        "Flour takes up water slowly, so a long rest makes the dough smooth without kneading.",
    )


def script(article: Article, **films: object) -> Script:
    return write_script(article, write_brief(article), make_site(films=films), FORMATS["short"], words_per_minute=150)


def test_each_style_opens_and_ends_in_its_own_way() -> None:
    made = {style: script(kitchen(), style=style) for style in STYLES}
    assert {style: made[style].style for style in STYLES} == {style: style for style in STYLES}
    assert len({found.scenes[0].narration for found in made.values()}) >= 3
    assert len({found.scenes[-1].narration for found in made.values()}) == len(STYLES)
    assert made["entertaining"].scenes[0].narration == "Why does cold bread taste better than warm bread?"
    assert made["educational"].scenes[0].narration == "What a cold kitchen taught us about bread."
    assert "hurry" in made["motivational"].scenes[0].narration


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("build", [kitchen, allotments, bicycles, island])
def test_no_style_says_what_the_article_does_not(style: str, build: object) -> None:
    article: Article = build()  # type: ignore[operator]
    language = article.language
    written = {speakable(article.title, language)}
    for block in article.blocks:
        written |= {speakable(block.text[start:end], language) for start, end in split(block.text, language)}
    found = script(article, style=style)
    for scene in found.scenes[:-1]:
        for start, end in split(scene.narration, language):
            assert scene.narration[start:end] in written
    assert found.scenes[-1].narration in {call.format(site="The Demo") for call in every_call(language)}


def test_a_style_chooses_other_sentences() -> None:
    told = {
        style: frozenset(scene.narration for scene in script(kitchen(), style=style, seconds=30).scenes[:-1])
        for style in STYLES
    }
    assert len(set(told.values())) >= 3


def test_a_formal_tone_words_the_call_differently() -> None:
    calls = {tone: script(kitchen(), tone=tone).scenes[-1].narration for tone in get_args(Tone)}
    assert calls["friendly"] == calls["casual"] == "Read the full story on The Demo."
    assert calls["professional"] == calls["authoritative"] == "The full article is on The Demo."


def test_the_sites_own_tone_is_that_of_its_films_too() -> None:
    site = make_site(wording={"tone": "professional"})
    assert Manner.of(site, "en").tone == "professional"
    assert Manner.of(
        site.model_copy(update={"films": site.films.model_copy(update={"tone": "casual"})}), "en"
    ).tone == ("casual")


def test_tones_weigh_sentences() -> None:
    sure, unsure = "The boats never fail.", "The boats perhaps fail a bit."
    bold = Manner("educational", "authoritative", "en")
    plain = Manner("educational", "friendly", "en")
    assert bold.liking("sentence", sure) > bold.liking("sentence", unsure)
    assert plain.liking("sentence", sure) == plain.liking("sentence", unsure) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_call_for_each_style_that_names_the_site(language: str) -> None:
    calls = {style: Manner(style, "friendly", language).calls()[0] for style in STYLES}
    assert len(set(calls.values())) == len(STYLES)
    assert all("{site}" in call for call in every_call(language))
    assert all(place_of_link(language, place) for place in ("bio", "below", "post"))


def test_a_language_without_a_table_has_none() -> None:
    assert Manner("selling", "casual", "la").calls() == ()
    assert place_of_link("la", "bio") == ""


# ── platforms ──


def test_only_the_call_differs_between_platforms() -> None:
    site, found = make_site(), script(kitchen())
    reel = variant_of(found, PRESETS["instagram_reel"], site)
    assert reel.scenes[:-1] == found.scenes[:-1]
    assert reel.scenes[-1].narration == "Read the full story on The Demo. The link is in the bio."
    assert reel.scenes[-1].cue.text == reel.scenes[-1].narration
    assert reel.scenes[-1].seconds > found.scenes[-1].seconds
    assert variant_of(found, PRESETS["tiktok"], site) == reel
    assert variant_of(found, PRESETS["youtube_short"], site) == found
    assert "in the post" in variant_of(found, PRESETS["feed_square"], site).scenes[-1].narration


def test_a_script_of_another_format_is_left_alone() -> None:
    found = script(kitchen())
    assert variant_of(found, PRESETS["youtube_long"], make_site()) == found


def test_a_call_that_a_person_worded_is_left_alone() -> None:
    found = script(kitchen())
    last = found.scenes[-1].model_copy(update={"narration": "Come and bake with us."})
    edited = found.model_copy(update={"scenes": (*found.scenes[:-1], last)})
    for preset in PRESETS.values():
        assert variant_of(edited, preset, make_site()) == edited


def test_a_sites_own_call_for_a_platform_is_used_there() -> None:
    site = make_site(wording={"calls_to_action": {"default": ["Bake on."], "tiktok": ["Follow us for more bread"]}})
    found = write_script(kitchen(), write_brief(kitchen()), site, FORMATS["short"], words_per_minute=150)
    assert found.scenes[-1].narration == "Bake on."
    assert variant_of(found, PRESETS["tiktok"], site).scenes[-1].narration == "Follow us for more bread."
    assert variant_of(found, PRESETS["instagram_reel"], site) == found


def test_variants_are_few() -> None:
    """One more line of voice for each place a link can be in, and not for each platform."""
    found = script(kitchen())
    for one, other in combinations([p for p in PRESETS.values() if p.format == "short"], 2):
        first, second = (variant_of(found, preset, make_site()).scenes[-1].narration for preset in (one, other))
        assert (first == second) or {first, second} <= {
            "Read the full story on The Demo.",
            "Read the full story on The Demo. The link is in the bio.",
            "Read the full story on The Demo. The link is in the post.",
        }
