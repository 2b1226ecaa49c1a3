"""The sandbox refuses what LinkedIn refuses, with LinkedIn's bodies; spoken to with plain HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from PIL import Image

from tests.sandbox.played import Played, film, padded, picture, playing

PERSON, PAGE = "urn:li:person:sandboxM1", "urn:li:organization:1001"
PART = 4 << 20


class Api:
    """One token's requests."""

    def __init__(self, played: Played, token: str, author: str) -> None:
        self.played = played
        self.http = played.http
        self.author = author
        self.headers = {
            "Authorization": f"Bearer {token}",
            "LinkedIn-Version": "202609",
            "X-Restli-Protocol-Version": "2.0.0",
        }

    def call(self, method: str, path: str, body: Any = None, **headers: str | None) -> httpx.Response:
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**self.headers, **changed}.items() if value is not None}
        return self.http.request(method, f"/linkedin{path}", json=body, headers=sent)

    def body(self, text: str = "Hello", **more: Any) -> dict[str, Any]:
        usual = {
            "author": self.author,
            "commentary": text,
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        return {name: value for name, value in {**usual, **more}.items() if value is not None}

    def post(self, text: str = "Hello", **more: Any) -> httpx.Response:
        return self.call("POST", "/rest/posts", self.body(text, **more))

    def upload(self, kind: str, data: bytes) -> str:
        """The URN of an image or document that was sent."""
        asked = {"initializeUploadRequest": {"owner": self.author}}
        value = self.call("POST", f"/rest/{kind}s?action=initializeUpload", asked).json()["value"]
        token = {"Authorization": self.headers["Authorization"]}
        assert self.http.put(value["uploadUrl"], content=data, headers=token).status_code == 201
        return str(value[kind])

    def begin_film(self, data: bytes, **more: Any) -> dict[str, Any]:
        asked = {"owner": self.author, "fileSizeBytes": len(data), "uploadCaptions": False, "uploadThumbnail": False}
        answer = self.call(
            "POST", "/rest/videos?action=initializeUpload", {"initializeUploadRequest": {**asked, **more}}
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["value"])

    def send_parts(self, value: dict[str, Any], data: bytes) -> list[str]:
        etags = []
        for part in value["uploadInstructions"]:
            piece = data[part["firstByte"] : part["lastByte"] + 1]
            answer = self.http.put(
                part["uploadUrl"], content=piece, headers={"Content-Type": "application/octet-stream"}
            )
            assert answer.status_code == 200, answer.text
            etags.append(answer.headers["etag"])
        return etags

    def finish(self, urn: str, etags: list[str], **more: Any) -> httpx.Response:
        asked = {"video": urn, "uploadToken": "", "uploadedPartIds": etags, **more}
        return self.call("POST", "/rest/videos?action=finalizeUpload", {"finalizeUploadRequest": asked})

    def look(self, urn: str) -> httpx.Response:
        return self.call("GET", f"/rest/{urn.split(':')[2]}s/{quote(urn, safe='')}")

    def film(self, data: bytes) -> str:
        """The URN of a film that can be posted."""
        value = self.begin_film(data)
        assert self.finish(value["video"], self.send_parts(value, data)).status_code == 200
        states = [self.look(value["video"]).json()["status"] for _ in range(2)]
        assert states == ["PROCESSING", "AVAILABLE"]
        return str(value["video"])


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    with playing(tmp_path, "linkedin") as it:
        yield it


@pytest.fixture
def me(played: Played) -> Api:
    return Api(played, "sandbox-linkedin", PERSON)


@pytest.fixture
def page(played: Played) -> Api:
    return Api(played, "sandbox-linkedin-org", PAGE)


@pytest.fixture(scope="module")
def clip() -> bytes:
    return padded(film(seconds=3.5), PART + 100_000)


def at(urn: str) -> str:
    return f"/rest/posts/{quote(urn, safe='')}"


def test_a_post_is_answered_with_201_nothing_and_its_urn_in_a_header(me: Api) -> None:
    answer = me.post("Hello #there, 3 \\< 4")
    assert (answer.status_code, answer.content) == (201, b"")
    urn = answer.headers["x-restli-id"]
    assert urn.startswith("urn:li:share:")
    (made,) = me.played.made()
    assert (made["id"], made["account"], made["text"]) == (urn, "sandboxM1", "Hello #there, 3 < 4")
    assert "3 &lt; 4" in me.http.get(f"/linkedin/feed/update/{urn}/").text


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"LinkedIn_Version": None}, 400, "VERSION_MISSING"),
        ({"LinkedIn_Version": "2026-09"}, 400, "INVALID_VERSION"),
        ({"LinkedIn_Version": "202511"}, 426, "NONEXISTENT_VERSION"),
        ({"LinkedIn_Version": "202611"}, 426, "NONEXISTENT_VERSION"),
        ({"X_Restli_Protocol_Version": None}, 400, "ILLEGAL_ARGUMENT"),
        ({"Authorization": None}, 401, "EMPTY_ACCESS_TOKEN"),
        ({"Authorization": "Bearer nobody"}, 401, "INVALID_ACCESS_TOKEN"),
    ],
)
def test_a_call_without_the_right_headers_is_refused(
    change: dict[str, str | None], status: int, code: str, me: Api
) -> None:
    answer = me.call("POST", "/rest/posts", me.body(), **change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert me.played.made() == []


def test_a_token_that_expired_is_told_from_one_that_was_revoked(me: Api) -> None:
    me.played.desk("tokens", {"do": "expire", "token": "sandbox-linkedin"})
    assert me.post().json()["code"] == "EXPIRED_ACCESS_TOKEN"
    me.played.desk("tokens", {"do": "revoke", "token": "sandbox-linkedin"})
    assert me.post().json()["code"] == "REVOKED_ACCESS_TOKEN"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"author": None}, "/author :: field is required"),
        ({"commentary": 5}, "/commentary :: '5' is not a string"),
        ({"visibility": "EVERYBODY"}, "/visibility"),
        ({"distribution": {}}, "/distribution/feedDistribution :: field is required"),
        ({"words": "Hello"}, "/words :: unrecognized field"),
        ({"content": {}}, "not exactly one of"),
        ({"content": {"media": {"id": "urn:li:image:1", "alt": "x"}}}, "/content/media/alt :: unrecognized"),
    ],
)
def test_a_body_with_wrong_fields_is_422_and_names_them(change: dict[str, Any], words: str, me: Api) -> None:
    answer = me.post(**change)
    assert answer.status_code == 422
    assert words in answer.json()["message"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"author": "sandboxM1"}, 400, "INVALID_URN_TYPE"),
        ({"author": "urn:li:person:nobody"}, 400, "INVALID_URN_ID"),
        ({"lifecycleState": "DRAFT"}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"commentary": "a (b)"}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"commentary": "a" * 3001}, 400, "FIELD_LENGTH_TOO_LONG"),
        ({"commentary": " "}, 400, "MISSING_FIELD"),
        ({"content": {"media": {"id": "urn:li:image:nothing"}}}, 400, "INVALID_URN_ID"),
        ({"content": {"article": {"source": "example.org", "title": "A"}}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"multiImage": {"images": [{"id": "urn:li:image:a"}]}}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"poll": {}}}, 403, "ACCESS_DENIED"),
    ],
)
def test_a_post_that_makes_no_sense_is_refused(change: dict[str, Any], status: int, code: str, me: Api) -> None:
    answer = me.post(**change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert me.played.made() == []


def test_what_is_no_json_object_is_refused(me: Api) -> None:
    for data, kind, status in (
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"a", "text/plain", 415),
    ):
        answer = me.http.post("/linkedin/rest/posts", content=data, headers={**me.headers, "Content-Type": kind})
        assert answer.status_code == status


def test_the_same_again_within_ten_minutes_is_422_and_names_the_first(me: Api) -> None:
    first = me.post("Said").headers["x-restli-id"]
    again = me.post("Said")
    assert again.status_code == 422
    assert again.json()["message"] == f"Content is a duplicate of {first}"
    link = {"content": {"article": {"source": "https://example.org/a", "title": "A"}}}
    assert me.post("Said", **link).status_code == 201
    me.played.clock.advance(timedelta(minutes=10))
    assert me.post("Said").status_code == 201


def test_a_self_serve_token_writes_and_deletes_and_reads_nothing(me: Api) -> None:
    urn = me.post().headers["x-restli-id"]
    comment = {"actor": PERSON, "object": urn, "message": {"text": "First"}}
    author = quote(PERSON, safe="")
    refused = [
        me.call("GET", at(urn)),
        me.call("GET", f"/rest/posts?q=author&author={author}"),
        me.call("POST", at(urn), {"patch": {"$set": {"commentary": "b"}}}, X_RestLi_Method="PARTIAL_UPDATE"),
        me.call("POST", f"/rest/socialActions/{quote(urn, safe='')}/comments", comment),
        me.call("GET", f"/rest/socialActions/{quote(urn, safe='')}/comments"),
        me.call("GET", "/rest/organizationAcls?q=roleAssignee"),
        me.call(
            "GET",
            f"/rest/memberCreatorPostAnalytics?q=entity&entity=(share:{quote(urn, safe='')})&queryType=IMPRESSION",
        ),
        me.post("For the page", author=PAGE),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert "partnerApiPostsExternal.GET.20260901" in refused[0].json()["message"]
    assert "partnerApiSocialActions.CREATE.20260901" in refused[3].json()["message"]
    assert len(me.played.made()) == 1
    assert [me.call("DELETE", at(urn)).status_code for _ in range(2)] == [204, 204]
    assert me.played.made() == []


def test_who_signed_in_is_said_by_userinfo(me: Api) -> None:
    answer = me.call("GET", "/v2/userinfo", LinkedIn_Version=None, X_Restli_Protocol_Version=None).json()
    assert (answer["sub"], answer["name"], answer["email_verified"]) == ("sandboxM1", "Robin Demo", True)


def test_the_administrators_organisations_are_listed(page: Api) -> None:
    answer = page.call("GET", "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED").json()
    assert [(row["organization"], row["roleAssignee"]) for row in answer["elements"]] == [(PAGE, PERSON)]
    assert page.call("GET", "/rest/organizations/1001").json()["vanityName"] == "reprise-demo-page"


def test_a_pages_posts_are_read_changed_and_answered(page: Api) -> None:
    urns = []
    for text in ("One", "Two", "Three"):
        urns.append(page.post(text).headers["x-restli-id"])
        page.played.clock.advance(timedelta(minutes=1))
    changed = {"patch": {"$set": {"commentary": "Two, better"}}}
    assert page.call("POST", at(urns[1]), changed).status_code == 400
    assert page.call("POST", at(urns[1]), changed, X_RestLi_Method="PARTIAL_UPDATE").status_code == 204
    author = quote(PAGE, safe="")
    rows = page.call("GET", f"/rest/posts?q=author&author={author}&sortBy=CREATED&count=2").json()["elements"]
    assert [row["commentary"] for row in rows] == ["Three", "Two, better"]
    assert page.call("GET", at(urns[1])).json()["lifecycleStateInfo"] == {"isEditedByAuthor": True}
    comment = {"actor": PAGE, "object": urns[0], "message": {"text": "The link (first)"}}
    path = f"/rest/socialActions/{quote(urns[0], safe='')}/comments"
    made = page.call("POST", path, comment)
    assert (made.status_code, made.json()["message"]["text"]) == (201, "The link (first)")
    assert [row["commentUrn"] for row in page.call("GET", path).json()["elements"]] == [made.json()["commentUrn"]]
    assert [row["reply_to"] for row in page.played.made()] == [urns[0], None, None, None]


def test_urns_in_an_address_must_be_encoded(page: Api) -> None:
    urn = page.post().headers["x-restli-id"]
    assert page.call("GET", f"/rest/posts/{urn}").status_code == 400
    base = (
        f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={quote(PAGE, safe='')}"
    )
    assert page.call("GET", f"{base}&shares=List({urn})").status_code == 400
    assert page.call("GET", f"{base}&shares=List({quote(urn, safe='')})").status_code == 200


def test_images_are_sent_with_the_owners_token_and_described(me: Api) -> None:
    urns = [me.upload("image", picture("PNG", 100 + n, 50)) for n in range(2)]
    images = [{"id": urn, "altText": f"Picture {n}"} for n, urn in enumerate(urns)]
    answer = me.post("Two", content={"multiImage": {"images": images}})
    assert answer.headers["x-restli-id"].startswith("urn:li:ugcPost:")
    (made,) = me.played.made()
    assert (made["media"], made["alts"]) == (["image", "image"], ["Picture 0", "Picture 1"])
    assert me.look(urns[0]).status_code == 403


def test_an_image_that_never_came_is_waited_for(me: Api) -> None:
    asked = {"initializeUploadRequest": {"owner": PERSON}}
    value = me.call("POST", "/rest/images?action=initializeUpload", asked).json()["value"]
    assert me.http.put(value["uploadUrl"], content=picture()).json()["code"] == "EMPTY_ACCESS_TOKEN"
    answer = me.post(content={"media": {"id": value["image"]}})
    assert (answer.status_code, answer.json()["code"]) == (400, "MEDIA_ASSET_WAITING_UPLOAD")


@pytest.mark.parametrize("data", [b"no picture", picture("WEBP"), picture()[:500]])
def test_a_picture_that_is_none_lets_the_post_fail_after_it_was_accepted(data: bytes, page: Api) -> None:
    urn = page.upload("image", data)
    answer = page.post(content={"media": {"id": urn}})
    assert answer.status_code == 201
    assert page.played.made() == []
    assert page.call("GET", at(answer.headers["x-restli-id"])).json()["lifecycleState"] == "PUBLISH_FAILED"
    looks = [page.look(urn).json()["status"] for _ in range(2)]
    assert looks == ["PROCESSING", "PROCESSING_FAILED"]
    assert page.post("b", content={"media": {"id": urn}}).json()["code"] == "MEDIA_ASSET_PROCESSING_FAILED"


def test_an_image_of_the_member_cannot_be_posted_by_the_page(me: Api, page: Api) -> None:
    urn = me.upload("image", picture())
    assert page.post(content={"media": {"id": urn}}).status_code == 403


def test_a_document_needs_a_title_and_pages(me: Api, page: Api) -> None:
    data = io.BytesIO()
    Image.new("RGB", (50, 60)).save(data, "PDF", save_all=True, append_images=[Image.new("RGB", (50, 60), "red")] * 2)
    urn = page.upload("document", data.getvalue())
    assert page.post(content={"media": {"id": urn}}).json()["code"] == "MISSING_FIELD"
    assert page.post(content={"media": {"id": urn, "title": "Slides"}}).status_code == 201
    (made,) = page.played.made()
    assert (made["media"], made["title"]) == (["document"], "Slides")
    broken = page.upload("document", data.getvalue()[:-200])
    assert [page.look(broken).json()["status"] for _ in range(2)][-1] == "PROCESSING_FAILED"


def test_a_film_goes_in_parts_and_is_posted_when_it_is_available(me: Api, clip: bytes) -> None:
    value = me.begin_film(clip)
    assert [(part["firstByte"], part["lastByte"]) for part in value["uploadInstructions"]] == [
        (0, PART - 1),
        (PART, len(clip) - 1),
    ]
    assert value["uploadToken"] == ""
    etags = me.send_parts(value, clip)
    urn = value["video"]
    post = {"content": {"media": {"id": urn, "title": "A film"}}}
    assert me.post(**post).json()["code"] == "MEDIA_ASSET_WAITING_UPLOAD"
    assert me.finish(urn, list(reversed(etags))).status_code == 400
    assert me.finish(urn, etags[:1]).status_code == 400
    left_out = {"finalizeUploadRequest": {"video": urn, "uploadedPartIds": etags}}
    assert me.call("POST", "/rest/videos?action=finalizeUpload", left_out).status_code == 422
    assert me.finish(urn, etags).status_code == 200
    assert me.finish(urn, etags).status_code == 400
    assert me.post(**post).json()["code"] == "MEDIA_ASSET_WAITING_UPLOAD"
    assert me.look(urn).json()["status"] == "AVAILABLE"
    answer = me.post(**post)
    assert answer.headers["x-restli-id"].startswith("urn:li:ugcPost:")
    assert me.played.made()[0]["media"] == ["video"]
    kept = me.http.get(f"/linkedin/_desk/assets/{urn.rpartition(':')[2]}")
    assert kept.content == clip


def test_a_part_is_exactly_the_bytes_that_were_asked_for(me: Api, clip: bytes) -> None:
    value = me.begin_film(clip)
    url = value["uploadInstructions"][1]["uploadUrl"]
    kind = {"Content-Type": "application/octet-stream"}
    rest = clip[PART:]
    assert me.http.put(url, content=rest[:-1], headers=kind).status_code == 400
    assert me.http.put(url, content=rest + b"x", headers=kind).status_code == 413
    assert me.http.put(url, content=rest, headers={"Content-Type": "video/mp4"}).status_code == 415
    token = {"Authorization": me.headers["Authorization"]}
    assert me.http.put(url, content=rest, headers={**kind, **token}).status_code == 400
    assert me.http.put(url.partition("?")[0], content=rest, headers=kind).status_code == 404
    assert me.http.put(url, content=rest, headers=kind).status_code == 200


def test_announced_captions_are_waited_for(me: Api, clip: bytes) -> None:
    value = me.begin_film(clip, uploadCaptions=True)
    assert "thumbnailUploadUrl" not in value
    urn = value["video"]
    assert me.finish(urn, me.send_parts(value, clip)).status_code == 200
    assert [me.look(urn).json()["status"] for _ in range(3)] == ["PROCESSING"] * 3
    assert me.http.put(value["captionsUploadUrl"], content=b"1\n00:00:00,000 --> 00:00:01,000\nHi\n").status_code == 201
    assert [me.look(urn).json()["status"] for _ in range(2)] == ["PROCESSING", "AVAILABLE"]


@pytest.mark.parametrize("size", [74_999, 500_000_001])
def test_a_film_of_a_wrong_size_is_not_begun(size: int, me: Api) -> None:
    asked = {"owner": PERSON, "fileSizeBytes": size}
    answer = me.call("POST", "/rest/videos?action=initializeUpload", {"initializeUploadRequest": asked})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_VALUE_FOR_FIELD")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (padded(film(seconds=2.0), 90_000), "3 to 1800"),
        (bytes(90_000), "cannot be decoded"),
    ],
)
def test_a_film_linkedin_does_not_take_fails_in_processing(data: bytes, words: str, me: Api) -> None:
    value = me.begin_film(data)
    me.finish(value["video"], me.send_parts(value, data))
    look = [me.look(value["video"]).json() for _ in range(2)][-1]
    assert look["status"] == "PROCESSING_FAILED"
    assert words in look["processingFailureReason"]
    answer = me.post(content={"media": {"id": value["video"]}})
    assert answer.json()["code"] == "MEDIA_ASSET_PROCESSING_FAILED"


def test_failures_of_its_own_can_be_ordered(me: Api, clip: bytes) -> None:
    me.played.desk("orders", {"upload": "expired"})
    value = me.begin_film(clip)
    answer = me.http.put(value["uploadInstructions"][0]["uploadUrl"], content=clip[:PART])
    assert (answer.status_code, answer.json()["code"]) == (401, "EXPIRED_UPLOAD_URL")
    me.played.desk("orders", {"processing": "fail"})
    value = me.begin_film(clip)
    me.finish(value["video"], me.send_parts(value, clip))
    assert [me.look(value["video"]).json()["status"] for _ in range(2)][-1] == "PROCESSING_FAILED"
    me.played.desk("orders", {"post": "rejected"})
    assert me.post("Gone").status_code == 201
    assert me.played.made() == []


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("expired_token", 401, "EXPIRED_ACCESS_TOKEN"),
        ("revoked_token", 401, "REVOKED_ACCESS_TOKEN"),
        ("permission", 403, "ACCESS_DENIED"),
        ("rate_limit", 429, "TOO_MANY_REQUESTS"),
        ("rate_limit_bare", 429, "TOO_MANY_REQUESTS"),
        ("validation", 400, "INVALID_VALUE_FOR_FIELD"),
        ("duplicate", 422, "DUPLICATE_POST"),
        ("conflict", 409, "CONFLICT"),
        ("not_ready", 400, "MEDIA_ASSET_WAITING_UPLOAD"),
        ("sunset", 426, "NONEXISTENT_VERSION"),
        ("server_error", 500, "INTERNAL_SERVER_ERROR"),
        ("unavailable", 503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_every_refusal_has_linkedins_own_shape(name: str, status: int, code: str, me: Api) -> None:
    me.played.desk("faults", {"route": "POST /rest/posts", "kind": name})
    answer = me.post()
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)
    assert me.played.made() == []
    assert me.post().status_code == 201


def test_a_member_has_150_requests_a_day_of_utc(me: Api) -> None:
    for _ in range(150):
        assert me.call("GET", "/v2/userinfo").status_code == 200
    answer = me.post()
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_REQUESTS")
    me.played.clock.advance(timedelta(hours=12))
    assert me.post().status_code == 201


def test_a_pages_counts_grow_and_come_for_many_posts_at_once(page: Api) -> None:
    image = page.upload("image", picture())
    urns = [page.post("Text").headers["x-restli-id"]]
    urns.append(page.post("Picture", content={"media": {"id": image}}).headers["x-restli-id"])
    path = "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
    path += f"&organizationalEntity={quote(PAGE, safe='')}"
    found = []
    for hours in (0, 6, 48):
        page.played.clock.advance(timedelta(hours=hours))
        ids = ",".join(quote(urn, safe="") for urn in urns)
        rows = page.call("GET", f"{path}&shares=List({ids})").json()["elements"]
        found.append({row["share"]: row["totalShareStatistics"]["impressionCount"] for row in rows})
    assert found[0] == {}
    assert set(found[1]) == set(found[2]) == set(urns)
    assert all(found[2][urn] > found[1][urn] > 0 for urn in urns)
    days = page.call(
        "GET", f"{path}&timeIntervals=(timeRange:(start:{_ms(page, 54)},end:{_ms(page, 0)}),timeGranularityType:DAY)"
    )
    total = sum(row["totalShareStatistics"]["impressionCount"] for row in days.json()["elements"])
    assert total == sum(found[2].values())


def test_a_members_counts_come_one_by_one(page: Api) -> None:
    urn = page.post("Mine", author=PERSON).headers["x-restli-id"]
    page.played.clock.advance(timedelta(hours=30))
    path = f"/rest/memberCreatorPostAnalytics?q=entity&entity=(share:{quote(urn, safe='')})&aggregation=TOTAL"
    (row,) = page.call("GET", f"{path}&queryType=IMPRESSION").json()["elements"]
    assert row["count"] > 50
    assert (row["metricType"], row["targetEntity"]) == ("IMPRESSION", {"share": urn})
    (old,) = page.call("GET", f"{path}&queryType=IMPRESSION", LinkedIn_Version="202603").json()["elements"]
    assert list(old["metricType"].values()) == ["IMPRESSION"]
    assert page.call("GET", f"{path}&queryType=LINK_CLICKS", LinkedIn_Version="202603").status_code == 400
    assert page.call("GET", f"{path}&queryType=LIKES").status_code == 400


def test_a_new_page_has_its_own_token_and_administrator(played: Played) -> None:
    played.desk("accounts", {"id": "M2", "kind": "person", "name": "Kim Two", "token": "kim"})
    played.desk("accounts", {"id": "2002", "kind": "organization", "admin": "M2", "token": "kim-page"})
    other = Api(played, "kim-page", "urn:li:organization:2002")
    assert other.post().status_code == 201
    assert other.post("b", author=PAGE).status_code == 403
    assert played.http.post("/_sandbox/linkedin/accounts", json={"id": "x", "kind": "organization"}).status_code == 400


def test_a_restart_keeps_posts_and_uploads(tmp_path: Path) -> None:
    with playing(tmp_path, "linkedin") as first:
        me = Api(first, "sandbox-linkedin", PERSON)
        urn = me.upload("image", picture())
        made = me.post("Before").headers["x-restli-id"]
    with playing(tmp_path, "linkedin") as second:
        me = Api(second, "sandbox-linkedin", PERSON)
        assert me.post("Before").json()["message"].endswith(made)
        assert me.post("After", content={"media": {"id": urn}}).status_code == 201


def _ms(api: Api, hours: int) -> int:
    return int((api.played.clock.now() - timedelta(hours=hours)).timestamp() * 1000)
