"""What each kind of post shows, in the form its platform takes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from reprise.articles.article import Article, ArticleImage, Place
from reprise.briefs.brief import Brief, Excerpt, Question, Statistic, Step
from reprise.graphics.fonts import FontBook, MissingGlyphs
from reprise.media import MediaStore
from reprise.social.carousels import FEWEST
from reprise.social.checks import media_faults
from reprise.social.pictures import draw_pictures
from reprise.social.post import Picture, PostDraft, PostType
from reprise.social.rules import PLATFORMS
from tests.builders import make_article, make_site
from tests.reprise.graphics.looks import BARE, diagram, photograph

PLACE = Place(block=0, start=0, end=5)
BRIEF = Brief(
    article="demo-a-title-0000000000",
    content_hash="0",
    language="en",
    title="Bread that rises",
    kind="how-to",
    summary=(Excerpt(text="Cold dough rises slowly.", place=PLACE),),
    key_points=tuple(
        Excerpt(text=text, place=PLACE)
        for text in ("Warm water wakes the yeast.", "Salt slows it down.", "Flour decides the rest.")
    ),
    quotes=(Excerpt(text="A starter is a habit that lives in a jar.", place=PLACE),),
    statistics=(Statistic(value="37 %", label="of loaves fail", sentence="Some 37 % of loaves fail.", place=PLACE),),
    questions=(
        Question(question="Can it wait?", answer="Yes. " + "It can wait a day in the cold. " * 12, place=PLACE),
    ),
    steps=tuple(Step(title=title, text=title, place=PLACE) for title in ("Mix", "Fold", "Wait")),
    writer="test",
)


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def _image(media: MediaStore, picture: Image.Image, name: str, *, before: int | None = None) -> ArticleImage:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    kept = media.put(buffer.getvalue(), ".jpg", kind="article")
    return ArticleImage(url=f"https://example.org/{name}.png", alt=f"A picture of {name}", before=before, media=kept)


def _article(*images: ArticleImage, title: str = "Bread that rises", **facts: object) -> Article:
    return make_article(title, "Cold dough rises slowly.", images=images, author="Marta Ruiz", **facts)


def _draft(type_: PostType, *, platform: str = "linkedin", number: int = 1, featured: str | None = None) -> PostDraft:
    return PostDraft(
        id=f"p-{type_}-{number}", site="demo", article="demo-a-title-0000000000", platform=platform, type=type_,
        language="en", texts=("Text",), featured=featured,
    )  # fmt: skip


def _draw(
    media: MediaStore,
    article: Article,
    *drafts: PostDraft,
    platform: str = "linkedin",
    brief: Brief = BRIEF,
    book: FontBook = BARE,
) -> dict[str, tuple[Picture, ...]]:
    return draw_pictures(drafts, article, brief, make_site(), platform, media, font_book=book)


@pytest.mark.parametrize("platform", [name for name, rules in PLATFORMS.items() if rules.types])
def test_every_platform_gets_its_size_its_format_and_its_weight(media: MediaStore, platform: str) -> None:
    rules = PLATFORMS[platform]
    drafts = [_draft(type_, platform=platform) for type_ in rules.types]
    drawn = _draw(media, _article(_image(media, photograph(), "bread")), *drafts, platform=platform)
    assert set(drawn) == {draft.id for draft in drafts}
    for draft in drafts:
        pictures = drawn[draft.id]
        slides = draft.type == "carousel"
        assert FEWEST <= len(pictures) <= rules.pictures.per_post if slides else len(pictures) == 1
        for picture in pictures:
            with Image.open(media.path(picture.media)) as image:
                assert image.size == (rules.pictures.slide if slides else rules.pictures.feed)
                assert image.size == (picture.media.width, picture.media.height)
                assert image.format in rules.pictures.formats
        assert media_faults(pictures, None, rules) == []


def test_an_announcement_shows_the_articles_picture_with_its_alt_text(media: MediaStore) -> None:
    drawn = _draw(media, _article(_image(media, photograph(), "bread")), _draft("announcement"))
    (picture,) = drawn["p-announcement-1"]
    assert picture.alt == "Bread that rises — A picture of bread"
    assert picture.role == "feed"


def test_without_pictures_an_announcement_shows_a_title_card(media: MediaStore) -> None:
    (picture,) = _draw(media, _article(), _draft("announcement"))["p-announcement-1"]
    assert picture.alt == "Bread that rises"


def test_posts_of_one_article_show_different_pictures(media: MediaStore) -> None:
    article = _article(
        _image(media, photograph(seed=1), "one"), _image(media, photograph(seed=2), "two", before=1),
        _image(media, photograph(seed=3), "three", before=2),
    )  # fmt: skip
    drawn = _draw(media, article, *(_draft(type_) for type_ in ("announcement", "highlights", "thread")))
    assert len({picture.media.key for pictures in drawn.values() for picture in pictures}) == 3
    assert ["one" in p[0].alt or "two" in p[0].alt or "three" in p[0].alt for p in drawn.values()] == [True] * 3


def test_photographs_are_shown_before_diagrams(media: MediaStore) -> None:
    article = _article(_image(media, diagram(), "boxes", before=0), _image(media, photograph(), "bread", before=1))
    (picture,) = _draw(media, article, _draft("announcement"))["p-announcement-1"]
    assert "bread" in picture.alt


def test_highlights_without_a_picture_list_the_points(media: MediaStore) -> None:
    (picture,) = _draw(media, _article(), _draft("highlights"))["p-highlights-1"]
    assert picture.alt == "Bread that rises: 1. Mix 2. Fold 3. Wait"


def test_a_featured_number_becomes_a_statistic(media: MediaStore) -> None:
    article = _article(_image(media, photograph(), "bread"))
    (picture,) = _draw(media, article, _draft("highlights", featured="Some 37 % of loaves fail."))["p-highlights-1"]
    assert picture.role == "statistic"
    assert picture.alt == "37 % of loaves fail"


def test_a_quote_card_names_the_author_of_the_articles_own_words(media: MediaStore) -> None:
    quote = "A starter is a habit that lives in a jar."
    (picture,) = _draw(media, _article(), _draft("quote_card", featured=quote))["p-quote_card-1"]
    assert picture.role == "quote"
    assert picture.alt == f"“{quote}” — Marta Ruiz"


def test_words_the_article_quotes_are_not_put_into_the_authors_mouth(media: MediaStore) -> None:
    article = _article()
    blocks = (article.blocks[0].model_copy(update={"kind": "quote"}),)
    quote = BRIEF.quotes[0].text
    drawn = _draw(media, article.model_copy(update={"blocks": blocks}), _draft("quote_card", featured=quote))
    assert drawn["p-quote_card-1"][0].alt == f"“{quote}” — Bread that rises"


def test_several_quote_cards_do_not_look_alike(media: MediaStore) -> None:
    drafts = [_draft("quote_card", number=n, featured="Warm water wakes the yeast.") for n in (1, 2)]
    drawn = _draw(media, _article(), *drafts)
    assert drawn[drafts[0].id][0].media.key != drawn[drafts[1].id][0].media.key


def test_a_question_card_carries_whole_sentences_of_its_answer(media: MediaStore) -> None:
    (picture,) = _draw(media, _article(), _draft("faq", featured="Can it wait?"))["p-faq-1"]
    assert picture.role == "question"
    assert picture.alt.startswith("Can it wait? Yes. It can wait")
    assert picture.alt.endswith("in the cold.")
    assert len(picture.alt) < 270


def test_films_get_no_picture(media: MediaStore) -> None:
    assert _draw(media, _article(), _draft("video")) == {"p-video-1": ()}


def test_nothing_is_drawn_twice(media: MediaStore) -> None:
    article = _article(_image(media, photograph(), "bread"))
    drafts = (_draft("announcement"), _draft("quote_card"), _draft("highlights"))
    first = _draw(media, article, *drafts)
    made = media.made
    assert _draw(media, article, *drafts) == first
    assert media.made == made


def test_a_change_of_the_brand_draws_anew(media: MediaStore) -> None:
    site = make_site(brand={"colors": {"primary": "#7c3aed"}})
    before = _draw(media, _article(), _draft("announcement"))
    after = draw_pictures([_draft("announcement")], _article(), BRIEF, site, "linkedin", media, font_book=BARE)
    assert before["p-announcement-1"][0].media.key != after["p-announcement-1"][0].media.key


def test_broken_and_missing_and_tiny_pictures_are_passed_over(media: MediaStore) -> None:
    broken = ArticleImage(url="https://e.org/b.png", alt="broken", media=media.put(b"no", ".png", kind="article"))
    gone = _image(media, photograph(seed=5), "gone")
    assert gone.media is not None
    media.path(gone.media).unlink()
    spacer = _image(media, Image.new("RGB", (1, 1)), "spacer")
    good = _image(media, photograph(), "bread", before=3)
    (picture,) = _draw(media, _article(broken, gone, spacer, good), _draft("announcement"))["p-announcement-1"]
    assert "bread" in picture.alt


def test_a_title_no_font_can_draw_leaves_the_picture_without_words(media: MediaStore) -> None:
    article = _article(_image(media, photograph(), "bread"), title="面包")
    (picture,) = _draw(media, article, _draft("announcement"))["p-announcement-1"]
    assert picture.alt == "A picture of bread"


def test_a_card_no_font_can_draw_is_an_error_that_names_the_article(media: MediaStore) -> None:
    with pytest.raises(MissingGlyphs, match=r"demo-a-title-0000000000: No font has the Han"):
        _draw(media, _article(title="面包"), _draft("announcement"))


def test_alt_text_is_cut_at_a_word_where_the_platform_has_a_limit(media: MediaStore) -> None:
    image = _image(media, photograph(), "bread").model_copy(update={"alt": "word " * 400})
    drafts = _draft("announcement", platform="x")
    (picture,) = _draw(media, _article(image), drafts, platform="x")["p-announcement-1"]
    assert len(picture.alt) <= 1000
    assert picture.alt.endswith("word…")
