"""Articles written for these tests."""

from __future__ import annotations

from reprise.articles.article import Article, Block
from tests.builders import heading, item, make_article

HARBOUR: tuple[Block | str, ...] = (
    "The city of Northport replaced its harbour ferries with electric boats last spring. "
    "Electric ferries cut the harbour's fuel bill by 62 percent in their first year.",
    heading("Why the city switched"),
    "Diesel ferries were the largest single source of soot in the old town. However, nobody wanted higher fares. "
    "The harbour board compared four kinds of boats before it chose batteries.",
    "A battery ferry needs 20 minutes at the dock for a full charge.",
    heading("What it cost"),
    "Northport paid $48 million for six boats and two charging docks. Passengers still pay the same fare as before.",
    "Read more about the tender at https://example.org/tender or click here.",
    heading("What comes next"),
    "Two neighbouring towns will order the same boats next year. They have asked Northport for its charging plans.",
    "“Every harbour town should measure its air before it buys a single boat,” said Ana Lund of the harbour board.",
)


def harbour(title: str = "Northport's electric ferries", **changes: object) -> Article:
    """A plain news feature of some 150 words."""
    return make_article(title, *HARBOUR, **changes)


def bread() -> Article:
    """A recipe with five steps."""
    return make_article(
        "Overnight rye bread",
        "Overnight rye bread rises slowly in a cool kitchen and needs no kneading at all.",
        heading("Ingredients"),
        item("500 g rye flour"),
        item("400 ml warm water"),
        heading("Directions"),
        item("Mix the flour, the salt and the warm water in a large bowl.", 1),
        item("Cover the bowl and let the dough rest in a cool place overnight.", 2),
        item("Shape the dough with wet hands, then lay it into a buttered tin.", 3),
        item("Bake the bread at 230 degrees for fifty minutes until the crust is dark.", 4),
        item("Let the loaf cool on a rack for at least two hours before you cut it.", 5),
    )


def answers() -> Article:
    """A page of questions and answers."""
    return make_article(
        "Common questions about library cards",
        "The town library gives a free card to everybody who lives or works in the county.",
        heading("Who can get a library card?"),
        "Everybody who lives or works in the county can get a library card. Children need a parent's signature.",
        heading("How long may I keep a book?"),
        "Books may be kept for four weeks. Readers renew them twice online.",
        heading("What does a lost library card cost?"),
        "A lost library card costs five dollars. The library replaces stolen cards for nothing.",
    )
