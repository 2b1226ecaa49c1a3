"""What a run will cost is said before, and what it did cost after: against the providers' own bills."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.models.elevenlabs import ElevenLabsStandIn
from sandbox.models.openai_text import OpenAIStandIn
from sandbox.models.server import KEY, serve
from tests.cli.reprise_command import Reprise
from tests.installation import KETTLES, LAMPS, Installation, failures

LANTERNS = """---
title: What a lantern needs in winter
date: 2026-05-29T08:00:00Z
url: https://example.org/lanterns/
tags: [lanterns, winter]
---

A lantern that stood outside all winter is rarely broken. In our workshop 18 of 22 lanterns burned again after an hour
of care, and none of them needed a part that costs more than 6 euros.

## Dry it before anything else

Water sits in the tank and in the collar. Turn the lantern over, leave it for two days in a warm room, and do not light
it before the wick is dry. A wet wick smokes and blackens the glass within minutes.

## Trim the wick

Cut the wick straight with scissors, 2 millimetres above the collar. A slanted wick burns on one side and wastes oil.

## Clean the glass last

Warm water and a drop of soap are enough. "Nobody should scratch at soot with a knife," says Ole Brandt, who has mended
lanterns for 30 years. A scratched glass cracks when it gets hot.
"""
SITE = """
films: {presets: [youtube_short], seconds: 30, voice: ["elevenlabs:21m00Tcm4TlvDq8ikWAM", espeak]}
platforms: {linkedin: {}, x: {}}
budget: {usd: 5}
"""


@pytest.fixture
def openai() -> Iterator[OpenAIStandIn]:
    with serve(OpenAIStandIn()) as found:
        yield found


@pytest.fixture
def elevenlabs() -> Iterator[ElevenLabsStandIn]:
    with serve(ElevenLabsStandIn()) as found:
        yield found


@pytest.fixture
def paid(
    reprise: Reprise, openai: OpenAIStandIn, elevenlabs: ElevenLabsStandIn, monkeypatch: pytest.MonkeyPatch
) -> Reprise:
    """The command line of a site whose words and voice are paid for, with three articles."""
    monkeypatch.setenv("REPRISE_OPENAI_URL", f"{openai.url}/v1")
    monkeypatch.setenv("REPRISE_OPENAI_KEY", KEY)
    monkeypatch.setenv("REPRISE_ELEVENLABS_URL", elevenlabs.url)
    monkeypatch.setenv("REPRISE_ELEVENLABS_KEY", KEY)
    reprise.place.configure(SITE)
    for name, text in (("kettles", KETTLES), ("lamps", LAMPS), ("lanterns", LANTERNS)):
        reprise.place.write(name, text)
    return reprise


@pytest.mark.slow
def test_an_estimate_is_near_what_the_providers_charge(
    paid: Reprise,
    openai: OpenAIStandIn,
    elevenlabs: ElevenLabsStandIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = paid.place
    keys = place.take_in()
    said, before = [], 0.0
    for name, key in keys.items():  # not read yet, and the first without any experience
        hoped = words(paid, key)
        assert openai.bills.usd == before  # nobody was asked for it
        assert failures(place.run("prepare", key)) == {}
        took, before = openai.bills.usd - before, openai.bills.usd
        said.append((name, "words", hoped, took))
        place.store.scripts.approve(key, "short", "kim")
    spoken, before = 0.0, openai.bills.usd
    for name, key in keys.items():
        (row,) = [row for row in paid("estimate", key, "--json").json if row["format"] == "short"]
        hoped = sum(each["usd"] for each in row["expenses"] if each["task"] == "voice")
        assert failures(produced(place, key)) == {}
        took, spoken = elevenlabs.bills.usd - spoken, elevenlabs.bills.usd
        said.append((name, "voice", hoped, took))
    with capsys.disabled():
        print()  # noqa: T201
        for name, what, hoped, took in said:
            print(f"{name:10} {what:6} estimated {hoped:.6f}  charged {took:.6f}  {hoped / took - 1:+.1%}")  # noqa: T201
    for name, what, hoped, took in said[1:]:
        assert hoped == pytest.approx(took, rel=0.15), (name, what)
    whole = sum(hoped for _, _, hoped, _ in said), sum(took for *_, took in said)
    assert whole[0] == pytest.approx(whole[1], rel=0.15)

    rows = paid("costs", "--json").json
    by = {
        provider: sum(row["usd"] for row in rows if row["provider"] == provider)
        for provider in ("openai", "elevenlabs")
    }
    assert by["openai"] == pytest.approx(openai.bills.usd, abs=1e-6)
    assert by["elevenlabs"] == pytest.approx(elevenlabs.bills.usd, abs=1e-6)
    text = paid("costs").out
    assert "demo, 2026-06:" in text
    assert "of 5 USD" in text
    assert {row["task"] for row in paid("costs", keys["lamps"], "--json").json} >= {"brief", "adapt", "voice"}
    assert paid("estimate", keys["lamps"], "--json").json[-1]["usd"] < 1e-3  # all was asked before


def words(paid: Reprise, key: str) -> float:
    """What an article's posts and script are estimated to cost."""
    rows = paid("estimate", key, "--json").json
    expenses = [each for row in rows for each in row["expenses"]]
    return sum(each["usd"] for each in expenses if each["task"] not in ("voice", "metadata"))


def produced(place: Installation, key: str) -> object:
    return place.run("produce", key, ["short", "voiceover"])


def test_nothing_spent_is_said(reprise: Reprise) -> None:
    said = reprise("costs").out
    assert "Nothing was spent." in said
    assert "no budget is set" in said


def test_costs_of_a_month_and_what_is_in_doubt(reprise: Reprise) -> None:
    place = reprise.place
    place.configure("budget: {usd: 2, credits: 100, films: 5}\n")
    place.store.usage.record("voice", 2, site="demo", article="demo-a", provider="elevenlabs", usd=0.5)
    said = reprise("costs").out
    assert "0.5000 USD and 4.0 credits spent; left are 1.5000 of 2 USD, 96.0 of 100 credits, 4 of 5 films" in said
    assert "Nothing was spent." in reprise("costs", "--month", "2026-05").out
    (row,) = reprise("costs", "demo", "--month", "2026-06", "--json").json
    assert (row["task"], row["provider"], row["usd"], row["month"]) == ("voice", "elevenlabs", 0.5, "2026-06")
    assert "is not a month" in reprise.fails("costs", "--month", "June")
    assert "neither a site nor an article" in reprise.fails("costs", "nobody")


def test_every_call_can_be_looked_at_with_what_was_answered(paid: Reprise) -> None:
    key = paid.place.take_in()["lamps"]
    assert failures(paid.place.run("prepare", key, ["article"], ["brief"])) == {}
    (row,) = paid("costs", key, "--calls", "--json").json
    assert (row["asset"], row["task"], row["state"]) == ("brief", "brief", "answered")
    shown = paid("costs", "--call", row["id"])
    assert "key_points" in shown.out
    assert KEY not in shown.out
    assert paid("costs", "--call", row["id"], "--json").json["id"] == row["id"]
    assert "listed of one article" in paid("costs", "demo", "--calls").err
