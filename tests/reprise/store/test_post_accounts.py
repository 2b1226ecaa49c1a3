"""Several accounts on a platform: each has a post of its own, with a link of its own, and all get the media."""

from __future__ import annotations

from collections.abc import Callable

from reprise.posting_settings import AccountSettings
from reprise.social.post import copy_id, post_id
from reprise.store.records import Post
from reprise.store.store import Store
from tests.reprise.store.builders import draft, picture, video

MINE = post_id("demo-a", "x", "announcement")
Accounts = Callable[[str], tuple[AccountSettings, ...]]


def named(*names: str, **of_second: object) -> Accounts:
    """Accounts of these names; keywords are the second one's settings."""
    return lambda platform: tuple(
        AccountSettings(platform, name, **(of_second if number == 1 else {}))  # type: ignore[arg-type]
        for number, name in enumerate(names)
    )


def bring(store: Store, accounts: Accounts, type_: str = "announcement", text: str = "Read it") -> dict[str, Post]:
    """What is in the store after a run with one draft, by account."""
    id_ = post_id("demo-a", "x", type_)
    link = f"https://example.org/a/?utm_content={id_}"
    store.posts.upsert([draft(type_, texts=(f"{text}: {link}",), link=link)], accounts, "run:1")
    return {post.account: post for post in store.posts.find(platform="x", type_=type_)}


def test_every_account_gets_a_post_with_a_link_of_its_own(store: Store) -> None:
    posts = bring(store, named("main", "company"))
    assert posts["main"].id == MINE
    assert posts["company"].id == copy_id(MINE, "company") != MINE
    for post in posts.values():
        assert post.link == f"https://example.org/a/?utm_content={post.id}"
        assert post.texts == (f"Read it: {post.link}",)
        assert len(post.id) == 13


def test_bringing_the_same_again_changes_nothing_and_new_words_reach_all(store: Store) -> None:
    before = bring(store, named("main", "company"))
    assert bring(store, named("main", "company")) == before
    after = bring(store, named("main", "company"), text="Read on")
    assert {post.texts[0].partition(":")[0] for post in after.values()} == {"Read on"}


def test_pictures_and_films_reach_every_accounts_post(store: Store) -> None:
    bring(store, named("main", "company"))
    assert store.posts.attach_pictures(MINE, [picture()])
    assert [post.pictures for post in store.posts.find()] == [(picture(),)] * 2
    assert not store.posts.attach_pictures(MINE, [picture()])
    bring(store, named("main", "company"), "video")
    assert store.posts.attach_video(post_id("demo-a", "x", "video"), video())
    assert [post.video for post in store.posts.find(type_="video")] == [video()] * 2


def test_one_account_edited_by_a_person_leaves_the_other_to_the_runs(store: Store) -> None:
    posts = bring(store, named("main", "company"))
    store.posts.edit(posts["company"].id, "dana", texts=("In my words",))
    after = bring(store, named("main", "company"), text="Read on")
    assert after["company"].texts == ("In my words",)
    assert after["main"].texts[0].startswith("Read on")


def test_an_account_gets_only_the_types_and_films_it_wants(store: Store) -> None:
    accounts = named("main", "company", types=("faq",), videos=False)
    assert set(bring(store, accounts)) == {"main"}
    assert set(bring(store, accounts, "faq")) == {"main", "company"}
    assert set(bring(store, accounts, "video")) == {"main"}


def test_what_an_account_no_longer_wants_is_cancelled_unless_a_person_touched_it(store: Store) -> None:
    posts = bring(store, named("main", "company"))
    after = bring(store, named("main"))
    assert (after["main"].state, after["company"].state) == ("draft", "cancelled")
    assert store.posts.events(posts["company"].id)[-1].cause == "x/company no longer posts this."
    assert bring(store, named("main", "company"))["company"].state == "draft"


def test_ids_stay_when_accounts_are_added_in_front_or_change_places(store: Store) -> None:
    assert bring(store, named("main"))["main"].id == MINE
    posts = bring(store, named("company", "main"))
    assert (posts["main"].id, posts["company"].id) == (MINE, copy_id(MINE, "company"))
    assert bring(store, named("main", "company")) == posts


def test_an_account_under_another_name_goes_on_with_the_posts_of_the_old_one(store: Store) -> None:
    bring(store, named("main"))
    posts = bring(store, named("magazine"))
    assert {name: post.id for name, post in posts.items()} == {"magazine": MINE}


def test_the_first_accounts_unwanted_type_takes_the_drafts_own_id_for_the_second(store: Store) -> None:
    only_second = lambda platform: (  # noqa: E731
        AccountSettings(platform, "main", types=()),
        AccountSettings(platform, "company"),
    )
    assert {name: post.id for name, post in bring(store, only_second).items()} == {"company": MINE}
    posts = bring(store, named("main", "company"))
    assert (posts["company"].id, posts["main"].id) == (MINE, copy_id(MINE, "main"))
