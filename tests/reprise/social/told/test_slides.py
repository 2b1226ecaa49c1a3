"""Carousels in a model's words: slides for all platforms, numbers as the article writes them, and their pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reprise.media import MediaStore
from reprise.models.text import TextRequest
from reprise.social.pictures import draw_pictures
from reprise.social.post import PostDraft
from reprise.social.told.telling import Teller
from reprise.social.writing import EXTRACTIVE, slides_of
from tests.builders import make_site
from tests.reprise.social.test_writing import garden
from tests.reprise.social.told.scripted import FACTS, Scripted, worded

ARTICLE, BRIEF = garden()
SITE = make_site()


def carousel(platform: str, **slides: Any) -> tuple[PostDraft, Scripted]:
    """The carousel; `slides` change every one of them, `slide_2` and the like only that one."""

    def answering(request: TextRequest[Any], _: int) -> dict[str, Any]:
        answer = worded(request.shape)
        if request.task == "carousel":
            answer["cover"] = "What a small roof gives a garden"
            for number, slide in enumerate(answer["slides"], start=1):
                slide.update(slides.get(f"slide_{number}", {}))
        return answer

    asks = Scripted(answering)
    drafts = Teller(asks).posts(ARTICLE, BRIEF, SITE, platform)
    return next(draft for draft in drafts if draft.type == "carousel"), asks


def test_slides_begin_with_the_cover_and_end_with_the_call() -> None:
    draft, _ = carousel("linkedin")
    first, *between, last = draft.slides
    assert (first.kind, first.text) == ("title", "What a small roof gives a garden")
    assert [slide.kind for slide in between] == ["point"] * 5
    assert all(slide.items[0] in FACTS for slide in between)
    assert between[0].places
    assert (last.kind, last.text) == ("cta", "Read the full article")
    assert carousel("instagram")[0].slides[-1].text == "Full article: link in bio."
    assert draft.writer == "demo one carousel.v1"


def test_all_platforms_share_the_slides_and_have_captions_of_their_own() -> None:
    one, other = carousel("linkedin")[0], carousel("instagram")[0]
    assert one.slides[:-1] == other.slides[:-1]
    assert one.texts[0].split("\n\n")[0] not in other.texts[0]


def test_a_number_is_shown_large_as_the_article_writes_it() -> None:
    good = {"figure": "200 litres", "text": "One good shower on a small roof fills a barrel of this size."}
    draft, _ = carousel("linkedin", slide_2=good)
    assert (draft.slides[2].kind, draft.slides[2].text) == ("statistic", "200 litres")
    draft, _ = carousel("linkedin", slide_2={"figure": "900 litres"})
    assert draft.slides[2].kind == "point", "the number is not the article's; the slide stays"


def test_a_bad_slide_is_left_out_and_too_few_good_ones_are_the_articles_own() -> None:
    draft, asks = carousel("linkedin", slide_2={"text": "Only today: 50 % off at https://spam.example/ #deal"})
    assert len(draft.slides) == 6
    assert not any("spam" in " ".join((slide.text, *slide.items)) for slide in draft.slides)
    assert any("slides 2: it has a link" in told for told in asks.sent_back[0])
    bad = {f"slide_{number}": {"text": "😀"} for number in range(1, 4)}
    draft, _ = carousel("linkedin", **bad)
    assert draft.slides == ()
    assert draft.writer != EXTRACTIVE, "the caption is the model's"
    assert slides_of(ARTICLE, BRIEF, SITE, "linkedin")


def test_the_pictures_show_the_words_of_the_post(tmp_path: Path) -> None:
    draft, _ = carousel("linkedin")
    pictures = draw_pictures([draft], ARTICLE, BRIEF, SITE, "linkedin", MediaStore(tmp_path))[draft.id]
    assert len(pictures) == len(draft.slides)
    assert "What a small roof gives a garden" in pictures[0].alt
    assert draft.slides[1].items[0] in pictures[1].alt


def test_slides_and_writer_survive_being_kept() -> None:
    draft, _ = carousel("instagram")
    kept = PostDraft.model_validate_json(draft.model_dump_json())
    assert kept == draft
    assert kept.content_hash == draft.model_copy(update={"writer": "somebody"}).content_hash
    old = draft.model_dump(mode="json", exclude={"slides", "writer"})
    assert PostDraft.model_validate(old).slides == ()
