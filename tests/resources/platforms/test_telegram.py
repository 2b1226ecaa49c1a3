"""Telegram's client against the sandbox: what arrives, what nobody can know, and a token that is never shown."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reprise.windows.failures import PlatformError
from resources.platforms.access import Access
from resources.platforms.base import PlatformClient
from resources.platforms.telegram import TelegramClient
from sandbox.process import SandboxProcess
from sandbox.telegram import FIRST, FIRST_TOKEN
from tests.resources.platforms.place import Place, days, place, running
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import make_film, make_picture

SEND = "POST /bot.*/send.*"
LINK = "https://example.org/a?utm_source=telegram&utm_content=p0123456789ab"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running(tmp_path_factory.mktemp("telegram"), "telegram") as process:
        yield process


_days = days()


@pytest.fixture
def here(process: SandboxProcess, tmp_path: Path) -> Iterator[Place]:
    with place(process, "telegram", tmp_path / "media", next(_days)) as made:
        made.order(bot="administrator")
        yield made


def client(
    here: Place, *, token: str = FIRST_TOKEN, chat: str = FIRST, handle: str | None = "reprise_demo", **more: Any
) -> TelegramClient:
    details = {name: more.pop(name) for name in ("local",) if name in more}
    urls = {"": more.pop("url", here.url)}
    access = Access(token, remote_id=chat, handle=handle, base_urls=urls, details=details)
    return TelegramClient(access, here.edge(**more))


def film(here: Place, **more: Any) -> Any:
    cover = make_picture(here.media, "The cover", (320, 180), suffix=".jpg")
    return make_film(here.media, size=(128, 256), **more).model_copy(update={"cover": cover})


def test_it_is_a_platform_client(here: Place) -> None:
    assert isinstance(client(here), PlatformClient)


def test_a_text_arrives_as_it_was_written_and_shows_its_link_large(here: Place) -> None:
    text = f"<b>Not bold</b> & *not* _this_ [x](y) `z`\n{LINK}\n#tag"
    published = client(here).publish(here.outgoing(text, link=LINK), here.media, Handles())
    (post,) = here.posts()
    assert post["text"] == text and post["link"] == LINK
    assert post["more"]["link_preview_options"] == {"url": LINK, "prefer_large_media": True}
    number = post["id"].split("/")[1]
    assert (published.remote_ids, published.url) == ((number,), f"https://t.me/reprise_demo/{number}")


def test_a_text_without_its_link_shows_none(here: Place) -> None:
    client(here).publish(here.outgoing("See example.org", link=LINK), here.media, Handles())
    assert here.posts()[0]["more"]["link_preview_options"] == {"is_disabled": True}


def test_messages_of_a_private_channel_have_an_address_for_its_members(here: Place) -> None:
    published = client(here, handle=None).publish(here.outgoing("Hello"), here.media, Handles())
    assert re.fullmatch(r"https://t\.me/c/1000000001/\d+", published.url or "")


@pytest.mark.parametrize("number", [1, 2, 10])
def test_pictures_are_one_message_or_an_album(number: int, here: Place) -> None:
    if number > 5:
        here.clock.set(here.clock.now() + timedelta(minutes=5))
    pictures = tuple(make_picture(here.media, f"Field {n}", (160 + n, 90)) for n in range(number))
    poster = client(here)
    try:
        published = poster.publish(here.outgoing("Pictures", pictures=pictures), here.media, Handles())
    except PlatformError as error:  # ten at once are more than the sandbox lets through in a burst
        assert (number, error.kind) == (10, "rate_limit")
        return
    (post,) = here.posts()
    assert (post["text"], post["media"]) == ("Pictures", ["image"] * number)
    assert published.remote_ids == (",".join(str(one) for one in post["more"]["message_ids"]),)


def test_a_film_arrives(here: Place) -> None:
    client(here).publish(here.outgoing("A film", video=film(here, seconds=2.0)), here.media, Handles())
    (post,) = here.posts()
    assert (post["text"], post["media"]) == ("A film", ["video"])


def test_a_thread_answers_itself_and_goes_on_after_what_is_there(here: Place) -> None:
    post, broken = (
        here.outgoing("One", "Two", "Three", pictures=(make_picture(here.media),)),
        Handles(die_after="posts"),
    )
    with pytest.raises(Killed):
        client(here).publish(post, here.media, broken)
    published = client(here).publish(post, here.media, Handles(broken))
    first, second, third = here.posts()
    assert [row["text"] for row in (first, second, third)] == ["One", "Two", "Three"]
    assert [row["reply_to"] for row in (first, second, third)] == [None, first["id"], second["id"]]
    assert list(published.remote_ids) == [row["id"].split("/")[1] for row in (first, second, third)]


@pytest.mark.parametrize("fault", ["drop", "timeout", "drop_after", "timeout_after", "garbage_after", "server_error"])
def test_what_became_of_a_lost_answer_is_for_a_person_to_say(fault: str, here: Place) -> None:
    post, handles = here.outgoing(f"A headline\n{LINK}", link=LINK), Handles()
    here.fault(SEND, fault, seconds=1)
    with pytest.raises(PlatformError) as caught:
        client(here, timeout=0.5).publish(post, here.media, handles)
    assert caught.value.kind == "unknown_outcome"
    look = client(here).look(post, handles, here.clock.now())
    assert look.verdict == "unknowable"
    for words in ("https://t.me/reprise_demo", f"{here.clock.now():%Y-%m-%d %H:%M} UTC", "“A headline”"):
        assert words in look.reason


def test_what_is_there_for_sure_is_not_asked_for(here: Place) -> None:
    look = client(here).look(here.outgoing("One", "Two"), {"posts": ["7", "8"]}, here.clock.now())
    assert (look.verdict, look.remote_ids, look.url) == ("published", ("7", "8"), "https://t.me/reprise_demo/7")


def test_a_server_that_cannot_be_reached_has_posted_nothing(here: Place) -> None:
    with pytest.raises(PlatformError) as caught:
        client(here, url="http://127.0.0.1:9").publish(here.outgoing("Hello"), here.media, Handles())
    assert caught.value.kind == "network" and FIRST_TOKEN not in f"{caught.value!r}{caught.value}"


def test_a_connection_that_broke_before_the_film_had_left_has_posted_nothing(here: Place) -> None:
    large = film(here, padding=30_000_000)
    here.fault(SEND, "drop")
    with pytest.raises(PlatformError, match="before the files had left") as caught:
        client(here).publish(here.outgoing("A film", video=large), here.media, Handles())
    assert caught.value.kind == "network"
    client(here).publish(here.outgoing("A film", video=large), here.media, Handles())
    assert len(here.posts()) == 1


def test_a_connection_that_broke_after_the_picture_had_left_leaves_a_doubt(here: Place) -> None:
    here.fault(SEND, "drop_after")
    with pytest.raises(PlatformError) as caught:
        picture = make_picture(here.media)
        client(here).publish(here.outgoing("A picture", pictures=(picture,)), here.media, Handles())
    assert caught.value.kind == "unknown_outcome" and len(here.posts()) == 1


def test_a_flood_is_waited_for_exactly_as_long_as_telegram_says(here: Place) -> None:
    here.fault(SEND, "rate_limit", seconds=37)
    with pytest.raises(PlatformError) as caught:
        client(here).publish(here.outgoing("Hello"), here.media, Handles())
    assert (caught.value.kind, caught.value.retry_at) == ("rate_limit", here.clock.now() + timedelta(seconds=37))


@pytest.mark.parametrize(
    ("fault", "kind", "reach", "remedy"),
    [
        ("expired_token", "auth", "account", "@BotFather"),
        ("revoked_token", "auth", "account", "@BotFather"),
        ("permission", "permission", "account", "administrator"),
        ("kicked", "permission", "account", "administrator"),
        ("chat_not_found", "permission", "account", "connect it again"),
        ("rate_limit_bare", "rate_limit", "account", "by itself"),
        ("validation", "validation", "post", "Edit"),
        ("server_error", "unknown_outcome", "post", "person"),
        ("bad_gateway", "unknown_outcome", "post", "person"),
        ("unavailable", "server", "post", "again"),
    ],
)
def test_an_answer_is_sorted_and_no_error_shows_the_token(
    fault: str, kind: str, reach: str, remedy: str, here: Place
) -> None:
    here.fault(SEND, fault)
    with pytest.raises(PlatformError) as caught:
        client(here).publish(here.outgoing("Hello"), here.media, Handles())
    error = caught.value
    assert (error.kind, error.reach) == (kind, reach)
    assert remedy in (error.remedy or "")
    assert FIRST_TOKEN not in f"{error!r}{error}{error.where}" and error.where == "POST /sendMessage"
    assert here.posts() == []


def test_a_group_that_has_moved_says_where_to(here: Place, caplog: pytest.LogCaptureFixture) -> None:
    from resources.platforms.api import Answer
    from resources.platforms.telegram_errors import understand

    body = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1009},
    }
    refusal = understand(Answer(400, {}, b"", body), True, here.clock)
    assert refusal is not None and "-1009" in (refusal.remedy or "") and refusal.reach == "account"


def test_the_token_is_in_no_log(here: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client(here).publish(here.outgoing("Hello"), here.media, Handles())
    assert any(record.name == "httpx" for record in caplog.records)
    assert FIRST_TOKEN not in caplog.text and FIRST_TOKEN.split(":")[1] not in caplog.text


def test_what_telegram_would_not_take_is_refused_before_anything_is_sent(here: Place) -> None:
    picture = make_picture(here.media)
    large = picture.model_copy(update={"media": picture.media.model_copy(update={"bytes": 10_000_001})})
    eleven = tuple(make_picture(here.media, size=(160 + n, 90)) for n in range(11))
    clip = make_film(here.media)
    long_ = clip.model_copy(update={"media": clip.media.model_copy(update={"bytes": 50_000_001})})
    cases: list[tuple[Any, str]] = [
        (here.outgoing("a" * 4097), "4,096"),
        (here.outgoing("\U0001f389" * 513, pictures=(picture,)), "1,024"),
        (here.outgoing("Hello", " "), "empty"),
        (here.outgoing("Large", pictures=(large,)), "10,000,000"),
        (here.outgoing("Many", pictures=eleven), "11 pictures"),
        (here.outgoing("Long", video=long_), "REPRISE_TELEGRAM_LOCAL"),
    ]
    for post, words in cases:
        with pytest.raises(PlatformError, match=words) as caught:
            client(here).publish(post, here.media, Handles())
        assert caught.value.kind == "validation"
    assert here.posts() == []
    client(here, local="1").publish(here.outgoing("Long", video=long_), here.media, Handles())
    assert len(here.posts()) == 1


def test_a_first_comment_is_said_to_be_impossible(here: Place) -> None:
    published = client(here).publish(here.outgoing("Hello", first_comment="More"), here.media, Handles())
    assert "discussion group" in published.problems[0] and here.texts() == ["Hello"]


def test_there_are_no_numbers(here: Place) -> None:
    readings = client(here).metrics(["7", "8"])
    assert [(one.remote_id, one.impressions) for one in readings] == [("7", None), ("8", None)]
    assert all("views" in (one.problem or "") for one in readings)


def test_messages_and_whole_albums_are_deleted(here: Place) -> None:
    pictures = tuple(make_picture(here.media, size=(160 + n, 90)) for n in range(2))
    ids = client(here).publish(here.outgoing("One", "Two", pictures=pictures), here.media, Handles()).remote_ids
    client(here).delete(ids)
    client(here).delete(ids)
    assert here.posts() == []


def test_whose_channel_it_is_can_be_asked(here: Place) -> None:
    who = client(here).whoami()
    assert (who.remote_id, who.handle, who.name) == (FIRST, "reprise_demo", "Reprise demo")
    with pytest.raises(PlatformError, match="Unauthorized") as caught:
        client(here, token="123456:wrong-wrong-wrong-wrong").whoami()
    assert caught.value.kind == "auth" and "wrong-wrong" not in str(caught.value)


def test_an_account_without_its_channel_says_how_to_name_it(here: Place) -> None:
    nobody = TelegramClient(Access(FIRST_TOKEN, base_urls={"": here.url}), here.edge())
    with pytest.raises(PlatformError, match="REPRISE_TELEGRAM_ACCOUNT_ID"):
        nobody.publish(here.outgoing("Hello"), here.media, Handles())
