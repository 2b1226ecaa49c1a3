"""Every fault on every platform ends in the right state, is told with a remedy, and leaves nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.windows.failures import FAILURES
from tests.chaos.accounts import PLAYED
from tests.chaos.faults import PAGE, Row, section, tried

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KINDS = {
    "expired_token": {"auth"},
    "revoked_token": {"auth"},
    "permission": {"permission"},
    "rate_limit": {"rate_limit"},
    "rate_limit_bare": {"rate_limit"},
    "quota": {"quota"},
    "validation": {"validation"},
    "duplicate": {"duplicate"},
    "spam": {"spam"},
}
LOST = {"drop", "drop_after", "timeout", "timeout_after", "garbage_after", "server_error", "server_error_after"}
RESTS = {"auth", "permission", "rate_limit", "quota", "spam"}
FINAL = {"validation", "duplicate"}


@pytest.fixture(scope="module", params=PLAYED)
def rows(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    return tried(request.param, tmp_path_factory.mktemp("faults") / "bench")


def test_each_fault_is_of_its_kind(rows: list[Row]) -> None:
    wrong = [(row.fault, row.kind) for row in rows if row.fault in KINDS and row.kind not in KINDS[row.fault]]
    assert wrong == []


def test_no_fault_leaves_a_post_twice_or_lost(rows: list[Row]) -> None:
    assert [row for row in rows if row.there > 1] == []
    assert [row for row in rows if row.finally_ == "published" and row.there != 1] == []
    assert [row for row in rows if row.finally_ == "failed" and row.there] == []
    assert {row.finally_ for row in rows} <= {"published", "failed", "held"}


def test_an_account_rests_for_what_is_not_the_posts_fault_and_the_post_goes_out_afterwards(rows: list[Row]) -> None:
    for row in rows:
        if row.kind in RESTS:
            assert (row.result, row.state, row.finally_) == ("paused", "scheduled", "published"), row
            assert row.pause is not None


def test_what_a_person_must_mend_fails_at_once(rows: list[Row]) -> None:
    for row in rows:
        if row.kind in FINAL:
            assert (row.result, row.state, row.wait, row.finally_) == ("failed", "failed", None, "failed"), row


def test_what_nobody_knows_is_looked_for_or_held_where_that_is_impossible(rows: list[Row]) -> None:
    for row in rows:
        if row.kind == "unknown_outcome":
            assert row.result == "unknown", row
            held_is_right = not PLAYED[row.account].answers_for_itself
            assert row.finally_ == "published" or (held_is_right and row.finally_ == "held"), row
    assert {row.fault for row in rows if row.kind == "unknown_outcome"} <= LOST


def test_a_passing_failure_is_tried_again_within_its_time(rows: list[Row]) -> None:
    for row in rows:
        if row.kind in ("server", "network"):
            minutes = FAILURES[row.kind].retry_minutes or 0  # type: ignore[index]
            assert row.wait is not None and 1 <= row.wait.total_seconds() / 60 <= 1.2 * minutes, row
            assert row.finally_ == "published"


def test_every_message_names_the_platforms_words_and_a_remedy(rows: list[Row]) -> None:
    for row in rows:
        if row.kind != "-":
            assert len(row.message) > 30 and row.message.rstrip().endswith("."), row


def test_the_page_of_the_docs_is_what_happens(rows: list[Row]) -> None:
    assert section(rows) in PAGE.read_text(encoding="utf-8"), "run python -m tests.chaos.faults"


def test_the_page_has_every_account() -> None:
    headings = [line for line in Path(PAGE).read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert len(headings) == len(PLAYED)
