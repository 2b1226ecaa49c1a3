"""The studio for paid voices: nothing is paid before its price was said, no clone without consent."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml

from reprise.sites import load_site
from reprise.video.sound.files import load_wav, read_words, wav_bytes
from sandbox.models.elevenlabs import ElevenLabsStandIn
from sandbox.models.openai_speech import OpenAISpeechStandIn
from sandbox.models.server import KEY, serve
from sandbox.voices.xtts import Xtts
from tests.cli.reprise_command import Reprise
from tests.reprise.video.voice.test_samples import talk
from tests.resources.voices.servers import serving

RACHEL = "elevenlabs:21m00Tcm4TlvDq8ikWAM"
CONSENT = "Ada Lovelace, by e-mail of 2026-11-02"


@pytest.fixture
def eleven(monkeypatch: pytest.MonkeyPatch) -> Iterator[ElevenLabsStandIn]:
    with serve(ElevenLabsStandIn()) as stand_in:
        monkeypatch.setenv("REPRISE_ELEVENLABS_KEY", KEY)
        monkeypatch.setenv("REPRISE_ELEVENLABS_URL", stand_in.url)
        yield stand_in


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question gets no answer, as in a script."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))


@pytest.fixture
def recordings(tmp_path: Path) -> tuple[str, ...]:
    path = tmp_path / "ada.wav"
    path.write_bytes(wav_bytes(talk(4)))
    return (str(path),)


def test_the_voices_of_an_account_are_listed_as_a_site_names_them(reprise: Reprise, eleven: ElevenLabsStandIn) -> None:
    rows = reprise("voices", "list", "--json").json
    assert {row["write"] for row in rows} >= {RACHEL}
    said = reprise("voices", "list")
    assert "100000 of 100000 characters left" in said.out


def test_without_a_key_it_says_what_to_set(reprise: Reprise) -> None:
    assert "Set REPRISE_ELEVENLABS_KEY" in reprise.fails("voices", "list")


def test_a_trial_says_its_price_first_and_pays_only_when_that_is_wanted(
    reprise: Reprise, eleven: ElevenLabsStandIn, tmp_path: Path
) -> None:
    out = tmp_path / "said.wav"
    refused = reprise("voices", "test", RACHEL, "It costs $3.")
    assert refused.code == 1
    assert "about 0.0023 USD" in refused.err
    assert not eleven.made
    said = reprise("voices", "test", RACHEL, "It costs $3.", "--yes", "--out", str(out), "--json")
    (row,) = said.json
    assert row["says"] == "It costs three dollars."
    assert row["timed by"] == "the voice itself"
    assert row["USD"] == pytest.approx(0.0023, abs=1e-4)
    assert [word.text for word in read_words(out.read_bytes())] == ["It", "costs", "$3."]
    again = reprise("voices", "test", RACHEL, "It costs $3.", "--yes", "--json").json
    assert again[0]["USD"] == 0
    assert len(eleven.made) == 1


def test_trying_never_pays(reprise: Reprise, eleven: ElevenLabsStandIn) -> None:
    said = reprise("voices", "--try", "Hi there", "--voice", RACHEL)
    assert said.code == 1
    assert "reprise voices test" in said.err
    assert not eleven.made


def test_tuning_gives_the_lines_for_the_sites_file_and_they_are_good(
    reprise: Reprise, eleven: ElevenLabsStandIn, tmp_path: Path
) -> None:
    out = tmp_path / "said.wav"
    settings = ("--stability", "0.3", "--style", "0.2", "--no-boost", "--speed", "1.1", "--seed", "5")
    said = reprise("voices", "tune", RACHEL, *settings, "--out", str(out), "--yes")
    assert said.code == 0, said.err
    assert eleven.asked[0].body["voice_settings"] == {
        "stability": 0.3, "style": 0.2, "use_speaker_boost": False, "speed": 1.1,
    }  # fmt: skip
    assert len(load_wav(out)) > 48_000
    lines = yaml.safe_load(said.out[said.out.index("films:") :])
    tuning = lines["films"]["voice_tuning"][RACHEL]
    assert {"stability": 0.3, "boost": False, "seed": 5}.items() <= tuning.items()
    path = next(reprise.place.settings.sites.glob("*.yaml"))
    before = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump({**before, "films": {**before.get("films", {}), **lines["films"]}}))
    assert load_site(path).films.voice_tuning[RACHEL].seed == 5


def test_openai_is_told_how_to_speak(reprise: Reprise, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serve(OpenAISpeechStandIn()) as stand_in:
        monkeypatch.setenv("REPRISE_OPENAI_KEY", KEY)
        monkeypatch.setenv("REPRISE_OPENAI_URL", f"{stand_in.url}/v1")
        out = str(tmp_path / "o.wav")
        said = reprise("voices", "tune", "openai:marin", "--instructions", "Whisper.", "--out", out, "--yes")
    assert said.code == 0, said.err
    assert stand_in.asked[0].body["instructions"] == "Whisper."


def test_a_voice_is_cloned_with_its_consent_used_and_deleted(
    reprise: Reprise, eleven: ElevenLabsStandIn, recordings: tuple[str, ...]
) -> None:
    said = reprise("voices", "clone", "Ada", *recordings, "--consent", CONSENT, "--yes")
    assert said.code == 0, said.err
    ((voice, kept),) = eleven.cloned.items()
    assert f"elevenlabs:{voice}" in said.out
    assert kept["description"] == f"Consent: {CONSENT}"
    assert reprise("voices", "test", f"elevenlabs:{voice}", "Hello.", "--yes").code == 0
    rows = reprise("voices", "usage", "--json").json
    assert [(row["of"], row["voice"]) for row in rows] == [(of, f"elevenlabs:{voice}") for of in ("speech", "clone")]
    assert rows[0]["characters"] == 6
    assert rows[1]["consent"] == CONSENT
    assert reprise("voices", "delete", f"elevenlabs:{voice}").code == 1, "it asks"
    assert "stays on record" in reprise("voices", "delete", f"elevenlabs:{voice}", "--yes").out
    assert not eleven.cloned
    assert reprise("voices", "usage", "--json").json[1]["deleted"]


@pytest.mark.parametrize(
    ("consent", "message"),
    [("yes", "who agreed"), ("She said that it is fine", "who agreed"), ("", "who agreed")],
)
def test_no_clone_without_a_consent_that_says_who_and_when(
    reprise: Reprise, eleven: ElevenLabsStandIn, recordings: tuple[str, ...], consent: str, message: str
) -> None:
    said = reprise("voices", "clone", "Ada", *recordings, "--consent", consent, "--yes")
    assert said.code == 1
    assert message in said.err
    assert not eleven.cloned


def test_bad_recordings_are_refused_before_anything_is_sent(
    reprise: Reprise, eleven: ElevenLabsStandIn, tmp_path: Path
) -> None:
    path = tmp_path / "hum.wav"
    path.write_bytes(wav_bytes(0.3 * np.sin(np.arange(40 * 48_000) * 0.03).astype(np.float32)))
    said = reprise("voices", "clone", "Ada", str(path), "--consent", CONSENT, "--yes")
    assert said.code == 1
    assert "hum.wav holds hardly any speech" in said.err
    assert not eleven.asked


def test_a_full_account_says_so(reprise: Reprise, eleven: ElevenLabsStandIn, recordings: tuple[str, ...]) -> None:
    eleven.voice_limit = 0
    said = reprise("voices", "clone", "Ada", *recordings, "--consent", CONSENT, "--yes")
    assert "All 0 places for voices are taken" in said.err
    eleven.cloning = False
    said = reprise("voices", "clone", "Ada", *recordings, "--consent", CONSENT, "--yes")
    assert "no instant voice cloning" in said.err


def test_a_voice_that_is_not_there_cannot_be_deleted(reprise: Reprise, eleven: ElevenLabsStandIn) -> None:
    said = reprise("voices", "delete", "elevenlabs:AAAAAAAAAAAAAAAAAAAA", "--yes")
    assert said.code == 1
    assert "voice_not_found" in said.err


def test_paid_voices_of_sites_are_listed_and_the_doctor_asks_for_them(
    reprise: Reprise, eleven: ElevenLabsStandIn
) -> None:
    reprise.place.configure(f"films: {{voice: ['{RACHEL}', 'openai:alloy', espeak]}}\n")
    rows = {row["voice"]: row for row in reprise("voices", "--json").json}
    assert rows[RACHEL]["from"] == "ElevenLabs, eleven_multilingual_v2"
    assert rows["openai:alloy"]["from"].endswith("REPRISE_OPENAI_KEY is not set")
    found = {row["what"]: row for row in reprise("doctor", "--json").json}
    assert found[f"demo voice {RACHEL}"]["state"] == "ok"
    assert found["demo voice openai:alloy"]["state"] == "wrong"
    assert not eleven.made


def test_a_server_of_ones_own_clones_a_voice_into_a_file_beside_the_sites(
    reprise: Reprise, recordings: tuple[str, ...]
) -> None:
    xtts = Xtts()
    with serving(xtts.app()) as url:
        servers = f"{{studio: {{type: xtts, url: '{url}'}}}}"
        reprise.place.configure(f"films: {{voice: 'studio:voices/ada.json', voice_servers: {servers}}}\n")
        clone = ("voices", "clone", "Ada", *recordings, "--provider", "studio", "--consent", CONSENT, "--yes")
        said = reprise(*clone)
        assert said.code == 0, said.err
        assert "studio:voices/ada.json" in said.out
        assert len(xtts.recordings) == 1
        assert "There is a voice of this name" in reprise(*clone).err
        spoken = reprise("voices", "test", "studio:voices/ada.json", "Hello there.", "--site", "demo", "--json")
        assert spoken.code == 0, spoken.err
        assert "clone" in spoken.json[0]["voice"]
        (row,) = reprise("voices", "usage", "--json").json
        assert (row["voice"], row["consent"]) == ("studio:voices/ada.json", CONSENT)
        assert reprise("voices", "delete", "studio:voices/ada.json", "--yes").code == 0
        assert "no latents in ada.json" in reprise("voices", "test", "studio:voices/ada.json", "--site", "demo").err
        assert "no such cloned voice" in reprise("voices", "delete", "studio:../demo.yaml", "--yes").err
