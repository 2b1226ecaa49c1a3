"""What may be posted again: what does not age, long after the last time, while nothing new waits; each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reprise.articles.article import Article
from reprise.articles.raw import Listed
from reprise.briefs.extractive import write_brief
from reprise.clock import ManualClock
from reprise.sites import Site
from reprise.social.post import PostDraft, PostType, cycle_id
from reprise.social.writing import write_posts
from reprise.store.store import Store
from reprise.windows.recycling import Recycler
from tests.builders import make_site
from tests.reprise.social.test_anew import ARTICLE
from tests.reprise.store.builders import draft

BRIEF = write_brief(ARTICLE).model_copy(update={"kind": "how-to"})
KEY = ARTICLE.key


def site(recycle: dict[str, Any] | None = None, **changes: Any) -> Site:
    return make_site(recycle={"enabled": True, **(recycle or {})}, **changes)


def recycler(store: Store, of: Site | None = None) -> Recycler:
    chosen = of or site()
    return Recycler(store, {chosen.id: chosen}, store.clock)


def publish(store: Store, *posts: str) -> None:
    for post in posts:
        if store.posts.get(post).state == "draft":
            store.posts.approve(post, "dana")
        store.posts.schedule(post, store.clock.now(), "UTC", "a test", "dana")
        assert store.posts.claim(post) is not None
        store.posts.publish_succeeded(post, [post], None)


def published(store: Store, of: Site | None = None, platform: str = "x", article: Article = ARTICLE) -> tuple[str, ...]:
    """An article's first posts on every account, all on the platform."""
    chosen = of or site()
    store.posts.upsert(write_posts(article, BRIEF, chosen, platform), chosen.accounts, "run:1")
    ids = tuple(post.id for post in store.posts.find(platform=platform, article=article.key, states=("draft",)))
    publish(store, *ids)
    return ids


def days(store: Store, number: float) -> None:
    assert isinstance(store.clock, ManualClock)
    store.clock.advance(timedelta(days=number))


def bring(store: Store, of: Site | None = None) -> list[PostDraft]:
    found = recycler(store, of).bring(ARTICLE, BRIEF, "x", "run:2")
    return [each.draft for each in found if each.draft is not None]


def test_an_article_is_told_again_after_its_rest_as_a_draft_that_knows_what_it_follows(store: Store) -> None:
    first = published(store)
    days(store, 44.9)
    assert recycler(store).due() == ()
    days(store, 0.1)
    (due,) = recycler(store).due()
    assert (due.site, due.article, due.platform, due.account, due.cycle) == ("demo", KEY, "x", "main", 1)
    (made,) = bring(store)
    post = store.posts.get(made.id)
    assert (post.state, post.cycle, post.article_kind) == ("draft", 1, "how-to")
    assert post.id == cycle_id(KEY, "x", "main", 1)
    assert post.recycled_from in first
    assert store.posts.events(post.id)[0].cause.startswith("Drafted to post the article again (cycle 1), after p")
    assert bring(store) == []


def test_cycles_go_on_with_words_of_their_own_and_end(store: Store) -> None:
    few = site({"max_cycles": 2}, platforms={"x": {"types": ["announcement"]}})
    published(store, few)
    texts, made = [post.texts for post in store.posts.find()], []
    for _ in range(5):
        days(store, 45)
        made += bring(store, few)
        for post in store.posts.find(states=("draft",)):
            assert post.texts not in texts
            texts.append(post.texts)
            publish(store, post.id)
    assert [store.posts.get(each.id).cycle for each in made] == [1, 2]


@pytest.mark.parametrize(
    "of",
    [
        make_site(),
        site(automation={"mode": "off"}),
        site({"kinds": ["recipe"]}),
        site({"min_days_between": 90}),
        site({"types": ["faq"]}),
        site(platforms={"x": {"enabled": False}}),
        site(platforms={"x": {"account": "another"}}),
        site(platforms={"x": {"types": ["thread"]}}),
    ],
    ids=[
        "not asked for",
        "site off",
        "another kind",
        "longer rest",
        "no such post",
        "platform off",
        "gone",
        "unwanted",
    ],
)
def test_nothing_recurs_where_the_site_does_not_want_it(store: Store, of: Site) -> None:
    published(store)
    days(store, 60)
    assert len(recycler(store).due()) == 1
    assert recycler(store, of).due() == ()


def test_news_do_not_recur_and_posts_whose_articles_kind_is_unknown_neither(store: Store) -> None:
    for article, kind in (("demo-news", "news"), ("demo-old", None)):
        store.posts.upsert([draft(article=article, article_kind=kind)], site().accounts, "run:1")
    publish(store, *(post.id for post in store.posts.find()))
    days(store, 60)
    assert recycler(store).due() == ()


def test_an_article_that_was_withdrawn_is_not_told_again(store: Store) -> None:
    known = store.articles.register("demo", Listed({"id": 1}, ("url:a",), "https://example.org/a/", "A title", "1"))
    told = ARTICLE.model_copy(update={"key": known.key})
    published(store, article=told)
    days(store, 60)
    assert [each.article for each in recycler(store).due()] == [known.key]
    store.presences.retract(known.key, "It says so itself.")
    assert recycler(store).due() == ()


def test_it_pauses_while_something_new_waits_on_the_account(store: Store) -> None:
    published(store)
    days(store, 60)
    (fresh,) = [each.id for each in [draft(article="demo-new")]]
    store.posts.upsert([draft(article="demo-new")], site().accounts, "run:1")
    assert len(recycler(store).due()) == 1  # a draft that nobody has approved does not block the way
    store.posts.approve(fresh, "dana")
    assert recycler(store).due() == ()
    publish(store, fresh)
    assert len(recycler(store).due()) == 1


def test_no_more_are_drafted_than_the_account_posts_in_a_day(store: Store) -> None:
    for number in range(4):
        published(store, article=ARTICLE.model_copy(update={"key": f"demo-{number}"}))
        days(store, 1)
    days(store, 60)
    assert [each.article for each in recycler(store).due()] == ["demo-0", "demo-1"]
    one = site(platforms={"x": {"cap_per_day": 1}})
    assert [each.article for each in recycler(store, one).due()] == ["demo-0"]


def test_each_account_has_cycles_of_its_own(store: Store) -> None:
    two = site(platforms={"x": {"accounts": {"main": {}, "company": {}}}})
    published(store, two)
    days(store, 60)
    assert [(each.account, each.cycle) for each in recycler(store, two).due()] == [("company", 1), ("main", 1)]
    made = bring(store, two)
    assert {store.posts.get(each.id).account for each in made} == {"main", "company"}
    assert len({each.id for each in made}) == 2


def test_what_a_person_cancelled_rests_as_if_it_had_been_posted(store: Store) -> None:
    published(store)
    days(store, 60)
    (made,) = bring(store)
    store.posts.cancel(made.id, "dana")
    assert recycler(store).due() == ()
    days(store, 45)
    assert [each.cycle for each in recycler(store).due()] == [2]


def test_an_article_with_nothing_left_to_say_is_told_as_such_and_asked_again_much_later(store: Store) -> None:
    everything = "\n".join(block.text for block in ARTICLE.blocks)
    store.posts.upsert([draft(article=KEY, texts=(everything,), article_kind="how-to")], site().accounts, "run:1")
    (post,) = [post.id for post in store.posts.find()]
    publish(store, post)
    days(store, 60)
    (found,) = recycler(store).bring(ARTICLE, BRIEF, "x", "run:2")
    assert found.draft is None
    assert found.reason == "the article has nothing to say that was not posted before."
    last = store.posts.events(post)[-1]
    assert (last.cause, last.after) == (f"Not posted again: {found.reason}", "published")
    assert store.posts.get(post).touched_by == "dana"
    assert recycler(store).due() == ()
    days(store, 45)
    assert len(recycler(store).due()) == 1


def test_an_article_that_has_become_news_is_not_told_again(store: Store) -> None:
    published(store)
    days(store, 60)
    news = BRIEF.model_copy(update={"kind": "news"})
    (found,) = recycler(store).bring(ARTICLE, news, "x", "run:2")
    assert found.reason == "as news it ages."


def test_an_edited_article_takes_back_what_was_drafted_of_its_old_words(store: Store) -> None:
    published(store)
    days(store, 60)
    (made,) = bring(store)
    changed = ARTICLE.model_copy(update={"title": "Eleven ways to keep a kettle alive"})
    store.posts.upsert(write_posts(ARTICLE, BRIEF, site(), "x"), site().accounts, "run:3")
    assert store.posts.get(made.id).state == "draft"
    store.posts.upsert(write_posts(changed, BRIEF, site(), "x"), site().accounts, "run:3")
    assert store.posts.get(made.id).state == "cancelled"
    assert [each.cycle for each in recycler(store).due()] == [2]


def test_a_recurring_post_is_left_alone_by_runs_that_bring_the_first_ones_again(store: Store) -> None:
    published(store)
    days(store, 60)
    (made,) = bring(store)
    store.posts.approve(made.id, "dana")
    store.posts.upsert([], site().accounts, "run:3")
    changed = ARTICLE.model_copy(update={"title": "Eleven ways to keep a kettle alive"})
    store.posts.upsert(write_posts(changed, BRIEF, site(), "x"), site().accounts, "run:3")
    assert store.posts.get(made.id).state == "approved"


def test_the_type_posted_longest_ago_is_tried_first(store: Store) -> None:
    types: tuple[PostType, ...] = ("quote_card", "announcement")
    for type_ in types:
        store.posts.upsert([draft(type_, article=KEY, article_kind="how-to")], site().accounts, "run:1", scopes=())
        publish(store, *(post.id for post in store.posts.find(states=("draft",))))
        days(store, 1)
    days(store, 60)
    (due,) = recycler(store).due()
    assert [type_ for type_, _ in due.sources] == list(types)
