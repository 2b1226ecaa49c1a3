"""`voices` lists who can speak, and lets one say something into a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.video.sound.files import load_wav, read_words
from sandbox.voices.piper import Piper
from tests.cli.reprise_command import Reprise
from tests.resources.voices.servers import nobody, serving


def test_voices_are_listed_with_their_languages_and_where_they_come_from(reprise: Reprise) -> None:
    reprise.place.configure(
        "films: {voice: [kitchen, espeak], voice_servers: {kitchen: {type: piper, url: 'http://a'}}}\n"
    )
    rows = reprise("voices", "--json").json
    english = next(row for row in rows if (row["voice"], row["speaks"]) == ("espeak", "en"))
    assert (english["words a minute"], english["from"], english["used by"]) == (151, "built in", "demo")
    assert any("untuned" in row["speaks"] and " sv" in row["speaks"] for row in rows)
    (kitchen,) = [row for row in rows if row["voice"] == "kitchen"]
    assert (kitchen["from"], kitchen["used by"]) == ("piper at http://a", "demo")


def test_a_voice_is_tried_into_a_file(reprise: Reprise, tmp_path: Path) -> None:
    out = tmp_path / "said.wav"
    said = reprise(
        "voices", "--try", "It costs $3.", "--voice", "espeak:f3", "--language", "en", "--out", str(out), "--json"
    )
    (row,) = said.json
    assert row["says"] == "It costs 3 dollars."
    assert row["seconds"] == pytest.approx(len(load_wav(out)) / 48_000, abs=0.01)
    assert (row["words"], row["timed by"]) == (3, "the voice itself")
    assert row["LUFS"] == pytest.approx(-20, abs=0.6)
    assert "f3" in row["voice"]
    assert [word.text for word in read_words(out.read_bytes())] == ["It", "costs", "$3."]


def test_a_sites_server_is_tried_with_the_sites_dictionary(reprise: Reprise) -> None:
    piper = Piper()
    with serving(piper.app()) as url:
        server = f"{{kitchen: {{type: piper, url: '{url}'}}}}"
        dictionary = "{Nguyen: nwin}"
        reprise.place.configure(f"films: {{voice: kitchen, pronunciation: {dictionary}, voice_servers: {server}}}\n")
        (row,) = reprise("voices", "--site", "demo", "--try", "By Nguyen in 3 days", "--json").json
    assert row["says"] == "By nwin in three days"
    assert row["timed by"].startswith("reference")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--try", "Hi", "--voice", "hal"), "'hal' is not a voice"),
        (("--try", "Hi", "--voice", "espeak:tenor"), "'tenor' is not a variant"),
        (("--try", "🚀"), "nothing to say"),
        (("--try", "Hi", "--language", "xx"), "does not speak 'xx'"),
    ],
)
def test_what_cannot_be_tried_is_one_line(reprise: Reprise, arguments: tuple[str, ...], message: str) -> None:
    said = reprise("voices", *arguments)
    assert said.code == 1
    assert message in said.err


def test_the_doctor_shows_the_chain_and_asks_servers(reprise: Reprise) -> None:
    with serving(Piper().app()) as url:
        reprise.place.configure(
            "films: {voice: [kitchen, cellar, espeak], voice_servers: {"
            f"kitchen: {{type: piper, url: '{url}', voice: en_US-lessac-medium}}, "
            f"cellar: {{type: xtts, url: '{nobody()}'}}}}}}\n"
        )
        said = reprise("doctor", "--json")
    found = {row["what"]: row for row in said.json}
    assert "kitchen, then cellar, then espeak" in found["demo voice"]["found"]
    assert found["demo voice kitchen"]["state"] == "ok"
    assert found["demo voice cellar"]["state"] == "wrong"
    offline = {row["what"]: row for row in reprise("doctor", "--offline", "--json").json}
    assert offline["demo voice cellar"]["state"] == "note"
