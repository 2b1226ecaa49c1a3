"""X's client against the sandbox, over HTTP: what is sent arrives, what is counted is read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from reprise.media import MediaStore
from reprise.store.limits import POSTS
from reprise.store.store import Store
from reprise.windows.failures import PlatformError
from reprise.windows.planning import Account, Planning
from resources.platforms.access import Access
from resources.platforms.base import PlatformClient
from resources.platforms.edge import Edge
from resources.platforms.x import XClient
from resources.platforms.x_media import CHUNK, MAX_CHUNK, MAX_SEGMENTS, chunk_size
from tests.builders import make_site
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import NOON, Person, make_film, make_picture, me, new_account, outgoing, sandbox

__all__ = ["me", "new_account", "sandbox"]


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def test_it_is_a_platform_client(me: Person) -> None:
    assert isinstance(me.client(), PlatformClient)


def test_a_text_is_posted_and_its_address_opens(me: Person, media: MediaStore) -> None:
    handles = Handles()
    published = me.client().publish(outgoing("Hello <b>&</b> https://example.org/a"), media, handles)
    assert [post["text"] for post in me.posts()] == ["Hello <b>&</b> https://example.org/a"]
    assert published.remote_ids == (me.posts()[0]["id"],)
    assert published.url is not None
    assert "Hello &lt;b&gt;" in me.http.get(published.url).text
    assert handles == {"sending": 0, "posts": list(published.remote_ids)}
    assert handles.order == ["sending", "posts"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 280,
        "a" * 256 + " https://example.org/" + "long/" * 60,
        "漢" * 140,
        "👩‍👩‍👧‍👦" * 140,
        "é" * 280,
    ],
)
def test_a_text_of_exactly_280_weighted_characters_is_taken(text: str, me: Person, media: MediaStore) -> None:
    me.client().publish(outgoing(text), media, Handles())
    assert len(me.posts()) == 1


@pytest.mark.parametrize(
    "text",
    ["a" * 281, "a" * 257 + " https://example.org/", "漢" * 140 + "a", "👩‍👩‍👧‍👦" * 140 + "a"],
)
def test_one_weighted_character_more_is_a_validation_failure(text: str, me: Person, media: MediaStore) -> None:
    with pytest.raises(PlatformError, match="281 of 280") as caught:
        me.client().publish(outgoing(text), media, Handles())
    assert caught.value.kind == "validation"
    assert me.posts() == []


def test_a_thread_of_five_answers_itself(me: Person, media: MediaStore) -> None:
    handles = Handles()
    texts = [f"{number}/5 of the thread" for number in range(1, 6)]
    published = me.client().publish(outgoing(*texts), media, handles)
    posts = me.posts()
    assert [post["text"] for post in posts] == texts
    assert [post["reply_to"] for post in posts] == [None, *published.remote_ids[:4]]
    assert {post["more"]["conversation"] for post in posts} == {published.remote_ids[0]}
    assert handles["posts"] == list(published.remote_ids)


def test_a_thread_goes_on_after_the_posts_that_are_there(me: Person, media: MediaStore) -> None:
    texts = ["first", "second", "third"]
    done = me.client().publish(outgoing(*texts[:2]), media, Handles()).remote_ids
    published = me.client().publish(outgoing(*texts), media, Handles({"posts": list(done)}))
    assert published.remote_ids[:2] == done
    assert [post["text"] for post in me.posts()] == texts


def test_a_thread_that_is_complete_is_not_sent_again(me: Person, media: MediaStore) -> None:
    done = me.client().publish(outgoing("first", "second"), media, Handles()).remote_ids
    assert me.client().publish(outgoing("first", "second"), media, Handles({"posts": list(done)})).remote_ids == done
    assert len(me.posts()) == 2


def test_four_pictures_travel_with_their_descriptions(me: Person, media: MediaStore) -> None:
    pictures = tuple(make_picture(media, f"Field {n}", (160 + n, 90)) for n in range(4))
    handles = Handles()
    me.client().publish(outgoing("Four pictures", pictures=pictures), media, handles)
    ids = [entry["id"] for entry in handles["media"].values()]
    assert me.posts()[0]["more"]["media_ids"] == ids
    uploads = [me.upload(media_id) for media_id in ids]
    assert [upload["alt"] for upload in uploads] == [picture.alt for picture in pictures]
    assert [upload["facts"]["width"] for upload in uploads] == [160, 161, 162, 163]


def test_five_pictures_are_refused_before_anything_is_sent(me: Person, media: MediaStore) -> None:
    pictures = tuple(make_picture(media, size=(160 + n, 90)) for n in range(5))
    with pytest.raises(PlatformError, match="5 pictures"):
        me.client().publish(outgoing("Too many", pictures=pictures), media, Handles())
    assert me.posts() == []


def test_a_film_goes_in_pieces_and_is_posted_when_x_is_done_with_it(me: Person, media: MediaStore) -> None:
    film = make_film(media, seconds=6, noise=True)
    assert film.media.bytes > CHUNK
    captions = media.put(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", ".vtt", kind="captions")
    handles = Handles()
    client = me.client()
    client.publish(outgoing("A film", video=film.model_copy(update={"subtitles": captions})), media, handles)
    upload = me.upload(handles["media"][film.media.key]["id"])
    assert (upload["total"], upload["state"], upload["facts"]["seconds"]) == (film.media.bytes, "succeeded", 6.0)
    assert me.upload(upload["subtitles"])["facts"]["mime"] == "text/vtt"
    stored = me.http.get(f"/_desk/media/{upload['id']}").content
    assert stored == media.path(film.media).read_bytes()
    assert me.waits == [1.0, 1.0]


@pytest.mark.parametrize("nth", [1, 2])
def test_a_film_that_was_broken_off_goes_on_where_it_stopped(nth: int, me: Person, media: MediaStore) -> None:
    film = make_film(media, seconds=12, noise=True)
    broken = Handles(die_after="upload", nth=nth)
    with pytest.raises(Killed):
        me.client().publish(outgoing("A film", video=film), media, broken)
    me.client().publish(outgoing("A film", video=film), media, Handles(broken))
    (post,) = me.posts()
    assert post["more"]["media_ids"] == [broken["upload"]["id"]]
    stored = me.http.get(f"/_desk/media/{broken['upload']['id']}").content
    assert stored == media.path(film.media).read_bytes()


@pytest.mark.parametrize("fault", ["unavailable", "drop"])
def test_a_film_closed_before_its_process_was_lost_is_asked_for_until_somebody_answers(
    fault: str, me: Person, media: MediaStore
) -> None:
    post, broken = outgoing("A film", video=make_film(media)), Handles(die_before="media")
    with pytest.raises(Killed):
        me.client().publish(post, media, broken)
    me.fault("GET /2/media/upload", fault)
    again = Handles(broken)
    with pytest.raises(PlatformError) as caught:
        me.client().publish(post, media, again)
    assert caught.value.retryable
    me.client().publish(post, media, Handles(again))
    (posted,) = me.posts()
    assert posted["more"]["media_ids"] == [broken["upload"]["id"]]


def test_pictures_that_are_there_are_not_sent_again(me: Person, media: MediaStore) -> None:
    post = outgoing("A picture", pictures=(make_picture(media),))
    broken = Handles(die_before="sending")
    with pytest.raises(Killed):
        me.client().publish(post, media, broken)
    me.client().publish(post, media, Handles(broken))
    (posted,) = me.posts()
    assert posted["more"]["media_ids"] == [entry["id"] for entry in broken["media"].values()]


def test_media_that_x_has_forgotten_are_sent_anew_at_the_next_try(me: Person, media: MediaStore) -> None:
    picture = make_picture(media)
    handles = Handles({"media": {picture.media.key: {"id": "12345", "until": None}}})
    with pytest.raises(PlatformError, match="media IDs are invalid") as caught:
        me.client().publish(outgoing("A picture", pictures=(picture,)), media, handles)
    assert caught.value.retryable
    me.client().publish(outgoing("A picture", pictures=(picture,)), media, Handles(handles))
    assert len(me.posts()) == 1


def test_a_first_comment_answers_the_post(me: Person, media: MediaStore) -> None:
    published = me.client().publish(outgoing("Hello", first_comment="More of it here"), media, Handles())
    first, second = me.posts()
    assert published.remote_ids == (first["id"],) and second["reply_to"] == first["id"]


def test_a_first_comment_that_fails_leaves_the_post_published(me: Person, media: MediaStore) -> None:
    me.fault("POST /2/tweets", "permission", skip=1)
    published = me.client().publish(outgoing("Hello", first_comment="More of it here"), media, Handles())
    assert len(me.posts()) == 1
    assert "first comment is not there" in published.problems[0]


def test_whose_account_it_is_can_be_asked(me: Person) -> None:
    assert me.client().whoami().handle == me.handle


def test_posts_are_deleted_and_what_is_gone_already_counts_as_deleted(me: Person, media: MediaStore) -> None:
    ids = me.client().publish(outgoing("one", "two"), media, Handles()).remote_ids
    me.client().delete(ids)
    assert me.posts() == []


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "garbage_after", "server_error_after"])
def test_a_post_whose_answer_was_lost_is_found_on_the_account(fault: str, me: Person, media: MediaStore) -> None:
    post = outgoing("Hello https://example.org/a?utm_content=p0123456789ab")
    handles = Handles()
    me.fault("POST /2/tweets", fault, seconds=1)
    with pytest.raises(PlatformError):
        me.client(timeout=0.5).publish(post, media, handles)
    look = me.client().look(post, handles, NOON)
    assert (look.verdict, look.remote_ids) == ("published", (me.posts()[0]["id"],))


@pytest.mark.parametrize("fault", ["drop", "timeout"])
def test_a_post_that_did_not_arrive_is_seen_to_be_absent(fault: str, me: Person, media: MediaStore) -> None:
    post, handles = outgoing("Hello"), Handles()
    me.client().publish(outgoing("Something else"), media, Handles())  # never "the newest post"
    me.fault("POST /2/tweets", fault, seconds=1)
    with pytest.raises(PlatformError):
        me.client(timeout=0.5).publish(post, media, handles)
    assert me.client().look(post, handles, NOON).verdict == "continue"


def test_a_thread_is_gone_on_with_from_what_a_look_has_found(me: Person, media: MediaStore) -> None:
    post, handles = outgoing("one", "two", "three"), Handles()
    me.fault("POST /2/tweets", "drop_after", skip=1)
    with pytest.raises(PlatformError):
        me.client().publish(post, media, handles)
    look = me.client().look(post, handles, NOON)
    assert look.verdict == "continue"
    me.client().publish(post, media, Handles({**handles, **look.handles}))
    assert [each["text"] for each in me.posts()] == ["one", "two", "three"]


def test_a_lost_piece_of_a_film_is_sent_again(me: Person, media: MediaStore) -> None:
    me.fault(r"POST /2/media/upload/\d+/append", "unavailable")
    me.fault(r"POST /2/media/upload/\d+/append", "drop_after", skip=1)
    me.client().publish(outgoing("A film", video=make_film(media)), media, Handles())
    assert len(me.posts()) == 1


def test_the_counts_are_read_in_the_order_asked_and_in_pages(me: Person, media: MediaStore) -> None:
    client = me.client()
    posts = [outgoing(f"Post {n} https://example.org/{n}") for n in range(4)]
    ids = [client.publish(post, media, Handles()).remote_ids[0] for post in posts]
    me.clock.set(NOON + timedelta(hours=30))
    client.max_ids = 3
    readings = client.metrics([*reversed(ids), "123"])
    assert [reading.remote_id for reading in readings] == [*reversed(ids), "123"]
    for reading in readings[:4]:
        assert reading.at == NOON + timedelta(hours=30)
        assert reading.impressions and reading.impressions > 50
        assert reading.likes is not None and reading.clicks is not None
    assert readings[4].impressions is None
    assert "123" in (readings[4].problem or "")


def test_a_deleted_post_is_one_readings_problem(me: Person, media: MediaStore) -> None:
    ids = [me.client().publish(outgoing(f"Post {n}"), media, Handles()).remote_ids[0] for n in range(2)]
    me.http.delete(f"/2/tweets/{ids[0]}", headers={"Authorization": f"Bearer {me.token}"}).raise_for_status()
    gone, there = me.client().metrics(ids)
    assert gone.problem and not there.problem


def test_clicks_are_unknown_after_thirty_days(me: Person, media: MediaStore) -> None:
    ids = me.client().publish(outgoing("An old post"), media, Handles()).remote_ids
    me.clock.set(NOON + timedelta(days=31))
    (reading,) = me.client().metrics(ids)
    assert reading.clicks is None
    assert reading.impressions


def test_the_accounts_own_posts_are_found_with_their_links(me: Person, media: MediaStore) -> None:
    text = "See https://example.org/a?utm_content=p0123456789ab"
    before = me.client().publish(outgoing("Earlier"), media, Handles()).remote_ids
    me.clock.set(NOON + timedelta(hours=1))
    ids = me.client().publish(outgoing(text), media, Handles()).remote_ids
    found = me.client().recent(NOON + timedelta(minutes=30))
    assert [(post.remote_id, post.text) for post in found] == [(ids[0], text)]
    assert [post.remote_id for post in me.client().recent(NOON)] == [ids[0], before[0]]


def test_pieces_grow_only_as_far_as_x_takes_them() -> None:
    assert chunk_size(10) == CHUNK
    assert chunk_size(2_000 * CHUNK) == 2 * CHUNK
    assert chunk_size(MAX_CHUNK * MAX_SEGMENTS) == MAX_CHUNK
    with pytest.raises(PlatformError, match="GB"):
        chunk_size(MAX_CHUNK * MAX_SEGMENTS + 1)


def test_the_planner_learns_how_many_posts_are_left(me: Person, media: MediaStore, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.db", me.clock)
    store.migrate()
    access = Access(me.token, base_urls={"": me.sandbox.url_of("x")})
    client = XClient(access, Edge(clock=me.clock, limits=store.limits, owner="demo/x/main"))
    for number in range(81):
        client.publish(outgoing(f"Post {number}"), media, Handles())
    left = store.limits.left("demo/x/main", POSTS)
    assert left is not None and (left.remaining, left.reset_at) == (19, NOON + timedelta(minutes=15))
    (quota,) = Planning(store, {"demo": make_site()}, me.clock).rules(Account("demo", "x", "main")).quotas
    assert (quota.most, quota.until) == (19, left.reset_at)
    store.close()


def test_a_picture_does_not_hide_the_text_it_came_with(me: Person, media: MediaStore) -> None:
    """X appends a link for the picture to the text that it gives back."""
    post, handles = outgoing("one", "two", pictures=(make_picture(media),)), Handles()
    me.fault("POST /2/tweets", "drop_after")
    with pytest.raises(PlatformError):
        me.client().publish(post, media, handles)
    assert me.client().look(post, handles, NOON).handles == {"posts": [me.posts()[0]["id"]]}
