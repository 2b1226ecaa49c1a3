"""The sandbox's sign-ins refuse what the real ones refuse: driven with plain HTTP, without any of the clients."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.oauth_dialects import DIALECTS
from tests.sandbox.played import Played, playing

REDIRECT, LOOPBACK = "https://reprise.example/callback", "http://127.0.0.1:5050/callback"
VERIFIER = "v" * 50
S256 = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
HEX = hashlib.sha256(VERIFIER.encode()).hexdigest()
OWN = ("facebook", "instagram")
PLAIN = tuple(name for name in DIALECTS if name not in OWN)


class SignIn:
    """One platform's sign-in, with everything right unless a test says otherwise."""

    def __init__(self, played: Played) -> None:
        self.played = played
        self.dialect = DIALECTS[played.name]

    def page(self, **changed: str | None) -> httpx.Response:
        dialect = self.dialect
        given: dict[str, str | None] = {
            dialect.client: "sandbox-client",
            "response_type": "code",
            "redirect_uri": REDIRECT,
            "scope": dialect.separator.join(sorted(dialect.scopes)),
            "state": "s",
            "access_type": "offline",
            "prompt": "consent",
        }
        if dialect.pkce in ("required", "optional"):
            given |= {"code_challenge": S256, "code_challenge_method": "S256"}
        query = {name: value for name, value in (given | changed).items() if value is not None}
        path = dialect.authorize.replace("{version}", "v26.0")
        return self.played.http.get(f"/{dialect.name}{path}", params=query)

    def sent_back(self, **changed: str | None) -> dict[str, str]:
        answer = self.page(**changed)
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    def code(self, **changed: str | None) -> str:
        return self.sent_back(**changed)["code"]

    def token(self, **changed: str | None) -> httpx.Response:
        """A call of the token address; the client shows itself as this platform wants it."""
        dialect = self.dialect
        given: dict[str, str | None] = {"grant_type": "authorization_code", "redirect_uri": REDIRECT}
        if dialect.pkce in ("required", "optional"):
            given["code_verifier"] = VERIFIER
        auth = ("sandbox-client", "sandbox-secret") if "post" not in dialect.auth else None
        if auth is None:
            given |= {dialect.client: "sandbox-client", "client_secret": "sandbox-secret"}
        form = {name: value for name, value in (given | changed).items() if value is not None}
        return self.played.http.post(f"/{dialect.name}{dialect.token}", data=form, auth=auth)  # type: ignore[arg-type]

    def tokens(self, **changed: str | None) -> dict[str, Any]:
        answer = self.token(code=self.code(**changed))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        assert "error" not in found, found
        return found

    def refresh(self, token: str, **changed: str | None) -> httpx.Response:
        return self.token(
            grant_type="refresh_token", refresh_token=token, redirect_uri=None, code_verifier=None, **changed
        )

    def state_of(self, token: str) -> str:
        grant = self.played.tokens.find(self.dialect.name, token)
        assert grant is not None
        return grant.state


@pytest.fixture
def signin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SignIn]:
    with playing(tmp_path, request.param) as played:
        yield SignIn(played)


def on(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("signin", names, indirect=True)


def refused(answer: httpx.Response) -> str:
    """The error of a refusal, in the shape that the platform uses."""
    body = answer.json()
    error = body["error"]
    return str(error["message"] if isinstance(error, dict) else error)


@on(*PLAIN)
def test_a_code_becomes_tokens_once(signin: SignIn) -> None:
    code = signin.code()
    first = signin.token(code=code).json()
    assert signin.state_of(first["access_token"]) == "valid"
    again = signin.token(code=code)
    assert refused(again) in ("invalid_grant", "invalid_request")
    assert signin.state_of(first["access_token"]) == "revoked", "what came from a code that was used twice ends"


@on(*PLAIN)
def test_a_code_ends_in_time(signin: SignIn) -> None:
    code = signin.code()
    signin.played.clock.advance(timedelta(seconds=signin.dialect.code_seconds + 1))
    assert refused(signin.token(code=code)) in ("invalid_grant", "invalid_request")


@on(*PLAIN)
def test_the_redirect_address_is_compared_to_the_letter(signin: SignIn) -> None:
    assert refused(signin.token(code=signin.code(), redirect_uri=f"{REDIRECT}/")) in (
        "invalid_grant",
        "invalid_request",
    )
    for wrong in (f"{REDIRECT}/", f"{REDIRECT}?a=b", "https://elsewhere.example/callback", "javascript:alert(1)", ""):
        answer = signin.page(redirect_uri=wrong)
        assert answer.status_code == 400, wrong
        assert "location" not in answer.headers


@on(*DIALECTS)
def test_only_some_send_people_back_to_their_own_machine(signin: SignIn) -> None:
    taken = signin.page(redirect_uri=LOOPBACK, code_challenge=HEX if signin.dialect.name == "tiktok" else None)
    assert (taken.status_code == 302) == signin.dialect.loopback


@on(*DIALECTS)
def test_an_unknown_client_and_an_unknown_scope_are_refused(signin: SignIn) -> None:
    assert signin.page(**{signin.dialect.client: "nobody"}).status_code == 400
    answer = signin.sent_back(scope="everything")
    assert answer["error"] == signin.dialect.unknown_scope
    assert "code" not in answer


@on(*DIALECTS)
def test_a_person_may_say_no(signin: SignIn) -> None:
    expected = {**signin.dialect.denied, "state": "s"}
    assert signin.sent_back(deny="1") == expected
    signin.played.desk("oauth", {"deny": True})
    assert signin.sent_back() == expected
    assert "code" in signin.sent_back(), "an order is for one consent"


@on("x", "youtube", "mastodon")
def test_a_verifier_has_to_fit_its_challenge(signin: SignIn) -> None:
    for wrong in ("w" * 50, "v" * 42, "", None):
        assert "error" in signin.token(code=signin.code(), code_verifier=wrong).json()
    assert signin.sent_back(code_challenge_method="plain")["error"] == "invalid_request"
    assert signin.sent_back(code_challenge=HEX)["error"] == "invalid_request"


@on("x")
def test_x_begins_nothing_without_a_challenge_or_a_state(signin: SignIn) -> None:
    assert signin.sent_back(code_challenge=None)["error"] == "invalid_request"
    assert signin.sent_back(state=None)["error"] == "invalid_request"


@on("tiktok")
def test_tiktok_takes_hexadecimal_digits_only_and_only_on_a_persons_machine(signin: SignIn) -> None:
    own = {"redirect_uri": LOOPBACK, "code_challenge_method": "S256"}
    assert signin.sent_back(redirect_uri=LOOPBACK)["error"] == "invalid_request"
    assert signin.sent_back(**own, code_challenge=S256)["error"] == "invalid_request"
    code = signin.code(**own, code_challenge=HEX)
    answer = signin.token(code=code, redirect_uri=LOOPBACK, code_verifier=VERIFIER).json()
    assert set(answer) == {
        "access_token", "token_type", "scope", "expires_in", "refresh_token", "refresh_expires_in", "open_id",
    }  # fmt: skip
    assert "," in answer["scope"]
    assert signin.token(code=signin.code()).json()["open_id"] == answer["open_id"]


@on("tiktok")
def test_tiktoks_client_is_not_called_as_everywhere(signin: SignIn) -> None:
    code = signin.code()
    answer = signin.token(code=code, client_key=None, client_id="sandbox-client")
    assert refused(answer) == "invalid_client"
    assert set(answer.json()) == {"error", "error_description", "log_id"}


@on("linkedin", "tiktok")
def test_a_secret_in_the_wrong_place_is_none(signin: SignIn) -> None:
    form = {"grant_type": "authorization_code", "code": signin.code(), "redirect_uri": REDIRECT}
    path = f"/{signin.dialect.name}{signin.dialect.token}"
    answer = signin.played.http.post(path, data=form, auth=("sandbox-client", "sandbox-secret"))
    assert (answer.status_code, refused(answer)) == (401, "invalid_client")


@on("x")
def test_xs_secret_is_for_the_header_and_a_public_client_has_none(signin: SignIn) -> None:
    form = {"client_id": "sandbox-client", "client_secret": "sandbox-secret", "grant_type": "authorization_code"}
    answer = signin.played.http.post("/x/2/oauth2/token", data={**form, "code": signin.code()})
    assert refused(answer) == "invalid_client"
    signin.played.desk("oauth", {"client": {"id": "public", "redirects": [REDIRECT]}})
    code = signin.code(client_id="public")
    form = {"client_id": "public", "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    answer = signin.played.http.post("/x/2/oauth2/token", data={**form, "code_verifier": VERIFIER})
    assert answer.status_code == 200, answer.text


@on(*PLAIN)
def test_a_wrong_secret_and_a_body_that_is_no_form_are_refused(signin: SignIn) -> None:
    path = f"/{signin.dialect.name}{signin.dialect.token}"
    wrong = {signin.dialect.client: "sandbox-client", "client_secret": "wrong", "grant_type": "authorization_code"}
    assert refused(signin.played.http.post(path, data=wrong)) == "invalid_client"
    assert refused(signin.played.http.post(path, json={"grant_type": "authorization_code"})) == "invalid_request"


@on(*PLAIN)
def test_another_grant_is_not_supported(signin: SignIn) -> None:
    assert refused(signin.token(grant_type="password")) == "unsupported_grant_type"


@on("x", "tiktok")
def test_a_refresh_token_used_twice_ends_everything(signin: SignIn) -> None:
    first = signin.tokens()
    second = signin.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert "error" in signin.refresh(first["refresh_token"]).json()
    assert signin.state_of(second["access_token"]) == "revoked"
    assert "error" in signin.refresh(second["refresh_token"]).json()


@on("youtube")
def test_google_gives_a_refresh_token_only_when_it_is_asked_for_with_consent(signin: SignIn) -> None:
    assert "refresh_token" not in signin.tokens(prompt=None)
    assert "refresh_token" not in signin.tokens(access_type=None)
    first = signin.tokens()
    again = signin.refresh(first["refresh_token"]).json()
    assert "refresh_token" not in again, "it is not sent again"
    assert signin.refresh(first["refresh_token"]).status_code == 200, "and stays good"


@on("x")
def test_x_gives_a_refresh_token_for_offline_access_only(signin: SignIn) -> None:
    assert "refresh_token" not in signin.tokens(scope="tweet.read users.read")


@on("linkedin")
def test_linkedin_gives_refresh_tokens_to_partners_only_and_never_prolongs_them(signin: SignIn) -> None:
    assert "refresh_token" not in signin.tokens()
    partner = {"id": "partner", "secret": "ps", "redirects": [REDIRECT], "partner": True}
    signin.played.desk("oauth", {"client": partner})
    code = signin.code(client_id="partner")
    client = {"client_id": "partner", "client_secret": "ps"}
    first = signin.token(code=code, **client).json()
    assert first["refresh_token_expires_in"] == 365 * 86_400
    signin.played.clock.advance(timedelta(days=100))
    again = signin.refresh(first["refresh_token"], **client).json()
    assert again["refresh_token"] == first["refresh_token"]
    assert again["refresh_token_expires_in"] == 265 * 86_400
    signin.played.clock.advance(timedelta(days=266))
    assert refused(signin.refresh(first["refresh_token"], **client)) == "invalid_grant"


@on("x", "tiktok", "youtube", "mastodon")
def test_revoking_one_token_ends_all_of_its_consent_and_of_no_other(signin: SignIn) -> None:
    mine, other = signin.tokens(), signin.tokens()
    path = f"/{signin.dialect.name}{signin.dialect.revoke}"
    client = {signin.dialect.client: "sandbox-client", "client_secret": "sandbox-secret"}
    post = "post" in signin.dialect.auth
    auth = None if post else ("sandbox-client", "sandbox-secret")
    form = {"token": mine["access_token"], **(client if post else {})}
    assert signin.played.http.post(path, data=form, auth=auth).status_code == 200  # type: ignore[arg-type]
    assert signin.state_of(mine["access_token"]) == "revoked"
    assert signin.state_of(other["access_token"]) == "valid"
    if "refresh_token" in mine:
        assert "error" in signin.refresh(mine["refresh_token"]).json()


@on("mastodon")
def test_an_app_makes_itself_known_to_a_mastodon_instance(signin: SignIn) -> None:
    http = signin.played.http
    assert http.post("/mastodon/api/v1/apps", data={"client_name": "Mine"}).status_code == 400
    form = {"client_name": "Mine", "redirect_uris": LOOPBACK, "scopes": "read:accounts write:statuses"}
    made = http.post("/mastodon/api/v1/apps", data=form).json()
    own = {"client_id": made["client_id"], "redirect_uri": LOOPBACK}
    assert signin.sent_back(**own, scope="write:media")["error"] == "invalid_scope"
    code = signin.code(**own, scope="write:statuses")
    answer = signin.token(code=code, **own, client_secret=made["client_secret"]).json()
    assert answer["scope"] == "write:statuses"
    assert "expires_in" not in answer


@on("facebook")
def test_facebooks_code_becomes_a_short_token_and_that_a_long_one(signin: SignIn) -> None:
    http, client = signin.played.http, {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    path, code = "/facebook/v26.0/oauth/access_token", signin.code()
    assert http.get(path, params={**client, "code": code, "redirect_uri": f"{REDIRECT}/"}).status_code == 400
    short = http.get(path, params={**client, "code": code, "redirect_uri": REDIRECT}).json()
    assert short["expires_in"] == 3600
    assert "used" in refused(http.get(path, params={**client, "code": code, "redirect_uri": REDIRECT}))
    code = signin.code()
    short = http.get(path, params={**client, "code": code, "redirect_uri": REDIRECT}).json()
    exchange = {"grant_type": "fb_exchange_token", "fb_exchange_token": short["access_token"]}
    wrong = http.get(path, params={**client, "client_secret": "wrong", **exchange})
    assert refused(wrong) == "Error validating client secret."
    long = http.get(path, params={**client, **exchange}).json()
    assert long["expires_in"] == 60 * 86_400
    signin.played.clock.advance(timedelta(hours=2))
    assert http.get(path, params={**client, **exchange}).json()["error"]["error_subcode"] == 463
    mine = {"Authorization": f"Bearer {long['access_token']}"}
    pages = http.get("/facebook/v26.0/me/accounts", headers=mine).json()["data"]
    assert http.delete("/facebook/v26.0/me/permissions", headers=mine).json() == {"success": True}
    page = {"Authorization": f"Bearer {pages[0]['access_token']}"}
    assert http.get("/facebook/v26.0/me", headers=page).json()["error"]["code"] == 190


@on("instagram")
def test_instagrams_tokens_become_long_and_are_renewed_when_a_day_old(signin: SignIn) -> None:
    http, client = signin.played.http, {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    form = {**client, "grant_type": "authorization_code", "redirect_uri": REDIRECT}
    code = signin.code()
    bad = http.post("/instagram/oauth/access_token", data={**form, "code": "wrong"})
    assert bad.json() == {"error_type": "OAuthException", "code": 400, "error_message": "Invalid authorization code"}
    (short,) = http.post("/instagram/oauth/access_token", data={**form, "code": code}).json()["data"]
    exchange = {"grant_type": "ig_exchange_token", "access_token": short["access_token"]}
    assert http.get("/instagram/access_token", params={**exchange, "client_secret": "wrong"}).status_code == 400
    long = http.get("/instagram/access_token", params={**exchange, "client_secret": "sandbox-secret"}).json()
    assert long["expires_in"] == 60 * 86_400
    renewal = {"grant_type": "ig_refresh_token", "access_token": long["access_token"]}
    assert "too young" in refused(http.get("/instagram/refresh_access_token", params=renewal))
    signin.played.clock.advance(timedelta(hours=25))
    assert http.get("/instagram/refresh_access_token", params=renewal).json()["expires_in"] == 60 * 86_400
    signin.played.clock.advance(timedelta(days=61))
    ended = http.get("/instagram/refresh_access_token", params=renewal).json()["error"]
    assert (ended["code"], ended["error_subcode"]) == (190, 463)


@on("facebook", "instagram")
def test_meta_hangs_ornaments_on_its_answers(signin: SignIn) -> None:
    assert signin.page().headers["location"].endswith(signin.dialect.fragment)
    assert signin.dialect.fragment


@on("x")
def test_permissions_can_be_withheld_and_renewals_counted(signin: SignIn) -> None:
    signin.played.desk("oauth", {"withhold": ["media.write"]})
    first = signin.tokens()
    assert "media.write" not in first["scope"]
    assert "media.write" not in signin.refresh(first["refresh_token"]).json()["scope"]
    assert signin.played.http.get("/_sandbox/x/oauth").json()["calls"] == {"authorization_code": 1, "refresh_token": 1}


@on("x")
def test_a_sign_in_survives_a_restart(signin: SignIn, tmp_path: Path) -> None:
    first = signin.tokens()
    with playing(tmp_path, "x") as again:
        assert SignIn(again).refresh(first["refresh_token"]).status_code == 200
