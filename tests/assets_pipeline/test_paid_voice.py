"""A provider's voice in the graph: spoken after approval only, entered in the ledger once, its trail on the asset."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reprise.store.tables import UsageRow
from sandbox.models.elevenlabs import ElevenLabsStandIn
from sandbox.models.server import KEY, serve
from tests.assets_pipeline.test_films import scripted
from tests.installation import Installation, failures, materialized

VOICE = ("short", "voiceover")
RACHEL = "elevenlabs:21m00Tcm4TlvDq8ikWAM"


@pytest.fixture
def eleven(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElevenLabsStandIn]:
    installation.configure(f"films: {{presets: [youtube_short], seconds: 30, voice: ['{RACHEL}', espeak]}}\n")
    with serve(ElevenLabsStandIn()) as stand_in:
        monkeypatch.setenv("REPRISE_ELEVENLABS_KEY", KEY)
        monkeypatch.setenv("REPRISE_ELEVENLABS_URL", stand_in.url)
        yield stand_in


def spent(place: Installation) -> list[UsageRow]:
    with place.store.readers() as session:
        return session.query(UsageRow).filter_by(operation="voice").all()


def test_nothing_is_bought_before_the_script_is_approved(installation: Installation, eleven: ElevenLabsStandIn) -> None:
    key = scripted(installation)
    assert "is not approved" in failures(installation.run("produce", key, VOICE))["short__voiceover"]
    assert not eleven.made


def test_a_film_is_spoken_by_the_provider_and_booked_once(
    installation: Installation, eleven: ElevenLabsStandIn
) -> None:
    key = scripted(installation)
    installation.store.scripts.approve(key, "short", "kim")
    result = installation.run("produce", key, VOICE)
    assert failures(result) == {}
    metadata = materialized(result)["short/voiceover"].metadata
    assert str(metadata["voice"].value).startswith("elevenlabs")
    assert metadata["answered by"].value == "elevenlabs eleven_multilingual_v2"
    rows = spent(installation)
    assert {row.provider for row in rows} == {"elevenlabs"}, "no minutes of the built-in voice beside it"
    assert sum(row.usd for row in rows) == pytest.approx(eleven.bills.usd)
    assert all(row.article == key for row in rows)
    assert failures(installation.run("produce", key, VOICE)) == {}
    assert len(spent(installation)) == len(rows) == len(eleven.made)


def test_an_empty_account_leaves_the_film_to_the_built_in_voice_and_says_so(
    installation: Installation, eleven: ElevenLabsStandIn
) -> None:
    eleven.characters = 200
    key = scripted(installation)
    installation.store.scripts.approve(key, "short", "kim")
    result = installation.run("produce", key, VOICE)
    assert failures(result) == {}
    metadata = materialized(result)["short/voiceover"].metadata
    assert str(metadata["voice"].value).startswith("espeak-ng")
    assert "quota_exceeded" in str(metadata["voices that failed"].value)
    rows = spent(installation)
    assert sum(row.usd for row in rows) == pytest.approx(eleven.bills.usd)
    assert {row.provider for row in rows} == {"elevenlabs", "built-in"}
