"""The editors' page about times says what the tables and the planner say."""

from __future__ import annotations

from reprise.social.rules import PLATFORMS
from reprise.social.writing import PRIORITIES
from tests.docs.pages import ROOT, coded, rows

PAGE = ROOT / "docs" / "scheduling.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_what_platforms_take_is_what_the_rules_say() -> None:
    said = {coded(row[0])[0]: row[1] for row in rows(PAGE, "Platform")}
    words = {None: "posts", frozenset({"video"}): "films"}
    assert said == {
        name: ", ".join(f"{each.most} {words[each.types]} in {each.hours} h" for each in rules.allowances)
        for name, rules in PLATFORMS.items()
        if rules.allowances
    }


def test_every_limit_of_a_platform_has_its_source() -> None:
    assert all(each.source for rules in PLATFORMS.values() for each in rules.allowances)


def test_types_are_named_in_the_order_of_their_priority() -> None:
    names = {
        "video": "films", "announcement": "announcements", "thread": "threads", "carousel": "carousels",
        "highlights": "highlights", "quote_card": "quotations", "faq": "questions",
    }  # fmt: skip
    order = sorted(PRIORITIES, key=lambda type_: -PRIORITIES[type_])
    assert ", ".join(names[type_] for type_ in order) in TEXT.replace("\n", " ")
