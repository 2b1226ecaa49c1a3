"""What all of Meta's answers have in common: codes and subcodes, spent budgets, metrics in groups, parts of files."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.clock import ManualClock
from reprise.windows.failures import FAILURES, FailureKind, PlatformError
from resources.platforms import facebook_errors, instagram_errors
from resources.platforms.api import Answer, Refusal
from resources.platforms.graph import insights, seconds, whole
from resources.platforms.graph_errors import COMMON, Table, fault_of, limits, regained, understand
from resources.platforms.graph_uploads import Slice, bytes_there
from tests.sandbox_material import NOON

CLOCK = ManualClock(NOON)


def answer(status: int = 400, body: Any = None, **headers: Any) -> Answer:
    named = {name.replace("_", "-"): json.dumps(value) for name, value in headers.items()}
    return Answer(status, named, json.dumps(body).encode(), body)


def refusal(
    code: int,
    subcode: int | None = None,
    *,
    status: int = 400,
    creates: bool = False,
    table: Table = COMMON,
    **more: Any,
) -> Refusal:
    error = {"message": f"(#{code}) No", "code": code, **({"error_subcode": subcode} if subcode else {}), **more}
    found = understand(answer(status, {"error": error}), creates, CLOCK, table)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (1, None, "server"), (2, None, "server"), (4, None, "rate_limit"), (17, None, "rate_limit"),
        (32, None, "rate_limit"), (613, None, "rate_limit"), (80001, 2446079, "rate_limit"),
        (80002, None, "rate_limit"), (10, None, "permission"), (200, None, "permission"), (299, None, "permission"),
        (190, None, "auth"), (190, 458, "auth"), (190, 460, "auth"), (190, 463, "auth"), (190, 467, "auth"),
        (100, None, "validation"), (100, 33, "validation"), (368, 1390008, "spam"), (506, 1455006, "duplicate"),
        (99999, None, "validation"),
    ],
)  # fmt: skip
def test_a_code_that_all_of_graph_has_is_sorted(code: int, subcode: int | None, kind: FailureKind) -> None:
    assert refusal(code, subcode).kind == kind


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (9, 2207042, "quota"), (9007, 2207027, "media_processing"), (4, 2207051, "spam"), (25, 2207050, "permission"),
        (-2, 2207003, "media_processing"), (-2, 2207020, "media_processing"), (-1, 2207001, "server"),
        (-1, 2207053, "media_processing"), (24, 2207006, "media_processing"), (24, 2207008, "media_processing"),
        (352, 2207026, "validation"), (9004, 2207052, "media_processing"), (36000, 2207004, "validation"),
        (36001, 2207005, "validation"), (36003, 2207009, "validation"), (36004, 2207010, "validation"),
        (100, 2207028, "validation"), (1, 2207057, "validation"), (-2, 2207082, "media_processing"),
    ],
)  # fmt: skip
def test_instagrams_subcodes_say_more_than_their_codes(code: int, subcode: int, kind: FailureKind) -> None:
    assert refusal(code, subcode, table=instagram_errors.TABLE).kind == kind


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [(100, 1366051, "duplicate"), (324, 1366046, "validation"), (389, 1363069, "media_processing"),
     (382, 1363022, "validation"), (6000, 1363019, "media_processing"), (6001, 1363037, "media_processing"),
     (1500, None, "validation")],
)  # fmt: skip
def test_facebooks_own_codes_are_sorted(code: int, subcode: int | None, kind: FailureKind) -> None:
    assert refusal(code, subcode, table=facebook_errors.TABLE).kind == kind


def test_the_reasons_why_an_access_ended_have_different_remedies() -> None:
    remedies = {refusal(190, subcode).remedy for subcode in (458, 459, 460, 463, 467)}
    assert len(remedies) == 5
    assert all(remedies)


@given(code=st.integers(-10, 100_000), subcode=st.integers(1, 3_000_000), status=st.sampled_from([400, 401, 403, 500]))
def test_whatever_fails_while_something_is_made_public_is_never_taken_for_a_servers_trouble(
    code: int, subcode: int, status: int
) -> None:
    """A `server` failure is tried again by itself: of what may have been made that would make two."""
    found = refusal(code, subcode, status=status, creates=True, is_transient=True)
    assert found.kind in FAILURES and found.kind != "server"


def test_an_unavailable_service_has_made_nothing() -> None:
    assert refusal(2, status=503, creates=True).kind == "server"


def test_an_answer_that_is_no_json_says_nothing_about_what_was_made() -> None:
    page = Answer(201, {}, b"<html>", None)
    assert (found := understand(page, True, CLOCK, COMMON)) is not None and found.kind == "unknown_outcome"
    assert (found := understand(page, False, CLOCK, COMMON)) is not None and found.kind == "server"


def test_an_error_inside_a_success_is_an_error() -> None:
    assert refusal(100, status=200).kind == "validation"


@pytest.mark.parametrize(
    ("status", "kind"), [(401, "auth"), (403, "permission"), (404, "validation"), (429, "rate_limit")]
)
def test_without_a_code_the_status_counts(status: int, kind: FailureKind) -> None:
    found = understand(answer(status, {"message": "No"}), False, CLOCK, COMMON)
    assert found is not None and found.kind == kind


def test_what_is_meant_for_people_is_told_with_what_is_meant_for_developers() -> None:
    said = fault_of(answer(400, {"error": {"message": "(#324) No file", "code": 324, "error_user_msg": "Too large."}}))
    assert said is not None and said.said == "(#324) No file Too large."


def test_a_spent_budget_is_told_with_its_end_to_every_route_that_shares_it() -> None:
    row = {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 15}
    told = answer(400, {}, x_business_use_case_usage={"2001": [row]})
    found = list(limits(told, "GET /me", CLOCK, ["POST /{page}/feed"]))
    assert [(limit.route, limit.remaining, limit.reset_at) for limit in found] == [
        ("GET /me", 0, NOON + timedelta(minutes=15)),
        ("POST /{page}/feed", 0, NOON + timedelta(minutes=15)),
    ]


def test_a_spent_budget_of_the_app_is_there_again_in_an_hour() -> None:
    assert regained(answer(x_app_usage={"call_count": 20, "total_time": 100}), CLOCK) == NOON + timedelta(hours=1)


@pytest.mark.parametrize("value", ["", "no json", "[1]", '{"2001": 3}', '{"2001": [null]}', '{"call_count": "many"}'])
def test_a_budget_that_is_not_spent_or_not_understood_holds_nothing_up(value: str) -> None:
    told = Answer(200, {"x-app-usage": value, "x-business-use-case-usage": value}, b"", None)
    assert list(limits(told, "GET /me", CLOCK, ["POST /{page}/feed"])) == []


def test_one_metric_that_is_no_more_costs_only_itself() -> None:
    asked: list[str] = []

    def ask(names: str) -> Mapping[str, Any]:
        asked.append(names)
        if "dead" in names:
            raise PlatformError("validation", "(#100) The value must be a valid insights metric")
        return {"data": [{"name": name, "values": [{"value": len(name)}]} for name in names.split(",")]}

    assert insights([("views", "dead"), ("likes",)], ask) == {"views": 5, "likes": 5}
    assert asked == ["views,dead", "views", "dead", "likes"]


def test_without_the_permission_there_are_no_metrics_and_no_error() -> None:
    def ask(names: str) -> Mapping[str, Any]:
        raise PlatformError("permission", f"(#200) {names}")

    assert insights([("views", "reach"), ("likes",)], ask) == {}


@pytest.mark.parametrize("kind", ["auth", "rate_limit", "network"])
def test_metrics_that_cannot_be_read_now_are_no_zeros(kind: FailureKind) -> None:
    def ask(names: str) -> Mapping[str, Any]:
        raise PlatformError(kind, names)

    with pytest.raises(PlatformError):
        insights([("views",)], ask)


def test_numbers_are_told_from_what_is_none() -> None:
    assert (whole(3), whole(True), whole("3"), whole(None)) == (3, None, None, None)
    assert (seconds(1500), seconds(None)) == (1.5, None)


@given(data=st.binary(max_size=200), start=st.integers(0, 200), length=st.integers(0, 200), size=st.integers(1, 70))
def test_a_part_of_a_file_reads_like_a_file(
    data: bytes, start: int, length: int, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("slice") / "file"
    path.write_bytes(data)
    start = min(start, len(data))
    end = min(start + length, len(data))
    with Slice(path, start, end) as part:
        read = b"".join(iter(lambda: part.read(size), b""))
        assert read == data[start:end]
        part.seek(0)
        assert part.read() == data[start:end]


def test_both_spellings_of_the_bytes_that_have_arrived_are_read() -> None:
    assert bytes_there({"uploading_phase": {"bytes_transfered": 7}}) == 7
    assert bytes_there({"uploading_phase": {"bytes_transferred": 8}}) == 8
    assert bytes_there({"uploading_phase": {"status": "complete"}}) == sys.maxsize
    assert bytes_there(None) == bytes_there({}) == bytes_there({"uploading_phase": "?"}) == 0
