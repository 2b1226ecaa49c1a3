"""One wording held against the article: what it may not be, and what is only slightly wrong with it."""

from __future__ import annotations

import pytest

from reprise.briefs.extractive import write_brief
from reprise.social.rules import PLATFORMS
from reprise.social.told.wording import Examiner, Measure
from tests.builders import make_article, make_site
from tests.reprise.social.test_writing import garden

EXAMINER = Examiner.of(*garden(), make_site())
ROOMY = Measure(PLATFORMS["linkedin"].text, 300)


def why(text: str, measure: Measure = ROOMY, examiner: Examiner = EXAMINER) -> str:
    return "; ".join(fault.why for fault in examiner.faults(text, measure))


def test_a_fact_of_the_article_in_other_words_is_fine() -> None:
    assert why("Rain covers a third of a small garden's summer water.") == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "says nothing"),
        ("… 12 —", "says nothing"),
        ("Read more at https://spam.example/x about barrels.", "has a link"),
        ("Barrels from raincheap.com save water.", "has a link"),
        ("Barrels save water #garden", "has a hashtag"),
        ("Barrels save water, says @waterman", "has a mention"),
        ("Barrels save water, buy $WATR", "has a cashtag"),
        ("Barrels save water 💧", "emoji"),
        ("→ Barrels save water", "list mark"),
        ("2. Barrels save water", "list mark"),
        ("**Barrels** save water", "markup"),
        ("Barrels save [water](https://example.org/)", "markup"),
        ("Бочки save water", "letters of another script"),
        ("Barrels save water and", ""),
        ("Barrels save water and…", "not finished"),
        ("In this article you learn about barrels.", "speaks of the article"),
        ("Rain barrels save 40 % of the water.", "40"),
        ("Doctor Erik Brandvold recommends barrels.", "Brandvold"),
    ],
)
def test_what_a_wording_may_not_be(text: str, fault: str) -> None:
    assert fault in why(text)


def test_a_wording_is_as_long_as_its_platform_counts() -> None:
    x = Measure(PLATFORMS["x"].text, 20)
    assert "it is 29 characters long; it may be 20" in why("Barrels save water in summer.", x)
    cjk = make_article(
        "雨水",
        "小さな庭では、夏の水の三分の一を雨水の樽でまかなうことができます。樽は一度の雨で満たされます。",
        language="ja",
    )
    examiner = Examiner.of(cjk, write_brief(cjk), make_site(language="ja"))
    assert "it is 24 characters long" in why("樽は一度の雨で満ちます。", x, examiner), "wide letters weigh double"


def test_questions_end_as_questions_and_sentences_as_sentences() -> None:
    rules = PLATFORMS["linkedin"].text
    assert "no question" in why("How large is the barrel", Measure(rules, 100, question=True))
    assert why("How large is the barrel?", Measure(rules, 100, question=True)) == ""
    (slight,) = EXAMINER.faults("A lid keeps mosquitoes out", Measure(rules, 100, sentence=True))
    assert slight.slight


def test_a_wording_that_stands_alone_begins_with_what_it_is_about() -> None:
    alone = Measure(PLATFORMS["x"].text, 200, alone=True)
    assert "leans on a sentence" in why("It keeps mosquitoes out of the water.", alone)
    assert "leans on a sentence" in why("This keeps mosquitoes out of the water.", alone)
    assert why("It keeps mosquitoes out of the water.") == ""
    assert why("One good shower fills it.", alone) == ""


def test_the_articles_own_words_are_sent_back_but_shown_if_nothing_better_comes() -> None:
    copied = "Most downpipes can be tapped with a filter that costs less than a shrub."
    faults = EXAMINER.faults(copied, ROOMY)
    assert [fault.slight for fault in faults] == [True]
    assert "copies" in faults[0].why


def test_what_the_article_itself_writes_is_no_link_or_sign() -> None:
    article = make_article("Cloud hosting", "The team runs cloud.gov in C# at 20 °C. Installs come from @babel/core.")
    examiner = Examiner.of(article, write_brief(article), make_site())
    for text in ("Cloud.gov is run by the team.", "Installs come from @babel/core.", "The team runs at 20 °C."):
        assert not any(word in why(text, examiner=examiner) for word in ("link", "mention", "emoji"))


def test_another_language_is_noticed_where_it_is_sure() -> None:
    german = "Ein Deckel hält Laub, Licht und Mücken vom Wasser fern, und Frost sprengt jede volle Tonne."
    assert EXAMINER.is_foreign(german)
    assert not EXAMINER.is_foreign("A lid keeps leaves, light and mosquitoes out of the water of your barrel.")
    assert not EXAMINER.is_foreign("Ein Deckel")


def test_a_sentence_in_latin_letters_alone_is_no_sentence_of_an_article_in_others() -> None:
    article = make_article(
        "Рассылка", "GitHub хранит код. Каждый проект начинается с файла README, который объясняет цель.", language="ru"
    )
    examiner = Examiner.of(article, write_brief(article), make_site(language="ru"))
    assert "not in the article's language" in why("Every project begins with README.", examiner=examiner)
    assert "language" not in why("GitHub README", examiner=examiner)
    assert "language" not in why("GitHub хранит код.", examiner=examiner)


def test_what_was_found_is_remembered_for_the_next_platform() -> None:
    again = Examiner.of(*garden(), make_site())
    assert again is EXAMINER
    assert Examiner.of(*garden(), make_site(name="Another")) is not EXAMINER
