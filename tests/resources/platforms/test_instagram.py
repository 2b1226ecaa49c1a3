"""Instagram's client against the sandbox, by both logins: containers are made once, published once, found again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from reprise.windows.failures import PlatformError
from resources.platforms.access import Access
from resources.platforms.base import Outgoing, PlatformClient
from resources.platforms.instagram import InstagramClient, logged_in_by_page
from sandbox.process import SandboxProcess
from tests.chaos.trial import served
from tests.resources.platforms.meta import (
    ACCOUNT,
    BY_PAGE,
    BY_PAGE_TOKEN,
    OWN,
    instagram,
    pictures,
    reel,
)
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_picture

PUBLISH, CREATE = "POST /v26.0/3001/media_publish", "POST /v26.0/3001/media"
LOGINS = pytest.mark.parametrize("by_page", [False, True], ids=["own login", "page's login"])
_days = days()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp("instagram"), "instagram") as process:
        yield process


@pytest.fixture(scope="module")
def media_url(process: SandboxProcess) -> Iterator[str]:
    with served(process.data.parent / "media") as address:
        yield address


class Here(Place):
    """The sandbox with an address where it can fetch media."""

    media_url = ""

    def client(self, **more: Any) -> InstagramClient:
        return instagram(self, **{"media_url": self.media_url, **more})

    def post(self, kind: str = "picture", **more: Any) -> Outgoing:
        shown = pictures(self.media, {"picture": 1, "carousel": 3}.get(kind, 0))
        video = reel(self.media) if kind == "reel" else None
        post: Outgoing = self.outgoing("A caption", **{"pictures": shown, "video": video, **more})
        return post


@pytest.fixture
def here(process: SandboxProcess, media_url: str) -> Iterator[Here]:
    with place(process, "instagram", process.data.parent / "media", next(_days)) as made:
        here = Here(made.name, made.sandbox, made.clock, made.desk, made.media, made.before)
        here.media_url = media_url
        yield here


def container(here: Here, handles: Handles) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {BY_PAGE_TOKEN}"}
    address = f"{here.url}/v26.0/{handles['container']['id']}"
    found = httpx.get(address, params={"fields": "id,video_status"}, headers=headers, trust_env=False, timeout=20)
    body: dict[str, Any] = found.raise_for_status().json()
    return body


@LOGINS
def test_it_is_a_platform_client_and_knows_whose_account_it_is(by_page: bool, here: Here) -> None:
    client = here.client(by_page=by_page)
    assert isinstance(client, PlatformClient)
    me = client.whoami()
    assert (me.remote_id, me.handle, me.name) == (ACCOUNT, "reprise_demo", "Reprise demo")


@LOGINS
def test_the_account_is_asked_for_where_nobody_names_it(by_page: bool, here: Here) -> None:
    here.client(by_page=by_page, account=None).publish(here.post(), here.media, Handles())
    assert here.posts()[0]["account"] == ACCOUNT


@LOGINS
def test_a_picture_is_fetched_with_its_description(by_page: bool, here: Here) -> None:
    handles = Handles()
    published = here.client(by_page=by_page).publish(here.post(), here.media, handles)
    (post,) = here.posts()
    assert (post["text"], post["media"], post["alts"]) == ("A caption", ["image"], ["Field 0"])
    assert (published.remote_ids, published.url) == ((post["id"],), post["more"]["permalink"])
    assert handles.order == ["container", "container", "sending", "posts"]
    assert handles["container"]["id"] == post["more"]["container"]


@LOGINS
def test_a_carousel_is_made_of_finished_parts_in_order(by_page: bool, here: Here) -> None:
    handles = Handles()
    here.client(by_page=by_page).publish(here.post("carousel", type="carousel"), here.media, handles)
    (post,) = here.posts()
    assert (post["more"]["kind"], post["alts"]) == ("CAROUSEL", ["Field 0", "Field 1", "Field 2"])
    assert handles.order == ["parts"] * 3 + ["container"] * 2 + ["sending", "posts"]


@LOGINS
def test_a_film_becomes_a_reel(by_page: bool, here: Here) -> None:
    published = here.client(by_page=by_page).publish(here.post("reel"), here.media, Handles())
    (post,) = here.posts()
    assert (post["more"]["kind"], post["media"]) == ("REELS", ["video"])
    assert published.url and "/reel/" in published.url
    assert published.problems == ()


def test_by_the_pages_login_a_film_needs_no_public_address(here: Here) -> None:
    film = reel(here.media)
    handles = Handles()
    here.client(by_page=True, media_url=None).publish(here.post(video=film, pictures=()), here.media, handles)
    stored = here.sandbox.data / "instagram" / "files" / f"container-{handles['container']['id']}"
    assert stored.read_bytes() == here.media.path(film.media).read_bytes()


def test_by_its_own_login_a_film_needs_a_public_address(here: Here) -> None:
    handles = Handles()
    with pytest.raises(PlatformError, match="no public address") as caught:
        here.client(media_url=None).publish(here.post("reel"), here.media, handles)
    assert (caught.value.kind, caught.value.reach, handles.order) == ("validation", "account", [])
    assert "REPRISE_MEDIA_URL" in (caught.value.remedy or "")


@LOGINS
@pytest.mark.parametrize("size", [(1080, 1080), (1080, 1920)])
def test_a_cover_goes_with_a_reel(by_page: bool, size: tuple[int, int], here: Here) -> None:
    film = reel(here.media).model_copy(update={"cover": make_picture(here.media, size=size, suffix=".jpg")})
    handles = Handles()
    published = here.client(by_page=by_page).publish(here.post(video=film, pictures=()), here.media, handles)
    assert published.problems == ()
    assert list((here.sandbox.data / "instagram" / "files").glob("cover-*"))


def test_a_cover_that_instagram_would_not_take_is_left_out_and_told(here: Here) -> None:
    film = reel(here.media).model_copy(update={"cover": make_picture(here.media)})
    published = here.client().publish(here.post(video=film, pictures=()), here.media, Handles())
    assert "without its cover" in published.problems[0] and len(here.posts()) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"pictures": 0}, "without a picture"),
        ({"pictures": 11}, "11 pictures"),
        ({"suffix": ".png"}, "image/png"),
        ({"texts": ("one", "two"), "type": "thread"}, "one caption"),
    ],
)
def test_what_cannot_succeed_is_refused_before_anything_is_sent(more: dict[str, Any], words: str, here: Here) -> None:
    shown = pictures(here.media, more.pop("pictures", 1), more.pop("suffix", ".jpg"))
    handles = Handles()
    with pytest.raises(PlatformError, match=words) as caught:
        here.client().publish(here.post(pictures=shown, **more), here.media, handles)
    assert (caught.value.kind, handles.order) == ("validation", [])


@LOGINS
def test_a_first_comment_stands_below_the_post(by_page: bool, here: Here) -> None:
    here.client(by_page=by_page).publish(here.post(first_comment="#more #tags"), here.media, Handles())
    made, comment = sorted(here.posts(), key=lambda row: row["reply_to"] is not None)
    assert (comment["text"], comment["reply_to"]) == ("#more #tags", made["id"])


def test_what_fails_after_the_post_is_public_leaves_it_published(here: Here) -> None:
    here.fault(r"POST /v26.0/\d+/comments", "permission")
    here.fault(r"GET /v26.0/179\d+", "server_error")
    published = here.client().publish(here.post(first_comment="More"), here.media, Handles())
    assert published.remote_ids == (here.posts()[0]["id"],) and published.url is None
    assert [problem[:20] for problem in published.problems] == ["Its address is not k", "The first comment is"]


def test_a_post_that_is_there_is_not_sent_again(here: Here) -> None:
    done = here.client().publish(here.post(first_comment="More"), here.media, Handles())
    again = here.client().publish(
        here.post(first_comment="More"), here.media, Handles({"posts": list(done.remote_ids)})
    )
    assert again.remote_ids == done.remote_ids and again.url == done.url
    assert len(here.posts()) == 2


STEPS = [
    ("picture", "container", 1), ("picture", "container", 2), ("picture", "sending", 1), ("picture", "posts", 1),
    ("carousel", "parts", 1), ("carousel", "parts", 2), ("carousel", "parts", 3), ("carousel", "container", 1),
    ("carousel", "sending", 1), ("carousel", "posts", 1), ("reel", "container", 1), ("reel", "container", 2),
    ("reel", "sending", 1), ("reel", "posts", 1),
]  # fmt: skip


@LOGINS
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(("kind", "name", "nth"), STEPS)
def test_a_post_is_gone_on_with_wherever_its_process_was_killed(
    kind: str, name: str, nth: int, before: bool, by_page: bool, here: Here
) -> None:
    post, client = here.post(kind), here.client(by_page=by_page)
    broken = Handles(nth=nth, die_before=name if before else None, die_after=None if before else name)
    with pytest.raises(Killed):
        client.publish(post, here.media, broken)
    found = client.look(post, broken, here.clock.now())
    if name == "posts":
        assert (found.verdict, found.remote_ids) == ("published", (here.posts()[0]["id"],))
    else:
        assert found.verdict == "continue"
        handles = Handles({**broken, **found.handles})
        client.publish(post, here.media, handles)
        if "container" in broken:
            assert handles["container"]["id"] == broken["container"]["id"]
        kept = broken.get("parts", [])
        assert handles.get("parts", [])[: len(kept)] == kept
    assert len(here.posts()) == 1


def test_a_container_that_is_published_is_not_published_again(here: Here) -> None:
    post, broken = here.post(), Handles(die_before="posts")
    with pytest.raises(Killed):
        here.client().publish(post, here.media, broken)
    published = here.client().publish(post, here.media, Handles(broken))
    assert published.remote_ids == (here.posts()[0]["id"],) and len(here.posts()) == 1


def test_an_upload_that_broke_off_in_the_middle_goes_on_at_instagrams_place(here: Here) -> None:
    film = reel(here.media, padding=2_000_000)
    whole = here.media.path(film.media).read_bytes()
    post, broken = here.post(video=film, pictures=()), Handles(die_after="container")
    client = here.client(by_page=True)
    with pytest.raises(Killed):
        client.publish(post, here.media, broken)
    headers = {"Authorization": f"OAuth {BY_PAGE_TOKEN}", "offset": "0", "file_size": str(len(whole))}
    address = f"{here.url}/ig-api-upload/v26.0/{broken['container']['id']}"
    httpx.post(address, content=whole[:900_000], headers=headers, trust_env=False, timeout=20)
    assert container(here, broken)["video_status"]["uploading_phase"]["bytes_transferred"] == 900_000
    here.fault("POST /ig-api-upload/.*", "drop")
    client.publish(post, here.media, Handles(broken))
    stored = here.sandbox.data / "instagram" / "files" / f"container-{broken['container']['id']}"
    assert stored.read_bytes() == whole


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "drop", "unavailable"])
def test_a_films_bytes_are_sent_until_they_are_there(fault: str, here: Here) -> None:
    here.fault("POST /ig-api-upload/.*", fault, seconds=1)
    here.client(by_page=True, timeout=0.5).publish(here.post("reel"), here.media, Handles())
    assert len(here.posts()) == 1


def test_an_upload_that_instagram_has_lost_begins_anew_at_the_next_try(here: Here) -> None:
    post, handles = here.post("reel"), Handles()
    here.order(upload="lost")
    with pytest.raises(PlatformError) as caught:
        here.client(by_page=True).publish(post, here.media, handles)
    assert caught.value.kind == "media_processing" and handles["container"] is None
    here.client(by_page=True).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


@LOGINS
@pytest.mark.parametrize(
    "fault", ["drop_after", "timeout_after", "garbage_after", "server_error_after", "server_retry_after"]
)
@pytest.mark.parametrize("kind", ["picture", "carousel", "reel"])
def test_a_post_whose_answer_was_lost_is_found_on_the_account(kind: str, fault: str, by_page: bool, here: Here) -> None:
    post, handles = here.post(kind), Handles()
    here.fault(PUBLISH, fault, seconds=1.4)
    with pytest.raises(PlatformError) as caught:
        here.client(by_page=by_page, timeout=1).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    here.client().publish(here.outgoing("Something newer", pictures=pictures(here.media)), here.media, Handles())
    found = here.client(by_page=by_page).look(post, handles, here.clock.now())
    assert (found.verdict, found.remote_ids) == ("published", (here.posts()[0]["id"],))
    assert found.url == here.posts()[0]["more"]["permalink"]


@pytest.mark.parametrize("fault", ["drop", "timeout", "server_error", "server_retry"])
def test_a_post_that_did_not_arrive_goes_out_with_the_same_container(fault: str, here: Here) -> None:
    post, handles = here.post(), Handles()
    here.fault(PUBLISH, fault, seconds=1.4)
    with pytest.raises(PlatformError) as caught:
        here.client(timeout=1).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    found = here.client().look(post, handles, here.clock.now())
    assert (found.verdict, found.handles) == ("continue", {})
    here.client().publish(post, here.media, Handles(handles))
    assert [row["more"]["container"] for row in here.posts()] == [handles["container"]["id"]]


def test_a_request_that_arrives_late_and_one_that_follows_make_one_post(here: Here) -> None:
    """The look says to go on, and then the first request is carried out after all."""
    post, handles = here.post(), Handles()
    here.fault(PUBLISH, "drop")
    with pytest.raises(PlatformError):
        here.client().publish(post, here.media, handles)
    headers = {"Authorization": f"Bearer {BY_PAGE_TOKEN}"}
    form = {"creation_id": handles["container"]["id"]}
    httpx.post(f"{here.url}/v26.0/3001/media_publish", data=form, headers=headers, trust_env=False).raise_for_status()
    published = here.client().publish(post, here.media, Handles(handles))
    assert published.remote_ids == (here.posts()[0]["id"],) and len(here.posts()) == 1


def test_a_second_publishing_is_refused_as_not_ready_and_the_first_ones_post_is_found(here: Here) -> None:
    """Both of them read FINISHED; the state is read again after the refusal."""
    post, handles = here.post(), Handles()
    here.fault(PUBLISH, "not_ready_after")
    published = here.client().publish(post, here.media, handles)
    assert published.remote_ids == (here.posts()[0]["id"],) and len(here.posts()) == 1


def test_a_container_that_is_not_ready_after_all_is_waited_for(here: Here) -> None:
    post, handles = here.post(), Handles()
    here.fault(PUBLISH, "not_ready")
    with pytest.raises(PlatformError) as caught:
        here.client().publish(post, here.media, handles)
    assert caught.value.waiting and caught.value.retry_at == here.clock.now() + timedelta(minutes=1)
    here.client().publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


@pytest.mark.parametrize("kind", ["picture", "reel"])
def test_media_that_are_still_processed_are_waited_for_and_then_later(kind: str, here: Here) -> None:
    post, handles = here.post(kind), Handles()
    with pytest.raises(PlatformError) as caught:
        here.client(patience=timedelta(0)).publish(post, here.media, handles)
    assert caught.value.waiting
    here.client().publish(post, here.media, Handles(handles))
    assert [row["more"]["container"] for row in here.posts()] == [handles["container"]["id"]]


@pytest.mark.parametrize("kind", ["picture", "carousel", "reel"])
def test_a_container_that_ended_is_made_anew(kind: str, here: Here) -> None:
    post, broken = here.post(kind, texts=(f"A {kind} of two days",)), Handles(die_after="container", nth=2)
    with pytest.raises(Killed):
        here.client().publish(post, here.media, broken)
    here.clock.set(here.clock.now() + timedelta(hours=25))
    found = here.client().look(post, broken, here.clock.now() - timedelta(hours=25))
    assert (found.verdict, found.handles) == ("continue", {"container": None, "parts": []})
    handles = Handles({**broken, **found.handles})
    here.client().publish(post, here.media, handles)
    assert handles["container"]["id"] != broken["container"]["id"] and len(here.posts()) == 1


def test_a_container_that_ended_unnoticed_is_made_anew_at_the_next_try(here: Here) -> None:
    post, handles = here.post(), Handles()
    here.order(container="expired")
    with pytest.raises(PlatformError, match="another one is made") as caught:
        here.client().publish(post, here.media, handles)
    assert caught.value.retryable and handles["container"] is None
    here.client().publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


@pytest.mark.parametrize("kind", ["picture", "carousel", "reel"])
def test_media_that_cannot_be_processed_are_brought_anew(kind: str, here: Here) -> None:
    post, handles = here.post(kind), Handles()
    here.order(processing="fail")
    with pytest.raises(PlatformError, match="2207082") as caught:
        here.client().publish(post, here.media, handles)
    assert (caught.value.kind, caught.value.retryable) == ("media_processing", True)
    here.client().publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_without_a_container_nothing_can_have_been_published(here: Here) -> None:
    assert here.client().look(here.post(), {}, here.clock.now()).verdict == "continue"


def test_a_published_container_whose_post_is_not_listed_is_not_given_up_yet(here: Here) -> None:
    post, broken = here.post(), Handles(die_before="posts")
    here.order(post="removed")
    with pytest.raises(Killed):
        here.client().publish(post, here.media, broken)
    assert here.client().look(post, broken, here.clock.now()).verdict == "unclear"
    with pytest.raises(PlatformError) as caught:
        here.client().publish(post, here.media, Handles(broken))
    assert caught.value.kind == "unknown_outcome"


def test_a_container_that_is_not_known_any_more_is_looked_for_in_the_list(here: Here) -> None:
    done = here.client().publish(here.post(), here.media, handles := Handles())
    known = {"container": {**handles["container"], "id": "17889999999999999"}}
    found = here.client().look(here.post(), known, here.clock.now())
    assert (found.verdict, found.remote_ids) == ("published", done.remote_ids)
    with pytest.raises(PlatformError) as caught:
        here.client().publish(here.post(), here.media, Handles(known))
    assert caught.value.kind == "unknown_outcome" and len(here.posts()) == 1


@LOGINS
def test_the_counts_are_read_in_the_order_asked(by_page: bool, here: Here) -> None:
    client = here.client(by_page=by_page)
    ids = [client.publish(here.post(kind), here.media, Handles()).remote_ids[0] for kind in ("picture", "reel")]
    here.clock.set(here.clock.now() + timedelta(hours=50))
    asked = [ids[1], "17999999999999999", ids[0]]
    film, gone, picture = client.metrics(asked)
    assert [each.remote_id for each in (film, gone, picture)] == asked
    for each in (film, picture):
        assert each.impressions and each.impressions > 50 and not each.problem
        assert None not in (each.likes, each.replies, each.reposts, each.bookmarks)
    assert (
        film.impressions
        and film.video_views == film.impressions
        and film.watch_seconds == pytest.approx(film.impressions * 7.1)
    )
    assert (film.profile_clicks, picture.video_views) == (None, None) and picture.profile_clicks is not None
    assert gone.impressions is None and "does not know it" in (gone.problem or "")


def test_without_the_permission_for_insights_likes_and_comments_are_read(here: Here) -> None:
    ids = here.client().publish(here.post(), here.media, Handles()).remote_ids
    scopes = ["instagram_business_basic"]
    here.desk.post("/tokens", json={"do": "issue", "account": ACCOUNT, "token": "basic", "scopes": scopes})
    here.clock.set(here.clock.now() + timedelta(hours=50))
    (reading,) = here.client(token="basic").metrics(ids)
    assert reading.impressions is None and reading.likes is not None and reading.problem is None


def test_by_the_pages_login_posts_are_deleted_and_what_is_gone_counts_as_deleted(here: Here) -> None:
    client = here.client(by_page=True)
    ids = client.publish(here.post(), here.media, Handles()).remote_ids
    client.delete(ids)
    client.delete(ids)
    assert here.posts() == []


def test_by_its_own_login_only_a_person_can_delete(here: Here) -> None:
    ids = here.client().publish(here.post(), here.media, Handles()).remote_ids
    with pytest.raises(PlatformError) as caught:
        here.client().delete(ids)
    assert (caught.value.kind, caught.value.reach) == ("permission", "post")
    assert "delete the post in the Instagram app" in (caught.value.remedy or "")
    assert len(here.posts()) == 1


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (Access("IGAA1", details=OWN), False),
        (Access("EAAB1", details=BY_PAGE), True),
        (Access("IGAA1", base_urls={"api": "https://graph.facebook.com/"}), True),
        (Access("EAAB1", base_urls={"api": "https://graph.instagram.com"}), False),
        (Access("EAAB1", details={"scopes": ""}), True),
        (Access("IGAA1", details={"scopes": ""}), False),
    ],
)
def test_the_login_is_told_by_permissions_host_or_token(access: Access, expected: bool) -> None:
    assert logged_in_by_page(access) is expected
