"""Told again an article says something else, under an id of its own, until it has nothing left to say."""

from __future__ import annotations

import pytest

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.social.anew import RECURRING_COSTS, write_anew
from reprise.social.material import alike
from reprise.social.post import PostDraft, PostType, cycle_id
from reprise.social.writing import PRIORITIES, write_posts
from tests.builders import heading, make_article, make_site

SITE = make_site()
TYPES: tuple[PostType, ...] = ("announcement", "highlights", "quote_card", "faq")
ARTICLE = make_article(
    "Ten ways to keep a kettle alive",
    "A kettle lasts eleven years when its lid closes and its water is soft, and four years when neither is true.",
    heading("The lid"),
    "Steam escapes where a lid no longer closes, and the element runs twice as long as it should have to.",
    "A line of limescale on the rim, one millimetre thick, is enough to keep the pressure in the kettle low.",
    heading("The water"),
    "Hard water leaves 300 grams of limescale in a kettle every year, and most of it settles on the heating element.",
    "Rain water that was filtered twice costs nothing and leaves no trace behind on the element of a kettle.",
    heading("The whistle"),
    "The whistle is a small disc with a hole of three millimetres that a grain of sand can close for good.",
    "Mara Lind, who runs the repair café, says that most people throw away a kettle that needs ten minutes of care.",
    "A needle makes the hole wider, and a whistle with a wide hole stays silent however hard the water boils.",
    heading("The cord"),
    "A cord that is wound around a hot kettle becomes brittle after two winters and breaks close to the plug.",
    "Copper under cracked rubber is the one fault that nobody should mend at the kitchen table with tape.",
    "New cords cost six euros, and the old screw terminals take them without any soldering or special tools.",
    key="demo-kettle-0123456789",
)
BRIEF = write_brief(ARTICLE)


def cycle(number: int, platform: str = "linkedin") -> str:
    return cycle_id(ARTICLE.key, platform, "main", number)


def again(
    earlier: list[str], number: int = 1, platform: str = "linkedin", article: Article = ARTICLE, brief: Brief = BRIEF
) -> PostDraft | None:
    return write_anew(article, brief, SITE, platform, TYPES, earlier, cycle(number, platform))


def first(platform: str = "linkedin") -> list[str]:
    return [text for draft in write_posts(ARTICLE, BRIEF, SITE, platform) for text in draft.texts]


def sentences(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if len(line) > 30 and "://" not in line and "#" not in line]
    return [line for line in lines if not alike(line, ARTICLE.title)]


@pytest.mark.parametrize("platform", ["x", "linkedin", "telegram"])
def test_every_cycle_says_mostly_what_was_not_said_before_until_there_is_nothing_left(platform: str) -> None:
    earlier, made = first(platform), 0
    for number in range(1, 30):
        draft = again(earlier, number, platform)
        if draft is None:
            break
        said = [line for text in earlier for line in sentences(text)]
        new = [line for line in sentences(draft.texts[0]) if not any(alike(line, other) for other in said)]
        assert new
        assert all(" ".join(line.split()[1:4]) in ARTICLE.text or "kettle" in line for line in new)
        earlier += draft.texts
        made += 1
    assert 1 <= made < 29


def test_it_has_an_id_and_a_link_of_its_own_and_stands_behind_what_is_new() -> None:
    draft = again(first())
    assert draft is not None
    assert draft.id == cycle(1)
    assert draft.link is not None
    assert draft.link.endswith(f"utm_content={cycle(1)}")
    assert draft.link in draft.texts[0]
    assert draft.priority == PRIORITIES[draft.type] - RECURRING_COSTS


def test_types_are_tried_in_the_given_order() -> None:
    quote = write_anew(ARTICLE, BRIEF, SITE, "linkedin", ("quote_card", "announcement"), [], cycle(1))
    assert quote is not None
    assert quote.type == "quote_card"


def test_an_article_that_has_said_everything_yields_nothing() -> None:
    assert again([*first(), "\n".join(block.text for block in ARTICLE.blocks)]) is None
    short = make_article("Closed on Monday", "The repair café is closed on Monday because of the heat in the hall.")
    brief = write_brief(short)
    told = [text for draft in write_posts(short, brief, SITE, "x") for text in draft.texts]
    assert again(told, platform="x", article=short, brief=brief) is None


def test_a_single_step_is_never_told_as_news() -> None:
    brief = BRIEF.model_copy(update={"key_points": (), "summary": BRIEF.summary[:1]})
    step = brief.summary[0]
    only_steps = brief.model_copy(
        update={"steps": ({"title": step.text, "text": step.text, "place": step.place},), "quotes": ()}
    )
    brief = Brief.model_validate(only_steps.model_dump())
    assert again([], brief=brief) is None
