"""`doctor` says what is configured, what is missing and what falls back to what; scripts can rely on its exit code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.reprise_command import Reprise
from tests.reprise.store.builders import add, add_scheduled, draft, picture

TYPES = ("announcement", "highlights", "quote_card")


def findings(reprise: Reprise, code: int = 0) -> dict[str, dict[str, Any]]:
    said = reprise("doctor", "--offline", "--json")
    assert said.code == code, said.out
    return {finding["what"]: finding for finding in said.json}


def test_a_sound_installation_is_all_right(reprise: Reprise) -> None:
    found = findings(reprise)
    assert {finding["state"] for finding in found.values()} <= {"ok", "note"}
    assert str(reprise.place.settings.home) in found["home"]["found"]
    assert "to the outbox" in found["demo x"]["found"]
    assert "simulated" in found["clock"]["found"]
    assert "defaults" in found["analytics"]["found"]


def test_its_source_is_looked_at_unless_told_otherwise(reprise: Reprise) -> None:
    said = reprise("doctor", "--json")
    assert said.code == 0
    assert [each["found"] for each in said.json if each["what"] == "demo source"] == ["folder: 0 articles"]
    assert "demo source" not in findings(reprise)


def test_an_account_that_is_not_connected_is_wrong_on_its_platform_only(reprise: Reprise) -> None:
    reprise.place.configure("platforms: {x: {target: live}, facebook: {enabled: false}}\n")
    found = findings(reprise, code=1)
    assert [what for what, finding in found.items() if finding["state"] == "wrong"] == ["demo x"]
    assert "reprise connect x --site demo" in found["demo x"]["found"]
    assert found["demo facebook"]["found"] == "switched off"


def test_a_token_is_never_shown(reprise: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPRISE_X_TOKEN", "very-secret-token")
    reprise.place.configure("platforms: {x: {target: live}}\n")
    said = reprise("doctor", "--offline")
    assert said.code == 0
    assert "very-secret-token" not in said.out + said.err


def test_wrong_settings_are_named_and_the_rest_is_still_told(reprise: Reprise) -> None:
    reprise.place.configure("films: {seconds: 5}\n")
    found = findings(reprise, code=1)
    assert "films.seconds" in found["demo"]["found"]
    assert found["store"]["state"] == "ok"


def test_a_post_that_needs_a_person_is_wrong(reprise: Reprise) -> None:
    store = reprise.place.store
    (id_,) = add_scheduled(store)
    store.posts.claim(id_, reprise.place.clock.now().replace(year=2027))
    store.posts.hold(id_, "It may be on the account.")
    assert "It may be on the account." in findings(reprise, code=1)[f"post {id_}"]["found"]


def test_a_post_on_its_way_that_would_be_refused_is_wrong(reprise: Reprise) -> None:
    store = reprise.place.store
    heavy = picture().model_copy(update={"media": picture().media.model_copy(update={"bytes": 6_000_000})})
    fine, refused, kept = (draft(type_, texts=("Read on: https://example.org/demo-a/",)) for type_ in TYPES)
    add(store, fine, refused, kept)
    store.posts.attach_pictures(refused.id, (heavy,))
    for each in (fine, refused):
        store.posts.approve(each.id, "automation")
    store.posts.edit(kept.id, "kim", texts=("No link in it.",))
    store.posts.approve(kept.id, "kim")
    found = findings(reprise, code=1)
    assert f"post {fine.id}" not in found
    assert found[f"post {refused.id}"]["state"] == "wrong"
    assert "The picture has 6 MB; X takes 5 MB." in found[f"post {refused.id}"]["found"]
    assert found[f"post {kept.id}"]["state"] == "note"


def test_a_broken_database_address_is_one_line(reprise: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPRISE_STORE_URL", "sqlite:////proc/nowhere/store.db")
    said = reprise("doctor", "--offline", "--json")
    assert said.code == 1
    assert "Traceback" not in said.out + said.err
