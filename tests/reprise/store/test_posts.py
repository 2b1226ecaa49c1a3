from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from reprise.clock import ManualClock
from reprise.errors import BadInput, BadSettings, Conflict, NotFound
from reprise.posting_settings import AccountSettings
from reprise.social.post import PostDraft, post_id
from reprise.store.post_drafts import Scope
from reprise.store.records import Placement, Post
from reprise.store.store import Store
from tests.reprise.store.builders import (
    LATER,
    START,
    add,
    add_scheduled,
    claim_now,
    draft,
    main_account,
    picture,
    race,
    video,
)


def again(store: Store, *drafts: PostDraft) -> dict[str, tuple[str, ...]]:
    return store.posts.upsert(drafts, main_account, "run:2").model_dump()


def reworded(type_: str = "announcement") -> PostDraft:
    return draft(type_, texts=("Better words",))


# Drafts and what people did


def test_a_new_draft_is_kept_as_it_was_written(store: Store) -> None:
    (post,) = add(store, draft(title="T", hashtags=("#one",), featured="A number", priority=50))
    found = store.posts.get(post)
    assert found.state == "draft"
    assert found.account == "main"
    assert found.texts == ("Read demo-a: announcement",)
    assert (found.title, found.hashtags, found.featured, found.priority) == ("T", ("#one",), "A number", 50)
    assert found.content_hash == found.generated_hash == draft(title="T").content_hash
    assert found.created_at == START
    assert [event.cause for event in store.posts.events(post)] == ["Drafted from the article."]


def test_the_same_drafts_again_change_nothing(store: Store) -> None:
    (post,) = add(store)
    before = store.posts.get(post)
    assert again(store, draft())["kept"] == (post,)
    assert store.posts.get(post) == before
    assert len(store.posts.events(post)) == 1


def test_new_wording_replaces_a_draft_that_nobody_touched(store: Store) -> None:
    (post,) = add(store)
    assert again(store, reworded())["updated"] == (post,)
    assert store.posts.get(post).texts == ("Better words",)
    assert store.posts.events(post)[-1].cause == "The wording was made anew."


def test_an_approval_by_automation_moves_to_the_new_wording(store: Store) -> None:
    (post,) = add_scheduled(store)
    again(store, reworded())
    found = store.posts.get(post)
    assert found.state == "scheduled"
    assert found.scheduled_at == LATER
    assert found.is_approved


@pytest.mark.parametrize("deed", ["edit", "approve", "schedule", "cancel", "publish"])
def test_what_a_person_edited_approved_scheduled_cancelled_or_published_is_never_overwritten(
    store: Store, deed: str
) -> None:
    (post,) = add(store)
    if deed == "edit":
        store.posts.edit(post, "dana", texts=("Dana's words",))
    elif deed == "cancel":
        store.posts.cancel(post, "dana")
    elif deed == "approve":
        store.posts.approve(post, "dana")
    else:
        store.posts.approve(post, "automation")
        store.posts.schedule(post, LATER, "UTC", "by hand", "dana" if deed == "schedule" else "planner")
    if deed == "publish":
        claim_now(store, post)
        store.posts.publish_succeeded(post, ["1"], "https://x.example/1")
    before = store.posts.get(post)
    assert again(store, reworded())["kept"] == (post,)
    assert again(store, draft("faq"))["cancelled"] == ()
    assert store.posts.get(post) == before


def test_a_post_that_is_going_out_is_not_reworded(store: Store) -> None:
    (post,) = add_scheduled(store)
    claim_now(store, post)
    assert again(store, reworded())["kept"] == (post,)


def test_what_the_article_no_longer_yields_is_cancelled_and_comes_back_with_it(store: Store) -> None:
    _, faq = add(store, draft(), draft("faq"))
    assert again(store, draft())["cancelled"] == (faq,)
    assert store.posts.get(faq).state == "cancelled"
    assert store.posts.events(faq)[-1].cause == "The article no longer yields this post."
    assert again(store, draft(), draft("faq"))["updated"] == (faq,)
    assert store.posts.get(faq).state == "draft"


def test_drafts_speak_only_for_their_own_article_platform_and_kind(store: Store) -> None:
    others = add(store, draft(platform="linkedin"), draft(article="demo-b"), draft("video"))
    again(store, draft())
    assert {store.posts.get(post).state for post in others} == {"draft"}


def test_an_article_that_yields_nothing_any_more_is_named_by_its_scope(store: Store) -> None:
    (post,) = add(store)
    upserted = store.posts.upsert([], main_account, "run:2", scopes=[Scope("demo-a", "x")])
    assert upserted.cancelled == (post,)


@pytest.mark.parametrize("bad", [draft(texts=("One",)), draft("faq", texts=(" ",)), draft("faq", id=draft().id)])
def test_one_bad_draft_leaves_the_store_as_it_was(store: Store, bad: PostDraft) -> None:
    with pytest.raises(BadInput):
        store.posts.upsert([draft(), bad], main_account, "run:1")
    assert store.posts.find() == ()


def test_an_id_of_another_article_is_refused(store: Store) -> None:
    add(store)
    with pytest.raises(BadInput, match="belongs to the announcement of demo-a on x"):
        store.posts.upsert([draft(article="demo-b", id=draft().id)], main_account, "run:1")


# Media


def test_pictures_join_an_approval_by_automation_but_not_a_persons(store: Store) -> None:
    first, second = add(store, draft(), draft("faq"))
    store.posts.approve(first, "automation")
    store.posts.approve(second, "dana")
    assert store.posts.attach_pictures(first, [picture()])
    assert not store.posts.attach_pictures(second, [picture()])
    assert store.posts.get(first).is_approved
    assert store.posts.get(first).pictures == (picture(),)
    assert store.posts.get(second).pictures == ()
    assert store.posts.get(second).is_approved


def test_an_edited_draft_takes_its_first_pictures_only(store: Store) -> None:
    (post,) = add(store)
    store.posts.edit(post, "dana", texts=("Mine",))
    assert store.posts.attach_pictures(post, [picture("one")])
    assert not store.posts.attach_pictures(post, [picture("two")])


def test_the_same_pictures_again_change_nothing(store: Store) -> None:
    (post,) = add(store)
    store.posts.attach_pictures(post, [picture()])
    assert not store.posts.attach_pictures(post, [picture()])
    assert [event.cause for event in store.posts.events(post)][1:] == ["1 picture attached."]


def test_a_film_post_cannot_be_approved_before_its_film_is_there(store: Store) -> None:
    (post,) = add(store, draft("video"))
    with pytest.raises(Conflict, match="no film yet"):
        store.posts.approve(post, "dana")
    assert store.posts.attach_video(post, video())
    assert store.posts.approve(post, "dana").video == video()


# Decisions


def test_every_change_is_kept_with_time_actor_and_cause(store: Store, clock: ManualClock) -> None:
    (post,) = add(store)
    clock.advance(timedelta(minutes=5))
    store.posts.approve(post, "dana")
    store.posts.schedule(post, LATER, "Europe/Berlin", "by hand", "dana")
    claim_now(store, post)
    store.posts.publish_succeeded(post, ["1"], "https://x.example/1")
    events = store.posts.events(post)
    assert [(event.before, event.after, event.actor) for event in events] == [
        (None, "draft", "run:1"),
        ("draft", "approved", "dana"),
        ("approved", "scheduled", "dana"),
        ("scheduled", "publishing", "publisher"),
        ("publishing", "published", "publisher"),
    ]
    assert [event.at for event in events] == [START, *[START + timedelta(minutes=5)] * 4]
    assert store.posts.get(post).version == 5


def test_an_edit_of_a_scheduled_post_keeps_its_time_and_is_approved_by_its_editor(store: Store) -> None:
    (post,) = add_scheduled(store)
    edited = store.posts.edit(post, "dana", texts=("Mine", "Second"), hashtags=["#x"], title="T", link="https://e.org")
    assert edited.state == "scheduled"
    assert edited.is_approved
    assert (edited.texts, edited.title, edited.touched_by) == (("Mine", "Second"), "T", "dana")
    claimed = claim_now(store, post)
    assert claimed.texts == ("Mine", "Second")


def test_an_edit_that_changes_nothing_leaves_no_trace(store: Store) -> None:
    (post,) = add(store)
    assert store.posts.edit(post, "dana", texts=draft().texts).touched_by is None
    assert len(store.posts.events(post)) == 1


@pytest.mark.parametrize("texts", [(), ("",), ("One", "  ")])
def test_an_empty_text_is_refused(store: Store, texts: tuple[str, ...]) -> None:
    (post,) = add(store)
    with pytest.raises(BadInput, match="empty"):
        store.posts.edit(post, "dana", texts=texts)


def test_a_decision_on_an_outdated_view_is_refused(store: Store) -> None:
    (post,) = add(store)
    seen = store.posts.get(post).version
    store.posts.edit(post, "kim", texts=("Kim's words",))
    with pytest.raises(Conflict, match="changed meanwhile"):
        store.posts.approve(post, "dana", version=seen)


def test_a_person_may_confirm_what_automation_approved(store: Store) -> None:
    (post,) = add(store)
    store.posts.approve(post, "automation")
    assert store.posts.approve(post, "automation").touched_by is None
    assert store.posts.approve(post, "dana").touched_by == "dana"
    assert again(store, reworded())["kept"] == (post,)


def test_nothing_is_scheduled_without_approval(store: Store) -> None:
    (post,) = add(store)
    with pytest.raises(Conflict, match="not approved"):
        store.posts.schedule(post, LATER, "UTC", "by hand", "dana")


def test_taking_an_approval_back_takes_the_time_with_it(store: Store) -> None:
    (post,) = add_scheduled(store)
    taken = store.posts.unapprove(post, "dana")
    assert (taken.state, taken.approved_hash, taken.scheduled_at) == ("draft", None, None)


def test_a_time_needs_its_zone(store: Store) -> None:
    (post,) = add_scheduled(store)
    with pytest.raises(BadInput, match="no zone"):
        store.posts.reschedule(post, datetime(2026, 6, 2, 9, 0), "UTC", "by hand", "dana")  # noqa: DTZ001
    with pytest.raises(BadSettings, match="IANA"):
        store.posts.reschedule(post, LATER, "Mars/Olympus", "by hand", "dana")
    with pytest.raises(BadSettings, match="IANA"):
        store.posts.reschedule(post, LATER, "../etc", "by hand", "dana")


def test_times_come_back_in_utc_with_the_zone_they_were_meant_in(store: Store) -> None:
    (post,) = add_scheduled(store, at=datetime.fromisoformat("2026-06-02T09:00+02:00"))
    found = store.posts.get(post)
    assert found.scheduled_at is not None
    assert found.scheduled_at.isoformat() == "2026-06-02T07:00:00+00:00"
    assert (found.scheduled_zone, found.scheduled_why) == ("Europe/Berlin", "a test")


def test_a_cancelled_post_can_be_restored_as_a_draft_only(store: Store) -> None:
    (post,) = add_scheduled(store)
    store.posts.cancel(post, "dana", "Old news.")
    assert store.posts.cancel(post, "dana").version == 4
    with pytest.raises(Conflict, match="cannot become approved"):
        store.posts.approve(post, "dana")
    assert store.posts.restore(post, "dana").state == "draft"


def test_a_published_post_cannot_be_changed(store: Store) -> None:
    (post,) = add_scheduled(store)
    claim_now(store, post)
    store.posts.publish_succeeded(post, ["1"], None)
    changes: tuple[Callable[[], Post], ...] = (
        lambda: store.posts.edit(post, "dana", texts=("x",)),
        lambda: store.posts.cancel(post, "dana"),
        lambda: store.posts.restore(post, "dana"),
        lambda: store.posts.reschedule(post, LATER, "UTC", "x", "dana"),
        lambda: store.posts.publish_succeeded(post, ["2"], None),
        lambda: store.posts.publish_failed(post, "server", "x"),
        lambda: store.posts.hold(post, "x"),
    )
    for change in changes:
        with pytest.raises(Conflict):
            change()
    assert store.posts.publish_succeeded(post, ["1"], None).remote_ids == ("1",)


def test_an_unknown_post_is_said_to_be_unknown(store: Store) -> None:
    looks: tuple[Callable[[], object], ...] = (
        lambda: store.posts.get("p0"),
        lambda: store.posts.events("p0"),
        lambda: store.posts.approve("p0", "dana"),
    )
    for look in looks:
        with pytest.raises(NotFound, match="post p0"):
            look()


def test_posts_are_found_by_any_condition_and_ordered_by_time(store: Store) -> None:
    late, early = add_scheduled(store, draft(), at=LATER) + add_scheduled(store, draft(article="demo-b"), at=START)
    add(store, draft("faq", article="demo-c"))
    assert [post.id for post in store.posts.find(states=("scheduled",))] == [early, late]
    assert [post.id for post in store.posts.find(scheduled_until=START)] == [early]
    assert len(store.posts.find(article="demo-b")) == 1
    assert len(store.posts.find(site="demo", platform="x", account="main", type_="faq", limit=9)) == 1
    assert store.posts.find(site="other") == ()


# Publishing


def test_only_a_due_post_is_claimed(store: Store) -> None:
    (post,) = add_scheduled(store)
    assert store.posts.claim(post, LATER - timedelta(seconds=1)) is None
    assert claim_now(store, post).state == "publishing"
    assert store.posts.claim(post, LATER) is None


def test_a_post_that_is_not_as_it_was_approved_is_held_instead_of_sent(store: Store) -> None:
    (post,) = add_scheduled(store)
    with store.sessions.begin() as session:
        session.connection().exec_driver_sql("UPDATE posts SET title = 'slipped in'")
    assert store.posts.claim(post, LATER) is None
    found = store.posts.get(post)
    assert (found.state, found.problem) == ("held", "What was approved is not what would be sent.")


def claim_together(barrier: Barrier, url: str, posts: list[str]) -> list[str]:
    store = Store(url, ManualClock(LATER))
    store.schema_is_current()
    barrier.wait()
    return [post for post in posts if store.posts.claim(post, LATER) is not None]


def test_of_many_processes_exactly_one_gets_each_post(store: Store, url: str) -> None:
    posts = add_scheduled(store, *(draft(article=f"demo-{number}") for number in range(30)))
    won = race(claim_together, url, list(posts))
    assert sorted(post for each in won for post in each) == sorted(posts)
    causes = [event.after for post in posts for event in store.posts.events(post)]
    assert causes.count("publishing") == 30


def test_a_failure_that_can_be_mended_by_itself_gets_its_next_try(store: Store) -> None:
    (post,) = add_scheduled(store)
    claim_now(store, post)
    retry = LATER + timedelta(minutes=15)
    failed = store.posts.publish_failed(post, "rate_limit", "Too many.", retry)
    assert (failed.state, failed.scheduled_at, failed.problem) == ("scheduled", retry, "rate_limit: Too many.")
    assert store.posts.claim(post, LATER) is None
    assert store.posts.claim(post, retry) is not None


def test_any_other_failure_waits_for_a_person_who_may_edit_and_schedule_again(store: Store) -> None:
    (post,) = add_scheduled(store)
    claim_now(store, post)
    assert store.posts.publish_failed(post, "validation", "Too long.").state == "failed"
    store.posts.edit(post, "dana", texts=("Shorter",))
    assert store.posts.schedule(post, LATER, "UTC", "by hand", "dana").problem is None
    assert claim_now(store, post).texts == ("Shorter",)


def test_a_held_post_is_settled_by_a_person(store: Store) -> None:
    (post,) = add_scheduled(store)
    claim_now(store, post)
    assert store.posts.hold(post, "No answer.").problem == "No answer."
    assert store.posts.hold(post, "No answer at all.").problem == "No answer."
    settled = store.posts.publish_succeeded(post, ["7"], "https://x.example/7", by="dana")
    assert (settled.state, settled.remote_ids, settled.problem) == ("published", ("7",), None)


# Giving times


def test_a_decision_about_an_account_sees_its_posts_and_is_written_at_once(store: Store) -> None:
    (first,) = add(store, draft())
    store.posts.approve(first, "dana")
    (other,) = add(store, draft(platform="linkedin"))
    store.posts.approve(other, "dana")
    seen: list[Post] = []

    def decide(posts: tuple[Post, ...]) -> list[Placement]:
        seen.extend(posts)
        return [Placement(post=first, at=LATER, zone="UTC", why="free", cause="Planned.")]

    assert store.posts.place("demo", "x", "main", decide, "planner", since=START) == (first,)
    assert [post.id for post in seen] == [first]
    found = store.posts.get(first)
    assert (found.state, found.scheduled_at, found.scheduled_why, found.touched_by) == (
        "scheduled", LATER, "free", "dana",
    )  # fmt: skip


def place_together(barrier: Barrier, url: str) -> list[str]:
    """Each process gives the first approved post the first hour that is free: one time for each post."""
    store = Store(url, ManualClock(START))

    def decide(posts: tuple[Post, ...]) -> list[Placement]:
        taken = {post.scheduled_at for post in posts if post.scheduled_at}
        free = next(hour for n in range(100) if (hour := START + timedelta(hours=n)) not in taken)
        waiting = [post for post in posts if post.state == "approved"][:1]
        return [Placement(post=post.id, at=free, zone="UTC", why="free", cause="Planned.") for post in waiting]

    barrier.wait()
    return [post for _ in range(12) for post in store.posts.place("demo", "x", "main", decide, "planner", since=START)]


@pytest.mark.slow
def test_planners_in_many_processes_never_give_a_time_away_twice(store: Store, url: str) -> None:
    posts = add(store, *(draft(article=f"demo-{number}") for number in range(20)))
    for post in posts:
        store.posts.approve(post, "automation")
    placed = race(place_together, url)
    assert sorted(post for each in placed for post in each) == sorted(posts)
    assert len({post.scheduled_at for post in store.posts.find(states=("scheduled",))}) == 20


def test_films_of_one_format_leave_those_of_the_other_alone(store: Store) -> None:
    def two_accounts(platform: str) -> tuple[AccountSettings, ...]:
        return (AccountSettings(platform, "main"), AccountSettings(platform, "second"))

    for number in (1, 2):
        film = draft("video", id=post_id("demo-a", "x", "video", number), texts=(f"Film {number}",))
        store.posts.upsert([film], two_accounts, "run:1", scopes=[Scope("demo-a", "x", "films", number)])
    assert len(store.posts.find(article="demo-a", platform="x")) == 4
    gone = store.posts.upsert([], two_accounts, "run:2", scopes=[Scope("demo-a", "x", "films", 2)])
    kept = {post.texts[0] for post in store.posts.find(article="demo-a", platform="x") if post.state != "cancelled"}
    assert (len(gone.cancelled), kept) == (2, {"Film 1"})
