"""Articles that go take their queue along, by two looks; what comes back is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reprise.articles.change import Change
from reprise.articles.presence import (
    CONFIRM_AFTER,
    LOOK_EVERY,
    MANY,
    MANY_AFTER,
    RETURN_EVERY,
    THERE,
    Presence,
    Sought,
    gone,
    patience,
    unknown,
)
from reprise.articles.raw import Changes, Listed, RawArticle
from reprise.articles.withdrawal import Looked, follow_edit, look, refuse_retracted
from reprise.clock import ManualClock
from reprise.errors import BadInput, Conflict, Unavailable
from reprise.notices.notice import Notice
from reprise.sites import Site
from reprise.social.post import post_id
from reprise.store.presence import WITHDRAWER
from reprise.store.store import Store
from tests.builders import make_article
from tests.reprise.notices.builders import site
from tests.reprise.store.builders import LATER, START, add, add_scheduled, claim_now, draft, main_account

MISSING = gone("Its page answers 404.")


class Answers:
    """A source that answers as it is told, by article."""

    def __init__(self) -> None:
        self.by_url: dict[str, Presence] = {}
        self.asked: list[str] = []
        self.broken = False

    def changes(self, cursor: dict[str, Any] | None) -> Changes:
        return Changes([], {})

    def read(self, reference: Mapping[str, Any]) -> RawArticle:
        raise NotImplementedError

    def presence(self, sought: Sought) -> Presence:
        self.asked.append(sought.url)
        if self.broken:
            raise Unavailable("The server answered 503.")
        return self.by_url.get(sought.url, THERE)


class House:
    """A store, sites with a source each, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(START)
        self.store = Store(f"sqlite:///{folder}/store.db", self.clock)
        self.store.migrate()
        self.source = Answers()
        self.sites: dict[str, Site] = {"demo": site("demo"), "other": site("other")}

    def article(self, name: str = "a", site_id: str = "demo") -> str:
        """Register an article; its key."""
        url = f"https://example.org/{name}"
        known = self.store.articles.register(site_id, Listed({"name": name}, (f"url:{name}",), url, name, "m1"))
        self.store.articles.confirm_requested([(known.key, known.next_revision or "")])
        return known.key

    def look(self, **options: Any) -> Looked:
        return look(self.sites, lambda _site: self.source, self.store, **options)

    def withdraw(self, name: str = "a") -> Looked:
        """Two looks, far enough apart, that both find it gone."""
        self.source.by_url[f"https://example.org/{name}"] = MISSING
        self.clock.advance(LOOK_EVERY)
        self.look()
        self.clock.advance(CONFIRM_AFTER)
        return self.look()

    def state(self, post: str) -> str:
        return self.store.posts.get(post).state

    def told(self) -> list[Notice]:
        return [item.notice for item in self.store.notices.list()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.store.close()


def test_one_look_is_not_enough(house: House) -> None:
    key = house.article()
    (post,) = add(house.store, draft(article=key))
    house.source.by_url["https://example.org/a"] = MISSING
    assert house.look().suspected == [key]
    house.clock.advance(CONFIRM_AFTER - timedelta(seconds=1))
    house.look()
    assert not house.store.articles.is_withdrawn(key)
    assert house.state(post) == "draft"


def test_a_second_look_takes_everything_that_waits(house: House) -> None:
    key = house.article()
    drafted, approved = add(house.store, draft("announcement", key), draft("highlights", key))
    house.store.posts.approve(approved, "automation")
    scheduled, failed = add_scheduled(
        house.store, draft("announcement", key, "linkedin"), draft("highlights", key, "linkedin")
    )
    (by_kim,) = add_scheduled(house.store, draft("announcement", key, "facebook"), by="kim")
    claim_now(house.store, failed)
    house.store.posts.publish_failed(failed, "validation", "No.")
    done = house.withdraw()
    assert (done.withdrawn, done.cancelled) == ([key], 5)
    assert house.store.articles.is_withdrawn(key)
    assert {house.state(each) for each in (drafted, approved, scheduled, by_kim, failed)} == {"cancelled"}
    last = house.store.posts.events(by_kim)[-1]
    assert last.actor == WITHDRAWER
    assert "404" in last.cause
    assert "scheduled for 2026-06-01 09:00 UTC by kim" in last.cause


def test_what_is_out_or_in_doubt_stays_as_it_is(house: House) -> None:
    key = house.article()
    live, held, leaving, waiting = add_scheduled(
        house.store, *(draft(type_, key) for type_ in ("announcement", "highlights", "quote_card", "faq"))
    )
    for post in (live, held, leaving):
        claim_now(house.store, post)
    house.store.posts.publish_succeeded(live, ["1"], None)
    house.store.posts.hold(held, "Nobody knows.")
    assert house.withdraw().cancelled == 1
    assert [house.state(each) for each in (live, held, leaving, waiting)] == [
        "published",
        "held",
        "publishing",
        "cancelled",
    ]


def test_people_are_told_once(house: House) -> None:
    key = house.article()
    add(house.store, draft(article=key))
    house.withdraw()
    house.clock.advance(RETURN_EVERY)
    house.look()
    (told,) = house.told()
    assert (told.kind, told.site, told.facts) == ("withdrawn", "demo", {"article": key})
    assert "404" in told.text and "1 post that was waiting" in told.text


def test_a_source_that_fails_withdraws_nothing_however_long(house: House) -> None:
    key = house.article()
    (post,) = add(house.store, draft(article=key))
    house.source.broken = True
    for _ in range(10):
        house.clock.advance(LOOK_EVERY)
        assert house.look().withdrawn == []
    assert house.state(post) == "draft"


def test_an_outage_between_two_looks_neither_confirms_nor_clears(house: House) -> None:
    key = house.article()
    add(house.store, draft(article=key))
    house.source.by_url["https://example.org/a"] = MISSING
    house.look()
    house.source.by_url["https://example.org/a"] = unknown("503")
    house.clock.advance(CONFIRM_AFTER)
    assert house.look().withdrawn == []
    house.source.by_url["https://example.org/a"] = MISSING
    house.clock.advance(CONFIRM_AFTER)
    assert house.look().withdrawn == [key]


def test_a_look_that_finds_it_begins_anew(house: House) -> None:
    key = house.article()
    add(house.store, draft(article=key))
    for answer in (MISSING, THERE, MISSING):
        house.source.by_url["https://example.org/a"] = answer
        house.clock.advance(LOOK_EVERY)
        house.look()
    assert not house.store.articles.is_withdrawn(key)


def test_a_source_that_cannot_be_opened_is_named_and_withdraws_nothing(house: House) -> None:
    key = house.article()
    add(house.store, draft(article=key))

    def refuse(_site: Site) -> Answers:
        raise Unavailable("The folder is not mounted.")

    for _ in range(3):
        house.clock.advance(LOOK_EVERY)
        done = look(house.sites, refuse, house.store)
        assert "not mounted" in done.silent["demo"]
    assert not house.store.articles.is_withdrawn(key)


def test_a_site_that_is_silent_is_left_alone_for_the_rest_of_the_look(house: House) -> None:
    for number in range(6):
        add(house.store, draft(article=house.article(f"a{number}")))
    house.source.broken = True
    done = house.look()
    assert len(house.source.asked) == done.asked == 2
    assert "503" in done.silent["demo"]
    assert house.look().asked == 0


def test_only_articles_with_something_to_lose_are_asked_for(house: House) -> None:
    house.article("nothing")
    out = house.article("out")
    (post,) = add_scheduled(house.store, draft(article=out))
    claim_now(house.store, post)
    house.store.posts.publish_succeeded(post, ["1"], None)
    add(house.store, draft(article=house.article("waiting")))
    house.look()
    assert house.source.asked == ["https://example.org/waiting"]


def test_the_longest_not_asked_for_come_first_and_no_more_than_the_limit(house: House) -> None:
    for number in range(5):
        add(house.store, draft(article=house.article(f"a{number}")))
    rounds = []
    for _ in range(3):
        before = len(house.source.asked)
        house.look(limit=2)
        rounds.append(house.source.asked[before:])
        house.clock.advance(timedelta(minutes=1))
    assert [len(each) for each in rounds] == [2, 2, 1]
    assert len({url for each in rounds for url in each}) == 5
    house.clock.advance(LOOK_EVERY)
    before = len(house.source.asked)
    house.look(limit=2)
    assert set(house.source.asked[before:]) == set(rounds[0])


def test_when_time_is_up_the_rest_waits_for_the_next_look(house: House) -> None:
    add(house.store, draft(article=house.article()))
    assert house.look(seconds=0).asked == 0
    assert house.look().asked == 1


def test_many_at_once_are_rather_a_fault_of_the_site(house: House) -> None:
    posts: list[str] = []
    for number in range(MANY + 1):
        key = house.article(f"a{number}")
        posts += add(house.store, draft(article=key))
        house.source.by_url[f"https://example.org/a{number}"] = MISSING
    house.look()
    for _ in range(3):
        house.clock.advance(CONFIRM_AFTER)
        assert house.look().withdrawn == []
    assert [told.key for told in house.told()] == ["withdrawn-many:demo"]
    house.clock.advance(MANY_AFTER)
    assert len(house.look().withdrawn) == MANY + 1
    assert {house.state(post) for post in posts} == {"cancelled"}


def test_few_or_a_small_part_are_believed_soon() -> None:
    assert patience(MANY - 1, MANY - 1) == CONFIRM_AFTER
    assert patience(MANY, MANY * 2) == CONFIRM_AFTER
    assert patience(MANY, MANY * 2 - 1) == MANY_AFTER


# --- back


def test_what_nobody_decided_on_becomes_a_draft_again_and_nothing_is_scheduled(house: House) -> None:
    key = house.article()
    (untouched,) = add_scheduled(house.store, draft(article=key))
    (by_kim,) = add_scheduled(house.store, draft(article=key, platform="facebook"), by="kim")
    (before,) = add(house.store, draft(article=key, platform="linkedin"))
    house.store.posts.cancel(before, "automation", "Something else.")
    house.withdraw()
    house.source.by_url.clear()
    house.clock.advance(RETURN_EVERY)
    done = house.look()
    assert (done.returned, done.restored) == ([key], 1)
    assert not house.store.articles.is_withdrawn(key)
    assert house.store.articles.get(key).state == "requested"
    post = house.store.posts.get(untouched)
    assert (post.state, post.scheduled_at, post.approved_hash) == ("draft", None, None)
    assert [house.state(each) for each in (by_kim, before)] == ["cancelled", "cancelled"]
    assert [told.kind for told in house.told()] == ["returned", "withdrawn"]
    house.store.posts.restore(by_kim, "kim")
    assert house.state(by_kim) == "draft"


def test_a_withdrawn_article_is_looked_for_less_often(house: House) -> None:
    add(house.store, draft(article=house.article()))
    house.withdraw()
    before = len(house.source.asked)
    house.clock.advance(RETURN_EVERY - timedelta(minutes=1))
    house.look()
    assert len(house.source.asked) == before


def test_being_listed_is_no_proof_but_an_edit_is_looked_at_at_once(house: House) -> None:
    """A feed may go on listing what is gone."""
    key = house.article()
    add(house.store, draft(article=key))
    house.withdraw()
    register = house.store.articles.register
    register("demo", Listed({"name": "a"}, ("url:a",), "https://example.org/a", "a", "m1"))
    assert house.look().asked == 0
    register("demo", Listed({"name": "a"}, ("url:a",), "https://example.org/a", "a", "m2"))
    assert house.store.articles.is_withdrawn(key)
    house.source.by_url.clear()
    assert house.look().returned == [key]
    assert house.store.articles.get(key).state == "waiting"


def test_posts_that_a_late_run_brings_are_cancelled_at_the_next_look(house: House) -> None:
    key = house.article()
    add(house.store, draft(article=key))
    house.withdraw()
    (late,) = add(house.store, draft("faq", key))
    house.clock.advance(RETURN_EVERY)
    assert house.look().cancelled == 1
    assert house.state(late) == "cancelled"


def test_a_withdrawn_article_is_not_asked_of_the_pipeline(house: House) -> None:
    key = house.article()
    add(house.store, draft(article=key))
    house.withdraw()
    assert house.store.articles.waiting("demo", 10) == []
    with pytest.raises(Conflict, match="404"):
        house.store.articles.request_again(key)
    house.store.articles.confirm_requested([(key, "2.m1")])
    assert house.store.articles.is_withdrawn(key)


def test_what_was_only_seen_is_only_seen_when_it_is_back(house: House) -> None:
    known = house.store.articles.mark_seen("demo", Listed({}, ("url:s",), "https://example.org/s", "s", "m1"))
    add(house.store, draft(article=known.key))
    house.withdraw("s")
    assert house.store.articles.is_withdrawn(known.key)
    house.source.by_url.clear()
    house.clock.advance(RETURN_EVERY)
    house.look()
    assert house.store.articles.get(known.key).state == "seen"


def test_an_unknown_article_is_not_withdrawn(house: House) -> None:
    assert not house.store.articles.is_withdrawn("never-seen")


# --- edits


def test_a_retracted_article_stops_what_waits_until_it_says_something_else(house: House) -> None:
    key = house.article()
    (post,) = add_scheduled(house.store, draft(article=key))
    retracted = make_article("RETRACTED: Kettles", "Text.").model_copy(update={"key": key, "site": "demo"})
    with pytest.raises(BadInput, match="was retracted"):
        refuse_retracted(retracted, house.store)
    assert house.store.articles.is_withdrawn(key)
    assert house.state(post) == "cancelled"
    house.clock.advance(RETURN_EVERY)
    house.look()  # its page is there, and that does not bring it back
    assert house.store.articles.is_withdrawn(key)
    item = Listed({"name": "a"}, ("url:a",), "https://example.org/a", "Kettles", "m2")
    assert house.store.articles.register("demo", item).state == "waiting"


def test_an_article_that_holds_passes(house: House) -> None:
    refuse_retracted(make_article("Kettles", "Text."), house.store)


def edited(house: House, key: str, words: str) -> Change:
    before = make_article("Kettles", "A kettle with 40 lids.").model_copy(update={"key": key, "content_hash": "1"})
    after = make_article("Kettles", words).model_copy(update={"key": key, "content_hash": "2"})
    return follow_edit(before, after, house.store)


def test_a_correction_is_told_when_posts_keep_the_words_of_before(house: House) -> None:
    key = house.article()
    (by_kim,) = add_scheduled(house.store, draft(article=key), by="kim")
    add(house.store, draft("highlights", key))
    assert edited(house, key, "A kettle with 4 lids.").kind == "substantive"
    (told,) = house.told()
    assert (told.kind, told.facts["kept"]) == ("corrected", by_kim)


def test_a_slip_that_was_mended_is_told_to_nobody(house: House) -> None:
    key = house.article()
    add_scheduled(house.store, draft(article=key), by="kim")
    assert edited(house, key, "A kettel with 40 lids.").kind == "typo"
    assert house.told() == []


def test_a_correction_that_every_post_takes_up_is_told_to_nobody(house: House) -> None:
    key = house.article()
    add(house.store, draft(article=key))
    edited(house, key, "A kettle with 4 lids.")
    assert house.told() == []


def test_the_first_content_is_no_edit(house: House) -> None:
    assert follow_edit(None, make_article("Kettles", "Text."), house.store).kind == "none"


def test_an_edit_re_words_what_waits_and_posts_nothing_again(house: House) -> None:
    key = house.article()
    live, waiting = add_scheduled(house.store, draft("announcement", key), draft("highlights", key))
    claim_now(house.store, live)
    house.store.posts.publish_succeeded(live, ["1"], None)
    drafts = [draft(type_, key, texts=(f"Corrected {type_}",)) for type_ in ("announcement", "highlights")]
    result = house.store.posts.upsert(drafts, main_account, "run:2")
    assert (result.updated, result.kept, result.created) == ((waiting,), (live,), ())
    post = house.store.posts.get(live)
    assert (post.state, post.texts) == ("published", (f"Read {key}: announcement",))
    assert house.store.posts.get(waiting).texts == ("Corrected highlights",)
    assert house.store.posts.get(waiting).scheduled_at == LATER
    assert house.store.posts.claim(live, LATER) is None
    assert len(house.store.posts.find(article=key)) == 2
    assert post_id(key, "x", "announcement") == live
