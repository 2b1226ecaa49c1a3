"""What an edit of an old article makes possible waits for a person, whatever the site's automation does."""

from __future__ import annotations

from datetime import timedelta

from reprise.articles.change import LATE
from reprise.articles.presence import CONFIRM_AFTER, gone
from reprise.articles.raw import Listed
from reprise.clock import ManualClock
from reprise.store.store import Store
from reprise.windows.queue import Queue
from tests.builders import make_site
from tests.reprise.store.builders import LATER, add, claim_now, draft, picture


def automatic(store: Store) -> Queue:
    return Queue(store, {"demo": make_site(automation={"mode": "automatic"})}, store.clock)


def published(store: Store) -> str:
    (post,) = add(store, draft("announcement"))
    store.posts.approve(post, "automation")
    store.posts.schedule(post, LATER, "UTC", "a test", "planner")
    claim_now(store, post)
    store.posts.publish_succeeded(post, ["1"], None)
    return post


def test_a_new_kind_of_post_of_an_old_article_is_not_approved_by_itself(store: Store, clock: ManualClock) -> None:
    published(store)
    clock.advance(LATE + timedelta(days=30))
    announcement, faq = add(store, draft("announcement", texts=("Other words",)), draft("faq"))
    store.posts.attach_pictures(faq, [picture()])
    assert automatic(store).approve_generated() == ()
    assert (store.posts.get(announcement).state, store.posts.get(faq).state) == ("published", "draft")
    store.posts.approve(faq, "kim")
    assert automatic(store).plan_pending().placed == (faq,)


def test_while_the_article_is_news_it_is(store: Store, clock: ManualClock) -> None:
    published(store)
    clock.advance(timedelta(days=1))
    _, faq = add(store, draft("announcement"), draft("faq"))
    store.posts.attach_pictures(faq, [picture()])
    assert automatic(store).approve_generated() == (faq,)


def test_a_draft_of_a_withdrawn_article_is_not_approved_by_itself(store: Store, clock: ManualClock) -> None:
    key = store.articles.register("demo", Listed({}, ("url:a",), "https://e.org/a", "a", "m1")).key
    (post,) = add(store, draft(article=key))
    store.posts.attach_pictures(post, [picture()])
    store.presences.note(key, gone("404."), CONFIRM_AFTER)
    clock.advance(CONFIRM_AFTER)
    assert store.presences.note(key, gone("404."), CONFIRM_AFTER)[0] == "withdrawn"
    assert automatic(store).approve_generated() == ()
