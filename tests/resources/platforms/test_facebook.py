"""Facebook's client against the sandbox: every kind of post, killed processes, lost answers, and the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from reprise.windows.failures import PlatformError
from resources.platforms.base import PlatformClient
from resources.platforms.facebook_extras import locale
from resources.platforms.facebook_films import is_reel
from sandbox.process import SandboxProcess
from tests.resources.platforms.meta import LINK, PAGE, PAGE_TOKEN, facebook, pictures, reel, wide_film
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_picture

FEED = "POST /v26.0/2001/feed"
FINISH = "POST /v26.0/2001/video(s|_reels)"
SUBTITLES = b"1\n00:00:00,000 --> 00:00:01,000\nHello\n"
_days = days()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp("facebook"), "facebook") as process:
        yield process


@pytest.fixture
def here(process: SandboxProcess) -> Iterator[Place]:
    with place(process, "facebook", process.data.parent / "media", next(_days)) as made:
        yield made


def api(here: Place, path: str, **params: str) -> dict[str, Any]:
    """What Graph says, asked without the client."""
    headers = {"Authorization": f"Bearer {PAGE_TOKEN}"}
    answer = httpx.get(f"{here.url}/v26.0{path}", params=params, headers=headers, trust_env=False, timeout=20)
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


def stored(here: Place, film: str) -> bytes:
    path = here.sandbox.data / "facebook" / "files" / f"video-{film}"
    return path.read_bytes()


def test_it_is_a_platform_client(here: Place) -> None:
    assert isinstance(facebook(here), PlatformClient)


def test_a_text_is_posted_and_named_before_anything_else_happens(here: Place) -> None:
    handles = Handles()
    published = facebook(here).publish(here.outgoing("Größer \U0001f389"), here.media, handles)
    (post,) = here.posts()
    assert post["text"] == "Größer \U0001f389"
    assert published.remote_ids == (post["id"],)
    assert published.url == f"https://www.facebook.com/{PAGE}/posts/{post['id'].partition('_')[2]}"
    assert handles.order == ["sending", "posts"]


def test_a_link_is_shown_as_a_card(here: Place) -> None:
    facebook(here).publish(here.outgoing(f"Read it.\n{LINK}", link=LINK), here.media, Handles())
    assert here.posts()[0]["link"] == LINK


def test_pictures_come_in_order_with_their_descriptions(here: Place) -> None:
    shown = pictures(here.media, 3)
    facebook(here).publish(here.outgoing("Three", link=LINK, type="carousel", pictures=shown), here.media, Handles())
    (post,) = here.posts()
    assert (post["media"], post["alts"], post["link"]) == (["image"] * 3, [each.alt for each in shown], None)


def test_one_picture_and_the_same_one_twice_are_one_photo(here: Place) -> None:
    (shown,) = pictures(here.media)
    facebook(here).publish(here.outgoing("One", pictures=(shown, shown)), here.media, Handles())
    assert here.posts()[0]["media"] == ["image"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"texts": ("one", "two"), "type": "thread"}, "one text"),
        ({"texts": (" ",)}, "one text"),
        ({"pictures": 11}, "11 pictures"),
        ({"suffix": ".webp"}, "image/webp"),
    ],
)
def test_what_cannot_succeed_is_refused_before_anything_is_sent(more: dict[str, Any], words: str, here: Place) -> None:
    count, suffix = more.pop("pictures", 1), more.pop("suffix", ".png")
    shown = tuple(make_picture(here.media, size=(20 + n, 20), suffix=suffix) for n in range(count))
    handles = Handles()
    with pytest.raises(PlatformError, match=words) as caught:
        facebook(here).publish(here.outgoing("Hello", **{"pictures": shown, **more}), here.media, handles)
    assert (caught.value.kind, handles.order, here.posts()) == ("validation", [], [])


def test_an_upright_short_film_becomes_a_reel(here: Place) -> None:
    film = reel(here.media)
    published = facebook(here).publish(here.outgoing("A reel", title="Its title", video=film), here.media, Handles())
    (post,) = here.posts()
    assert (post["text"], post["title"], post["more"]["kind"], post["more"]["state"]) == (
        "A reel", "Its title", "reel", "ready",
    )  # fmt: skip
    assert published.remote_ids == (post["more"]["video"],)
    assert published.url == f"https://www.facebook.com/reel/{published.remote_ids[0]}"
    assert stored(here, published.remote_ids[0]) == here.media.path(film.media).read_bytes()


def test_any_other_film_goes_in_the_pieces_that_facebook_asks_for(here: Place) -> None:
    film = wide_film(here.media, padding=2_500_000)
    handles = Handles()
    published = facebook(here).publish(here.outgoing("A film", video=film), here.media, handles)
    (post,) = here.posts()
    assert (post["more"]["kind"], post["more"]["state"]) == ("video", "ready")
    assert stored(here, published.remote_ids[0]) == here.media.path(film.media).read_bytes()
    assert handles.order.count("film") == 1 + 3 + 2  # opened, three pieces, tried, finished
    assert published.url == f"https://www.facebook.com/{PAGE}/videos/{published.remote_ids[0]}"


def test_subtitles_and_cover_go_with_a_film(here: Place) -> None:
    subtitles = here.media.put(SUBTITLES, ".srt", kind="captions")
    film = reel(here.media).model_copy(
        update={"subtitles": subtitles, "language": "de", "cover": make_picture(here.media)}
    )
    published = facebook(here).publish(here.outgoing("A film", video=film), here.media, Handles())
    assert published.problems == ()
    more = here.posts()[0]["more"]
    assert (more["captions"], more["thumbnails"]) == (["de_DE"], 1)


def test_subtitles_and_cover_that_fail_leave_the_film_published(here: Place) -> None:
    other = here.media.put(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", ".vtt", kind="captions")
    film = reel(here.media).model_copy(update={"subtitles": other, "cover": make_picture(here.media)})
    here.fault(r"POST /v26.0/\d+/thumbnails", "server_error")
    published = facebook(here).publish(here.outgoing("A film", video=film), here.media, Handles())
    assert [problem[:36] for problem in published.problems] == [
        "The film is there without its subtit", "The film is there without its cover ",
    ]  # fmt: skip
    assert "SubRip" in published.problems[0]
    assert len(here.posts()) == 1


@pytest.mark.parametrize("kind", ["text", "reel"])
def test_a_first_comment_stands_below_the_post(kind: str, here: Place) -> None:
    video = reel(here.media) if kind == "reel" else None
    post = here.outgoing("Hello", first_comment="More of it here", video=video)
    facebook(here).publish(post, here.media, Handles())
    made, comment = sorted(here.posts(), key=lambda row: row["reply_to"] is not None)
    assert (comment["text"], comment["reply_to"]) == ("More of it here", made["id"])


def test_a_first_comment_that_fails_leaves_the_post_published(here: Place) -> None:
    here.fault(r"POST /v26.0/.+/comments", "permission")
    published = facebook(here).publish(here.outgoing("Hello", first_comment="More"), here.media, Handles())
    assert len(here.posts()) == 1 and "first comment is not there" in published.problems[0]


def test_a_post_that_is_there_is_not_sent_again(here: Place) -> None:
    done = facebook(here).publish(here.outgoing("Hello"), here.media, Handles())
    again = facebook(here).publish(here.outgoing("Hello"), here.media, Handles({"posts": list(done.remote_ids)}))
    assert again.remote_ids == done.remote_ids and len(here.posts()) == 1


def test_the_page_is_asked_for_where_nobody_names_it(here: Place) -> None:
    facebook(here, page=None).publish(here.outgoing("Hello"), here.media, Handles())
    assert here.posts()[0]["account"] == PAGE
    me = facebook(here).whoami()
    assert (me.remote_id, me.handle, me.name) == (PAGE, "reprise.demo", "Reprise demo")


def killed(here: Place, post: Any, handles: Handles, **edge: Any) -> None:
    with pytest.raises(Killed):
        facebook(here, **edge).publish(post, here.media, handles)


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_photos_that_are_there_are_not_sent_again(nth: int, here: Place) -> None:
    post = here.outgoing("Three", pictures=pictures(here.media, 3))
    broken = Handles(die_after="media", nth=nth)
    killed(here, post, broken)
    resumed = Handles(broken)
    facebook(here).publish(post, here.media, resumed)
    kept = {key: entry["id"] for key, entry in broken["media"].items()}
    assert len(kept) == nth and kept.items() <= {k: e["id"] for k, e in resumed["media"].items()}.items()
    assert len(here.posts()) == 1


@pytest.mark.parametrize("make", [reel, wide_film])
@pytest.mark.parametrize(("name", "nth"), [("film", 1), ("film", 2), ("film", 3), ("sending", 1), ("posts", 1)])
def test_a_film_is_gone_on_with_wherever_its_process_was_killed(make: Any, name: str, nth: int, here: Place) -> None:
    post = here.outgoing("A film", video=make(here.media, 1_200_000))
    broken = Handles(die_after=name, nth=nth)
    killed(here, post, broken)
    found = facebook(here).look(post, broken, here.clock.now())
    handles = Handles({**broken, **found.handles})
    while found.verdict == "pending":
        found = facebook(here).look(post, handles, here.clock.now())
    if found.verdict == "continue":
        facebook(here).publish(post, here.media, handles)
    else:
        assert (found.verdict, found.remote_ids) == ("published", (broken["film"]["id"],))
    (made,) = here.posts()
    assert made["more"]["video"] == broken["film"]["id"]


def test_an_upload_that_broke_off_in_the_middle_goes_on_at_facebooks_place(here: Place) -> None:
    film = reel(here.media, 3_000_000)
    whole = here.media.path(film.media).read_bytes()
    client, handles = facebook(here), Handles(die_after="film")
    killed(here, here.outgoing("A reel", video=film), handles)
    headers = {"Authorization": f"OAuth {PAGE_TOKEN}", "offset": "0", "file_size": str(len(whole))}
    address = f"{here.url}/video-upload/v26.0/{handles['film']['id']}"
    partial = httpx.post(address, content=whole[:1_000_000], headers=headers, trust_env=False, timeout=20)
    assert partial.json()["debug_info"]["type"] == "PartialRequestError"
    client.publish(here.outgoing("A reel", video=film), here.media, Handles(handles))
    assert stored(here, handles["film"]["id"]) == whole


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "garbage_after", "server_error_after", "unavailable"])
def test_a_piece_whose_answer_was_lost_is_not_sent_twice(fault: str, here: Place) -> None:
    film = wide_film(here.media, padding=2_500_000)
    here.fault("POST /v26.0/2001/videos", fault, skip=2, seconds=1)
    published = facebook(here, timeout=0.5).publish(here.outgoing("A film", video=film), here.media, Handles())
    assert stored(here, published.remote_ids[0]) == here.media.path(film.media).read_bytes()


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "drop", "unavailable"])
def test_a_reels_bytes_are_sent_until_they_are_there(fault: str, here: Place) -> None:
    film = reel(here.media)
    here.fault("POST /video-upload/.*", fault, seconds=1)
    published = facebook(here, timeout=0.5).publish(here.outgoing("A reel", video=film), here.media, Handles())
    assert stored(here, published.remote_ids[0]) == here.media.path(film.media).read_bytes()


@pytest.mark.parametrize("make", [reel, wide_film])
def test_an_upload_that_facebook_has_lost_begins_anew_at_the_next_try(make: Any, here: Place) -> None:
    post = here.outgoing("A film", video=make(here.media))
    handles = Handles()
    here.order(upload="lost")
    with pytest.raises(PlatformError) as caught:
        facebook(here).publish(post, here.media, handles)
    assert caught.value.kind == "media_processing" and caught.value.retryable
    assert handles["film"] is None
    facebook(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_a_film_that_is_still_processed_is_waited_for_and_then_later(here: Place) -> None:
    post, handles = here.outgoing("A film", video=reel(here.media)), Handles()
    with pytest.raises(PlatformError) as caught:
        facebook(here, patience=timedelta(0)).publish(post, here.media, handles)
    assert caught.value.waiting and caught.value.retry_at == here.clock.now() + timedelta(minutes=1)
    facebook(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_a_film_that_cannot_be_processed_is_made_anew(here: Place) -> None:
    post, handles = here.outgoing("A film", video=reel(here.media)), Handles()
    here.order(processing="fail")
    with pytest.raises(PlatformError, match="could not be processed") as caught:
        facebook(here).publish(post, here.media, handles)
    assert (caught.value.kind, here.posts(), handles["film"]) == ("media_processing", [], None)
    facebook(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def lost(here: Place, post: Any, fault: str, route: str, **more: Any) -> Handles:
    """The handles that a post leaves whose answer was lost."""
    handles = Handles()
    here.fault(route, fault, seconds=1, **more)
    with pytest.raises(PlatformError) as caught:
        facebook(here, timeout=0.5).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    return handles


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "garbage_after", "server_error_after"])
@pytest.mark.parametrize("kind", ["text", "link", "pictures"])
def test_a_post_whose_answer_was_lost_is_found_on_the_page(kind: str, fault: str, here: Place) -> None:
    shown = pictures(here.media, 2) if kind == "pictures" else ()
    post = here.outgoing(f"Hello {LINK}", link=LINK if kind == "link" else None, pictures=shown)
    handles = lost(here, post, fault, FEED)
    facebook(here).publish(here.outgoing("Something newer"), here.media, Handles())
    found = facebook(here).look(post, handles, here.clock.now())
    assert (found.verdict, found.remote_ids) == ("published", (here.posts()[0]["id"],))
    assert found.url and found.url.startswith("https://www.facebook.com/")


@pytest.mark.parametrize("fault", ["drop", "timeout", "server_error"])
@pytest.mark.parametrize("count", [0, 2])
def test_a_post_that_did_not_arrive_is_seen_to_be_absent(count: int, fault: str, here: Place) -> None:
    post = here.outgoing("Hello", pictures=pictures(here.media, count))
    facebook(here).publish(here.outgoing("Something else"), here.media, Handles())
    handles = lost(here, post, fault, FEED)
    found = facebook(here).look(post, handles, here.clock.now())
    assert found.verdict == "continue"
    facebook(here).publish(post, here.media, Handles({**handles, **found.handles}))
    assert sorted(here.texts()) == ["Hello", "Something else"]


def test_a_post_edited_by_a_person_is_recognised_by_its_link(here: Place) -> None:
    post = here.outgoing("Hello", link=LINK)
    handles = lost(here, post, "drop_after", FEED)
    id_ = here.posts()[0]["id"]
    headers = {"Authorization": f"Bearer {PAGE_TOKEN}"}
    edited = {"message": "Hello, corrected"}
    httpx.post(f"{here.url}/v26.0/{id_}", data=edited, headers=headers, trust_env=False).raise_for_status()
    assert facebook(here).look(post, handles, here.clock.now()).remote_ids == (id_,)


def test_an_older_post_with_the_same_words_is_not_taken_for_it(here: Place) -> None:
    facebook(here).publish(here.outgoing("Hello"), here.media, Handles())
    here.clock.set(here.clock.now() + timedelta(hours=2))
    handles = lost(here, here.outgoing("Hello"), "drop", FEED)
    assert facebook(here).look(here.outgoing("Hello"), handles, here.clock.now()).verdict == "continue"


def test_a_page_with_many_posts_is_read_page_after_page(here: Place) -> None:
    post = here.outgoing("The first")
    handles = lost(here, post, "drop_after", FEED)
    client = facebook(here)
    for number in range(101):
        client.publish(here.outgoing(f"Number {number}"), here.media, Handles())
    assert client.look(post, handles, here.clock.now()).verdict == "published"


@pytest.mark.parametrize("make", [reel, wide_film])
@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "garbage_after", "server_error_after"])
def test_a_film_whose_answer_was_lost_is_found_by_its_id(make: Any, fault: str, here: Place) -> None:
    post = here.outgoing("A film", video=make(here.media))
    route, skip = (FINISH, 1) if make is reel else (FINISH, 2)
    handles = lost(here, post, fault, route, skip=skip)
    first = facebook(here).look(post, handles, here.clock.now())
    assert first.verdict == "pending"  # one look more and it is ready
    found = facebook(here).look(post, handles, here.clock.now())
    assert (found.verdict, found.remote_ids) == ("published", (handles["film"]["id"],))


@pytest.mark.parametrize("make", [reel, wide_film])
def test_finishing_a_film_twice_makes_one_post(make: Any, here: Place) -> None:
    """A request that seemed lost arrives after all, after the look that did not find it."""
    post = here.outgoing("A film", video=make(here.media))
    handles = lost(here, post, "drop_after", FINISH, skip=1 if make is reel else 2)
    facebook(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


@pytest.mark.parametrize("make", [reel, wide_film])
@pytest.mark.parametrize("fault", ["drop", "server_error"])
def test_a_film_that_was_not_published_goes_on_from_its_upload(make: Any, fault: str, here: Place) -> None:
    post = here.outgoing("A film", video=make(here.media))
    handles = lost(here, post, fault, FINISH, skip=1 if make is reel else 2)
    found = facebook(here).look(post, handles, here.clock.now())
    assert (found.verdict, found.handles) == ("continue", {})
    facebook(here).publish(post, here.media, Handles(handles))
    assert [row["more"]["video"] for row in here.posts()] == [handles["film"]["id"]]


def test_an_upload_that_ended_before_it_was_published_is_made_anew(here: Place) -> None:
    post = here.outgoing("A film", video=reel(here.media, 1_200_000))
    handles = Handles(die_after="film")
    killed(here, post, handles)
    here.clock.set(here.clock.now() + timedelta(hours=25))
    found = facebook(here).look(post, handles, here.clock.now() - timedelta(hours=25))
    assert (found.verdict, found.handles) == ("continue", {"film": None})
    facebook(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_a_film_taken_away_after_facebook_took_it_is_not_posted_again(here: Place) -> None:
    post, handles = here.outgoing("A film", video=reel(here.media)), Handles(die_before="posts")
    killed(here, post, handles)
    facebook(here).delete([handles["film"]["id"]])
    assert facebook(here).look(post, handles, here.clock.now()).verdict == "unknowable"
    with pytest.raises(PlatformError, match="taken away"):
        facebook(here).publish(post, here.media, Handles(handles))
    assert here.posts() == []


def test_photos_that_another_post_shows_are_taken_for_a_doubt_once(here: Place) -> None:
    """Facebook refuses them also when this very post is there; new ones are brought only after a look."""
    post = here.outgoing("Hello", pictures=pictures(here.media))
    handles = Handles()
    here.fault(FEED, "duplicate_photo")
    with pytest.raises(PlatformError) as caught:
        facebook(here).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    found = facebook(here).look(post, handles, here.clock.now())
    assert (found.verdict, found.handles) == ("continue", {"media": {}})
    again = Handles({**handles, **found.handles})
    here.fault(FEED, "duplicate_photo")
    with pytest.raises(PlatformError) as caught:
        facebook(here).publish(post, here.media, again)
    assert caught.value.kind == "duplicate"


def test_photos_whose_post_is_there_are_recognised(here: Place) -> None:
    post = here.outgoing("Hello", pictures=pictures(here.media))
    handles = lost(here, post, "drop_after", FEED)
    with pytest.raises(PlatformError) as caught:
        facebook(here).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    assert facebook(here).look(post, handles, here.clock.now()).verdict == "published"
    assert len(here.posts()) == 1


def test_photos_that_were_kept_for_too_long_are_sent_anew(here: Place) -> None:
    post = here.outgoing("Hello", pictures=pictures(here.media))
    handles = Handles(die_before="sending")
    killed(here, post, handles)
    here.clock.set(here.clock.now() + timedelta(hours=25))
    facebook(here).publish(post, here.media, Handles(handles))
    assert here.posts()[0]["media"] == ["image"]


def test_photos_that_facebook_has_forgotten_are_sent_anew_at_the_next_try(here: Place) -> None:
    (shown,) = pictures(here.media)
    handles = Handles({"media": {shown.media.key: {"id": "3999999", "until": None}}})
    with pytest.raises(PlatformError, match="no unpublished photo 3999999") as caught:
        facebook(here).publish(here.outgoing("Hello", pictures=(shown,)), here.media, handles)
    assert (caught.value.kind, handles["media"]) == ("validation", {})
    facebook(here).publish(here.outgoing("Hello", pictures=(shown,)), here.media, Handles(handles))
    assert here.posts()[0]["media"] == ["image"]


def test_the_counts_of_posts_and_films_are_read_in_the_order_asked(here: Place) -> None:
    client = facebook(here)
    text = client.publish(here.outgoing(f"Hello {LINK}", link=LINK), here.media, Handles()).remote_ids[0]
    short = client.publish(here.outgoing("A reel", video=reel(here.media)), here.media, Handles()).remote_ids[0]
    long = client.publish(here.outgoing("A film", video=wide_film(here.media)), here.media, Handles()).remote_ids[0]
    here.clock.set(here.clock.now() + timedelta(hours=30))
    ids = [short, text, "123", long]
    readings = client.metrics(ids)
    assert [reading.remote_id for reading in readings] == ids
    for reading in (readings[0], readings[1], readings[3]):
        assert reading.impressions and reading.impressions > 50
        assert reading.likes is not None and reading.replies is not None and reading.reposts is not None
        assert reading.clicks is not None and reading.raw and not reading.problem
    assert readings[0].video_views and readings[0].watch_seconds == readings[0].video_views * 6.4
    assert readings[1].video_views is None and readings[1].watch_seconds is None
    assert readings[3].video_views and readings[3].watch_seconds
    assert readings[2].impressions is None and "does not know it" in (readings[2].problem or "")
    seen = api(here, f"/{text}/insights", metric="post_media_view")["data"][0]["values"][0]["value"]
    assert readings[1].impressions == seen


def test_without_the_permission_for_insights_only_what_anybody_counts_is_read(here: Place) -> None:
    made = facebook(here).publish(here.outgoing("Hello"), here.media, Handles()).remote_ids
    here.desk.post("/tokens", json={
        "do": "issue", "account": PAGE, "kind": "page", "token": "without-insights",
        "scopes": ["pages_read_engagement", "pages_manage_posts"],
    }).raise_for_status()  # fmt: skip
    here.clock.set(here.clock.now() + timedelta(hours=30))
    (reading,) = facebook(here, token="without-insights").metrics(made)
    assert reading.impressions is None and reading.likes is not None and reading.problem is None


def test_posts_and_films_are_deleted_and_what_is_gone_counts_as_deleted(here: Place) -> None:
    client = facebook(here)
    ids = [
        client.publish(here.outgoing("Hello"), here.media, Handles()).remote_ids[0],
        client.publish(here.outgoing("A reel", video=reel(here.media)), here.media, Handles()).remote_ids[0],
    ]
    client.delete(ids)
    client.delete(ids)
    assert here.posts() == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "en_US"),
        ("de", "de_DE"),
        ("pt-PT", "pt_PT"),
        ("sv", "sv_SE"),
        ("zh-Hant-TW", "zh_TW"),
        ("fr_CA", "fr_CA"),
    ],
)
def test_subtitles_are_named_by_locale(language: str, expected: str) -> None:
    assert locale(language) == expected


def test_only_films_of_the_right_shape_and_length_are_reels(here: Place) -> None:
    media = reel(here.media).media
    assert is_reel(media)
    for change in (
        {"width": 960},
        {"seconds": 91.0},
        {"seconds": 2.0},
        {"width": 270, "height": 480},
        {"seconds": None},
    ):
        assert not is_reel(media.model_copy(update=change))
