"""The slides of a carousel as pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.media import MediaStore
from reprise.social.checks import media_faults
from reprise.social.pictures import draw_pictures
from reprise.social.post import Picture
from reprise.social.rules import PLATFORMS
from reprise.social.writing import slides_of, write_post
from tests.builders import make_site
from tests.reprise.briefs.material import bread, harbour
from tests.reprise.graphics.looks import BARE, diagram, photograph
from tests.reprise.social.test_pictures import _image

WITH_SLIDES = [name for name, rules in PLATFORMS.items() if "carousel" in rules.types]


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def drawn(article: Article, brief: Brief, media: MediaStore, platform: str = "instagram") -> tuple[Picture, ...]:
    draft = write_post(article, brief, make_site(), platform, "carousel")
    assert draft is not None
    return draw_pictures([draft], article, brief, make_site(), platform, media, font_book=BARE)[draft.id]


@pytest.mark.parametrize("platform", WITH_SLIDES)
def test_there_is_a_picture_for_each_slide_of_one_size_that_the_platform_takes(
    media: MediaStore, platform: str
) -> None:
    article = harbour(images=(_image(media, photograph(), "ferry"),))
    brief = write_brief(article)
    pictures = drawn(article, brief, media, platform)
    assert len(pictures) == len(slides_of(article, brief, make_site(), platform))
    assert {picture.role for picture in pictures} == {"slide"}
    assert {(each.media.width, each.media.height) for each in pictures} == {PLATFORMS[platform].pictures.slide}
    assert media_faults(pictures, None, PLATFORMS[platform]) == []


def test_each_says_in_words_what_stands_on_it(media: MediaStore) -> None:
    article = bread()
    brief = write_brief(article)
    alts = [picture.alt for picture in drawn(article, brief, media)]
    assert alts[0] == "Overnight rye bread"
    assert alts[1] == "1. Mix the flour, the salt and the warm water in a large bowl."
    assert alts[-1] == "Full article: link in bio."


def test_the_first_photograph_carries_the_headline_and_the_others_stand_with_their_words(media: MediaStore) -> None:
    shots = [
        _image(media, diagram(), "plan", before=1),
        _image(media, photograph(seed=1), "oven", before=None),
        _image(media, photograph(seed=2), "dough", before=7),
    ]
    article = bread()
    first_step = next(number for number, block in enumerate(article.blocks) if block.text.startswith("Mix"))
    shots[2] = shots[2].model_copy(update={"before": first_step + 2})
    article = article.model_copy(update={"images": tuple(shots)})
    alts = [picture.alt for picture in drawn(article, write_brief(article), media)]
    assert alts[0] == "Overnight rye bread — A picture of oven"
    assert [("A picture of dough" in alt) for alt in alts].index(True) == 3
    assert "Shape the dough" in alts[3]
    assert not any("plan" in alt for alt in alts)


def test_drawings_never_carry_the_headline(media: MediaStore) -> None:
    article = bread().model_copy(update={"images": (_image(media, diagram(), "plan"),)})
    assert drawn(article, write_brief(article), media)[0].alt == "Overnight rye bread"


def test_platforms_with_slides_of_one_size_share_them(media: MediaStore) -> None:
    article = harbour()
    brief = write_brief(article)
    one = drawn(article, brief, media, "instagram")
    made = media.made
    two = drawn(article, brief, media, "facebook")
    assert [picture.media.key for picture in one[:-1]] == [picture.media.key for picture in two[:-1]]
    assert media.made == made + 1  # the last one has another call to action


def test_the_same_article_gives_the_same_slides_without_drawing_again(media: MediaStore) -> None:
    article = harbour()
    brief = write_brief(article)
    first = drawn(article, brief, media)
    made = media.made
    assert drawn(article, brief, media) == first
    assert media.made == made


def test_two_slides_with_the_same_words_differ_in_their_page(media: MediaStore) -> None:
    article = harbour()
    brief = write_brief(article)
    short = brief.model_copy(update={"key_points": brief.key_points[:3], "summary": brief.summary[:1]})
    last = [drawn(article, each, media)[-1] for each in (brief, short)]
    assert last[0].alt == last[1].alt
    assert last[0].media.key != last[1].media.key
    pixels = []
    for picture in last:
        with Image.open(media.path(picture.media)) as image:
            pixels.append(image.convert("RGB").tobytes())
    assert pixels[0] != pixels[1]
