"""The page about notifications says what the code has: events, kinds, distances, the webhook's form."""

from __future__ import annotations

import json
import re
from typing import get_args

from reprise.notices import rendering
from reprise.notices.delivering import GIVE_UP, PAUSES, TOGETHER
from reprise.notices.notice import EVENTS, Kind
from reprise.store.notices import LOST_AFTER
from tests.docs.pages import ROOT, coded, fences, rows
from tests.reprise.notices.builders import message, notice

PAGE = ROOT / "docs" / "notifications.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_event_is_explained() -> None:
    assert [coded(row[0])[0] for row in rows(PAGE, "Event")] == list(EVENTS)


def test_every_kind_is_named() -> None:
    told = re.search(r"`kind` is one of (.*?); `severity`", TEXT, re.DOTALL)
    assert told is not None
    assert coded(told[1]) == list(get_args(Kind))


def test_the_payload_has_the_fields_that_are_shown() -> None:
    (shown,) = [json.loads(fence.text) for fence in fences(PAGE, "json")]
    sent = rendering.payload(message(notice()))
    assert list(shown) == list(sent)
    assert list(shown["notices"][0]) == list(sent["notices"][0])


def test_the_distances_are_the_codes() -> None:
    minutes = [int(pause.total_seconds() // 60) for pause in PAUSES]
    assert minutes == [1, 5, 15, 60, 180]
    assert "after 1, 5, 15 minutes, 1 hour, then every 3 hours" in TEXT
    assert (GIVE_UP.days, LOST_AFTER.total_seconds(), TOGETHER) == (2, 600, 4)
    for said in ("After two days", "ten minutes later", "Four or more"):
        assert said in TEXT
