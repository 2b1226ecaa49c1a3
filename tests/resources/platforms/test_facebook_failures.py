"""Whatever Facebook answers is sorted: what is tried again, what a person must mend, and nothing secret is told."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reprise.windows.failures import FailureKind, PlatformError, Reach
from resources.platforms.access import Access
from resources.platforms.facebook import FacebookClient
from sandbox.process import SandboxProcess
from tests.resources.platforms.meta import PAGE, PAGE_TOKEN, facebook, pictures, reel, wide_film
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles
from tests.sandbox_material import make_film

FEED = "POST /v26.0/2001/feed"
_days = days()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp("facebook"), "facebook") as process:
        yield process


@pytest.fixture
def here(process: SandboxProcess) -> Iterator[Place]:
    with place(process, "facebook", process.data.parent / "media", next(_days)) as made:
        yield made


def failure(here: Place, client: FacebookClient | None = None, **more: Any) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        (client or facebook(here)).publish(here.outgoing("Hello", **more), here.media, Handles())
    return caught.value


@pytest.mark.parametrize(
    ("fault", "kind", "reach", "retryable"),
    [
        ("expired_token", "auth", "account", False),
        ("revoked_token", "auth", "account", False),
        ("password_changed", "auth", "account", False),
        ("permission", "permission", "account", False),
        ("rate_limit", "rate_limit", "account", True),
        ("rate_limit_bare", "rate_limit", "account", True),
        ("validation", "validation", "post", False),
        ("spam", "spam", "account", False),
        ("duplicate", "duplicate", "post", False),
        ("server_error", "unknown_outcome", "post", False),
        ("unavailable", "server", "post", True),
        ("drop", "unknown_outcome", "post", False),
        ("timeout", "unknown_outcome", "post", False),
        ("garbage_after", "unknown_outcome", "post", False),
    ],
)
def test_an_answer_is_sorted(fault: str, kind: FailureKind, reach: Reach, retryable: bool, here: Place) -> None:
    here.fault(FEED, fault, seconds=1)
    error = failure(here, facebook(here, timeout=0.5))
    assert (error.kind, error.reach, error.retryable) == (kind, reach, retryable)
    assert error.where == "POST /{page}/feed" and error.remedy
    assert len(here.posts()) == (1 if fault.endswith("_after") else 0)


@pytest.mark.parametrize("fault", ["server_error", "drop", "timeout", "garbage_after", "unavailable"])
def test_a_photo_without_an_answer_is_no_doubt_about_the_post(fault: str, here: Place) -> None:
    here.fault("POST /v26.0/2001/photos", fault, seconds=1)
    error = failure(here, facebook(here, timeout=0.5), pictures=pictures(here.media))
    assert error.kind in ("network", "server") and error.retryable
    assert here.posts() == []


def test_a_spent_budget_says_when_it_is_there_again_and_holds_every_post_up_until_then(here: Place) -> None:
    client = facebook(here)
    here.order(usage="full")
    error = failure(here, client)
    ends = here.clock.now() + timedelta(minutes=15)
    assert (error.kind, error.retry_at) == ("rate_limit", ends)
    error = failure(here, client)
    assert "allows 0 more" in error.what and error.retry_at == ends
    here.clock.set(ends + timedelta(seconds=1))
    client.publish(here.outgoing("Hello"), here.media, Handles())
    assert here.texts() == ["Hello"]


def test_a_persons_token_does_not_act_for_a_page(here: Place) -> None:
    error = failure(here, facebook(here, token="sandbox-facebook-user"))
    assert error.kind == "auth" and "choose a page" in (error.remedy or "")


def test_a_refused_token_is_renewed_once_and_the_post_goes_out(here: Place) -> None:
    here.desk.post("/tokens", json={"do": "issue", "account": PAGE, "kind": "page", "token": "ended", "scopes": []})
    here.desk.post("/tokens", json={"do": "expire", "token": "ended"})
    renewed: list[str] = []

    def renew() -> str:
        renewed.append(PAGE_TOKEN)
        return PAGE_TOKEN

    access = Access("ended", remote_id=PAGE, base_urls={"": here.url}, renew=renew)
    FacebookClient(access, here.edge()).publish(here.outgoing("Hello"), here.media, Handles())
    assert (renewed, here.texts()) == ([PAGE_TOKEN], ["Hello"])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"seconds": 4, "size": (540, 960), "rate": 12, "sound": True}, "frames"),
        ({"seconds": 1, "size": (640, 240)}, "aspect ratio"),
    ],
)
def test_a_film_that_facebook_refuses_is_not_tried_again(facts: dict[str, Any], words: str, here: Place) -> None:
    error = failure(here, video=make_film(here.media, **facts))
    assert (error.kind, error.reach, error.retryable) == ("validation", "post", False)
    assert words in error.what and error.remedy
    assert here.posts() == []


def test_a_page_with_all_its_reels_of_a_day_can_post_everything_else(here: Place) -> None:
    here.account(id=PAGE, reels_a_day=0)
    try:
        error = failure(here, video=reel(here.media))
    finally:
        here.account(id=PAGE, reels_a_day=30)
    assert (error.kind, error.reach) == ("rate_limit", "post")
    assert error.retry_at == here.clock.now() + timedelta(hours=2)
    facebook(here).publish(here.outgoing("Hello"), here.media, Handles())


def test_a_page_that_cannot_be_read_is_not_called_empty(here: Place) -> None:
    here.fault(r"GET /v26.0/2001/published_posts", "server_error")
    with pytest.raises(PlatformError) as caught:
        facebook(here).look(here.outgoing("Hello"), {}, here.clock.now())
    assert caught.value.kind == "server"


def test_a_server_that_is_not_there_has_taken_nothing(here: Place) -> None:
    access = Access(PAGE_TOKEN, remote_id=PAGE, base_urls={"": "http://127.0.0.1:9"})
    error = failure(here, FacebookClient(access, here.edge()))
    assert (error.kind, error.retryable) == ("network", True)


@pytest.mark.parametrize("fault", ["expired_token", "validation", "drop", "garbage_after", "server_error"])
@pytest.mark.parametrize("kind", ["text", "picture", "reel", "film"])
def test_nothing_secret_is_told(kind: str, fault: str, here: Place) -> None:
    secret, user = "EAABq7ZxofthePage", "EAABw3KyofthePerson"
    kinds: dict[str, dict[str, Any]] = {
        "text": {},
        "picture": {"pictures": pictures(here.media)},
        "reel": {"video": reel(here.media)},
        "film": {"video": wide_film(here.media)},
    }
    more = kinds[kind]
    here.account(id="2002", token=secret)
    access = Access(secret, remote_id="2002", base_urls={"": here.url}, secrets={"user_token": user})
    client = FacebookClient(access, here.edge())
    for number in range(4):
        here.desk.request("DELETE", "/faults")
        here.fault("(POST|GET) .*", fault, skip=number)
        try:
            client.publish(here.outgoing("Hello", **more), here.media, Handles())
        except PlatformError as error:
            told = "".join(traceback.format_exception(error)) + repr(error) + str(error.remedy)
            assert secret not in told and user not in told
    assert secret not in repr(client)
