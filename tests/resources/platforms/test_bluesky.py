"""Bluesky's client against the sandbox: records under noted keys, lost answers, killed processes, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from reprise.windows.failures import PlatformError
from resources.platforms.access import Access
from resources.platforms.base import PlatformClient
from resources.platforms.bluesky import PUT, BlueskyClient
from resources.platforms.bluesky_media import BlueskyMedia
from sandbox.process import SandboxProcess
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_film, make_picture

DID, HANDLE, PASSWORD = "did:plc:sandboxreprisetest222222", "reprise.test", "sandbox-bluesky"
PUTTING = f"POST {PUT}"
LINK = "https://example.org/a?utm_source=bluesky&utm_content=p0123456789ab"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp("bluesky"), "bluesky") as process:
        yield process


_days = days()


@pytest.fixture
def here(process: SandboxProcess, tmp_path: Path) -> Iterator[Place]:
    with place(process, "bluesky", tmp_path / "media", next(_days)) as made:
        yield made


def token(here: Place) -> str:
    given = {"identifier": HANDLE, "password": PASSWORD}
    answer = httpx.post(f"{here.url}/xrpc/com.atproto.server.createSession", json=given, trust_env=False, timeout=20)
    return str(answer.raise_for_status().json()["accessJwt"])


def client(here: Place, *, renew: Callable[[], str] | None = None, given: str = "", **edge: Any) -> BlueskyClient:
    access = Access(
        given or token(here), remote_id=DID, handle=HANDLE, base_urls={"": here.url}, renew=renew,
        secrets={"password": PASSWORD},
    )  # fmt: skip
    return BlueskyClient(access, here.edge(**edge))


def record(here: Place, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = here.posts()[number]["more"]["record"]
    return found


def test_it_is_a_platform_client(here: Place) -> None:
    assert isinstance(client(here), PlatformClient)


def test_a_text_arrives_with_what_can_be_followed_in_it(here: Place) -> None:
    text = f"Größer \U0001f389 lesen:\n{LINK}\n#Äpfel #2026 #A1"
    handles = Handles()
    published = client(here).publish(here.outgoing(text, link=LINK, title="Title", language="de"), here.media, handles)
    (post,) = here.posts()
    assert post["text"] == text and post["more"]["links"] == [LINK, LINK]  # the card's, and the facet's
    assert published.remote_ids == (post["id"],)
    assert published.url == f"https://bsky.app/profile/{HANDLE}/post/{post['more']['rkey']}"
    sent = record(here)
    assert sent["langs"] == ["de"]
    marked = [
        (text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(), one["features"][0])
        for one in sent["facets"]
    ]
    kind = "app.bsky.richtext.facet#"
    assert marked == [
        (LINK, {"$type": f"{kind}link", "uri": LINK}),
        ("#Äpfel", {"$type": f"{kind}tag", "tag": "Äpfel"}),
        ("#A1", {"$type": f"{kind}tag", "tag": "A1"}),
    ]
    assert sent["embed"] == {
        "$type": "app.bsky.embed.external",
        "external": {"uri": LINK, "title": "Title", "description": ""},
    }


def test_the_key_and_the_whole_record_are_noted_before_anything_is_public(here: Place) -> None:
    handles = Handles(die_before="sending")
    with pytest.raises(Killed):
        client(here).publish(here.outgoing("Hello"), here.media, handles)
    noted = handles["records"]["0"]
    assert here.posts() == []
    client(here).publish(here.outgoing("Hello"), here.media, Handles(handles))
    assert (here.posts()[0]["more"]["rkey"], record(here)) == (noted["rkey"], noted["record"])


@pytest.mark.parametrize("number", [1, 4])
def test_pictures_travel_with_their_descriptions_and_shapes(number: int, here: Place) -> None:
    pictures = tuple(make_picture(here.media, f"Field {n}", (160 + n, 90)) for n in range(number))
    client(here).publish(here.outgoing(f"Pictures {LINK}", link=LINK, pictures=pictures), here.media, Handles())
    (post,) = here.posts()
    assert post["alts"] == [picture.alt for picture in pictures]
    ratios = [image["aspectRatio"] for image in record(here)["embed"]["images"]]
    assert ratios == [{"width": 160 + n, "height": 90} for n in range(number)]


def test_a_thread_answers_itself_and_shows_its_link_with_the_text_that_holds_it(here: Place) -> None:
    post = here.outgoing("One", "Two", f"Three {LINK}", link=LINK, pictures=(make_picture(here.media),))
    published = client(here).publish(post, here.media, Handles())
    first, second, third = here.posts()
    assert published.remote_ids == (first["id"], second["id"], third["id"])
    assert [row["reply_to"] for row in (first, second, third)] == [None, first["id"], second["id"]]
    assert {record(here, n)["reply"]["root"]["uri"] for n in (1, 2)} == {first["id"]}
    assert record(here, 0)["embed"]["$type"] == "app.bsky.embed.images" and "embed" not in record(here, 1)
    card = record(here, 2)["embed"]["external"]
    assert (card["uri"], card["thumb"]["mimeType"]) == (LINK, "image/png")


@pytest.mark.parametrize("die", [{"die_after": "records"}, {"die_after": "sending"}, {"die_before": "posts"}])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_thread_that_was_killed_anywhere_is_finished_without_a_second_text(
    die: dict[str, str], nth: int, here: Place
) -> None:
    post, broken = here.outgoing("One", "Two", "Three"), Handles(nth=nth, **die)
    with pytest.raises(Killed):
        client(here).publish(post, here.media, broken)
    here.clock.set(here.clock.now() + timedelta(minutes=31))
    look = client(here).look(post, broken, here.clock.now())
    published = client(here).publish(post, here.media, Handles({**broken, **look.handles}))
    assert here.texts() == ["One", "Two", "Three"]
    assert list(published.remote_ids) == [row["id"] for row in here.posts()]


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "garbage_after", "server_error_after", "drop"])
def test_an_answer_that_was_lost_is_asked_for_again_at_once(fault: str, here: Place) -> None:
    here.fault(PUTTING, fault, seconds=1)
    client(here, timeout=0.5).publish(here.outgoing("Hello"), here.media, Handles())
    assert here.texts() == ["Hello"]


@pytest.mark.parametrize("second", ["drop_after", "timeout_after", "unavailable", "rate_limit", "expired_token"])
@pytest.mark.parametrize("first", ["drop_after", "server_error_after"])
def test_a_post_whose_answers_were_lost_is_found_by_its_key(first: str, second: str, here: Place) -> None:
    post, handles = here.outgoing("Hello"), Handles()
    here.fault(PUTTING, first)
    here.fault(PUTTING, second, seconds=1)
    with pytest.raises(PlatformError) as caught:
        client(here, timeout=0.5).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    look = client(here).look(post, handles, here.clock.now())
    assert (look.verdict, look.remote_ids) == ("published", (here.posts()[0]["id"],))
    client(here).publish(post, here.media, Handles(handles))
    assert here.texts() == ["Hello"]


def test_a_post_that_did_not_arrive_is_seen_to_be_absent_and_keeps_its_key(here: Place) -> None:
    post, handles = here.outgoing("Hello"), Handles()
    client(here).publish(here.outgoing("Hello"), here.media, Handles())  # never "the newest", never the same words
    here.fault(PUTTING, "drop", times=2)
    with pytest.raises(PlatformError) as caught:
        client(here).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    look = client(here).look(post, handles, here.clock.now())
    assert look.verdict == "continue"
    client(here).publish(post, here.media, Handles({**handles, **look.handles}))
    assert here.posts()[1]["more"]["rkey"] == handles["records"]["0"]["rkey"]


def test_what_was_surely_refused_is_written_anew_with_its_own_time(here: Place) -> None:
    post, handles = here.outgoing("Hello"), Handles()
    here.fault(PUTTING, "unavailable")
    with pytest.raises(PlatformError) as caught:
        client(here).publish(post, here.media, handles)
    assert caught.value.kind == "server"
    here.clock.set(here.clock.now() + timedelta(hours=5))
    client(here).publish(post, here.media, Handles(handles))
    assert record(here)["createdAt"] == here.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_a_key_that_is_taken_overwrites_nothing(here: Place) -> None:
    handles = Handles()
    client(here).publish(here.outgoing("First"), here.media, handles)
    stolen = {"0": {"rkey": handles["records"]["0"]["rkey"]}}
    with pytest.raises(PlatformError, match="InvalidSwap"):
        client(here).publish(here.outgoing("Second"), here.media, Handles({"records": stolen}))
    assert here.texts() == ["First"]


def film(here: Place) -> Any:
    track = here.media.put(b"1\n00:00:00,000 --> 00:00:01,000\nHello, you\n", ".srt", kind="captions")
    cover = make_picture(here.media, "The cover", (320, 180), suffix=".jpg")
    return make_film(here.media, size=(128, 256)).model_copy(update={"subtitles": track, "cover": cover})


@pytest.mark.parametrize("answer", ["bare", "wrapped"])
def test_a_film_is_processed_and_shown_with_its_subtitles(answer: str, here: Place) -> None:
    if answer == "wrapped":
        here.order(upload="wrapped")
    made = make_film(here.media, seconds=1.5, padding=70_000 + len(answer))
    client(here).publish(here.outgoing("A film", video=made), here.media, Handles())
    (post,) = here.posts()
    assert post["media"] == ["video"]
    assert here.waits == [2.0]
    with_track = film(here)
    client(here).publish(here.outgoing("Again", video=with_track), here.media, Handles())
    embed = record(here, 1)["embed"]
    assert (embed["aspectRatio"], embed["alt"]) == ({"width": 128, "height": 256}, "The cover")
    (track,) = embed["captions"]
    stored = httpx.get(
        f"{here.url}/xrpc/com.atproto.sync.getBlob",
        params={"did": DID, "cid": track["file"]["ref"]["$link"]},
        trust_env=False,
    )
    assert track["lang"] == "en"
    assert stored.text == "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\nHello, you\n"


@pytest.mark.parametrize("die", [{"die_after": "film"}, {"die_after": "media"}, {"die_after": "records"}])
def test_a_film_is_sent_once_whenever_the_process_is_killed(die: dict[str, str], here: Place) -> None:
    made = make_film(here.media, seconds=1.2, padding=len(str(die)))
    post, broken = here.outgoing("A film", video=made), Handles(**die)
    with pytest.raises(Killed):
        client(here).publish(post, here.media, broken)
    here.fault("POST /xrpc/app.bsky.video.uploadVideo", "server_error")  # would fail if it were sent again
    client(here).publish(post, here.media, Handles(broken))
    assert len(here.posts()) == 1


def test_a_film_whose_answer_was_lost_is_known_to_the_service(here: Place) -> None:
    post, handles = here.outgoing("A film", video=make_film(here.media, seconds=1.3)), Handles()
    here.fault("POST /xrpc/app.bsky.video.uploadVideo", "drop_after")
    with pytest.raises(PlatformError) as caught:
        client(here).publish(post, here.media, handles)
    assert caught.value.kind == "network"
    client(here).publish(post, here.media, Handles(handles))  # 409 already_exists names the job
    assert len(here.posts()) == 1


def test_a_film_that_takes_long_is_given_back_and_gone_on_with(here: Place) -> None:
    post, handles = here.outgoing("A film", video=make_film(here.media, seconds=1.4)), Handles()
    with pytest.raises(PlatformError) as caught:
        client(here, patience=timedelta(0)).publish(post, here.media, handles)
    assert caught.value.waiting and caught.value.retry_at
    client(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_a_film_that_cannot_be_processed_is_said_to_be_so_and_sent_anew(here: Place) -> None:
    here.order(processing="fail")
    post, handles = here.outgoing("A film", video=make_film(here.media, seconds=1.6)), Handles()
    with pytest.raises(PlatformError, match="Failed to process video") as caught:
        client(here).publish(post, here.media, handles)
    assert (caught.value.kind, caught.value.waiting) == ("media_processing", False)
    client(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_blobs_that_the_server_has_forgotten_are_sent_anew_at_the_next_try(here: Place) -> None:
    picture = make_picture(here.media)
    gone = {"$type": "blob", "ref": {"$link": "bafkreihxtcvlkzx5cfv6oavbxmhrqdzsntxcbtb7xvsyqxnhpvfgxv5t5a"},
            "mimeType": "image/png", "size": 7}  # fmt: skip
    handles = Handles({"media": {picture.media.key: {"id": gone, "until": None}}})
    with pytest.raises(PlatformError, match="BlobNotFound"):
        client(here).publish(here.outgoing("A picture", pictures=(picture,)), here.media, handles)
    client(here).publish(here.outgoing("A picture", pictures=(picture,)), here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_subtitles_that_are_too_large_are_left_out_and_told(here: Place) -> None:
    track = here.media.put(b"1\n00:00:00,000 --> 00:00:01,000\n" + b"a" * 20_000 + b"\n", ".srt", kind="captions")
    made = make_film(here.media).model_copy(update={"subtitles": track})
    published = client(here).publish(here.outgoing("A film", video=made), here.media, Handles())
    assert "subtitles" in published.problems[0] and "captions" not in record(here)["embed"]


@pytest.mark.parametrize("texts", [("a" * 301,), ("👩‍👩‍👧‍👦" * 130,), ("Hello", " ")])
def test_a_text_that_bluesky_would_not_take_is_refused_before_anything_is_sent(
    texts: tuple[str, ...], here: Place
) -> None:
    with pytest.raises(PlatformError) as caught:
        client(here).publish(here.outgoing(*texts), here.media, Handles())
    assert (caught.value.kind, here.posts()) == ("validation", [])


def test_five_pictures_or_a_large_one_are_refused_before_anything_is_sent(here: Place) -> None:
    five = tuple(make_picture(here.media, size=(160 + n, 90)) for n in range(5))
    large = make_picture(here.media)
    large = large.model_copy(update={"media": large.media.model_copy(update={"bytes": 2_000_001})})
    for pictures, words in ((five, "5 pictures"), ((large,), "2,000,000 bytes")):
        with pytest.raises(PlatformError, match=words):
            client(here).publish(here.outgoing("Too much", pictures=pictures), here.media, Handles())
    assert here.posts() == []


def test_an_expired_session_is_renewed_once_also_while_a_picture_is_on_its_way(here: Place) -> None:
    renewed: list[str] = []

    def renew() -> str:
        renewed.append(token(here))
        return renewed[-1]

    old = token(here)
    here.desk.post("/tokens", json={"do": "expire", "token": old}).raise_for_status()
    poster = client(here, given=old, renew=renew)
    poster.publish(here.outgoing("A picture", pictures=(make_picture(here.media),)), here.media, Handles())
    assert len(renewed) == 1 and len(here.posts()) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "reach", "waits"),
    [
        ("expired_token", "auth", "account", False),
        ("revoked_token", "auth", "account", False),
        ("permission", "permission", "account", False),
        ("takedown", "permission", "account", False),
        ("deactivated", "permission", "account", False),
        ("rate_limit", "rate_limit", "account", True),
        ("rate_limit_bare", "rate_limit", "account", False),
        ("quota", "quota", "account", True),
        ("validation", "validation", "post", False),
        ("unavailable", "server", "post", False),
    ],
)
def test_an_answer_is_sorted(fault: str, kind: str, reach: str, waits: bool, here: Place) -> None:
    used = token(here)
    here.fault(PUTTING, fault)
    with pytest.raises(PlatformError) as caught:
        client(here, given=used).publish(here.outgoing("Hello"), here.media, Handles())
    error = caught.value
    assert (error.kind, error.reach) == (kind, reach)
    assert error.remedy and used not in f"{error!r}{error}" and PASSWORD not in f"{error!r}{error}"
    assert (error.retry_at is not None and error.retry_at > here.clock.now()) == waits
    assert here.posts() == []


def test_a_first_comment_answers_the_post_and_is_sent_once(here: Place) -> None:
    handles = Handles()
    post = here.outgoing("Hello", first_comment="More here")
    here.fault(PUTTING, "drop_after", skip=1)
    assert client(here).publish(post, here.media, handles).problems == ()
    client(here).publish(post, here.media, Handles(handles))
    first, second = here.posts()
    assert (second["text"], second["reply_to"]) == ("More here", first["id"])


def test_a_first_comment_that_fails_leaves_the_post_published(here: Place) -> None:
    here.fault(PUTTING, "permission", skip=1)
    published = client(here).publish(here.outgoing("Hello", first_comment="More"), here.media, Handles())
    assert "first comment is not there" in published.problems[0] and here.texts() == ["Hello"]


def test_counts_are_read_in_the_order_asked_and_in_pages(here: Place) -> None:
    poster = client(here)
    ids = [poster.publish(here.outgoing(f"Post {n}"), here.media, Handles()).remote_ids[0] for n in range(4)]
    here.clock.set(here.clock.now() + timedelta(hours=30))
    poster = client(here)
    poster.max_ids = 3
    gone = f"at://{DID}/app.bsky.feed.post/3mabcdefghi2k"
    readings = poster.metrics([*reversed(ids), gone])
    assert [one.remote_id for one in readings] == [*reversed(ids), gone]
    for one in readings[:4]:
        assert one.at == here.clock.now() and one.likes is not None and one.reposts is not None and one.raw
        assert one.impressions is None
    assert readings[4].problem and readings[4].likes is None


def test_posts_are_deleted_and_whose_account_it_is_can_be_asked(here: Place) -> None:
    ids = client(here).publish(here.outgoing("One", "Two"), here.media, Handles()).remote_ids
    client(here).delete(ids)
    client(here).delete(ids)
    assert here.posts() == []
    who = client(here).whoami()
    assert (who.remote_id, who.handle) == (DID, HANDLE)


def test_a_thread_whose_beginning_was_deleted_is_not_gone_on_with(here: Place) -> None:
    post, broken = here.outgoing("One", "Two"), Handles(die_after="posts")
    with pytest.raises(Killed):
        client(here).publish(post, here.media, broken)
    client(here).delete(broken["posts"])
    with pytest.raises(PlatformError, match="not there any more") as caught:
        client(here).publish(post, here.media, Handles(broken))
    assert caught.value.kind == "validation"


def test_films_go_to_the_public_service_unless_the_server_is_on_this_machine(here: Place) -> None:
    def service(**urls: str) -> str:
        made = BlueskyClient(Access("t", remote_id=DID, base_urls=urls), here.edge())
        return BlueskyMedia(made._api, here.edge(), Handles(), made._video, DID)._video

    assert service(**{"": "https://pds.example"}) == "https://video.bsky.app"
    assert service(**{"": "https://pds.example", "video": "https://video.example/"}) == "https://video.example"
    assert service(**{"": "http://127.0.0.1:2583"}) == "http://127.0.0.1:2583"
