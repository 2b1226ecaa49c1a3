"""Whatever Instagram answers is sorted: what is tried again, what a person must mend, and nothing secret is told."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reprise.windows.failures import FailureKind, PlatformError, Reach
from resources.platforms.access import Access
from resources.platforms.instagram import InstagramClient
from sandbox.process import SandboxProcess
from tests.chaos.trial import served
from tests.resources.platforms.meta import ACCOUNT, BY_PAGE, OWN, OWN_TOKEN, instagram, pictures, reel
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles
from tests.sandbox_material import make_film, make_picture

PUBLISH, CREATE = "POST /v26.0/3001/media_publish", "POST /v26.0/3001/media"
_days = days()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp("instagram"), "instagram") as process:
        yield process


@pytest.fixture(scope="module")
def media_url(process: SandboxProcess) -> Iterator[str]:
    with served(process.data.parent / "media") as address:
        yield address


@pytest.fixture
def here(process: SandboxProcess) -> Iterator[Place]:
    with place(process, "instagram", process.data.parent / "media", next(_days)) as made:
        yield made


def failure(here: Place, client: InstagramClient, handles: Handles | None = None, **more: Any) -> PlatformError:
    post = here.outgoing("A caption", **{"pictures": pictures(here.media), **more})
    with pytest.raises(PlatformError) as caught:
        client.publish(post, here.media, handles if handles is not None else Handles())
    return caught.value


@pytest.mark.parametrize("route", [PUBLISH, CREATE])
@pytest.mark.parametrize(
    ("fault", "kind", "reach", "retryable"),
    [
        ("expired_token", "auth", "account", False),
        ("revoked_token", "auth", "account", False),
        ("password_changed", "auth", "account", False),
        ("permission", "permission", "account", False),
        ("restricted", "permission", "account", False),
        ("rate_limit", "rate_limit", "account", True),
        ("rate_limit_bare", "rate_limit", "account", True),
        ("quota", "quota", "account", True),
        ("validation", "validation", "post", False),
        ("spam", "spam", "account", False),
        ("fetch_timeout", "media_processing", "post", True),
        ("unavailable", "server", "post", True),
    ],
)
def test_an_answer_is_sorted(
    fault: str, kind: FailureKind, reach: Reach, retryable: bool, route: str, here: Place, media_url: str
) -> None:
    here.fault(route, fault)
    error = failure(here, instagram(here, media_url=media_url))
    assert (error.kind, error.reach, error.retryable) == (kind, reach, retryable)
    assert error.remedy and here.posts() == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("drop", "unknown_outcome"), ("server_error", "unknown_outcome"), ("server_retry", "unknown_outcome")],
)
def test_only_publishing_leaves_a_doubt(fault: str, kind: FailureKind, here: Place, media_url: str) -> None:
    here.fault(PUBLISH, fault)
    assert failure(here, instagram(here, media_url=media_url)).kind == kind
    here.fault(CREATE, fault)
    assert failure(here, instagram(here, media_url=media_url)).kind in ("network", "server")


def test_a_full_day_is_noticed_before_anything_is_made(here: Place, media_url: str) -> None:
    here.account(id="3050", quota=0, token="token-3050")
    handles = Handles()
    client = instagram(here, token="token-3050", account="3050", media_url=media_url)
    error = failure(here, client, handles)
    assert (error.kind, error.retryable, handles.order) == ("quota", True, [])
    assert "0 of 0 posts in 24 hours" in error.what
    assert error.retry_at == here.clock.now() + timedelta(hours=1)


def test_a_quota_that_cannot_be_read_holds_nothing_up(here: Place, media_url: str) -> None:
    here.fault("GET .*/content_publishing_limit", "permission")
    post = here.outgoing("A caption", pictures=pictures(here.media))
    instagram(here, media_url=media_url).publish(post, here.media, Handles())
    assert len(here.posts()) == 1


def test_a_spent_budget_says_when_it_is_there_again(here: Place, media_url: str) -> None:
    here.order(usage="full")
    error = failure(here, instagram(here, media_url=media_url))
    assert (error.kind, error.retry_at) == ("rate_limit", here.clock.now() + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("size", "kind", "words"), [((1000, 2000), "validation", "4:5"), ((1200, 500), "validation", "1.91:1")]
)
def test_a_picture_that_instagram_refuses_is_not_tried_again(
    size: tuple[int, int], kind: FailureKind, words: str, here: Place, media_url: str
) -> None:
    odd = make_picture(here.media, size=size, suffix=".jpg")
    error = failure(here, instagram(here, media_url=media_url), pictures=(odd,))
    assert (error.kind, error.retryable) == (kind, False)
    assert words in (error.remedy or "")


@pytest.mark.parametrize("by_page", [False, True])
def test_a_film_that_instagram_refuses_is_not_tried_again(by_page: bool, here: Place, media_url: str) -> None:
    short = make_film(here.media, seconds=1, size=(540, 960))
    handles = Handles()
    error = failure(here, instagram(here, by_page=by_page, media_url=media_url), handles, pictures=(), video=short)
    assert (error.kind, error.retryable, handles["container"]) == ("validation", False, None)
    assert "2207026" in error.what and "Render the film again" in (error.remedy or "")


@pytest.mark.parametrize("kind", ["picture", "reel"])
def test_an_address_that_instagram_cannot_open_is_named_as_the_cause(kind: str, here: Place) -> None:
    video = reel(here.media) if kind == "reel" else None
    error = failure(here, instagram(here, media_url="http://127.0.0.1:9"), video=video)
    assert (error.kind, error.retryable) == ("media_processing", True)
    assert "REPRISE_MEDIA_URL" in (error.remedy or "")


def test_an_account_that_cannot_be_read_is_not_called_empty(here: Place, media_url: str) -> None:
    handles, client = Handles(), instagram(here, media_url=media_url)
    post = here.outgoing("A caption", pictures=pictures(here.media))
    client.publish(post, here.media, handles)
    for route in (r"GET /v26.0/3001/media", r"GET /v26.0/1788\d+"):
        here.fault(route, "server_error")
        with pytest.raises(PlatformError) as caught:
            client.look(post, handles, here.clock.now())
        assert caught.value.kind == "server"


def test_a_page_without_a_professional_account_is_told_so(here: Place, media_url: str) -> None:
    here.desk.post(
        "/tokens",
        json={"do": "issue", "account": "2001", "kind": "page", "token": "no-basic", "scopes": ["pages_show_list"]},
    ).raise_for_status()
    error = failure(here, instagram(here, by_page=True, token="no-basic", account=None, media_url=media_url))
    assert error.kind == "permission" and "professional" in error.what


def test_a_refused_token_is_renewed_once_and_the_post_goes_out(here: Place, media_url: str) -> None:
    here.desk.post("/tokens", json={"do": "issue", "account": ACCOUNT, "token": "ended", "scopes": []})
    here.desk.post("/tokens", json={"do": "expire", "token": "ended"})
    access = Access("ended", remote_id=ACCOUNT, base_urls={"": here.url}, details=OWN, renew=lambda: OWN_TOKEN)
    post = here.outgoing("A caption", pictures=pictures(here.media))
    InstagramClient(access, here.edge(media_url=media_url)).publish(post, here.media, Handles())
    assert len(here.posts()) == 1


@pytest.mark.parametrize("fault", ["expired_token", "validation", "drop", "garbage_after", "server_error"])
@pytest.mark.parametrize("by_page", [False, True])
def test_nothing_secret_is_told(by_page: bool, fault: str, here: Place, media_url: str) -> None:
    secret, details = "EAABq7ZxofthePage" if by_page else "IGAAq7ZxofthePerson", BY_PAGE if by_page else OWN
    here.account(id="3051", **{"facebook_token" if by_page else "token": secret})
    access = Access(secret, remote_id="3051", base_urls={"": here.url}, details=details)
    client = InstagramClient(access, here.edge(media_url=media_url))
    told = repr(client)
    for number in range(6):
        here.desk.request("DELETE", "/faults")
        here.fault("(POST|GET) .*", fault, skip=number)
        try:
            client.publish(here.outgoing("A caption", video=reel(here.media)), here.media, Handles())
        except PlatformError as error:
            told += "".join(traceback.format_exception(error)) + repr(error) + str(error.remedy)
    assert "Instagram" in told and secret not in told
