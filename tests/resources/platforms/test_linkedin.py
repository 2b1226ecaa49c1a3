"""LinkedIn's client against the sandbox: an organisation's posts and a member's, what is in doubt, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms.access import Access
from resources.platforms.edge import Edge
from resources.platforms.linkedin import SENDING_AGAIN_IS_SAFE, LinkedInClient
from resources.platforms.linkedin_text import escaped, unescaped
from sandbox.process import SandboxProcess
from tests.resources.platforms.progress import Handles, Killed
from tests.sandbox_material import NOON, make_film, make_picture
from tests.sandbox_material import outgoing as plain

MEMBER, PAGE = ("sandbox-linkedin", "urn:li:person:sandboxM1"), ("sandbox-linkedin-org", "urn:li:organization:1001")
CREATE = "POST /rest/posts"
LINK = "https://example.org/a?utm_source=linkedin&utm_content=p0123456789ab"


@dataclass
class Place:
    """The sandbox of a test, with its desk."""

    sandbox: SandboxProcess
    clock: FileClock
    desk: httpx.Client
    media: MediaStore
    waits: list[float] = field(default_factory=list)

    def client(self, who: tuple[str, str] = PAGE, *, timeout: float = 20, **details: str) -> LinkedInClient:
        access = Access(who[0], remote_id=who[1], base_urls={"": self.sandbox.url_of("linkedin")}, details=details)
        return LinkedInClient(access, Edge(clock=self.clock, wait=self.waits.append, timeout=timeout))

    def posts(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.desk.get("/posts").json()["posts"]
        return rows[::-1]

    def fault(self, route: str, kind: str, **more: float) -> None:
        self.desk.post("/faults", json={"route": route, "kind": kind, **more}).raise_for_status()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    folder = tmp_path_factory.mktemp("linkedin")
    clock = FileClock(folder / "clock")
    clock.set(NOON)
    with SandboxProcess(folder / "data", platforms=("linkedin",), clock_file=clock.path) as process:
        yield process


_days = iter(range(1, 1000))


@pytest.fixture
def place(running: SandboxProcess, tmp_path: Path) -> Iterator[Place]:
    """A day of its own for each test: allowances and duplicates are those of the day."""
    clock = FileClock(running.data.parent / "clock")
    clock.set(NOON + timedelta(days=next(_days)))
    desk = httpx.Client(base_url=f"{running.url}/_sandbox/linkedin", trust_env=False, timeout=20)
    with desk:
        desk.delete("/faults")
        before = {row["id"] for row in desk.get("/posts").json()["posts"]}
        made = Place(running, clock, desk, MediaStore(tmp_path / "media"))
        listed = made.posts
        made.posts = lambda: [row for row in listed() if row["id"] not in before]  # type: ignore[method-assign]
        yield made


def outgoing(*texts: str, **more: Any) -> Any:
    return plain(*texts, **{"platform": "linkedin", **more})


@pytest.mark.parametrize("who", [MEMBER, PAGE])
def test_a_text_arrives_as_it_was_written(who: tuple[str, str], place: Place) -> None:
    words = "A (short) text_with *signs* <b>, #hashtags and @nobody | {braces} ~ [x] \\ #1"
    published = place.client(who).publish(outgoing(words), place.media, Handles())
    (post,) = place.posts()
    assert post["text"] == words
    assert published.remote_ids == (post["id"],)
    assert published.url == f"https://www.linkedin.com/feed/update/{post['id']}/"


def test_only_a_hashtags_sign_stays_as_it_is() -> None:
    assert escaped("#tag a#b C# (x)") == "#tag a\\#b C\\# \\(x\\)"
    assert unescaped(escaped("#tag a#b C# (x) _ \\")) == "#tag a#b C# (x) _ \\"
    assert unescaped("Read {hashtag|\\#|more}") == "Read #more"


def test_a_post_without_pictures_shows_its_link(place: Place) -> None:
    place.client().publish(outgoing(f"Read this.\n{LINK}", link=LINK, title="The title"), place.media, Handles())
    (post,) = place.posts()
    assert (post["link"], post["title"]) == (LINK, "The title")


@pytest.mark.parametrize("number", [1, 3])
def test_pictures_travel_with_their_descriptions(number: int, place: Place) -> None:
    pictures = tuple(make_picture(place.media, f"Field {n}", (160 + n, 90)) for n in range(number))
    place.client().publish(outgoing("Pictures", pictures=pictures), place.media, Handles())
    (post,) = place.posts()
    assert post["media"] == ["image"] * number
    assert post["alts"] == [picture.alt for picture in pictures]


def film(place: Place) -> Any:
    """A film of two parts with subtitles and a cover."""
    track = place.media.put(b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", ".srt", kind="captions")
    cover = make_picture(place.media, "The cover", (320, 180), suffix=".jpg")
    made = make_film(place.media, seconds=3.5, size=(256, 256), padding=5_000_000)
    return made.model_copy(update={"subtitles": track, "cover": cover})


def test_a_film_goes_in_parts_and_is_posted_when_it_is_ready(place: Place) -> None:
    place.client().publish(outgoing("A film", video=film(place)), place.media, Handles())
    (post,) = place.posts()
    assert post["media"] == ["video"]


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_film_that_was_broken_off_goes_on_where_it_stopped(nth: int, place: Place) -> None:
    post, broken = outgoing("A film", video=film(place)), Handles(die_after="film", nth=nth)
    with pytest.raises(Killed):
        place.client().publish(post, place.media, broken)
    again = Handles(broken)
    place.client().publish(post, place.media, again)
    assert again["film"]["urn"] == broken["film"]["urn"]
    assert len(place.posts()) == 1


def test_a_film_that_takes_long_is_given_back_and_gone_on_with(place: Place) -> None:
    impatient = place.client()
    impatient._edge.__dict__["patience"] = timedelta(0)
    post, handles = outgoing("A film", video=film(place)), Handles()
    with pytest.raises(PlatformError) as caught:
        impatient.publish(post, place.media, handles)
    assert caught.value.waiting and caught.value.retry_at
    assert place.posts() == []
    place.client().publish(post, place.media, Handles(handles))
    assert len(place.posts()) == 1


def test_a_film_linkedin_cannot_process_is_said_to_be_so_and_sent_anew(place: Place) -> None:
    place.desk.post("/orders", json={"processing": "fail"}).raise_for_status()
    post, handles = outgoing("A film", video=film(place)), Handles()
    with pytest.raises(PlatformError) as caught:
        place.client().publish(post, place.media, handles)
    assert (caught.value.kind, caught.value.waiting) == ("media_processing", False)
    place.client().publish(post, place.media, Handles(handles))
    assert len(place.posts()) == 1


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "garbage_after", "server_error_after"])
def test_an_organisations_post_whose_answer_was_lost_is_found(fault: str, place: Place) -> None:
    post, handles = outgoing(f"Hello {fault}\n{LINK}", link=LINK), Handles()
    place.fault(CREATE, fault, seconds=1)
    with pytest.raises(PlatformError) as caught:
        place.client(timeout=0.5).publish(post, place.media, handles)
    assert caught.value.kind == "unknown_outcome"
    look = place.client().look(post, handles, place.clock.now())
    assert (look.verdict, look.remote_ids) == ("published", (place.posts()[0]["id"],))


def test_an_organisations_post_that_did_not_arrive_is_seen_to_be_absent(place: Place) -> None:
    post, handles = outgoing("Hello"), Handles()
    place.client().publish(outgoing("Another post"), place.media, Handles())  # never "the newest post"
    place.fault(CREATE, "drop")
    with pytest.raises(PlatformError):
        place.client().publish(post, place.media, handles)
    assert place.client().look(post, handles, place.clock.now()).verdict == "continue"


@pytest.mark.parametrize("fault", ["drop", "drop_after"])
def test_a_members_post_in_doubt_is_sent_again_and_linkedin_names_it_if_it_is_there(fault: str, place: Place) -> None:
    post, handles, began = outgoing("Hello"), Handles(), place.clock.now()
    place.fault(CREATE, fault)
    with pytest.raises(PlatformError):
        place.client(MEMBER).publish(post, place.media, handles)
    place.clock.set(began + timedelta(minutes=3))
    look = place.client(MEMBER).look(post, handles, began)
    assert look.verdict == "continue"
    published = place.client(MEMBER).publish(post, place.media, Handles({**handles, **look.handles}))
    assert [row["id"] for row in place.posts()] == list(published.remote_ids)


def test_a_members_post_is_not_sent_again_when_a_duplicate_might_be_taken(place: Place) -> None:
    post, handles, began = outgoing("Hello"), Handles(), place.clock.now()
    place.fault(CREATE, "drop_after")
    with pytest.raises(PlatformError):
        place.client(MEMBER).publish(post, place.media, handles)
    look = place.client(MEMBER).look(post, handles, began)
    place.clock.set(began + SENDING_AGAIN_IS_SAFE)
    assert place.client(MEMBER).look(post, handles, began).verdict == "unknowable"
    with pytest.raises(PlatformError) as caught:
        place.client(MEMBER).publish(post, place.media, Handles({**handles, **look.handles}))
    assert caught.value.kind == "unknown_outcome"
    assert len(place.posts()) == 1


def test_a_true_duplicate_is_a_failure(place: Place) -> None:
    place.client().publish(outgoing("Said once"), place.media, Handles())
    with pytest.raises(PlatformError, match="duplicate") as caught:
        place.client().publish(outgoing("Said once"), place.media, Handles())
    assert (caught.value.kind, caught.value.reach, caught.value.retryable) == ("duplicate", "post", False)


@pytest.mark.parametrize(
    ("fault", "kind", "reach"),
    [
        ("expired_token", "auth", "account"),
        ("revoked_token", "auth", "account"),
        ("permission", "permission", "account"),
        ("rate_limit", "rate_limit", "account"),
        ("validation", "validation", "post"),
        ("server_error", "unknown_outcome", "post"),
        ("unavailable", "server", "post"),
    ],
)
def test_an_answer_is_sorted(fault: str, kind: str, reach: str, place: Place) -> None:
    place.fault(CREATE, fault)
    with pytest.raises(PlatformError) as caught:
        place.client().publish(outgoing("Hello"), place.media, Handles())
    error = caught.value
    assert (error.kind, error.reach) == (kind, reach)
    assert error.remedy and "sandbox-linkedin-org" not in f"{error!r}{error}"
    if kind == "rate_limit":
        assert error.retry_at is not None and error.retry_at > place.clock.now()


def test_a_version_that_has_ended_says_how_to_name_another(place: Place) -> None:
    with pytest.raises(PlatformError, match="REPRISE_LINKEDIN_VERSION") as caught:
        place.client(version="202401").publish(outgoing("Hello"), place.media, Handles())
    assert caught.value.reach == "account"


def test_a_first_comment_is_added_where_linkedin_lets_it_and_else_told(place: Place) -> None:
    client = place.client()
    assert client.publish(outgoing("Hello", first_comment="More here"), place.media, Handles()).problems == ()
    published = place.client(MEMBER).publish(outgoing("Hello", first_comment="More"), place.media, Handles())
    assert "first comment is not there" in published.problems[0]
    assert sorted(row["text"] for row in place.posts()) == ["Hello", "Hello", "More here"]


def test_an_organisations_numbers_are_read_and_a_members_are_said_to_be_unreadable(place: Place) -> None:
    mine = place.client().publish(outgoing("Hello"), place.media, Handles()).remote_ids
    theirs = place.client(MEMBER).publish(outgoing("Hello"), place.media, Handles()).remote_ids
    place.clock.set(place.clock.now() + timedelta(hours=30))
    (reading,) = place.client().metrics(mine)
    assert reading.impressions and reading.likes is not None and reading.raw
    (reading,) = place.client(MEMBER).metrics(theirs)
    assert reading.impressions is None and "Community Management" in (reading.problem or "")


def test_posts_are_deleted_and_whose_account_it_is_can_be_asked(place: Place) -> None:
    ids = place.client().publish(outgoing("Hello"), place.media, Handles()).remote_ids
    place.client().delete(ids)
    place.client().delete(ids)
    assert place.posts() == []
    assert place.client(MEMBER).whoami().remote_id == MEMBER[1]
