"""Connecting through a sign-in page, wherever there is one, and everything that can be wrong with an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from reprise.errors import BadInput, BadSettings
from reprise.store.accounts import AccountKey
from reprise.windows.failures import PlatformError
from resources.accounts.callback import SignInRefused
from resources.accounts.connecting import asked_scopes
from resources.accounts.dialect import Browser
from resources.accounts.oauth import challenge_of
from resources.accounts.registry import CONNECTORS
from resources.accounts.settings import app_settings
from tests.resources.accounts.conftest import BROWSED, FORWARDER, Place, changed

ON_LOOPBACK = ("x", "tiktok", "youtube", "mastodon")
WITH_PKCE = ("x", "youtube", "mastodon")
OPTIONAL = {
    "x": ("media.write", "pictures and films"),
    "facebook": ("read_insights", "the numbers of posts"),
    "instagram": ("instagram_business_manage_comments", "first comments"),
    "tiktok": ("video.list", "the numbers of posts"),
    "youtube": ("https://www.googleapis.com/auth/youtube.force-ssl", "captions"),
    "mastodon": ("write:media", "pictures and films"),
}


@pytest.mark.parametrize("platform", BROWSED)
def test_an_account_is_connected_and_opens(place: Place, platform: str) -> None:
    account = place.connect(platform)
    assert (account.state, account.problem) == ("connected", None)
    access = place.accounts.access("demo", platform, "main")
    assert access is not None
    assert access.token == place.secrets(platform)["token"]
    assert access.remote_id == account.remote_id
    assert access.details["kind"] == account.kind
    assert set(access.details["scopes"].split()) >= {
        scope.name for scope in CONNECTORS[platform].scopes if not scope.kinds
    }
    assert place.accounts.keeping.check(AccountKey("demo", platform, "main")) is None


@pytest.mark.parametrize("platform", BROWSED)
def test_a_permission_that_is_not_given_connects_nothing(place: Place, platform: str) -> None:
    place.desk(platform, "oauth", {"deny": True})
    with pytest.raises(SignInRefused, match="The permission was not given"):
        place.connect(platform)
    assert place.store.accounts.find() == ()


@pytest.mark.parametrize("platform", BROWSED)
def test_an_answer_with_another_state_is_refused_and_its_code_not_used(place: Place, platform: str) -> None:
    before = place.calls(platform, "authorization_code")
    place.person.spoil = lambda address: changed(address, state="forged")
    with pytest.raises(SignInRefused, match="does not belong to this sign-in"):
        place.connect(platform)
    assert place.calls(platform, "authorization_code") == before


@pytest.mark.parametrize("platform", BROWSED)
def test_a_forged_code_is_refused(place: Place, platform: str) -> None:
    place.person.spoil = lambda address: changed(address, code="forged")
    with pytest.raises(PlatformError) as failed:
        place.connect(platform)
    assert "forged" not in str(failed.value)
    assert place.store.accounts.find() == ()


@pytest.mark.parametrize("platform", BROWSED)
def test_a_code_that_is_replayed_is_refused_and_what_came_from_it_ends(place: Place, platform: str) -> None:
    place.connect(platform)
    first = place.person.ended_at
    with pytest.raises(PlatformError):
        place.person.spoil = lambda address: changed(first, state=parse_qs(urlsplit(address).query)["state"][0])
        place.connect(platform, "second")
    assert [account.name for account in place.store.accounts.find()] == ["main"]


@pytest.mark.parametrize("platform", WITH_PKCE)
def test_a_wrong_verifier_is_refused(place: Place, platform: str) -> None:
    with pytest.raises(PlatformError):
        _exchanged(place, platform, FORWARDER, verifier="w" * 64)


@pytest.mark.parametrize("platform", ON_LOOPBACK)
def test_the_answer_may_come_back_to_this_machine(place: Place, platform: str) -> None:
    place.env["REPRISE_REDIRECT_URL"] = "http://127.0.0.1:8799/callback"
    place.person.callback = "http://127.0.0.1:8799"
    account = place.connect(platform, paste=False)
    assert account.state == "connected"
    assert place.person.seen is not None
    assert "You can close this page" in place.person.seen.text


def test_an_answer_that_comes_through_an_operators_forwarder_is_received(place: Place) -> None:
    place.person.callback = "http://127.0.0.1:8721"
    assert place.connect("linkedin", paste=False).state == "connected"


@pytest.mark.parametrize("platform", [name for name in BROWSED if name not in ON_LOOPBACK])
def test_a_platform_that_wants_https_says_so_before_a_browser_opens(place: Place, platform: str) -> None:
    place.env["REPRISE_REDIRECT_URL"] = ""
    with pytest.raises(BadSettings, match=r"https addresses only.*REPRISE_REDIRECT_URL.*--paste"):
        place.connect(platform)
    assert place.person.page == ""


@pytest.mark.parametrize("platform", [name for name in BROWSED if CONNECTORS[name].needs_app])
def test_an_app_that_is_not_set_names_its_variable(place: Place, platform: str) -> None:
    name = f"REPRISE_{platform.upper()}_CLIENT_ID"
    del place.env[name]
    with pytest.raises(BadSettings, match=name):
        place.connect(platform)


@pytest.mark.parametrize("platform", [name for name in BROWSED if CONNECTORS[name].needs_app])
def test_a_wrong_app_secret_is_an_error_that_shows_none(place: Place, platform: str) -> None:
    place.env[f"REPRISE_{platform.upper()}_CLIENT_SECRET"] = "not-the-secret"
    with pytest.raises(PlatformError) as failed:
        place.connect(platform)
    assert "not-the-secret" not in str(failed.value)
    assert failed.value.kind in ("auth", "validation", "server")


@pytest.mark.parametrize(("platform", "scope", "loses"), [(name, *row) for name, row in OPTIONAL.items()])
def test_a_permission_that_is_withheld_names_what_is_lost(place: Place, platform: str, scope: str, loses: str) -> None:
    place.desk(platform, "oauth", {"withhold": [scope]})
    chosen = place.sign_in(platform)
    assert [missing.name for missing in chosen.missing] == [scope]
    assert loses in chosen.missing[0].loses


@pytest.mark.parametrize("platform", BROWSED)
def test_without_the_permission_to_post_nothing_is_connected(place: Place, platform: str) -> None:
    posting = next(scope for scope in CONNECTORS[platform].scopes if scope.loses.startswith(("posting", "uploading")))
    place.desk(platform, "oauth", {"withhold": [posting.name]})
    with pytest.raises(PlatformError, match=f"needs {posting.name}"):
        place.connect(platform)
    assert place.store.accounts.find() == ()


def test_an_unknown_redirect_address_is_told_on_the_page_and_nobody_is_sent_there(place: Place) -> None:
    place.env["REPRISE_REDIRECT_URL"] = "https://elsewhere.example/callback"
    with pytest.raises(AssertionError, match=r"400.*redirect_uri"):
        place.connect("x")


def test_a_platform_that_refuses_the_scopes_is_told_with_its_own_words(place: Place) -> None:
    place.env["REPRISE_LINKEDIN_SCOPES"] = "openid profile w_member_social r_everything"
    with pytest.raises(SignInRefused, match=r"r_everything.*unauthorized_scope_error"):
        place.connect("linkedin")


def test_an_organisation_is_chosen_instead_of_the_member(place: Place) -> None:
    place.desk("linkedin", "accounts", {"id": "70001", "kind": "organization", "handle": "acme", "name": "Acme"})
    account = place.connect("linkedin", kind="organization", id="70001")
    assert (account.remote_id, account.kind, account.handle) == ("urn:li:organization:70001", "organization", "acme")
    assert "w_organization_social" in account.scopes
    assert "w_member_social" not in account.scopes


def test_an_organisation_that_the_member_does_not_run_is_not_connected(place: Place) -> None:
    with pytest.raises(BadInput, match="opens no account like organization 424242"):
        place.connect("linkedin", kind="organization", id="424242")


def test_of_several_pages_the_person_picks_one(place: Place) -> None:
    place.desk("facebook", "accounts", {"id": "2099", "handle": "second.page", "name": "The second"})
    place.person.pick = lambda candidates: next(each for each in candidates if each.title == "The second")
    account = place.connect("facebook")
    assert (account.remote_id, account.kind) == ("2099", "page")
    assert account.expires_at is None, "a page's token has no end"


def test_a_page_that_the_person_may_not_post_to_is_not_offered(place: Place) -> None:
    place.desk("facebook", "accounts", {"id": "2098", "handle": "read.only", "name": "Read only", "tasks": ["ANALYZE"]})
    with pytest.raises(BadInput, match="opens no account like page 2098"):
        place.connect("facebook", kind="page", id="2098")


def test_x_gives_a_code_thirty_seconds(place: Place) -> None:
    with pytest.raises(PlatformError):
        _exchanged(place, "x", FORWARDER, meanwhile=lambda: place.clock.set(place.clock.now() + timedelta(seconds=31)))


def test_on_a_machine_of_their_own_tiktok_wants_the_challenge_in_hexadecimal_digits(place: Place) -> None:
    loopback = "http://127.0.0.1:8799/callback"
    place.env["REPRISE_REDIRECT_URL"] = loopback
    assert _exchanged(place, "tiktok", loopback)
    with pytest.raises(PlatformError):
        _exchanged(place, "tiktok", loopback, verifier="w" * 64)
    page = parse_qs(urlsplit(place.person.page).query)
    assert page["code_challenge"][0] == challenge_of("hex", _VERIFIER)["code_challenge"]
    assert page["client_key"] == ["sandbox-client"]
    assert "client_id" not in page
    assert "," in page["scope"][0]


def test_tiktoks_web_sign_in_has_no_challenge(place: Place) -> None:
    place.connect("tiktok")
    assert "code_challenge" not in parse_qs(urlsplit(place.person.page).query)


def test_google_is_asked_for_a_refresh_token_with_consent(place: Place) -> None:
    place.connect("youtube")
    page = parse_qs(urlsplit(place.person.page).query)
    assert (page["access_type"], page["prompt"]) == (["offline"], ["consent"])
    assert place.secrets("youtube")["refresh"]


def test_mastodons_app_makes_itself_known_to_each_instance(place: Place) -> None:
    account = place.connect("mastodon")
    access = place.accounts.access("demo", "mastodon", "main")
    assert access is not None
    assert access.base_urls[""] == place.sandbox.url_of("mastodon")
    assert account.details["url"] == place.sandbox.url_of("mastodon")
    assert "client_id" not in account.details
    assert place.secrets("mastodon")["client_secret"]


def test_an_instance_has_to_be_named_and_to_be_reached_by_https(place: Place) -> None:
    del place.env["REPRISE_MASTODON_URL"]
    with pytest.raises(BadSettings, match="--instance"):
        place.connect("mastodon", server=None)
    with pytest.raises(BadInput, match="not the address of a server"):
        place.connect("mastodon", server="http://social.example")


def test_connecting_again_settles_what_was_told_and_ends_the_pauses(place: Place) -> None:
    key = AccountKey("demo", "x", "main")
    place.connect("x")
    known = place.store.accounts.get(key)
    place.accounts.renewals.lose(key, known, "revoked", "It was taken back.")
    assert len(place.store.notices.list()) == 1
    place.connect("x")
    place.accounts.renewals.lose(key, place.store.accounts.get(key), "revoked", "It was taken back.")
    assert len(place.store.notices.list()) == 2, "a new loss is told anew, not counted as the old one"


_VERIFIER = "v" * 64


def _exchanged(
    place: Place,
    platform: str,
    redirect: str,
    verifier: str = _VERIFIER,
    meanwhile: Callable[[], object] = lambda: None,
) -> object:
    """A code asked for with one verifier and exchanged with perhaps another."""
    connector = CONNECTORS[platform]
    assert isinstance(connector, Browser)
    server = place.sandbox.url_of(platform) if connector.per_server else None
    app = connector.prepare(app_settings(platform, place.env, connector.hosts, connector.version, server))
    assert app.redirect == redirect
    place.person.open(connector.authorization(app, asked_scopes(connector, app, None), "state", _VERIFIER))
    code = parse_qs(urlsplit(place.person.ended_at).query)["code"][0]
    meanwhile()
    return connector.exchange(app, code, verifier)
