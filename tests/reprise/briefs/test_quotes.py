"""What people are quoted with, and what the article itself says well."""

from __future__ import annotations

import pytest

from reprise.briefs.brief import Quote
from reprise.briefs.extractive import write_brief
from tests.builders import Block, make_article

FRAME = "The harbour workshop has repaired bicycles for the old town since the first winter."


def first(text: str, language: str = "en", kind: str = "paragraph") -> Quote:
    article = make_article("At the workshop", FRAME, Block(kind=kind, text=text), language=language)  # type: ignore[arg-type]
    return write_brief(article).quotes[0]


@pytest.mark.parametrize(
    ("language", "text", "said", "who"),
    [
        (
            "en",
            "“The patch never fails, the glue does,” said Rui Tavares.",
            "The patch never fails, the glue does",
            "Rui Tavares",
        ),
        (
            "en",
            '"The patch never fails, the glue does," says Rui Tavares of the workshop.',
            "The patch never fails, the glue does",
            "Rui Tavares of the workshop",
        ),
        (
            "en",
            "Rui Tavares said: “The patch never fails, the glue does.”",
            "The patch never fails, the glue does.",
            "Rui Tavares",
        ),
        (
            "de",
            "»Einmal gründlich gießen ist besser«, sagt die Gärtnerin Helga Brandt.",
            "Einmal gründlich gießen ist besser",
            "Gärtnerin Helga Brandt",
        ),
        (
            "fr",
            "« La rustine ne lâche jamais seule », explique Jeanne Roux.",
            "La rustine ne lâche jamais seule",
            "Jeanne Roux",
        ),
        ("es", "«El parche nunca falla por sí solo», dijo Ana Ruiz.", "El parche nunca falla por sí solo", "Ana Ruiz"),
        (
            "ru",
            "«Заплатка никогда не подводит мастера», говорит Анна Лунд.",
            "Заплатка никогда не подводит мастера",
            "Анна Лунд",
        ),
        ("en", "“The patch never fails, the glue does,” she said.", "The patch never fails, the glue does", ""),
    ],
)
def test_quoted_people_come_first_with_their_names(language: str, text: str, said: str, who: str) -> None:
    quote = first(text, language)
    assert (quote.text, quote.speaker, quote.spoken) == (said, who, True)


def test_a_quotation_block_is_whole_and_signed_by_its_last_line() -> None:
    quote = first("The patch never fails. What fails is the glue. — Rui Tavares, who runs the workshop", kind="quote")
    assert quote.text == "The patch never fails. What fails is the glue."
    assert quote.speaker == "Rui Tavares"


@pytest.mark.parametrize(
    "text",
    [
        "The workshop keeps a box labelled “Tubes that nobody came back for” beside the door.",
        "Never ride on a tyre that has been flat for more than a week.",
    ],
)
def test_a_statement_of_the_article_is_no_quotation(text: str) -> None:
    assert not any(quote.spoken for quote in write_brief(make_article("At the workshop", FRAME, text)).quotes)


def test_an_unsigned_note_set_as_a_quotation_is_none() -> None:
    assert not first("Pump the tube until it is twice its normal width before the bath.", kind="quote").spoken


def test_questions_and_talk_about_the_article_are_not_quotable() -> None:
    brief = write_brief(
        make_article(
            "Tyres",
            FRAME,
            "We have collected the seven questions that riders ask.",
            "Is ice always dangerous for a rider?",
        )
    )
    texts = [quote.text for quote in brief.quotes]
    assert not [text for text in texts if "collected" in text or "?" in text]
    assert "collected" not in brief.summary[0].text
