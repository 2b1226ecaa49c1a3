"""YouTube's client against the sandbox: films arrive once whatever breaks, and what belongs to them follows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.clock import ManualClock
from reprise.social.post import Video
from reprise.windows.failures import PlatformError
from resources.platforms import youtube_upload
from resources.platforms.access import Access
from resources.platforms.api import Answer
from resources.platforms.base import PlatformClient
from resources.platforms.youtube import YouTubeClient, fitting_tags
from resources.platforms.youtube_errors import next_midnight, understand
from sandbox.process import SandboxProcess
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_film, make_picture

NAME = "youtube"
START, PIECE = "POST /upload/youtube/v3/videos", "PUT /upload/youtube/v3/videos"
COVER, CAPTIONS = "POST /upload/youtube/v3/thumbnails/set", "POST /upload/youtube/v3/captions"
LINK = "https://example.org/a?utm_source=youtube&utm_content=p0123456789ab"
TEXT = f"Read it: {LINK}\nAbout fields."
NOONS = days()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp(NAME), NAME) as started:
        yield started


@pytest.fixture
def here(process: SandboxProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A day of its own; pieces are as small as YouTube lets them be."""
    monkeypatch.setattr(youtube_upload, "PIECE", 256 << 10)
    with place(process, NAME, tmp_path / "media", next(NOONS)) as made:
        yield made


def client(here: Place, token: str = "sandbox-youtube", *, timeout: float = 20, **details: str) -> YouTubeClient:
    access = Access(token, remote_id="UCsandbox", base_urls={"": here.url}, details=details)
    return YouTubeClient(access, here.edge(timeout=timeout))


def film(here: Place, **more: Any) -> Video:
    """Three pieces and a bit."""
    return make_film(here.media, seconds=2, size=(360, 640), padding=800_000, **more)


def post(here: Place, **more: Any) -> Any:
    facts = {"title": "Fields in autumn", "type": "video", "hashtags": ("fields", "autumn light"), "link": LINK}
    return here.outgoing(TEXT, **{"video": film(here), **facts, **more})


def failure(client: YouTubeClient, here: Place, handles: Handles | None = None, **more: Any) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        client.publish(post(here, **more), here.media, handles if handles is not None else Handles())
    return caught.value


def test_it_is_a_platform_client(here: Place) -> None:
    assert isinstance(client(here), PlatformClient)


def test_a_film_is_public_with_all_that_belongs_to_it(here: Place) -> None:
    captions = here.media.put(b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", ".srt", kind="captions")
    cover = make_picture(here.media, size=(1280, 720), suffix=".jpg")
    whole = film(here).model_copy(update={"subtitles": captions, "cover": cover})
    handles = Handles()
    published = client(here).publish(post(here, video=whole, first_comment="More below"), here.media, handles)
    (row,) = here.posts()
    assert published.remote_ids == (row["id"],) and published.problems == ()
    assert published.url == f"https://youtu.be/{row['id']}"
    assert (row["title"], row["text"]) == ("Fields in autumn", TEXT)
    more = row["more"]
    assert (more["privacy"], more["tags"], more["bytes"]) == (
        "public", ["fields", "autumn light"], whole.media.bytes
    )  # fmt: skip
    assert (more["thumbnail"], more["captions"], more["comments"]) == (True, 1, ["More below"])
    assert handles.order == ["session", "sending", "posts"]
    assert here.waits, "a Short's cover has to wait for processing"


def test_the_accounts_own_settings_are_sent(here: Place) -> None:
    client(here, privacy="unlisted", category="28").publish(post(here), here.media, Handles())
    assert here.posts()[0]["more"]["privacy"] == "unlisted"
    error = failure(client(here, privacy="hidden"), here)
    assert (error.kind, error.reach) == ("validation", "account")
    error = failure(client(here, category="18"), here)
    assert (error.kind, error.reach) == ("validation", "account")
    assert len(here.posts()) == 1


def test_a_title_that_is_missing_is_the_first_line(here: Place) -> None:
    client(here).publish(post(here, title=None), here.media, Handles())
    assert here.posts()[0]["title"] == TEXT.partition("\n")[0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"video": None}, "films only"),
        ({"title": "t" * 101}, "101 characters"),
        ({"title": "a < b"}, "no < and >"),
        ({"texts": ("ü" * 2501,)}, "5002 bytes"),
        ({"texts": ("one", "two")}, "one text"),
    ],
)
def test_what_cannot_be_posted_is_refused_before_anything_is_sent(
    more: dict[str, Any], words: str, here: Place
) -> None:
    here.fault(".*", "spam")
    with pytest.raises(PlatformError, match=words) as caught:
        client(here).publish(post(here).model_copy(update=more), here.media, Handles())
    assert caught.value.kind == "validation"
    assert len(here.desk.get("/faults").json()["waiting"]) == 1, "something was sent"


@given(st.lists(st.text(max_size=200), max_size=40))
def test_tags_fit_as_youtube_counts_them(hashtags: list[str]) -> None:
    tags = fitting_tags(hashtags)
    assert len(",".join(f'"{tag}"' if " " in tag else tag for tag in tags)) <= 500
    assert all(tag.strip() and "<" not in tag and ">" not in tag for tag in tags)


@pytest.mark.parametrize("moment", ["session", "sending", "posts"])
@pytest.mark.parametrize("when", ["die_before", "die_after"])
def test_a_killed_process_is_gone_on_with_and_makes_no_second_video(when: str, moment: str, here: Place) -> None:
    broken = Handles(**{when: moment})  # type: ignore[arg-type]
    with pytest.raises(Killed):
        client(here).publish(post(here), here.media, broken)
    sending = "sending" in broken
    if sending and "posts" not in broken:  # it may be there: the settler looks first
        look = client(here).look(post(here), broken, here.clock.now())
        assert look.verdict == ("published" if moment == "posts" else "continue")
        if look.verdict == "published":
            assert look.remote_ids == (here.posts()[0]["id"],)
    published = client(here).publish(post(here), here.media, Handles(broken))
    assert [row["id"] for row in here.posts()] == list(published.remote_ids)


def test_what_is_there_of_a_film_is_not_sent_again(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Handles(die_before="sending")
    with pytest.raises(Killed):
        client(here).publish(post(here), here.media, broken)
    ranges: list[str] = []
    send = httpx.Client.send

    def watched(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        ranges.append(request.headers.get("content-range", ""))
        return send(self, request, **more)

    monkeypatch.setattr(httpx.Client, "send", watched)
    client(here).publish(post(here), here.media, Handles(broken))
    total, got = film(here).media.bytes, 3 * (256 << 10)
    assert [each for each in ranges if each] == [f"bytes */{total}", f"bytes {got}-{total - 1}/{total}"]
    assert here.posts()[0]["more"]["bytes"] == total


@pytest.mark.parametrize("fault", ["drop", "drop_after", "timeout", "timeout_after", "garbage_after", "server_error",
                                   "server_error_after", "unavailable_after"])  # fmt: skip
@pytest.mark.parametrize("skip", [1, 3])
def test_a_lost_answer_is_asked_of_the_session(fault: str, skip: int, here: Place) -> None:
    """Of a piece in the middle, and of the last one."""
    here.fault(PIECE, fault, skip=skip, seconds=0.6)
    handles = Handles()
    published = client(here, timeout=0.4).publish(post(here), here.media, handles)
    assert [row["id"] for row in here.posts()] == list(published.remote_ids) == handles["posts"]
    assert here.posts()[0]["more"]["bytes"] == film(here).media.bytes


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ("drop_after", "published"),
        ("garbage_after", "published"),
        ("server_error_after", "published"),
        ("drop", "continue"),
    ],
)
def test_a_session_that_cannot_be_asked_leaves_the_outcome_unknown(fault: str, verdict: str, here: Place) -> None:
    here.fault(PIECE, fault, skip=3)
    here.fault(PIECE, "unavailable")
    handles = Handles()
    error = failure(client(here), here, handles)
    assert error.kind == "unknown_outcome" and handles["sending"] == 0
    look = client(here).look(post(here), handles, here.clock.now())
    assert (look.verdict, list(look.remote_ids)) == (verdict, [row["id"] for row in here.posts()])
    client(here).publish(post(here), here.media, Handles({**handles, **look.handles}))
    assert len(here.posts()) == 1


def test_a_look_that_gets_no_answer_says_nothing(here: Place) -> None:
    broken = Handles(die_before="sending")
    with pytest.raises(Killed):
        client(here).publish(post(here), here.media, broken)
    here.fault(PIECE, "unavailable")
    with pytest.raises(PlatformError) as caught:
        client(here).look(post(here), broken, here.clock.now())
    assert caught.value.kind == "server"


def test_an_upload_taken_in_half_goes_on_from_there(here: Place) -> None:
    here.order(upload="interrupt")
    client(here).publish(post(here), here.media, Handles())
    assert here.posts()[0]["more"]["bytes"] == film(here).media.bytes


@pytest.mark.parametrize("how", ["lost", "expired"])
def test_a_session_that_is_gone_is_begun_anew_at_the_next_try(how: str, here: Place) -> None:
    here.order(upload=how)
    handles = Handles()
    error = failure(client(here), here, handles)
    assert (error.kind, error.retryable, handles["session"]) == ("server", True, None)
    client(here).publish(post(here), here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_a_session_that_is_gone_with_its_video_made_is_looked_for_in_the_uploads(here: Place) -> None:
    """By the link's id, never as the newest."""
    handles = Handles()
    client(here).publish(post(here), here.media, handles)
    (row,) = here.posts()
    client(here).publish(post(here, id="pffffffffffff", texts=("Another film",)), here.media, Handles())
    gone = {**handles["session"], "url": handles["session"]["url"].replace("upload_id=", "upload_id=no")}
    look = client(here).look(post(here), {"session": gone}, here.clock.now())
    assert (look.verdict, look.remote_ids) == ("published", (row["id"],))
    published = client(here).publish(post(here), here.media, Handles({"session": gone}))
    assert published.remote_ids == (row["id"],) and len(here.posts()) == 2


def test_an_older_video_of_the_same_words_is_not_taken_for_it(here: Place) -> None:
    client(here).publish(post(here), here.media, Handles())
    here.clock.set(here.clock.now() + timedelta(hours=1))
    look = client(here).look(post(here), {}, here.clock.now())
    assert (look.verdict, look.handles) == ("continue", {"session": None})


def test_an_upload_under_way_is_seen_to_be_incomplete(here: Place) -> None:
    broken = Handles(die_before="sending")
    with pytest.raises(Killed):
        client(here).publish(post(here), here.media, broken)
    look = client(here).look(post(here), broken, here.clock.now())
    assert look.verdict == "continue" and "786432 of" in look.reason


def test_a_token_that_ends_during_an_upload_is_renewed(here: Place) -> None:
    """A film's pieces cannot be sent twice from one stream; the session is asked with the new token instead."""
    here.fault(PIECE, "expired_token", skip=1)
    access = Access("sandbox-youtube", base_urls={"": here.url}, renew=lambda: "sandbox-youtube-2")
    here.desk.post("/tokens", json={"do": "issue", "account": "UCsandbox", "token": "sandbox-youtube-2",
                                    "scopes": ["https://www.googleapis.com/auth/youtube"]})  # fmt: skip
    here.fault(PIECE, "expired_token", skip=0)
    YouTubeClient(access, here.edge()).publish(post(here), here.media, Handles())
    assert len(here.posts()) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "reach", "retry"),
    [
        ("expired_token", "auth", "account", None),
        ("revoked_token", "auth", "account", None),
        ("permission", "permission", "account", None),
        ("signup", "permission", "account", None),
        ("rate_limit", "rate_limit", "account", timedelta(seconds=90)),
        ("rate_limit_bare", "rate_limit", "account", None),
        ("quota", "quota", "account", "midnight"),
        ("upload_limit", "quota", "account", timedelta(hours=24)),
        ("validation", "validation", "post", None),
        ("spam", "spam", "account", None),
        ("server_error", "server", "post", None),
        ("unavailable", "server", "post", None),
        ("drop", "network", "post", None),
        ("garbage_after", "server", "post", None),
    ],
)
def test_a_refusal_is_sorted(fault: str, kind: str, reach: str, retry: Any, here: Place) -> None:
    here.fault(START, fault, seconds=90)
    error = failure(client(here), here)
    expected = next_midnight(here.clock.now()) if retry == "midnight" else retry and here.clock.now() + retry
    assert (error.kind, error.reach, error.retry_at) == (kind, reach, expected)
    assert error.remedy and here.posts() == []


@pytest.mark.parametrize(
    ("now", "renewed"),
    [
        ("2026-11-10T07:59:59+00:00", "2026-11-10T08:00:00+00:00"),
        ("2026-11-10T08:00:00+00:00", "2026-11-11T08:00:00+00:00"),
        ("2026-03-08T12:00:00+00:00", "2026-03-09T07:00:00+00:00"),  # the day has 23 hours
        ("2026-11-01T10:00:00+00:00", "2026-11-02T08:00:00+00:00"),  # and this one 25
    ],
)
def test_quotas_are_renewed_at_midnight_in_california(now: str, renewed: str) -> None:
    assert next_midnight(datetime.fromisoformat(now)) == datetime.fromisoformat(renewed)


@pytest.mark.parametrize("body", [None, [], "text", {"error": "text"}, {"error": {"errors": "none"}}, {"error": {}}])
def test_errors_of_any_shape_are_understood(body: Any) -> None:
    clock = ManualClock(datetime(2026, 11, 10, tzinfo=UTC))
    for status, kind in ((400, "validation"), (401, "auth"), (403, "permission"), (429, "rate_limit")):
        refusal = understand(Answer(status, {}, b"x", body), False, clock)
        assert refusal is not None and refusal.kind == kind


def test_what_fails_beside_the_video_is_told_and_the_video_is_there(here: Place) -> None:
    captions = here.media.put(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", ".vtt", kind="captions")
    small = make_picture(here.media, size=(320, 180), suffix=".jpg")
    whole = film(here).model_copy(update={"subtitles": captions, "cover": small})
    here.fault(CAPTIONS, "server_error")
    here.fault("POST /youtube/v3/commentThreads", "permission")
    published = client(here).publish(post(here, video=whole, first_comment="More"), here.media, Handles())
    assert len(here.posts()) == 1
    assert [problem.split(" not there")[0] for problem in published.problems] == [
        "The subtitles are", "The first comment is", "The cover is"
    ]  # fmt: skip


def test_subtitles_that_are_there_are_no_problem(here: Place) -> None:
    captions = here.media.put(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", ".vtt", kind="captions")
    here.fault(CAPTIONS, "drop_after")
    whole = film(here).model_copy(update={"subtitles": captions})
    assert "subtitles" in client(here).publish(post(here, video=whole), here.media, Handles()).problems[0]
    assert here.posts()[0]["more"]["captions"] == 1


def test_a_cover_that_youtube_never_takes_is_a_problem_of_the_cover(here: Place) -> None:
    here.account(id="UCunknown", token="sandbox-unverified", verified=False)
    cover = make_picture(here.media, size=(1280, 720), suffix=".jpg")
    whole = film(here).model_copy(update={"cover": cover})
    published = client(here, "sandbox-unverified").publish(post(here, video=whole), here.media, Handles())
    assert "The cover is not there" in published.problems[0]


@pytest.mark.parametrize(("order", "words"), [("duplicate", "rejected the film (duplicate)"),
                                              ("fail", "could not process the film (conversion)")])  # fmt: skip
def test_a_video_that_is_refused_afterwards_is_told_with_its_numbers(order: str, words: str, here: Place) -> None:
    here.order(processing=order)
    ids = client(here).publish(post(here), here.media, Handles()).remote_ids
    client(here).metrics(ids)
    assert words in (client(here).metrics(ids)[0].problem or "")


def test_numbers_are_read_in_the_order_asked(here: Place) -> None:
    posted = client(here)
    ids = [
        posted.publish(post(here, id=f"p{n:012d}", title=f"Film {n}"), here.media, Handles()).remote_ids[0]
        for n in range(2)
    ]
    here.clock.set(here.clock.now() + timedelta(days=6))
    readings = posted.metrics([ids[1], "nothing", ids[0], ids[1]])
    assert [reading.remote_id for reading in readings] == [ids[1], "nothing", ids[0], ids[1]]
    assert readings[1].problem and readings[1].video_views is None
    for reading in (readings[0], readings[2]):
        assert reading.problem is None and reading.video_views and reading.likes is not None
        assert reading.watch_seconds and reading.impressions and reading.reposts is not None
        assert reading.impressions > reading.video_views


def test_without_analytics_the_public_numbers_are_read(here: Place) -> None:
    ids = client(here).publish(post(here), here.media, Handles()).remote_ids
    here.clock.set(here.clock.now() + timedelta(days=6))
    here.fault("GET /v2/reports", "permission", times=2)
    for reader in (client(here), client(here, scopes="https://www.googleapis.com/auth/youtube.readonly")):
        (reading,) = reader.metrics(ids)
        assert reading.video_views and reading.watch_seconds is None and reading.problem is None
        here.desk.delete("/faults")


def test_videos_are_deleted_and_what_is_gone_already_counts_as_deleted(here: Place) -> None:
    ids = client(here).publish(post(here), here.media, Handles()).remote_ids
    client(here).delete(ids)
    client(here).delete(ids)
    assert here.posts() == []


def test_whose_account_it_is_can_be_asked(here: Place) -> None:
    me = client(here).whoami()
    assert (me.remote_id, me.handle, me.name) == ("UCsandbox", "reprise_demo", "Reprise demo")


def test_neither_token_nor_session_is_seen_anywhere(here: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    handles = Handles()
    here.fault(PIECE, "server_error", skip=1, times=9)
    error = failure(client(here), here, handles)
    key = handles["session"]["url"].partition("upload_id=")[2]
    shown = f"{error!r} {error} {error.__dict__} {client(here)!r} {caplog.text}"
    assert len(key) > 20 and key not in shown and "sandbox-youtube" not in shown
