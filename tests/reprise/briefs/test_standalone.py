"""Which sentences may leave their article."""

from __future__ import annotations

import pytest

from reprise.briefs.standalone import is_clean, is_dangling, judge_text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "However, nobody in the town wanted to pay higher fares."),
        ("en", "In fact, the new boats are quieter than the old ones."),
        ("en", "This makes the whole system faster than it was before."),
        ("en", "They have asked the city for its charging plans."),
        ("en", "For these reasons the board chose the battery boats."),
        ("en", "and then the boats left the harbour for good."),
        ("de", "Dadurch wird das Fahren im Hafen deutlich leiser."),
        ("de", "Diese Boote fahren seit dem Frühjahr im alten Hafen."),
        ("fr", "Cependant, les habitants préfèrent les anciens bateaux."),
        ("es", "Sin embargo, los barcos viejos todavía navegan."),
        ("it", "Questo rende il porto più silenzioso di prima."),
        ("pt", "No entanto, os barcos antigos ainda navegam."),
        ("ru", "Однако старые паромы всё ещё ходят по гавани."),
        ("pl", "Jednak stare promy nadal kursują po porcie."),
        ("uk", "Проте старі пороми досі ходять гаванню."),
        ("nl", "Daarom varen de oude boten nog steeds uit."),
        ("ja", "しかし、古い船はまだ港を走っています。"),
        ("zh", "但是，旧的渡轮仍然在港口航行。"),
        ("ar", "ومع ذلك لا تزال القوارب القديمة تبحر في الميناء."),
    ],
)
def test_an_opening_that_points_back_cannot_stand_alone(language: str, text: str) -> None:
    assert is_dangling(text, language)
    assert not judge_text(text, language).standing


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Electric ferries cut the harbour's fuel bill by half."),
        ("en", "It is important to charge the boats overnight."),
        ("en", "This guide explains how to plan a charging dock."),
        ("en", "npm2yarn converts every command on the page for you."),
        ("de", "Die Fähren im Hafen fahren seit dem Frühjahr elektrisch."),
        ("ru", "Электрические паромы сократили расходы гавани вдвое."),
        ("ja", "電気フェリーは港の燃料費を半分に減らしました。"),
        ("zh", "电动渡轮把港口的燃料费用减少了一半。"),
        ("ar", "خفضت العبارات الكهربائية فاتورة الوقود في الميناء إلى النصف."),
    ],
)
def test_a_whole_statement_stands_alone(language: str, text: str) -> None:
    assert judge_text(text, language).standing


@pytest.mark.parametrize(
    "text",
    [
        "Click here to read the whole report about the ferries.",
        "The table below lists all boats of the harbour.",
        "The harbour board asked for three things:",
        "He said that “the boats are late and nobody cares.",
        "Install the tool by typing `harbour --install` first.",
        "The plans are at https://example.org/plans for everybody.",
        "The board (and its friends wanted new boats soon.",
        "Send your questions to board@example.org before May.",
    ],
)
def test_talk_about_the_page_and_remnants_are_refused(text: str) -> None:
    judgement = judge_text(text, "en")
    assert not (judgement.usable and judgement.standing)


@pytest.mark.parametrize(
    "text", ["See [BIP152][] for more", "{{ site.url }} is ours", "<b>bold</b> words", "type . now"]
)
def test_markup_is_not_clean(text: str) -> None:
    assert not is_clean(text)


def test_first_person_chat_is_worth_less_than_a_statement() -> None:
    chat = judge_text("I took the ferry to the old town and my friends liked it.", "en")
    fact = judge_text("The ferry takes visitors to the old town every hour.", "en")
    assert chat.quality < fact.quality / 1.5
