"""The hourly look: renews ahead, warns of what only people can renew, and lets one account's trouble stop no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reprise.store.accounts import AccountKey
from resources.accounts.upkeep import BUDGET_SECONDS, Upkeep
from tests.resources.accounts.conftest import NOON, Place

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(place: Place, moment: timedelta) -> str:
    place.clock.set(NOON + moment)
    return str(place.accounts.upkeep.tick())


def told(place: Place) -> list[str]:
    return [item.notice.title for item in reversed(place.store.notices.list())]


def test_what_ends_within_six_hours_is_renewed(place: Place) -> None:
    place.connect("tiktok")
    assert at(place, 17 * HOUR) == "Every account is well for now."
    assert at(place, 19 * HOUR) == "renewed: demo/tiktok/main"
    account = place.store.accounts.get(AccountKey("demo", "tiktok", "main"))
    assert account.expires_at == NOON + 19 * HOUR + DAY
    assert at(place, 20 * HOUR) == "Every account is well for now."


def test_a_token_of_two_hours_is_renewed_at_every_look(place: Place) -> None:
    place.connect("x")
    for hour in range(1, 5):
        assert at(place, hour * HOUR) == "renewed: demo/x/main"


def test_instagrams_tokens_are_renewed_a_week_ahead_but_not_on_their_first_day(place: Place) -> None:
    place.connect("instagram")
    assert at(place, 52 * DAY) == "Every account is well for now."
    assert at(place, 54 * DAY) == "renewed: demo/instagram/main"


def test_a_look_needs_no_network_for_accounts_without_an_end(place: Place) -> None:
    place.connect("mastodon")
    place.connect("facebook")
    place.env["REPRISE_MASTODON_URL"] = place.env["REPRISE_FACEBOOK_URL"] = "http://127.0.0.1:9"
    assert at(place, 300 * DAY) == "Every account is well for now."


def test_of_an_end_that_only_a_person_can_move_is_told_at_seven_three_and_one_days(place: Place) -> None:
    place.connect("linkedin")
    for day in range(50, 60):
        for hour in (0, 6, 12):
            at(place, day * DAY + hour * HOUR)
    assert told(place) == [
        "Access to linkedin/main ends in 7 days",
        "Access to linkedin/main ends in 3 days",
        "Access to linkedin/main ends tomorrow",
    ]
    (last, *_) = place.store.notices.list()
    assert "reprise connect linkedin --site demo --account main" in last.notice.remedy


def test_the_end_itself_is_told_once(place: Place) -> None:
    place.connect("linkedin")
    assert "lost: demo/linkedin/main" in at(place, 60 * DAY)
    for hour in range(1, 5):
        assert at(place, 60 * DAY + hour * HOUR) == "Every account is well for now."
    assert told(place) == ["Access to linkedin/main has expired"]
    assert place.store.accounts.get(AccountKey("demo", "linkedin", "main")).state == "expired"


def test_the_end_of_the_means_to_renew_is_told_too(place: Place) -> None:
    """A partner's app: tokens are renewed, but never beyond the year that the consent is for."""
    app = {
        "id": "partner",
        "secret": "partner-secret",
        "redirects": ["https://reprise.example/callback"],
        "partner": True,
    }
    place.desk("linkedin", "oauth", {"client": app})
    place.env |= {"REPRISE_LINKEDIN_CLIENT_ID": "partner", "REPRISE_LINKEDIN_CLIENT_SECRET": "partner-secret"}
    place.connect("linkedin")
    key = AccountKey("demo", "linkedin", "main")
    assert at(place, 54 * DAY) == "renewed: demo/linkedin/main"
    assert place.store.accounts.get(key).refresh_expires_at == NOON + 365 * DAY
    for day in range(100, 359, 50):
        assert at(place, day * DAY) in ("renewed: demo/linkedin/main", "Every account is well for now.")
    at(place, 359 * DAY)
    assert told(place) == ["Access to linkedin/main ends in 6 days"]


def test_a_platform_that_is_down_is_tried_again_and_stops_no_other_account(place: Place) -> None:
    place.connect("x")
    place.connect("youtube")
    place.order_fault("x", "POST /2/oauth2/token", "unavailable")
    said = at(place, 30 * timedelta(minutes=1))
    assert "renewed: demo/youtube/main" in said
    assert "demo/x/main: x answered" in said
    assert told(place) == []
    assert "demo/x/main" in at(place, HOUR)
    assert place.store.accounts.get(AccountKey("demo", "x", "main")).problem is None


def test_a_key_that_is_gone_is_a_problem_and_no_crash(place: Place) -> None:
    place.connect("x")
    place.vault.key_file.unlink()
    assert "demo/x/main: The key that opens the accounts' secrets is missing." in at(place, HOUR)


def test_a_permission_taken_back_is_told_by_the_look(place: Place) -> None:
    account = place.connect("x")
    place.desk("x", "tokens", {"do": "revoke", "account": account.remote_id})
    assert "lost: demo/x/main" in at(place, HOUR)
    assert told(place) == ["Access to x/main was taken back"]


def test_a_look_ends_in_time_and_says_what_it_left(place: Place) -> None:
    place.connect("x", "first")
    place.connect("x", "second")
    place.clock.set(NOON + HOUR)
    seconds = iter(range(0, 1000, int(BUDGET_SECONDS) // 2 + 5))
    report = Upkeep(place.store, place.accounts.renewals, place.clock, lambda: float(next(seconds))).tick()
    assert (report.renewed, report.left) == (("demo/x/first",), 1)


@pytest.mark.parametrize("platform", ["x", "tiktok", "instagram"])
def test_an_account_lives_for_months_by_the_looks_alone(place: Place, platform: str) -> None:
    place.connect(platform)
    step = HOUR if platform == "x" else 12 * HOUR
    for count in range(1, 40):
        place.clock.set(NOON + count * step * (1 if platform == "x" else 4))
        place.accounts.upkeep.tick() if platform != "tiktok" else place.accounts.access("demo", platform, "main")
    assert place.accounts.keeping.check(AccountKey("demo", platform, "main")) is None
    assert told(place) == []
