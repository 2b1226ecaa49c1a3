"""Accounts are checked, disconnected and sealed anew; and what opens one that only the environment names."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from cryptography.fernet import Fernet

from reprise.errors import BadSettings, NotFound
from reprise.store.accounts import AccountKey
from resources.accounts import Accounts, Vault
from resources.accounts.environment import from_environment
from resources.accounts.settings import app_settings
from tests.reprise.store.builders import add_scheduled, draft
from tests.resources.accounts.conftest import NOON, Place

X = AccountKey("demo", "x", "main")
REVOKING = ("x", "tiktok", "youtube", "mastodon", "facebook")


@pytest.mark.parametrize("platform", REVOKING)
def test_disconnecting_takes_the_access_back_at_the_platform(place: Place, platform: str) -> None:
    account = place.connect(platform)
    key = AccountKey("demo", platform, "main")
    before = place.calls(platform, "revoke")
    copied = place.store.accounts.sealed(key)[1]
    assert place.accounts.keeping.disconnect(key) is None
    assert place.calls(platform, "revoke") == before + 1
    assert place.store.accounts.sealed(key)[1] == ""
    assert place.accounts.access(*key) is None
    # whoever copied the token before has nothing in hand
    place.connect(platform, "other") if platform != "facebook" else None
    stolen = place.vault.open(copied, str(key))["token"]
    identity = {
        "x": ("GET", "/2/users/me"), "tiktok": ("POST", "/v2/post/publish/creator_info/query/"),
        "youtube": ("GET", "/youtube/v3/channels?part=snippet&mine=true"),
        "mastodon": ("GET", "/api/v1/accounts/verify_credentials"), "facebook": ("GET", "/v26.0/me"),
    }  # fmt: skip
    method, path = identity[platform]
    headers = {"Authorization": f"Bearer {stolen}", "Content-Type": "application/json"}
    answer = httpx.request(method, f"{place.sandbox.url_of(platform)}{path}", headers=headers)
    assert answer.status_code in (400, 401), answer.text
    assert account.remote_id


@pytest.mark.parametrize("platform", ["linkedin", "instagram"])
def test_where_a_platform_has_no_way_the_person_is_told_what_to_do_there(place: Place, platform: str) -> None:
    place.connect(platform)
    left = place.accounts.keeping.disconnect(AccountKey("demo", platform, "main"))
    assert left is not None
    assert left.startswith("Remove the app")


def test_one_of_several_accounts_of_a_sign_in_is_forgotten_without_ending_the_others(place: Place) -> None:
    place.connect("facebook", "first")
    place.connect("facebook", "second")
    left = place.accounts.keeping.disconnect(AccountKey("demo", "facebook", "first"))
    assert left is not None
    assert "demo/facebook/second" in left
    assert place.accounts.keeping.check(AccountKey("demo", "facebook", "second")) is None


def test_an_account_is_forgotten_though_the_platform_cannot_be_told(place: Place) -> None:
    place.connect("x")
    place.order_fault("x", "POST /2/oauth2/revoke", "unavailable")
    left = place.accounts.keeping.disconnect(X)
    assert left is not None
    assert "could not be told" in left
    assert place.store.accounts.sealed(X)[1] == ""


def test_an_account_is_forgotten_though_its_secrets_cannot_be_read(place: Place) -> None:
    place.connect("x")
    place.vault.key_file.unlink()
    left = place.accounts.keeping.disconnect(X)
    assert left is not None
    assert "key" in left
    assert place.store.accounts.get(X).state == "disconnected"


def test_what_is_not_connected_cannot_be_disconnected(place: Place) -> None:
    with pytest.raises(NotFound, match="reprise connect x --site demo --account main"):
        place.accounts.keeping.disconnect(X)


def test_a_check_renews_a_token_that_has_ended(place: Place) -> None:
    place.connect("x")
    place.clock.set(NOON + timedelta(hours=3))
    assert place.accounts.keeping.check(X) is None
    account = place.store.accounts.get(X)
    assert account.refreshed_at == account.checked_at == place.clock.now()


def test_a_check_notes_what_is_wrong_and_clears_it_again(place: Place) -> None:
    place.connect("x")
    place.order_fault("x", "GET /2/users/me", "unavailable")
    problem = place.accounts.keeping.check(X)
    assert problem is not None
    assert place.store.accounts.get(X).problem == problem
    assert place.accounts.keeping.check(X) is None
    assert place.store.accounts.get(X).problem is None


def test_a_check_notes_an_account_that_is_lost(place: Place) -> None:
    account = place.connect("x")
    place.desk("x", "tokens", {"do": "revoke", "account": account.remote_id})
    assert place.accounts.keeping.check(X)
    assert place.store.accounts.get(X).state == "revoked"
    assert place.accounts.keeping.check(X), "and says so again when it is asked again"
    assert len(place.store.notices.list()) == 1


def test_the_key_in_the_file_is_changed_for_all_accounts(place: Place) -> None:
    place.connect("x")
    place.connect("mastodon")
    place.connect("linkedin", "gone")
    place.accounts.keeping.disconnect(AccountKey("demo", "linkedin", "gone"))
    old, before = place.vault.key_file.read_text(), place.secrets("x")
    done = place.accounts.keeping.rotate_key()
    assert (done.sealed, done.problems) == (2, ())
    new = place.vault.key_file.read_text()
    assert len(new.split()) == 1
    assert new != old
    assert place.secrets("x") == before
    assert place.accounts.keeping.check(X) is None


def test_the_key_in_the_environment_is_changed_for_all_accounts(place: Place) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    place.env["REPRISE_KEY"] = old
    place.connect("x")
    place.env["REPRISE_KEY"] = f"{new},{old}"
    assert place.accounts.keeping.rotate_key().sealed == 1
    place.env["REPRISE_KEY"] = new
    assert place.accounts.keeping.check(X) is None
    assert not place.vault.key_file.exists()


def test_while_one_account_cannot_be_read_the_old_key_stays(place: Place) -> None:
    place.connect("x")
    account = place.store.accounts.get(X)
    foreign = Vault(place.home / "foreign.key", {}).seal({"token": "t"}, str(X))
    place.connect("mastodon")
    place.store.accounts.reseal(X, account.version, foreign)
    done = place.accounts.keeping.rotate_key()
    assert done.sealed == 1
    assert "demo/x/main cannot be read" in done.problems[0]
    assert len(place.vault.key_file.read_text().split()) == 2


def test_an_account_of_the_environment_opens_until_it_is_connected(place: Place) -> None:
    place.env |= {"REPRISE_X_TOKEN": "from-env", "REPRISE_X_ACCOUNT_ID": "77", "REPRISE_X_HANDLE": "envy"}
    access = place.accounts.access(*X)
    assert access is not None
    assert (access.token, access.remote_id, access.handle, access.renew) == ("from-env", "77", "envy", None)
    assert access.base_urls == {"": place.sandbox.url_of("x")}
    place.connect("x")
    connected = place.accounts.access(*X)
    assert connected is not None
    assert connected.token != "from-env"
    place.accounts.keeping.disconnect(X)
    again = place.accounts.access(*X)
    assert again is not None
    assert again.token == "from-env"


def test_one_account_of_several_has_its_own_variables() -> None:
    env = {
        "REPRISE_X_TOKEN": "all",
        "REPRISE_X_SECOND_DESK_TOKEN": "own",
        "REPRISE_X_SECOND_DESK_ACCOUNT_ID": "2",
        "REPRISE_X_URL": "http://127.0.0.1:1",
        "REPRISE_X_URL_UPLOAD": "http://127.0.0.1:2",
        "REPRISE_X_SECOND_DESK_URL": "http://127.0.0.1:3/",
        "REPRISE_X_VERSION": "2",
        "REPRISE_X_VISIBILITY": "public",
        "REPRISE_X_SECOND_DESK_VISIBILITY": "unlisted",
    }
    first, second = from_environment("x", "main", env), from_environment("x", "second-desk", env)
    assert first is not None
    assert second is not None
    assert (first.token, first.remote_id) == ("all", None)
    assert first.base_urls == {"": "http://127.0.0.1:1", "upload": "http://127.0.0.1:2"}
    assert first.details == {"scopes": "", "version": "2", "visibility": "public"}
    assert second.details == {"scopes": "", "version": "2", "visibility": "unlisted"}
    assert (second.token, second.remote_id) == ("own", "2")
    assert second.base_urls == {"": "http://127.0.0.1:3", "upload": "http://127.0.0.1:2"}
    assert second.details["version"] == "2"
    assert from_environment("linkedin", "main", env) is None


def test_nothing_is_needed_for_an_account_of_the_environment(place: Place) -> None:
    """No key, no network: what is not connected asks for neither."""
    place.env["REPRISE_X_TOKEN"] = "from-env"
    assert Accounts(place.store, place.vault, clock=place.clock, env=place.env).access(*X) is not None
    assert not place.vault.key_file.exists()


def test_a_hosts_own_address_goes_before_that_for_all() -> None:
    env = {"REPRISE_X_URL": "http://127.0.0.1:1", "REPRISE_X_URL_OAUTH": "http://127.0.0.1:2/"}
    hosts = {"oauth": "https://x.com", "api": "https://api.x.com"}
    app = app_settings("x", env, hosts, None)
    assert app.url("oauth", "/a") == "http://127.0.0.1:2/a"
    assert app.url("api", "/b") == "http://127.0.0.1:1/b"
    assert app_settings("x", {}, hosts, None).url("api", "/b") == "https://api.x.com/b"
    assert "hush" not in repr(app_settings("x", {"REPRISE_X_CLIENT_SECRET": "hush"}, hosts, None))


def test_while_a_post_is_under_way_the_old_key_stays_for_its_uploads(place: Place) -> None:
    place.connect("x")
    (post,) = add_scheduled(place.store, draft(texts=("Hello",)), at=NOON)
    place.store.posts.claim(post, NOON)
    attempt = place.store.attempts.start(post, "f", handles={"sent": False})
    upload = place.vault.seal({"text": "https://upload.example/1"}, "uploads")
    place.accounts.keeping.rotate_key()
    assert place.vault.open(upload, "uploads")["text"].endswith("/1")
    place.store.posts.publish_succeeded(post, ("1",), None, attempt=attempt.id)
    place.accounts.keeping.rotate_key()
    with pytest.raises(BadSettings, match="settle the post"):
        place.vault.open(upload, "uploads")
