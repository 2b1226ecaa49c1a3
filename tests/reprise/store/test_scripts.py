from __future__ import annotations

from datetime import timedelta

import pytest

from reprise.clock import ManualClock
from reprise.errors import BadInput, Conflict, NotFound
from reprise.store.records import SceneEdit
from reprise.store.store import Store
from reprise.video.script import Cue
from tests.reprise.store.builders import START, script

ARTICLE, FORMAT = "demo-a", "short"


def states(store: Store) -> list[str]:
    return [version.state for version in store.scripts.versions(ARTICLE, FORMAT)]


def edit_first(store: Store, words: str = "Kim says it better.") -> int:
    return store.scripts.edit(ARTICLE, FORMAT, {"point-1": SceneEdit(narration=words)}, "kim").number


def test_a_generated_script_waits_for_a_person(store: Store) -> None:
    version = store.scripts.submit(script(), "extractive/1")
    assert (version.number, version.state, version.origin, version.script) == (1, "waiting", "extractive/1", script())
    assert store.scripts.waiting() == store.scripts.waiting("demo") == (version,)
    assert store.scripts.waiting("other") == ()
    assert store.scripts.approved(ARTICLE, FORMAT) is None
    assert store.scripts.current(ARTICLE, FORMAT) == version


def test_the_same_script_again_adds_nothing_whatever_was_decided(store: Store) -> None:
    store.scripts.submit(script(), "extractive/1")
    assert store.scripts.submit(script(), "extractive/1").number == 1
    store.scripts.reject(ARTICLE, FORMAT, "kim", "Too dry.")
    assert store.scripts.submit(script(), "extractive/1").state == "rejected"
    assert states(store) == ["rejected"]


def test_a_new_script_takes_the_place_of_one_that_waits(store: Store) -> None:
    store.scripts.submit(script("First."), "extractive/1")
    store.scripts.submit(script("Second."), "extractive/1")
    assert states(store) == ["superseded", "waiting"]
    assert store.scripts.submit(script("First."), "extractive/1").number == 3
    assert states(store) == ["superseded", "superseded", "waiting"]


def test_an_approved_script_stays_in_force_while_a_new_one_waits_beside_it(store: Store) -> None:
    store.scripts.submit(script("First."), "extractive/1")
    store.scripts.approve(ARTICLE, FORMAT, "kim")
    store.scripts.submit(script("Second."), "extractive/1", auto_approve=True)
    assert states(store) == ["approved", "waiting"]
    current = store.scripts.current(ARTICLE, FORMAT)
    assert current is not None
    assert (current.number, current.decided_by) == (1, "kim")
    store.scripts.approve(ARTICLE, FORMAT, "kim")
    assert states(store) == ["superseded", "approved"]


def test_a_persons_edit_stays_in_force_while_a_new_one_waits_beside_it(store: Store) -> None:
    store.scripts.submit(script("First one."), "extractive/1")
    assert edit_first(store) == 2
    store.scripts.submit(script("Third one."), "extractive/1", auto_approve=True)
    assert states(store) == ["superseded", "waiting", "waiting"]
    current = store.scripts.current(ARTICLE, FORMAT)
    assert current is not None
    assert current.edited_by_person
    with pytest.raises(Conflict, match="Versions 2 and 3 are waiting"):
        store.scripts.approve(ARTICLE, FORMAT, "kim")
    store.scripts.approve(ARTICLE, FORMAT, "kim", number=2, notes="Good.")
    assert states(store) == ["superseded", "approved", "waiting"]


def test_a_site_that_approves_by_itself_always_has_its_newest_script_approved(store: Store) -> None:
    store.scripts.submit(script("First."), "extractive/1", auto_approve=True)
    version = store.scripts.submit(script("Second."), "extractive/1", auto_approve=True)
    assert (version.state, version.decided_by) == ("approved", "automation")
    assert states(store) == ["superseded", "approved"]


def test_a_waiting_script_is_approved_when_the_site_starts_to_approve_by_itself(store: Store) -> None:
    store.scripts.submit(script(), "extractive/1")
    assert store.scripts.submit(script(), "extractive/1", auto_approve=True).state == "approved"


def test_an_edit_changes_one_scene_and_its_length_with_the_number_of_words(store: Store) -> None:
    store.scripts.submit(script("One two three four.", "And five six."), "extractive/1")
    edits = {"point-1": SceneEdit(narration="Only two.", on_screen="2", cue=Cue(kind="statistic", text="2"))}
    version = store.scripts.edit(ARTICLE, FORMAT, edits, "kim", title="Better")
    first, second = version.script.scenes
    assert (first.narration, first.on_screen, first.cue.kind, first.seconds) == ("Only two.", "2", "statistic", 2.0)
    assert second == script().scenes[1]
    assert (version.script.title, version.origin, version.state) == ("Better", "person:kim", "waiting")


def test_an_edit_that_changes_nothing_makes_no_version(store: Store) -> None:
    store.scripts.submit(script(), "extractive/1")
    assert store.scripts.edit(ARTICLE, FORMAT, {}, "kim").number == 1


def test_an_approved_script_can_be_edited_and_stays_approved_until_the_edit_is(store: Store) -> None:
    store.scripts.submit(script(), "extractive/1", auto_approve=True)
    assert edit_first(store) == 2
    assert states(store) == ["approved", "waiting"]


def test_what_a_person_has_edited_does_not_come_back_beside_the_edit(store: Store) -> None:
    store.scripts.submit(script("First one."), "extractive/1")
    edited = edit_first(store)
    again = store.scripts.submit(script("First one."), "extractive/1", auto_approve=True)
    assert (again.number, again.state) == (edited, "waiting")
    store.scripts.approve(ARTICLE, FORMAT, "kim")
    assert store.scripts.submit(script("First one."), "extractive/1").number == edited
    assert states(store) == ["superseded", "approved"]


def test_what_was_approved_by_the_site_and_then_edited_does_not_come_back_either(store: Store) -> None:
    store.scripts.submit(script("First one."), "extractive/1", auto_approve=True)
    edited = edit_first(store)
    assert store.scripts.submit(script("First one."), "extractive/1", auto_approve=True).number == 1
    store.scripts.approve(ARTICLE, FORMAT, "kim")
    again = store.scripts.submit(script("First one."), "extractive/1", auto_approve=True)
    assert (again.number, again.state, states(store)) == (edited, "approved", ["superseded", "approved"])
    edit_first(store, "Kim says it once more.")
    store.scripts.approve(ARTICLE, FORMAT, "kim")
    assert store.scripts.submit(script("First one."), "extractive/1", auto_approve=True).number == edited + 1


def test_scenes_of_one_name_are_refused(store: Store) -> None:
    twins = script("One.", "Two.")
    twins = twins.model_copy(update={"scenes": tuple(s.model_copy(update={"id": "hook"}) for s in twins.scenes)})
    with pytest.raises(BadInput, match="Several scenes are called 'hook'"):
        store.scripts.submit(twins, "extractive/1")
    assert states(store) == []


def test_once_the_edit_is_turned_down_the_generated_one_may_wait_again(store: Store) -> None:
    store.scripts.submit(script("First one."), "extractive/1")
    edit_first(store)
    store.scripts.reject(ARTICLE, FORMAT, "kim", "Worse than before.")
    assert store.scripts.submit(script("First one."), "extractive/1").number == 3
    assert states(store) == ["superseded", "rejected", "waiting"]


def test_a_scene_told_anew_is_a_version_of_the_person_who_wanted_it(store: Store) -> None:
    store.scripts.submit(script("One.", "Two."), "extractive/1")
    second = store.scripts.to_change(ARTICLE, FORMAT).script.scenes[1]
    told = second.model_copy(update={"narration": "Two, told anew."})
    version = store.scripts.replace_scene(ARTICLE, FORMAT, told, "kim")
    assert (version.number, version.state, version.origin) == (2, "waiting", "person:kim")
    assert [scene.narration for scene in version.script.scenes] == ["One.", "Two, told anew."]
    assert states(store) == ["superseded", "waiting"]
    store.scripts.submit(script("Three."), "extractive/1", auto_approve=True)
    assert states(store) == ["superseded", "waiting", "waiting"]
    assert store.scripts.replace_scene(ARTICLE, FORMAT, told, "kim", number=2).number == 2


def test_a_scene_of_an_approved_script_is_told_anew_beside_it(store: Store) -> None:
    store.scripts.submit(script("One.", "Two."), "extractive/1", auto_approve=True)
    base = store.scripts.to_change(ARTICLE, FORMAT)
    assert base.state == "approved"
    store.scripts.replace_scene(ARTICLE, FORMAT, base.script.scenes[0].model_copy(update={"narration": "Uno."}), "kim")
    assert states(store) == ["approved", "waiting"]
    with pytest.raises(NotFound, match="no scene 'nowhere'"):
        store.scripts.replace_scene(ARTICLE, FORMAT, base.script.scenes[0].model_copy(update={"id": "nowhere"}), "kim")


def test_the_next_writer_learns_every_version_with_its_notes(store: Store) -> None:
    store.scripts.submit(script("First."), "extractive/1")
    store.scripts.reject(ARTICLE, FORMAT, "kim", " Too dry. ")
    store.scripts.submit(script("Second."), "extractive/1")
    first, second = store.scripts.attempts(ARTICLE, FORMAT)
    assert (first.number, first.state, first.notes, first.script) == (1, "rejected", "Too dry.", script("First."))
    assert (second.number, second.state, second.notes) == (2, "waiting", "")
    assert store.scripts.attempts(ARTICLE, "long") == ()


def test_an_unknown_scene_is_named_with_those_there_are(store: Store) -> None:
    store.scripts.submit(script(), "extractive/1")
    with pytest.raises(NotFound, match="Its scenes are point-1, point-2"):
        store.scripts.edit(ARTICLE, FORMAT, {"hook": SceneEdit(on_screen="x")}, "kim")
    with pytest.raises(BadInput, match="say something"):
        store.scripts.edit(ARTICLE, FORMAT, {"point-1": SceneEdit(narration=" ")}, "kim")
    assert states(store) == ["waiting"]


def test_a_rejection_says_why(store: Store) -> None:
    store.scripts.submit(script(), "extractive/1")
    with pytest.raises(BadInput, match="needs notes"):
        store.scripts.reject(ARTICLE, FORMAT, "kim", " ")
    rejected = store.scripts.reject(ARTICLE, FORMAT, "kim", "Too dry.")
    assert (rejected.state, rejected.notes, rejected.decided_by, rejected.decided_at) == (
        "rejected", "Too dry.", "kim", START,
    )  # fmt: skip
    assert store.scripts.current(ARTICLE, FORMAT) is None


def test_what_was_superseded_cannot_be_decided_on(store: Store) -> None:
    store.scripts.submit(script("First."), "extractive/1")
    store.scripts.submit(script("Second."), "extractive/1")
    with pytest.raises(Conflict, match="newer version"):
        store.scripts.approve(ARTICLE, FORMAT, "kim", number=1)
    with pytest.raises(Conflict, match="newer version"):
        store.scripts.reject(ARTICLE, FORMAT, "kim", "Old.", number=1)


def test_a_decision_needs_a_version(store: Store) -> None:
    with pytest.raises(NotFound, match="No version waits"):
        store.scripts.approve(ARTICLE, FORMAT, "kim")
    store.scripts.submit(script(), "extractive/1")
    with pytest.raises(NotFound, match="no version 7"):
        store.scripts.approve(ARTICLE, FORMAT, "kim", number=7)


def test_approved_scripts_are_produced_once_in_the_order_of_their_approval(store: Store, clock: ManualClock) -> None:
    for article in ("demo-a", "demo-b"):
        store.scripts.submit(script(article=article), "extractive/1")
    for article in ("demo-b", "demo-a"):
        clock.advance(timedelta(minutes=1))
        store.scripts.approve(article, FORMAT, "kim")
    assert [version.article for version in store.scripts.approved_not_produced("demo")] == ["demo-b", "demo-a"]
    store.scripts.mark_produced("demo-b", FORMAT, 1)
    assert [version.article for version in store.scripts.approved_not_produced()] == ["demo-a"]
