"""The sandbox's Telegram refuses what the Bot API refuses, counts in UTF-16, holds floods back, and forgets nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.telegram import FIRST, FIRST_TOKEN
from sandbox.telegram.formatting import formatted, units
from sandbox.telegram.problems import ApiProblem
from tests.sandbox.played import Played, film, picture, playing, serving

CHAT = "@reprise_demo"


class Api:
    """The first bot's calls."""

    def __init__(self, played: Played, token: str = FIRST_TOKEN) -> None:
        self.played = played
        self.root = f"/telegram/bot{token}/"

    def call(self, method: str, **body: Any) -> Any:
        return self.played.http.post(self.root + method, json=body)

    def send(self, text: str = "Hello", **more: Any) -> Any:
        return self.call("sendMessage", chat_id=CHAT, text=text, **more)

    def photo(self, data: bytes | None = None, **fields: str) -> Any:
        files = {"photo": ("a.png", picture("PNG", 40, 30) if data is None else data)}
        return self.played.http.post(self.root + "sendPhoto", data={"chat_id": CHAT, **fields}, files=files)

    def album(self, items: list[dict[str, Any]], **files: bytes) -> Any:
        data = {"chat_id": CHAT, "media": json.dumps(items)}
        parts = {name: (name, content) for name, content in files.items()}
        return self.played.http.post(self.root + "sendMediaGroup", data=data, files=parts or None)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "telegram") as one:
        yield one


@pytest.fixture
def api(played: Played) -> Api:
    return Api(played)


def refused(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["ok"] is False and body["error_code"] == answer.status_code
    return answer.status_code, body["description"]


def test_a_message_is_sent_into_the_channel(api: Api) -> None:
    sent = api.send("Read https://example.com/a #news", disable_notification=True).json()["result"]
    assert sent["chat"] == {"id": int(FIRST), "title": "Reprise demo", "username": "reprise_demo", "type": "channel"}
    assert [one["type"] for one in sent["entities"]] == ["url", "hashtag"]
    (row,) = api.played.made()
    assert row["id"] == f"{FIRST}/{sent['message_id']}" and row["account"] == FIRST
    assert row["link"] == "https://example.com/a"


def test_the_chat_is_named_by_number_or_by_name(api: Api) -> None:
    for name in (int(FIRST), FIRST, CHAT, CHAT.upper()):
        assert api.call("getChat", chat_id=name).json()["result"]["id"] == int(FIRST)
    assert refused(api.call("getChat", chat_id="@nobody")) == (400, "Bad Request: chat not found")
    assert refused(api.call("getChat", chat_id=42)) == (400, "Bad Request: chat not found")
    assert refused(api.call("getChat")) == (400, "Bad Request: chat_id is empty")


def test_the_same_message_twice_is_two_messages(api: Api) -> None:
    first, second = api.send().json()["result"], api.send().json()["result"]
    assert second["message_id"] == first["message_id"] + 1 and len(api.played.made()) == 2


@pytest.mark.parametrize(
    ("token", "description"),
    [
        ("none", "Unauthorized: invalid token specified"),
        ("0123:x", "Unauthorized: invalid token specified"),
        ("123456:another", "Unauthorized"),
        ("99:sandbox-telegram-token-000000000000000", "Unauthorized"),
    ],
)
def test_a_wrong_token_opens_nothing(played: Played, token: str, description: str) -> None:
    assert refused(Api(played, token).call("getMe")) == (401, description)


@pytest.mark.parametrize("do", ["revoke", "expire"])
def test_a_token_that_was_taken_back_opens_nothing(api: Api, do: str) -> None:
    api.played.desk("tokens", {"do": do, "token": FIRST_TOKEN})
    assert refused(api.send()) == (401, "Unauthorized")


def test_what_is_no_method_and_no_bot_is_not_found(api: Api) -> None:
    assert refused(api.call("getHistory")) == (404, "Not Found: method not found")
    assert refused(api.played.http.get("/telegram/other/getMe")) == (404, "Not Found")
    assert api.call("GETME").json()["result"]["is_bot"] is True


@pytest.mark.parametrize(
    ("bot", "error"),
    [
        ("kicked", (403, "Forbidden: bot was kicked from the channel chat")),
        ("left", (403, "Forbidden: bot is not a member of the channel chat")),
        ("silenced", (400, "Bad Request: need administrator rights in the channel chat")),
    ],
)
def test_a_bot_that_may_not_post_is_told_so(api: Api, bot: str, error: tuple[int, str]) -> None:
    api.played.desk("orders", {"bot": bot})
    assert refused(api.send()) == error and refused(api.photo()) == error
    api.played.desk("orders", {"bot": "administrator"})
    assert api.send().status_code == 200


def test_a_bot_knows_its_rights(api: Api) -> None:
    member = api.call("getChatMember", chat_id=CHAT, user_id=123456).json()["result"]
    assert member["status"] == "administrator" and member["can_post_messages"] is True
    api.played.desk("orders", {"bot": "silenced", "account": FIRST})
    member = api.call("getChatMember", chat_id=CHAT, user_id=123456).json()["result"]
    assert member["can_post_messages"] is False
    api.played.desk("orders", {"bot": "left"})
    gone = api.call("getChatMember", chat_id=CHAT, user_id=123456)
    assert refused(gone) == (400, "Bad Request: member list is inaccessible")


def test_a_channel_grows(api: Api) -> None:
    before = api.call("getChatMemberCount", chat_id=CHAT).json()["result"]
    api.played.clock.advance(timedelta(days=30))
    assert api.call("getChatMemberCount", chat_id=CHAT).json()["result"] > before


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "\U0001f389" * 2049}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"parse_mode": "bbcode"}, "unsupported parse_mode"),
        (
            {"text": "<x>a</x>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
        ),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "é.", "parse_mode": "MarkdownV2"},
            "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        (
            {"text": "é *a", "parse_mode": "MarkdownV2"},
            "can't parse entities: Can't find end of Bold entity at byte offset 3",
        ),
        (
            {"text": "é *a", "parse_mode": "Markdown"},
            "can't parse entities: Can't find end of the entity starting at byte offset 3",
        ),
        (
            {"entities": [{"type": "bold", "offset": 3, "length": 9}]},
            "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 5",
        ),
        (
            {"entities": [{"type": "loud", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        ({"entities": {}}, "expected an Array of MessageEntity"),
        ({"link_preview_options": "x"}, "can't parse link preview options JSON object"),
        ({"link_preview_options": {"is_disabled": "yes"}}, 'field "is_disabled" must be of type Boolean'),
        ({"reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "url": "example"}]]}},
            "inline keyboard button URL 'example' is invalid: Wrong HTTP URL",
        ),
    ],
)
def test_a_message_that_cannot_be(api: Api, body: dict[str, Any], description: str) -> None:
    assert refused(api.send(**{"text": "Hello", **body})) == (400, f"Bad Request: {description}")
    assert api.played.made() == []


def test_length_counts_after_parsing(api: Api) -> None:
    assert api.send("<b>" + "x" * 4096 + "</b>", parse_mode="HTML").status_code == 200
    assert api.photo(caption="<i>" + "x" * 1024 + "</i>", parse_mode="HTML").status_code == 200
    assert refused(api.photo(caption="x" * 1025)) == (400, "Bad Request: message caption is too long")


def test_a_reply_can_do_without_what_it_replies_to(api: Api) -> None:
    first = api.send().json()["result"]["message_id"]
    reply = api.send(reply_parameters={"message_id": first}).json()["result"]
    assert reply["reply_to_message"]["message_id"] == first
    free = {"message_id": 77, "allow_sending_without_reply": True}
    assert "reply_to_message" not in api.send(reply_parameters=free).json()["result"]
    assert [row["reply_to"] for row in api.played.made()] == [None, f"{FIRST}/{first}", None]


def test_photos_are_held_against_the_limits(api: Api) -> None:
    sent = api.photo(caption="A teal field").json()["result"]
    assert sent["photo"][-1]["width"] == 40 and sent["caption"] == "A teal field"
    invalid = (400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    assert refused(api.photo(picture("PNG", 5001, 5000))) == invalid
    assert refused(api.photo(picture("PNG", 2100, 100))) == invalid
    assert api.photo(picture("PNG", 2000, 100)).status_code == 200
    assert refused(api.photo(b"no picture")) == (400, "Bad Request: IMAGE_PROCESS_FAILED")
    assert refused(api.photo(b"")) == (400, "Bad Request: file must be non-empty")
    assert "too big for a photo" in refused(api.photo(b"x" * (10 * 1024 * 1024 + 1)))[1]
    nothing = api.call("sendPhoto", chat_id=CHAT)
    assert refused(nothing) == (400, "Bad Request: there is no photo in the request")


def test_a_request_of_more_than_a_video_may_have_is_refused_whole(api: Api) -> None:
    files = {"video": ("a.mp4", b"x" * (51 * 1024 * 1024))}
    answer = api.played.http.post(api.root + "sendVideo", data={"chat_id": CHAT}, files=files)
    assert refused(answer) == (413, "Request Entity Too Large")


def test_a_video_is_sent(api: Api) -> None:
    fields = {"chat_id": CHAT, "caption": "Grey", "supports_streaming": "true"}
    files = {"video": ("a.mp4", film(seconds=1.0))}
    sent = api.played.http.post(api.root + "sendVideo", data=fields, files=files).json()["result"]
    assert (sent["video"]["width"], sent["video"]["duration"], sent["video"]["mime_type"]) == (360, 1, "video/mp4")
    (row,) = api.played.made()
    assert row["media"] == ["video"] and row["text"] == "Grey"
    bad = api.played.http.post(api.root + "sendVideo", data=fields, files={"video": ("a.mp4", b"x" * 100)})
    assert refused(bad) == (400, "Bad Request: VIDEO_CONTENT_TYPE_INVALID")


def test_a_file_can_be_sent_again_by_its_id_or_by_its_address(api: Api) -> None:
    known = api.photo().json()["result"]["photo"][-1]["file_id"]
    assert api.call("sendPhoto", chat_id=CHAT, photo=known).status_code == 200
    assert refused(api.call("sendVideo", chat_id=CHAT, video=known))[0] == 400
    with serving({"/a.png": (picture("PNG", 40, 30), "image/png")}) as url:
        assert api.call("sendPhoto", chat_id=CHAT, photo=f"{url}/a.png").status_code == 200
        failed = (400, "Bad Request: failed to get HTTP URL content")
        assert refused(api.call("sendPhoto", chat_id=CHAT, photo=f"{url}/b.png")) == failed
    assert refused(api.call("sendPhoto", chat_id=CHAT, photo="https://example.com/a.png")) == failed
    assert refused(api.call("sendPhoto", chat_id=CHAT, photo="nonsense"))[0] == 400


def test_an_album_is_answered_as_a_list_and_counted_as_one(api: Api) -> None:
    items = [
        {"type": "photo", "media": "attach://a", "caption": "Two"},
        {"type": "video", "media": "attach://b"},
    ]
    sent = api.album(items, a=picture("PNG", 40, 30), b=film(seconds=0.5)).json()["result"]
    assert len(sent) == 2 and sent[0]["media_group_id"] == sent[1]["media_group_id"]
    (row,) = api.played.made()
    assert row["media"] == ["image", "video"] and row["text"] == "Two"
    assert row["more"]["message_ids"] == [one["message_id"] for one in sent]


@pytest.mark.parametrize(
    ("items", "description"),
    [
        ([{"type": "photo", "media": "attach://a"}], "media must include 2-10 items"),
        ([{"type": "photo", "media": "attach://a"}] * 11, "media must include 2-10 items"),
        ([{"type": "photo", "media": "attach://z"}] * 2, "can't parse InputMedia: media not found"),
        ([{"type": "document", "media": "attach://a"}] * 2, "can't use the media of the specified type in the album"),
        ([{"type": "poem", "media": "attach://a"}] * 2, 'can\'t parse InputMedia: type "poem" is unsupported'),
        ([{"type": "photo"}] * 2, 'can\'t parse InputMedia: Field "media" must be of type String'),
        ([{"type": "photo", "media": "attach://a", "caption": "x" * 1025}] * 2, "message caption is too long"),
    ],
)
def test_an_album_that_cannot_be(api: Api, items: list[dict[str, Any]], description: str) -> None:
    assert refused(api.album(items, a=picture("PNG", 40, 30))) == (400, f"Bad Request: {description}")
    assert api.played.made() == []


def test_messages_are_edited_and_deleted(api: Api) -> None:
    text = api.send().json()["result"]["message_id"]
    photo = api.photo(caption="A").json()["result"]["message_id"]
    edit = {"chat_id": CHAT, "message_id": text}
    changed = api.call("editMessageText", **edit, text="Better").json()["result"]
    assert changed["text"] == "Better" and "edit_date" in changed
    same = api.call("editMessageText", **edit, text="Better")
    assert refused(same)[1].startswith("Bad Request: message is not modified: specified new message content")
    no_caption = api.call("editMessageCaption", **edit, caption="x")
    assert refused(no_caption) == (400, "Bad Request: there is no caption in the message to edit")
    no_text = api.call("editMessageText", chat_id=CHAT, message_id=photo, text="x")
    assert refused(no_text) == (400, "Bad Request: there is no text in the message to edit")
    assert api.call("editMessageCaption", chat_id=CHAT, message_id=photo, caption="B").json()["ok"] is True
    assert sorted(row["text"] for row in api.played.made()) == ["B", "Better"]
    assert api.call("deleteMessage", **edit).json() == {"ok": True, "result": True}
    assert refused(api.call("deleteMessage", **edit)) == (400, "Bad Request: message to delete not found")
    gone = api.call("editMessageText", **edit, text="x")
    assert refused(gone) == (400, "Bad Request: message to edit not found")
    assert len(api.played.made()) == 1


def test_a_burst_is_allowed_and_then_held_back(api: Api) -> None:
    answers = [api.send(str(number)) for number in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[-1].json()["parameters"] == {"retry_after": 1} and answers[-1].headers["retry-after"] == "1"
    assert refused(answers[-1]) == (429, "Too Many Requests: retry after 1")
    api.played.clock.advance(timedelta(seconds=1))
    assert api.send().status_code == 200 and api.send().status_code == 429


def test_a_channel_takes_twenty_messages_in_a_minute(api: Api) -> None:
    for _ in range(20):
        assert api.send().status_code == 200
        api.played.clock.advance(timedelta(seconds=1))
    answer = api.send()
    assert answer.status_code == 429 and answer.json()["parameters"]["retry_after"] == 40
    api.played.clock.advance(timedelta(seconds=40))
    assert api.send().status_code == 200


def test_every_picture_of_an_album_counts(api: Api) -> None:
    items = [{"type": "photo", "media": "attach://a"}] * 10
    assert api.album(items, a=picture("PNG", 40, 30)).status_code == 200
    answer = api.send()
    assert answer.json()["parameters"]["retry_after"] == 6


def test_an_ordered_flood_tells_how_long(api: Api) -> None:
    api.played.desk("faults", {"route": "POST /bot.*/sendMessage", "kind": "rate_limit", "seconds": 35})
    answer = api.send()
    assert refused(answer) == (429, "Too Many Requests: retry after 35")
    assert answer.json()["parameters"]["retry_after"] == 35 and answer.headers["retry-after"] == "35"


def test_a_lost_answer_cannot_be_told_from_nothing_sent(api: Api) -> None:
    api.played.desk("faults", {"route": "POST /bot.*/sendMessage", "kind": "server_error_after"})
    assert api.send().status_code == 500
    assert len(api.played.made()) == 1
    assert api.send().status_code == 200
    assert len(api.played.made()) == 2  # and nothing could have told the caller


def test_a_message_can_be_taken_away_after_success(api: Api) -> None:
    api.played.desk("orders", {"post": "removed"})
    sent = api.send().json()["result"]["message_id"]
    assert api.played.made() == []
    assert (
        refused(api.call("deleteMessage", chat_id=CHAT, message_id=sent))[1]
        == "Bad Request: message to delete not found"
    )


def test_another_channel_has_its_own_bot(api: Api) -> None:
    token = "777001:sandbox-another-token-000000000"
    api.played.desk("accounts", {"id": "-1001000000002", "handle": None, "token": token})
    other = Api(api.played, token)
    assert other.call("sendMessage", chat_id=-1001000000002, text="Hi").status_code == 200
    assert refused(api.call("sendMessage", chat_id=-1001000000002, text="Hi"))[0] == 403
    assert refused(other.send()) == (403, "Forbidden: bot is not a member of the channel chat")
    known = api.photo().json()["result"]["photo"][-1]["file_id"]
    assert refused(other.call("sendPhoto", chat_id=-1001000000002, photo=known))[0] == 400


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    with playing(tmp_path, "telegram") as played:
        first = Api(played).send().json()["result"]["message_id"]
        file = Api(played).photo().json()["result"]["photo"][-1]["file_id"]
    with playing(tmp_path, "telegram") as played:
        again = Api(played).call("sendPhoto", chat_id=CHAT, photo=file).json()["result"]
        assert again["message_id"] == first + 2 and len(played.made()) == 3


@pytest.mark.parametrize(
    ("text", "mode", "wanted", "kinds"),
    [
        ("<b>é<i>a</i></b> &lt;&amp;", "html", "éa <&", [("bold", 0, 2), ("italic", 1, 1)]),
        ('<a href="https://e.com/?a=1&amp;b">x</a>', "HTML", "x", [("text_link", 0, 1)]),
        ("\U0001f389<code>a</code>", "HTML", "\U0001f389a", [("code", 2, 1)]),
        ("*b* _i_ __u__ ~s~ ||p|| `c`", "MarkdownV2", "b i u s p c", [
            ("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1), ("spoiler", 8, 1),
            ("code", 10, 1),
        ]),
        ("*a _b_*", "MarkdownV2", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("a\\.b [x](https://e.com)", "MarkdownV2", "a.b x", [("text_link", 4, 1)]),
        (">q\n>r\nz", "MarkdownV2", "q\nr\nz", [("blockquote", 0, 4)]),
        ("```python\nx = 1\n```", "MarkdownV2", "x = 1", [("pre", 0, 5)]),
        ("*b* _i_ [x](https://e.com) `c*`", "Markdown", "b i x c*", [
            ("bold", 0, 1), ("italic", 2, 1), ("text_link", 4, 1), ("code", 6, 2),
        ]),
        ("  spaced  ", "", "spaced", []),
    ],
)  # fmt: skip
def test_words_are_parsed(text: str, mode: str, wanted: str, kinds: list[tuple[str, int, int]]) -> None:
    parsed = formatted(text, mode, None)
    assert parsed.text == wanted
    assert [(one["type"], one["offset"], one["length"]) for one in parsed.entities] == kinds


def test_marks_move_with_the_words_when_space_is_cut_off() -> None:
    parsed = formatted("\n a b", "", [{"type": "bold", "offset": 2, "length": 1}])
    assert (parsed.text, parsed.entities) == ("a b", [{"type": "bold", "offset": 0, "length": 1}])
    with pytest.raises(ApiProblem, match="middle of a UTF-16 symbol"):
        formatted("\U0001f389", "", [{"type": "bold", "offset": 0, "length": 1}])


def test_units_are_utf16() -> None:
    assert units("a\U0001f389é") == 4
