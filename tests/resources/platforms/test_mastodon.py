"""Mastodon's client against the sandbox: keys and how long they hold, what is found again, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reprise.windows.failures import PlatformError
from resources.platforms.access import Access
from resources.platforms.base import PlatformClient
from resources.platforms.mastodon import KEY_HOLDS, MastodonClient
from resources.platforms.mastodon_text import as_written
from sandbox.mastodon.words import content
from sandbox.process import SandboxProcess
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_film, make_picture

ID, TOKEN = "109000000000000001", "sandbox-mastodon"
CREATE = "POST /api/v1/statuses"
LINK = "https://example.org/a/rather/long/path/to/an/article?utm_source=mastodon&utm_content=p0123456789ab"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp("mastodon"), "mastodon") as process:
        yield process


_days = days()


@pytest.fixture
def here(process: SandboxProcess, tmp_path: Path) -> Iterator[Place]:
    with place(process, "mastodon", tmp_path / "media", next(_days)) as made:
        yield made


def client(here: Place, *, token: str = TOKEN, visibility: str | None = None, **edge: Any) -> MastodonClient:
    details = {"visibility": visibility} if visibility else {}
    access = Access(token, remote_id=ID, handle="reprise@example.social", base_urls={"": here.url}, details=details)
    return MastodonClient(access, here.edge(**edge))


def later(here: Place, **passed: int) -> None:
    here.clock.set(here.clock.now() + timedelta(**passed))


def test_it_is_a_platform_client(here: Place) -> None:
    assert isinstance(client(here), PlatformClient)


def test_an_account_without_its_instance_says_how_to_name_it(here: Place) -> None:
    with pytest.raises(PlatformError, match="REPRISE_MASTODON_URL") as caught:
        MastodonClient(Access("t"), here.edge())
    assert caught.value.reach == "account"


def test_a_text_arrives_with_its_language_and_visibility(here: Place) -> None:
    text = f"Größer <b>&</b>\n\n{LINK}\n#Äpfel"
    published = client(here).publish(here.outgoing(text, link=LINK, language="de-AT"), here.media, Handles())
    (post,) = here.posts()
    assert (post["text"], post["more"]["language"], post["more"]["visibility"]) == (text, "de", "public")
    assert published.remote_ids == (post["id"],)
    assert published.url == f"{here.url}/@reprise/{post['id']}"
    client(here, visibility="unlisted").publish(here.outgoing("Hello"), here.media, Handles())
    assert here.posts()[1]["more"]["visibility"] == "unlisted"
    with pytest.raises(PlatformError, match="'secret'"):
        client(here, visibility="secret").publish(here.outgoing("Hello"), here.media, Handles())


def test_a_text_of_500_characters_is_taken_with_addresses_counted_short(here: Place) -> None:
    client(here).publish(here.outgoing("a" * 476 + " " + LINK), here.media, Handles())
    with pytest.raises(PlatformError, match="500 characters"):
        client(here).publish(here.outgoing("a" * 477 + " " + LINK), here.media, Handles())
    assert len(here.posts()) == 1


@pytest.mark.parametrize("number", [1, 4])
def test_pictures_travel_with_their_descriptions(number: int, here: Place) -> None:
    pictures = tuple(make_picture(here.media, f"Field {n}", (160 + n, 90)) for n in range(number))
    client(here).publish(here.outgoing("Pictures", pictures=pictures), here.media, Handles())
    (post,) = here.posts()
    assert post["alts"] == [picture.alt for picture in pictures]


def test_a_description_that_is_too_long_is_cut(here: Place) -> None:
    picture = make_picture(here.media, "a" * 1600)
    client(here).publish(here.outgoing("A picture", pictures=(picture,)), here.media, Handles())
    assert here.posts()[0]["alts"] == ["a" * 1500]


def test_what_the_instance_would_not_take_is_refused_before_anything_is_sent(here: Place) -> None:
    five = tuple(make_picture(here.media, size=(160 + n, 90)) for n in range(5))
    one = five[0]
    large = one.model_copy(update={"media": one.media.model_copy(update={"bytes": 16 * 1024 * 1024 + 1})})
    strange = one.model_copy(update={"media": one.media.model_copy(update={"mime": "image/tiff"})})
    for pictures, words in ((five, "5 pictures"), ((large,), "16,777,216"), ((strange,), "image/tiff")):
        with pytest.raises(PlatformError, match=words) as caught:
            client(here).publish(here.outgoing("Too much", pictures=pictures), here.media, Handles())
        assert caught.value.kind == "validation"
    assert here.posts() == []


def test_a_thread_answers_itself(here: Place) -> None:
    published = client(here).publish(here.outgoing("One", "Two", "Three"), here.media, Handles())
    first, second, third = here.posts()
    assert published.remote_ids == (first["id"], second["id"], third["id"])
    assert [row["reply_to"] for row in (first, second, third)] == [None, first["id"], second["id"]]


@pytest.mark.parametrize("die", [{"die_after": "keys"}, {"die_after": "sending"}, {"die_before": "posts"}])
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("minutes", [3, 59, 600])
def test_a_thread_that_was_killed_anywhere_is_finished_without_a_second_text(
    die: dict[str, str], nth: int, minutes: int, here: Place
) -> None:
    post, broken = here.outgoing("One", "Two", "Three"), Handles(nth=nth, **die)
    began = here.clock.now()
    with pytest.raises(Killed):
        client(here).publish(post, here.media, broken)
    later(here, minutes=minutes)
    look = client(here).look(post, broken, began)
    if look.verdict == "continue":
        look = client(here).publish(post, here.media, Handles({**broken, **look.handles}))  # type: ignore[assignment]
    assert here.texts() == ["One", "Two", "Three"]
    assert list(look.remote_ids) == [row["id"] for row in here.posts()]


FAULTS = ["drop_after", "timeout_after", "garbage_after", "server_error_after"]


@pytest.mark.parametrize("fault", [*FAULTS, "drop", "timeout"])
def test_a_status_in_doubt_is_sent_again_with_its_key(fault: str, here: Place) -> None:
    post, handles = here.outgoing("Hello"), Handles()
    here.fault(CREATE, fault, seconds=1)
    with pytest.raises(PlatformError) as caught:
        client(here, timeout=0.5).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    look = client(here).look(post, handles, here.clock.now())
    assert look.verdict == "continue"
    published = client(here).publish(post, here.media, Handles({**handles, **look.handles}))
    assert [row["id"] for row in here.posts()] == list(published.remote_ids)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_status_in_doubt_is_found_on_the_account_when_its_key_holds_no_longer(fault: str, here: Place) -> None:
    post, handles, began = here.outgoing(f"Hello {LINK}", link=LINK), Handles(), here.clock.now()
    here.fault(CREATE, fault, seconds=1)
    with pytest.raises(PlatformError):
        client(here, timeout=0.5).publish(post, here.media, handles)
    later(here, minutes=51)
    with pytest.raises(PlatformError) as caught:
        client(here).publish(post, here.media, Handles(handles))
    assert caught.value.kind == "unknown_outcome"
    look = client(here).look(post, handles, began)
    assert (look.verdict, look.remote_ids) == ("published", (here.posts()[0]["id"],))


def test_a_status_that_is_not_on_the_account_is_sent_with_a_new_key(here: Place) -> None:
    post, handles, began = here.outgoing("Hello"), Handles(), here.clock.now()
    here.fault(CREATE, "drop")
    with pytest.raises(PlatformError):
        client(here).publish(post, here.media, handles)
    client(here).publish(here.outgoing("Another"), here.media, Handles())  # never "the newest"
    later(here, hours=2)
    look = client(here).look(post, handles, began)
    assert (look.verdict, look.handles) == ("continue", {"posts": [], "keys": {}})
    client(here).publish(post, here.media, Handles({**handles, **look.handles}))
    assert here.texts() == ["Another", "Hello"]


def test_the_same_words_as_a_reply_or_from_long_before_are_another_status(here: Place) -> None:
    client(here).publish(here.outgoing("Hello"), here.media, Handles())
    later(here, minutes=30)
    began, handles, post = here.clock.now(), Handles(), here.outgoing("Hello")
    client(here).publish(here.outgoing("Root", "Hello"), here.media, Handles())
    here.fault(CREATE, "drop")
    with pytest.raises(PlatformError):
        client(here).publish(post, here.media, handles)
    later(here, minutes=55)
    assert client(here).look(post, handles, began).verdict == "continue"


def test_a_status_is_found_behind_many_others(here: Place) -> None:
    post, handles, began = here.outgoing(f"Hello {LINK}", link=LINK), Handles(), here.clock.now()
    here.fault(CREATE, "drop_after")
    with pytest.raises(PlatformError):
        client(here).publish(post, here.media, handles)
    other = client(here)
    for number in range(45):
        other.publish(here.outgoing(f"Other {number}"), here.media, Handles())
    later(here, minutes=55)
    assert client(here).look(post, handles, began).remote_ids == (here.posts()[0]["id"],)


def test_what_was_surely_refused_begins_its_hour_anew(here: Place) -> None:
    post, handles = here.outgoing("Hello"), Handles()
    for _ in range(3):
        here.fault(CREATE, "unavailable")
        with pytest.raises(PlatformError) as caught:
            client(here).publish(post, here.media, Handles(handles) if handles else handles)
        assert caught.value.kind == "server"
        later(here, minutes=50)
    client(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_a_films_cover_and_description_travel_with_it(here: Place) -> None:
    cover = make_picture(here.media, "The cover", (320, 180), suffix=".jpg")
    made = make_film(here.media).model_copy(update={"cover": cover})
    client(here).publish(here.outgoing("A film", video=made), here.media, Handles())
    (post,) = here.posts()
    assert (post["media"], post["alts"]) == (["video"], ["The cover"])
    assert here.waits == [2.0]


@pytest.mark.parametrize("die", [{"die_after": "media"}, {"die_before": "sending"}])
def test_a_film_is_sent_once_whenever_the_process_is_killed(die: dict[str, str], here: Place) -> None:
    post, broken = here.outgoing("A film", video=make_film(here.media)), Handles(**die)
    with pytest.raises(Killed):
        client(here).publish(post, here.media, broken)
    here.fault("POST /api/v2/media", "server_error")  # would fail if it were sent again
    client(here).publish(post, here.media, Handles(broken))
    assert len(here.posts()) == 1


def test_a_film_that_takes_long_is_given_back_and_gone_on_with(here: Place) -> None:
    post, handles = here.outgoing("A film", video=make_film(here.media)), Handles()
    with pytest.raises(PlatformError) as caught:
        client(here, patience=timedelta(0)).publish(post, here.media, handles)
    assert caught.value.waiting and caught.value.retry_at and here.posts() == []
    client(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_a_file_that_cannot_be_processed_is_said_to_be_so_and_sent_anew(here: Place) -> None:
    here.order(processing="fail")
    post, handles = here.outgoing("A film", video=make_film(here.media)), Handles()
    with pytest.raises(PlatformError, match="Error processing thumbnail") as caught:
        client(here).publish(post, here.media, handles)
    assert (caught.value.kind, caught.value.waiting) == ("media_processing", False)
    client(here).publish(post, here.media, Handles(handles))
    assert len(here.posts()) == 1


def test_files_that_the_server_has_forgotten_are_sent_anew_at_the_next_try(here: Place) -> None:
    picture = make_picture(here.media)
    handles = Handles({"media": {picture.media.key: {"id": "7", "until": None}}})
    with pytest.raises(PlatformError, match="not found") as caught:
        client(here).publish(here.outgoing("A picture", pictures=(picture,)), here.media, handles)
    assert caught.value.retryable
    client(here).publish(here.outgoing("A picture", pictures=(picture,)), here.media, Handles(handles))
    assert len(here.posts()) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "reach", "waits"),
    [
        ("expired_token", "auth", "account", False),
        ("revoked_token", "auth", "account", False),
        ("permission", "permission", "account", False),
        ("suspended", "permission", "account", False),
        ("rate_limit", "rate_limit", "account", True),
        ("rate_limit_bare", "rate_limit", "account", False),
        ("validation", "validation", "post", False),
        ("not_ready", "media_processing", "post", False),
        ("server_error", "unknown_outcome", "post", False),
        ("unavailable", "server", "post", False),
    ],
)
def test_an_answer_is_sorted(fault: str, kind: str, reach: str, waits: bool, here: Place) -> None:
    here.fault(CREATE, fault)
    with pytest.raises(PlatformError) as caught:
        client(here).publish(here.outgoing("Hello"), here.media, Handles())
    error = caught.value
    assert (error.kind, error.reach) == (kind, reach)
    assert error.remedy and TOKEN not in f"{error!r}{error}"
    assert (error.retry_at is not None and error.retry_at > here.clock.now()) == waits


def test_a_thread_that_the_allowance_is_too_small_for_is_not_begun(here: Place) -> None:
    poster = client(here)
    here.fault(CREATE, "rate_limit", seconds=240)
    with pytest.raises(PlatformError):
        poster.publish(here.outgoing("Hello"), here.media, Handles())
    with pytest.raises(PlatformError, match="allows 0 more") as caught:
        poster.publish(here.outgoing("One", "Two"), here.media, Handles())
    assert caught.value.kind == "rate_limit" and here.posts() == []


def test_a_first_comment_answers_the_post_and_is_sent_once(here: Place) -> None:
    handles, post = Handles(), here.outgoing("Hello", first_comment="More here")
    assert client(here).publish(post, here.media, handles).problems == ()
    client(here).publish(post, here.media, Handles(handles))
    first, second = here.posts()
    assert (second["text"], second["reply_to"]) == ("More here", first["id"])


def test_a_first_comment_that_fails_leaves_the_post_published(here: Place) -> None:
    here.fault(CREATE, "permission", skip=1)
    published = client(here).publish(here.outgoing("Hello", first_comment="More"), here.media, Handles())
    assert "first comment is not there" in published.problems[0] and here.texts() == ["Hello"]


@pytest.mark.parametrize("old", [False, True])
def test_counts_are_read_in_the_order_asked_and_in_pages(old: bool, here: Place) -> None:
    poster = client(here)
    ids = [poster.publish(here.outgoing(f"Post {n}"), here.media, Handles()).remote_ids[0] for n in range(4)]
    later(here, hours=30)
    poster.max_ids = 3
    if old:  # an instance that knows no list of statuses
        here.fault("GET /api/v1/statuses", "validation", times=2)
        poster._api.get = _without_lists(poster._api.get)  # type: ignore[method-assign]
    readings = poster.metrics([*reversed(ids), "123"])
    assert [one.remote_id for one in readings] == [*reversed(ids), "123"]
    for one in readings[:4]:
        assert one.at == here.clock.now() and one.likes is not None and one.reposts is not None and one.raw
    assert readings[4].problem and readings[4].likes is None


def _without_lists(get: Any) -> Any:
    """Asks as before, but lets 422 stand for the 404 of an old instance, which the sandbox does not play."""

    def asked(path: str, params: Any = None, **more: Any) -> Any:
        return get(path, params, **{**more, "accept": (*more.get("accept", ()), 422)})

    return asked


def test_statuses_are_deleted_and_whose_account_it_is_can_be_asked(here: Place) -> None:
    ids = client(here).publish(here.outgoing("One", "Two"), here.media, Handles()).remote_ids
    client(here).delete(ids)
    client(here).delete(ids)
    assert here.posts() == []
    who = client(here).whoami()
    assert (who.remote_id, who.name) == (ID, "Reprise") and (who.handle or "").startswith("reprise@")


@pytest.mark.parametrize(
    "text", ["Two\nlines\n\nand a paragraph", f"{LINK} <b>&amp;</b>", "#tag @somebody @a@example.org"]
)
def test_what_was_written_is_read_out_of_the_html(text: str) -> None:
    words, links = as_written(content(text, "https://example.social"))
    assert words == text
    assert links == ((LINK,) if LINK in text else ())


def test_the_key_holds_for_less_than_the_servers_hour() -> None:
    assert timedelta(minutes=30) < KEY_HOLDS < timedelta(minutes=55)
