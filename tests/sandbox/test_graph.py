"""What Graph is everywhere: the fields language, versions, pages of a listing, tokens of pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.graph import fields, versions
from sandbox.graph.problems import GraphProblem
from tests.sandbox.played import Played, playing

NOW = datetime(2026, 11, 10, tzinfo=UTC)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "facebook") as one:
        yield one


def me(played: Played, token: str, **query: str) -> httpx.Response:
    return played.http.get("/facebook/v26.0/me", params=query, headers={"Authorization": f"Bearer {token}"})


@given(st.lists(NAMES, min_size=1, max_size=6))
def test_any_list_of_names_is_read_as_it_is_written(names: list[str]) -> None:
    assert [one.name for one in fields.parsed(",".join(names))] == names


def test_calls_and_inner_fields_are_read() -> None:
    (one, two) = fields.parsed("comments.limit(5).summary(true){message,from{name}}, id")
    assert one.calls == {"limit": "5", "summary": "true"}
    assert [inner.name for inner in one.inner] == ["message", "from"]
    assert one.inner[1].inner[0].name == "name"
    assert two.name == "id"


@pytest.mark.parametrize("text", ["id,,name", "comments{id", "a}b", "id,", "{id}"])
def test_what_is_no_list_of_fields_is_refused(text: str) -> None:
    with pytest.raises(GraphProblem) as problem:
        fields.parsed(text)
    assert problem.value.error["code"] == 2500


@pytest.mark.parametrize(
    ("asked", "served"),
    [("v26.0", "v26.0"), ("v21.0", "v21.0"), ("v18.0", "v21.0"), ("v20.0", "v21.0"), (None, "v21.0")],
)
def test_a_dead_version_is_served_by_the_oldest_that_lives(asked: str | None, served: str) -> None:
    assert versions.served(asked, NOW) == served


def test_a_version_that_never_was_is_unknown(played: Played) -> None:
    answer = played.http.get("/facebook/v99.0/me", params={"access_token": "sandbox-facebook"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 2500


def test_the_answering_version_and_the_usage_stand_in_headers(played: Played) -> None:
    answer = me(played, "sandbox-facebook")
    assert answer.headers["facebook-api-version"] == "v26.0"
    assert '"2001"' in answer.headers["x-business-use-case-usage"]
    assert "call_count" in answer.headers["x-app-usage"]


@pytest.mark.parametrize("name", ["pretty", "debug", "date_format"])
def test_parameters_that_were_removed_are_refused(played: Played, name: str) -> None:
    assert me(played, "sandbox-facebook", **{name: "1"}).json()["error"]["code"] == 100


def test_without_a_token_nothing_is_answered(played: Played) -> None:
    assert played.http.get("/facebook/v26.0/me").json()["error"]["code"] == 104


@pytest.mark.parametrize(("state", "subcode"), [("expire", 463), ("revoke", 458)])
def test_expired_and_revoked_tokens_are_told_apart(played: Played, state: str, subcode: int) -> None:
    played.desk("tokens", {"do": state, "token": "sandbox-facebook"})
    answer = me(played, "sandbox-facebook")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["error_subcode"], error["type"]) == (190, subcode, "OAuthException")
    assert error["fbtrace_id"]
    assert "invalid_token" in answer.headers["www-authenticate"]


def test_an_unknown_token_has_no_subcode(played: Played) -> None:
    error = me(played, "nobodys").json()["error"]
    assert error["code"] == 190
    assert "error_subcode" not in error


def test_a_page_token_of_a_long_lived_user_token_has_no_end(played: Played) -> None:
    def token_of_page(user_token: str) -> str:
        answer = played.http.get("/facebook/v26.0/me/accounts", params={"access_token": user_token})
        return str(answer.json()["data"][0]["access_token"])

    scopes = frozenset({"pages_show_list", "pages_read_engagement"})
    long = played.tokens.issue("facebook", "1001", scopes, seconds=60 * 86_400)
    short = played.tokens.issue("facebook", "1001", scopes, seconds=3600)
    lasting, passing = token_of_page(long), token_of_page(short)
    assert lasting == token_of_page(long) != passing
    played.clock.advance(timedelta(days=61))
    assert me(played, lasting).json()["id"] == "2001"
    assert me(played, passing).json()["error"]["error_subcode"] == 463


def test_a_revoked_page_token_does_not_live_again_by_asking(played: Played) -> None:
    user = {"access_token": played.tokens.issue("facebook", "1001", frozenset({"pages_show_list"}))}
    token = played.http.get("/facebook/v26.0/me/accounts", params=user).json()["data"][0]["access_token"]
    played.tokens.revoke("facebook", token=token)
    again = played.http.get("/facebook/v26.0/me/accounts", params=user).json()["data"][0]["access_token"]
    assert me(played, again).json()["error"]["error_subcode"] == 458


def test_a_users_calls_are_counted_by_the_hour(played: Played) -> None:
    answers = [me(played, "sandbox-facebook-user") for _ in range(201)]
    assert {answer.status_code for answer in answers[:200]} == {200}
    assert answers[-1].json()["error"]["code"] == 4
    played.clock.advance(timedelta(hours=1, seconds=1))
    assert me(played, "sandbox-facebook-user").status_code == 200


def test_a_spent_budget_is_told_with_the_time_it_takes(played: Played) -> None:
    played.desk("orders", {"usage": "full"})
    answer = me(played, "sandbox-facebook")
    assert answer.json()["error"]["code"] == 80001
    assert '"estimated_time_to_regain_access": 15' in answer.headers["x-business-use-case-usage"]
    played.clock.advance(timedelta(minutes=16))
    assert me(played, "sandbox-facebook").status_code == 200


@pytest.mark.parametrize("kind", ["rate_limit", "rate_limit_bare", "spam", "duplicate", "server_error", "unavailable"])
def test_ordered_refusals_have_graphs_shape(played: Played, kind: str) -> None:
    played.desk("faults", {"route": "GET /v26.0/me", "kind": kind})
    answer = me(played, "sandbox-facebook")
    assert answer.status_code >= 400
    assert {"message", "type", "code", "fbtrace_id"} <= set(answer.json()["error"])
    assert ("x-business-use-case-usage" in answer.headers) == (kind == "rate_limit")
