"""Scripts on the command line: versions, rejections that reach the next one, single scenes told anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.reprise_command import Reprise
from tests.installation import Installation, failures

BAKERY = """---
title: What a cold kitchen taught us about bread
date: 2026-05-30T08:00:00Z
url: https://example.org/bread/
---

Bread rises in cold kitchens too, if the baker gives it a whole night. We tried it in 30 homes last winter.

The cold loaves kept 41 % longer than the warm ones, and nobody threw away a single slice of them.

You save money with cold bread, because it needs less yeast and no extra heat.

Never hurry a good dough, and always trust your own hands.

Yeast works slowly at eight degrees, but it works for longer and leaves more flavour behind.

Strange bubbles appeared in one bowl, and the children loved them more than the bread.

A dough that rests for twelve hours needs only ten minutes of work in the morning.

Flour takes up water slowly, so a long rest makes the dough smooth without kneading.

Bakers in the mountains have worked in this way for more than two hundred years.

Cold dough is firm and easy to shape, even for beginners with warm hands.
"""


@pytest.fixture
def bakery(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[Reprise, str]]:
    """The command line on an installation with one script that waits, and its article."""
    installation.write("bread", BAKERY)
    key = installation.take_in()["bread"]
    assert failures(installation.run("prepare", key)) == {}
    yield Reprise(installation, monkeypatch, capsys), key


def test_a_rejection_reaches_the_next_script(bakery: tuple[Reprise, str]) -> None:
    reprise, key = bakery
    same = reprise("remake", "script", key)
    assert "would write the same again (version 1, waiting)" in same.out
    answer = reprise("reject", key, "--notes", 'Another hook, and never say "yeast".', "--by", "kim").out
    assert "version 1 rejected" in answer
    assert "another hook; never saying yeast" in answer
    assert "version 2 waiting" in reprise("remake", "script", key).out
    first = reprise("scripts", key, "--version", "1", "--json").json[0]
    second = reprise("scripts", key, "--json").json[0]
    assert (first["state"], second["state"], second["version"]) == ("rejected", "waiting", 2)
    assert first["scenes"][0]["narration"] != second["scenes"][0]["narration"]
    assert not any("yeast" in scene["narration"].casefold() for scene in second["scenes"])


def test_the_history_keeps_every_version_with_its_notes(bakery: tuple[Reprise, str]) -> None:
    reprise, key = bakery
    reprise("reject", key, "--notes", "It leaves me cold.", "--by", "kim")
    reprise("remake", "script", key)
    reprise("remake", "scene", key, "cta", "--by", "ada")
    rows = reprise("scripts", key, "--history", "--json").json
    assert [(row["version"], row["state"], row["by"]) for row in rows] == [
        (1, "rejected", "kim"),
        (2, "superseded", "ada"),
        (3, "waiting", "person:ada"),
    ]
    assert rows[0]["notes"] == "It leaves me cold."
    shown = reprise("scripts", key, "--version", "1").out
    assert "Notes: It leaves me cold." in shown
    assert "no version 9" in reprise.fails("scripts", key, "--version", "9").replace("\n", " ")


def test_a_scene_is_told_anew_and_waits_for_its_approval(bakery: tuple[Reprise, str]) -> None:
    reprise, key = bakery
    before = reprise("scripts", key, "--json").json[0]
    out = reprise("remake", "scene", key, "point-2", "--by", "kim").out
    after = reprise("scripts", key, "--json").json[0]
    changed = [
        (old["id"], new["narration"])
        for old, new in zip(before["scenes"], after["scenes"], strict=True)
        if old["narration"] != new["narration"]
    ]
    assert [scene for scene, _ in changed] == ["point-2"]
    assert changed[0][1] in out.replace("\n", " ")
    assert (after["version"], after["state"]) == (2, "waiting")
    assert reprise("approve", "script", key, "--by", "kim").out == f"{key}: version 2 approved\n"
    assert "no such scene" in reprise.fails("remake", "scene", key, "point-99")


def test_an_article_without_a_brief_is_one_line(reprise: Reprise) -> None:
    assert "no brief" in reprise.fails("remake", "script", "demo-nothing")
    assert reprise("scripts", "--history").code == 2
