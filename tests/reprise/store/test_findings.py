"""What an article does not bear out is neither approved nor sent by anybody who has not said so; people win."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reprise.clock import ManualClock
from reprise.errors import Conflict
from reprise.finding import Finding
from reprise.store.records import SceneEdit
from reprise.store.store import Store
from reprise.windows.preflight import post_faults
from reprise.windows.queue import Queue
from tests.builders import make_site
from tests.reprise.store.builders import LATER, add, add_scheduled, draft, main_account, script

FOUND = (Finding("number", "87 %", "the article has no such number"), Finding("name", "Bo Krag", "it is not named"))
ARTICLE, FORMAT = "demo-a", "short"


def test_a_draft_keeps_its_findings_and_its_details_are_renewed_with_them(store: Store) -> None:
    (post,) = add(store, draft(findings=FOUND))
    assert store.posts.get(post).findings == FOUND
    assert store.posts.upsert([draft(findings=FOUND)], main_account, "run:2").kept == (post,)
    assert store.posts.upsert([draft()], main_account, "run:3").updated == (post,)
    assert store.posts.get(post).findings == ()


def test_it_is_not_approved_and_the_error_says_what_is_not_in_the_article_and_how_to_go_on(store: Store) -> None:
    (post,) = add(store, draft(findings=FOUND))
    for who in ("automation", "kim"):
        with pytest.raises(Conflict) as refused:
            store.posts.approve(post, who)
    said = str(refused.value)
    assert all(words in said for words in ("“87 %”: the article has no such number", "“Bo Krag”", post))
    assert f"reprise edit post {post}" in said
    assert "--despite-findings" in said
    assert store.posts.get(post).state == "draft"


def test_a_person_may_approve_it_despite_them_and_that_is_kept(store: Store) -> None:
    (post,) = add(store, draft(findings=FOUND))
    with pytest.raises(Conflict):
        store.posts.approve(post, "automation", despite_findings=True)
    approved = store.posts.approve(post, "kim", despite_findings=True)
    assert (approved.state, approved.findings, approved.touched_by) == ("approved", (), "kim")
    event = store.posts.events(post)[-1]
    assert event.actor == "kim"
    assert event.cause.startswith("Approved despite what was found: “87 %”")
    assert store.posts.upsert([draft(findings=FOUND)], main_account, "run:2").kept == (post,)


def test_a_persons_edit_clears_them(store: Store) -> None:
    (post,) = add(store, draft(findings=FOUND))
    assert store.posts.edit(post, "kim", texts=["Kim's words"]).findings == ()
    assert store.posts.approve(post, "kim").state == "approved"


def test_new_wording_with_findings_takes_an_approval_by_automation_back(store: Store) -> None:
    (post,) = add_scheduled(store)
    store.posts.upsert([draft(texts=("87 % of all",), findings=FOUND)], main_account, "run:2")
    after = store.posts.get(post)
    assert (after.state, after.scheduled_at, after.is_approved) == ("draft", None, False)
    assert "what its article does not" in store.posts.events(post)[-1].cause


def test_the_queue_leaves_it_as_a_draft(store: Store, clock: ManualClock) -> None:
    site = make_site(automation={"mode": "automatic"})
    add(store, draft(findings=FOUND), draft("highlights"))
    clock.advance(timedelta(hours=1))
    assert Queue(store, {"demo": site}, clock).approve_generated() == (draft("highlights").id,)


def test_preflight_says_why_it_may_not_leave(store: Store) -> None:
    (post,) = add(store, draft(findings=FOUND))
    assert post_faults(store.posts.get(post))[0].startswith("It says what its article does not: “87 %”")


def test_a_scheduled_post_that_was_found_out_is_not_sent(store: Store) -> None:
    (post,) = add_scheduled(store)
    with store.posts._changing(post) as (_, row):  # as a run would leave it that knows better than the one before
        row.findings = [finding.record() for finding in FOUND]
    assert store.posts.claim(post, LATER) is None
    after = store.posts.get(post)
    assert (after.state, after.problem) == ("draft", "It says what its article does not.")


def test_a_script_with_findings_waits_even_where_the_site_approves_by_itself(store: Store) -> None:
    version = store.scripts.submit(script(), "told/1", auto_approve=True, findings=FOUND)
    assert (version.state, version.findings) == ("waiting", FOUND)
    with pytest.raises(Conflict, match=r"87 %.*reprise edit scene demo-a.*--despite-findings"):
        store.scripts.approve(ARTICLE, FORMAT, "kim")
    approved = store.scripts.approve(ARTICLE, FORMAT, "kim", despite_findings=True)
    assert (approved.state, approved.findings) == ("approved", ())
    assert "despite what was found: “87 %”" in (approved.notes or "")


def test_the_same_script_judged_anew_has_its_new_findings(store: Store) -> None:
    store.scripts.submit(script(), "told/1", findings=FOUND)
    assert store.scripts.submit(script(), "told/1").findings == ()


def test_an_edit_of_a_script_clears_what_it_no_longer_says(store: Store) -> None:
    store.scripts.submit(script("Bo Krag counts them.", "Some 87 % came."), "told/1", findings=FOUND)
    edited = store.scripts.edit(ARTICLE, FORMAT, {"point-1": SceneEdit(narration="Many are counted.")}, "kim")
    left = {finding.text for finding in edited.findings}
    assert left == {found.text for found in FOUND if found.text in str(edited.script)}
    assert len(left) == 1
