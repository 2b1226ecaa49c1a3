"""TikTok's client against the sandbox: films in chunks, fetched pictures, and what is asked of a publish_id."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.social.post import Video
from reprise.windows.failures import PlatformError
from resources.platforms import tiktok_upload
from resources.platforms.access import Access
from resources.platforms.base import PlatformClient
from resources.platforms.tiktok import TikTokClient
from resources.platforms.tiktok_errors import CAP_PAUSE, RATE_PAUSE
from resources.platforms.tiktok_metrics import SHOWN
from resources.platforms.tiktok_tasks import PAUSE, Task
from resources.platforms.tiktok_upload import chunk_from, chunk_size
from sandbox.process import SandboxProcess
from tests.chaos.trial import served
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_film, make_picture

NAME = "tiktok"
CREATOR, STATUS = "POST /v2/post/publish/creator_info/query/", "POST /v2/post/publish/status/fetch/"
FILM, PHOTOS, CHUNK = "POST /v2/post/publish/video/init/", "POST /v2/post/publish/content/init/", "PUT /video/"
CHUNKED = 5 << 20
"""As small as TikTok lets chunks be."""
TEXT = "Fields in autumn 🍂 #fields"
NOONS = days()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp(NAME), NAME) as started:
        yield started


@pytest.fixture
def here(process: SandboxProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(tiktok_upload, "CHUNK", CHUNKED)
    with place(process, NAME, tmp_path / "media", next(NOONS)) as made:
        yield made


@pytest.fixture
def media_url(here: Place) -> Iterator[str]:
    with served(here.media.root) as url:
        yield url


class Creator:
    """An account of its own, with its client."""

    def __init__(self, here: Place, **more: Any) -> None:
        self.id = f"open-{uuid.uuid4().hex[:12]}"
        self.token = f"token-{self.id}"
        self.handle = f"creator{self.id[-6:]}"
        here.account(id=self.id, handle=self.handle, token=self.token, **more)
        self._here = here

    def client(
        self, *, timeout: float = 20, media_url: str | None = None, patience: float = 120, **details: str
    ) -> TikTokClient:
        access = Access(self.token, remote_id=self.id, base_urls={"": self._here.url}, details=details)
        return TikTokClient(
            access, self._here.edge(timeout=timeout, media_url=media_url, patience=timedelta(seconds=patience))
        )

    def posts(self) -> list[dict[str, Any]]:
        return [row for row in self._here.posts() if row["account"] == self.id]


@pytest.fixture
def me(here: Place) -> Creator:
    return Creator(here)


def film(here: Place, **more: Any) -> Video:
    """Three chunks, the last one larger than the others; or one."""
    return make_film(here.media, seconds=2, size=(360, 640), **{"padding": 3 * CHUNKED + 100_000, **more})


def small(here: Place) -> Video:
    return film(here, padding=0)


def post(here: Place, *texts: str, **more: Any) -> Any:
    facts = {"title": "Fields", "type": "video", "video": None if "pictures" in more else small(here)}
    return here.outgoing(*(texts or (TEXT,)), **{**facts, **more})


def album(here: Place, **more: Any) -> Any:
    pictures = tuple(make_picture(here.media, f"Slide {n}", (1080, 1920 - n), suffix=".jpg") for n in range(3))
    return post(here, **{"pictures": pictures, "type": "carousel", **more})


def failure(client: TikTokClient, here: Place, outgoing: Any, handles: Handles | None = None) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        client.publish(outgoing, here.media, handles if handles is not None else Handles())
    return caught.value


def test_it_is_a_platform_client(me: Creator) -> None:
    assert isinstance(me.client(), PlatformClient)


def test_a_film_is_posted_in_chunks_under_its_public_id(here: Place, me: Creator) -> None:
    handles = Handles()
    published = me.client().publish(post(here, video=film(here)), here.media, handles)
    (row,) = me.posts()
    assert published.remote_ids == (row["id"],) and published.problems == ()
    assert published.url == f"https://www.tiktok.com/@{me.handle}/video/{row['id']}" == row["more"]["url"]
    assert (row["text"], row["media"], row["more"]["privacy"]) == (TEXT, ["video"], "PUBLIC_TO_EVERYONE")
    task = handles["publish"]["id"]
    assert handles.order == ["publish", "publish", "sending", "posts", "posts"]
    assert handles["posts"] == [row["id"]] and not task.startswith("publish:")


def test_pictures_are_fetched_and_posted_with_title_and_text(here: Place, me: Creator, media_url: str) -> None:
    handles = Handles()
    published = me.client(media_url=media_url).publish(album(here), here.media, handles)
    (row,) = me.posts()
    assert (row["title"], row["text"], row["media"]) == ("Fields", TEXT, ["image"] * 3)
    assert published.url == row["more"]["url"] and "/photo/" in str(published.url)
    assert handles.order == ["sending", "publish", "posts", "posts"]


def test_pictures_without_a_public_address_are_not_begun(here: Place, me: Creator) -> None:
    error = failure(me.client(), here, album(here))
    assert (error.kind, error.reach) == ("validation", "account") and "REPRISE_MEDIA_URL" in (error.remedy or "")


@pytest.mark.parametrize("moment", ["publish", "sending", "posts"])
@pytest.mark.parametrize("when", ["die_before", "die_after"])
def test_a_killed_process_is_gone_on_with_and_makes_no_second_film(
    when: str, moment: str, here: Place, me: Creator
) -> None:
    broken = Handles(**{when: moment})  # type: ignore[arg-type]
    outgoing = post(here, video=film(here))
    with pytest.raises(Killed):
        me.client().publish(outgoing, here.media, broken)
    if "sending" in broken and "posts" not in broken:
        look = me.client().look(outgoing, broken, here.clock.now())
        assert look.verdict == ("published" if me.posts() else "continue")
    published = me.client().publish(outgoing, here.media, Handles(broken))
    (row,) = me.posts()
    assert published.remote_ids[0] in (row["id"], f"publish:{broken.get('publish', {}).get('id')}")


def test_the_chunks_that_are_there_are_not_sent_again(here: Place, me: Creator) -> None:
    broken = Handles(die_before="sending")
    with pytest.raises(Killed):
        me.client().publish(post(here, video=film(here)), here.media, broken)
    look = me.client().look(post(here, video=film(here)), broken, here.clock.now())
    assert look.verdict == "continue" and f"{2 * CHUNKED} of" in look.reason
    here.fault(CHUNK, "server_error", skip=1)  # one chunk is missing, and one only is sent
    me.client().publish(post(here, video=film(here)), here.media, Handles(broken))
    assert len(me.posts()) == 1
    assert len(here.desk.get("/faults").json()["waiting"]) == 1


@pytest.mark.parametrize(
    "fault", ["drop", "drop_after", "timeout", "timeout_after", "garbage_after", "server_error", "server_error_after"]
)
@pytest.mark.parametrize("skip", [0, 2])
def test_what_became_of_a_chunk_is_asked_of_its_task(fault: str, skip: int, here: Place, me: Creator) -> None:
    """Of the first chunk, and of the last, which makes the post."""
    here.fault(CHUNK, fault, skip=skip, seconds=0.6)
    published = me.client(timeout=0.4).publish(post(here, video=film(here)), here.media, Handles())
    assert [row["id"] for row in me.posts()] == list(published.remote_ids)


@pytest.mark.parametrize(("fault", "verdict"), [("drop_after", "published"), ("drop", "continue")])
def test_a_task_that_cannot_be_asked_leaves_the_outcome_unknown(
    fault: str, verdict: str, here: Place, me: Creator
) -> None:
    here.fault(CHUNK, fault)
    here.fault(STATUS, "unavailable")
    handles = Handles()
    error = failure(me.client(), here, post(here), handles)
    assert error.kind == "unknown_outcome"
    looks = [me.client().look(post(here), handles, here.clock.now()) for _ in range(2)]
    assert looks[-1].verdict == verdict
    if verdict == "published":
        assert looks[0].verdict == "pending", "TikTok is at work on it"
        assert looks[-1].remote_ids == (f"publish:{handles['publish']['id']}",)
    else:
        me.client().publish(post(here), here.media, Handles(handles))
    assert len(me.posts()) == 1


def test_what_tiktok_does_not_tell_about_a_film_it_has_is_in_doubt_not_failed(here: Place, me: Creator) -> None:
    here.fault(STATUS, "unavailable", times=9)
    error = failure(me.client(), here, post(here))
    assert error.kind == "unknown_outcome" and len(me.posts()) == 1


def test_a_film_that_takes_longer_than_one_waits_is_looked_for_later(here: Place, me: Creator) -> None:
    handles = Handles()
    error = failure(me.client(patience=PAUSE / 2), here, post(here), handles)
    assert (error.kind, error.waiting) == ("unknown_outcome", False)
    look = me.client().look(post(here), handles, here.clock.now())
    assert look.verdict == "published"


@pytest.mark.parametrize(
    ("fault", "verdict", "there"),
    [("drop_after", "unknowable", 1), ("garbage_after", "unknowable", 1), ("drop", "unknowable", 0),
     ("server_error", "unknowable", 0)],
)  # fmt: skip
def test_pictures_whose_task_was_not_named_are_left_to_a_person(
    fault: str, verdict: str, there: int, here: Place, me: Creator, media_url: str
) -> None:
    here.fault(PHOTOS, fault)
    handles = Handles()
    error = failure(me.client(media_url=media_url), here, album(here), handles)
    assert error.kind == "unknown_outcome" and handles == {"sending": 0}
    assert me.client().look(album(here), handles, here.clock.now()).verdict == verdict
    assert len(me.posts()) == there


@pytest.mark.parametrize("fault", ["drop", "drop_after", "garbage_after", "timeout"])
def test_a_lost_beginning_of_a_film_harms_nothing(fault: str, here: Place, me: Creator) -> None:
    here.fault(FILM, fault, seconds=0.6)
    handles = Handles()
    error = failure(me.client(timeout=0.4), here, post(here), handles)
    assert error.retryable and handles == {}
    me.client().publish(post(here), here.media, Handles(handles))
    assert len(me.posts()) == 1


@pytest.mark.parametrize("how", ["lost", "expired"])
def test_an_upload_that_is_gone_is_begun_anew_at_the_next_try(how: str, here: Place, me: Creator) -> None:
    here.order(upload=how)
    handles = Handles()
    error = failure(me.client(), here, post(here), handles)
    assert (error.kind, error.retryable, handles["publish"]) == ("server", True, None)
    me.client().publish(post(here), here.media, Handles(handles))
    assert len(me.posts()) == 1


def test_an_upload_whose_hour_is_over_is_begun_anew(here: Place, me: Creator) -> None:
    broken = Handles(die_before="sending")
    with pytest.raises(Killed):
        me.client().publish(post(here, video=film(here)), here.media, broken)
    here.clock.set(here.clock.now() + timedelta(minutes=57))
    handles = Handles(broken)
    me.client().publish(post(here, video=film(here)), here.media, handles)
    assert len(me.posts()) == 1 and handles["publish"]["id"] != broken["publish"]["id"]


@pytest.mark.parametrize(
    ("order", "kind", "retryable"),
    [
        ("internal", "media_processing", True),
        ("file_format_check_failed", "validation", False),
        ("picture_size_check_failed", "validation", False),
        ("auth_removed", "auth", False),
        ("spam_risk", "spam", False),
        ("spam_risk_text", "spam", False),
        ("spam_risk_too_many_posts", "quota", True),
        ("spam_risk_user_banned_from_posting", "spam", False),
    ],
)
def test_a_post_that_tiktok_does_not_publish_is_sorted_by_its_reason(
    order: str, kind: str, retryable: bool, here: Place, me: Creator
) -> None:
    here.order(processing=order)
    handles = Handles()
    error = failure(me.client(), here, post(here), handles)
    assert (error.kind, error.retryable) == (kind, retryable) and order in error.what and error.remedy
    assert handles["publish"] is None and me.posts() == []
    me.client().publish(post(here), here.media, Handles(handles))
    assert len(me.posts()) == 1


def test_a_failure_that_is_seen_by_a_look_is_told_by_the_next_try(here: Place, me: Creator) -> None:
    here.order(processing="file_format_check_failed")
    here.fault(STATUS, "unavailable")
    handles = Handles()
    assert failure(me.client(), here, post(here), handles).kind == "unknown_outcome"
    looks = [me.client().look(post(here), handles, here.clock.now()) for _ in range(2)]
    assert [look.verdict for look in looks] == ["pending", "continue"]
    error = failure(me.client(), here, post(here), again := Handles(handles))
    assert error.kind == "validation" and again["publish"] is None


def test_pictures_that_cannot_be_fetched_are_not_posted(here: Place, me: Creator, media_url: str) -> None:
    here.order(pull="fail")
    error = failure(me.client(media_url=media_url), here, album(here))
    assert error.kind == "validation" and "photo_pull_failed" in error.what and me.posts() == []


def test_a_post_that_is_still_looked_at_is_published_and_counted_later(here: Place, me: Creator) -> None:
    """Until TikTok has moderated it, it has no public id; its publish_id stands for it."""
    here.order(moderation="withhold")
    published = me.client().publish(post(here), here.media, Handles())
    (id_,) = published.remote_ids
    assert id_.startswith("publish:") and published.url is None and "not named" in published.problems[0]
    (reading,) = me.client().metrics([id_])
    assert reading.remote_id == id_ and "not named" in (reading.problem or "")


def test_a_publish_id_is_resolved_when_the_numbers_are_read(here: Place, me: Creator) -> None:
    handles = Handles(die_after="posts")
    with pytest.raises(Killed):
        me.client().publish(post(here), here.media, handles)
    (id_,) = handles["posts"]
    assert id_.startswith("publish:")
    me.client().metrics([id_])
    here.clock.set(here.clock.now() + timedelta(hours=30))
    (reading,) = me.client().metrics([id_])
    assert reading.remote_id == id_ and reading.video_views and reading.raw and reading.raw["id"] == me.posts()[0]["id"]


def test_numbers_are_read_in_the_order_asked(here: Place, me: Creator, media_url: str) -> None:
    posting = me.client(media_url=media_url)
    ids = [posting.publish(post(here, f"Film {n}"), here.media, Handles()).remote_ids[0] for n in range(2)]
    photos = posting.publish(album(here), here.media, Handles()).remote_ids[0]
    here.clock.set(here.clock.now() + timedelta(hours=30))
    readings = posting.metrics([ids[1], "123", photos, ids[0], "publish:unknown"])
    assert [each.remote_id for each in readings] == [ids[1], "123", photos, ids[0], "publish:unknown"]
    for reading in (readings[0], readings[3]):
        assert reading.video_views and reading.likes is not None and reading.impressions is None
        assert reading.problem is None
    assert all(readings[n].problem and readings[n].video_views is None for n in (1, 2, 4))


def test_a_film_whose_publish_id_tiktok_has_forgotten_is_found_by_its_cut_text(here: Place, me: Creator) -> None:
    text = "🍂" * SHOWN + " and more"
    handles = Handles()
    me.client().publish(post(here, text), here.media, handles)
    other = me.client().publish(post(here, "Something newer"), here.media, Handles()).remote_ids
    known = {"publish": {**handles["publish"], "id": "v_pub_file~v2-1.forgotten"}}
    look = me.client().look(post(here, text), known, here.clock.now())
    assert (look.verdict, look.remote_ids) == ("published", tuple(handles["posts"])) and look.remote_ids != other
    assert me.client().look(post(here, "Never posted"), known, here.clock.now()).verdict == "unclear"
    here.clock.set(here.clock.now() + timedelta(hours=1))
    assert me.client().look(post(here, text), known, here.clock.now()).verdict == "unclear", "it is an older one"
    assert failure(me.client(), here, post(here, text), Handles(known)).kind == "unknown_outcome"
    private = {"publish": {**known["publish"], "public": False}}
    assert me.client().look(post(here, text), private, here.clock.now()).verdict == "unknowable"
    never = {"publish": {**known["publish"], "tried": False}}
    look = me.client().look(post(here, text), never, here.clock.now())
    assert (look.verdict, look.handles) == ("continue", {"publish": None})


def test_whom_a_post_is_for_is_never_narrowed_silently(here: Place) -> None:
    private = Creator(here, private=True)
    error = failure(private.client(), here, post(here))
    assert (error.kind, error.reach) == ("permission", "account")
    assert "FOLLOWER_OF_CREATOR" in error.what and "PUBLIC_TO_EVERYONE is wanted" in error.what
    private.client(privacy="FOLLOWER_OF_CREATOR").publish(post(here), here.media, Handles())
    assert private.posts()[0]["more"]["privacy"] == "FOLLOWER_OF_CREATOR"


def test_an_application_that_is_not_audited_posts_for_the_creator_alone(here: Place) -> None:
    creator = Creator(here, audited=False)
    error = failure(creator.client(privacy="FOLLOWER_OF_CREATOR"), here, post(here))
    assert (error.kind, error.reach) == ("permission", "account") and "audit" in (error.remedy or "")
    published = creator.client(privacy="SELF_ONLY").publish(post(here), here.media, Handles())
    assert published.remote_ids[0].startswith("publish:") and published.problems == ()
    assert creator.posts()[0]["more"]["privacy"] == "SELF_ONLY"


def test_an_address_that_is_not_verified_is_said_to_be_so(here: Place, media_url: str) -> None:
    creator = Creator(here, verified=["example.org"])
    error = failure(creator.client(media_url=media_url), here, album(here))
    assert (error.kind, error.reach) == ("permission", "account") and "Verify" in (error.remedy or "")


def test_what_a_creator_has_switched_off_stays_off(here: Place) -> None:
    creator = Creator(here, comment_disabled=True, duet_disabled=True, stitch_disabled=True)
    creator.client().publish(post(here), here.media, Handles())
    assert len(creator.posts()) == 1


def test_a_film_longer_than_the_creator_may_post_is_not_begun(here: Place) -> None:
    creator = Creator(here, max_seconds=1)
    error = failure(creator.client(), here, post(here))
    assert error.kind == "validation" and "lets this account post 1 s" in error.what


@pytest.mark.parametrize(
    ("route", "fault", "kind", "retry"),
    [
        (CREATOR, "expired_token", "auth", None),
        (CREATOR, "permission", "permission", None),
        (CREATOR, "refused_with_200", "spam", None),
        (FILM, "revoked_token", "auth", None),
        (FILM, "rate_limit", "rate_limit", RATE_PAUSE),
        (FILM, "rate_limit_bare", "rate_limit", RATE_PAUSE),
        (FILM, "quota", "quota", CAP_PAUSE),
        (FILM, "app_quota", "quota", CAP_PAUSE),
        (FILM, "spam", "spam", None),
        (FILM, "validation", "validation", None),
        (FILM, "server_error", "server", None),
        (FILM, "unavailable", "server", None),
        (PHOTOS, "unavailable", "server", None),
        (PHOTOS, "quota", "quota", CAP_PAUSE),
    ],
)
def test_a_refusal_is_sorted(
    route: str, fault: str, kind: str, retry: timedelta | None, here: Place, me: Creator, media_url: str
) -> None:
    here.fault(route, fault)
    error = failure(me.client(media_url=media_url), here, album(here) if route == PHOTOS else post(here))
    assert (error.kind, error.retry_at) == (kind, retry and here.clock.now() + retry)
    assert error.reach == ("post" if kind in ("validation", "server") else "account")
    assert error.remedy and me.posts() == []


def test_a_day_that_is_full_is_told_before_anything_is_begun(here: Place) -> None:
    creator = Creator(here, daily_posts=1)
    creator.client().publish(post(here), here.media, Handles())
    error = failure(creator.client(), here, post(here, "One more"), handles := Handles())
    assert (error.kind, error.reach, handles) == ("quota", "account", {})
    here.clock.set(here.clock.now() + timedelta(hours=25))
    creator.client().publish(post(here, "One more"), here.media, Handles())
    assert len(creator.posts()) == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"video": None}, "a film or 1 to 35 pictures"),
        ({"texts": ("a", "b")}, "one text"),
        ({"texts": ("🍂" * 1101,)}, "2202 UTF-16 units"),
        ({"video": None, "title": "🍂" * 46, "pictures": "jpg"}, "92 UTF-16 units"),
        ({"video": None, "pictures": "png"}, "image/png"),
    ],
)
def test_what_cannot_be_posted_is_refused_before_anything_is_sent(
    more: dict[str, Any], words: str, here: Place, me: Creator
) -> None:
    if "pictures" in more:
        more = {**more, "pictures": (make_picture(here.media, suffix=f".{more['pictures']}"),)}
    here.fault(".*", "spam")
    error = failure(me.client(), here, post(here).model_copy(update=more))
    assert error.kind == "validation" and words in error.what
    assert len(here.desk.get("/faults").json()["waiting"]) == 1, "something was sent"


def test_a_first_comment_is_said_not_to_be_there(here: Place, me: Creator) -> None:
    published = me.client().publish(post(here, first_comment="More"), here.media, Handles())
    assert "first comment" in published.problems[0]


def test_deleting_is_left_to_a_person(me: Creator) -> None:
    with pytest.raises(PlatformError, match="no application delete") as caught:
        me.client().delete(["1"])
    assert "app" in (caught.value.remedy or "")


def test_whose_account_it_is_can_be_asked(me: Creator) -> None:
    assert me.client().whoami().remote_id == me.id


@given(st.integers(1, 4_000_000_000), st.data())
def test_chunks_hold_tiktoks_arithmetic_for_every_film(total: int, data: st.DataObject) -> None:
    chunk = chunk_size(total)
    count = total // chunk
    task = Task(id="t", kind="video", by="me", public=True, total=total, chunk=chunk)
    assert 1 <= count <= 1000 and (count > 1 or total <= 64_000_000)
    assert chunk == total or 5 << 20 <= chunk <= 64_000_000
    start, end = chunk_from(data.draw(st.integers(0, total - 1)), task)
    assert start % chunk == 0 and start < end <= total
    assert end - start == chunk or (end == total and end - start <= 128_000_000)
    assert chunk_from(end, task)[0] == end or end == total


def test_neither_token_nor_address_is_seen_anywhere(here: Place, me: Creator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    handles = Handles()
    here.fault(CHUNK, "server_error", times=9)
    error = failure(me.client(), here, post(here), handles)
    key = handles["publish"]["url"].partition("upload_token=")[2]
    shown = f"{error!r} {error} {error.__dict__} {me.client()!r} {caplog.text}"
    assert len(key) > 20 and key not in shown and me.token not in shown
