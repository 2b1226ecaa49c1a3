"""Voices on speech servers, against servers that refuse what the real ones refuse."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from reprise.errors import BadSettings, RepriseError, Unavailable
from reprise.media import MediaStore
from reprise.video.sound.files import RATE, load_wav
from reprise.video.sound.loudness import integrated
from reprise.video.voice.narration import narrate
from reprise.video.voice.speech import utter
from reprise.video.voice.voiceover import UnusableSound, Voice, Voiceover
from resources.voices import open_voice
from resources.voices.http import pieces
from sandbox.voices.piper import Piper
from sandbox.voices.sound import hum, wav
from sandbox.voices.xtts import Xtts
from tests.reprise.video.spoken import make_script
from tests.resources.voices.servers import nobody, serving, site_with

TEXTS = ["The first 3 lines, spoken by a server.", "And then the second one, in 2026."]


def opened(settings: dict[str, Any], *, speaker: Any = None, **films: Any) -> Voice:
    return open_voice(site_with("kitchen", {"kitchen": settings}, **films)).candidates[speaker][0].open()


def speak(voice: Voice, text: str = "One two three.", language: str = "en") -> bytes:
    return voice.speak(utter(text, language, spell=not voice.reads_numbers), language)[0]


def spoken(tmp_path: Path, settings: dict[str, Any], **films: Any) -> tuple[Voiceover, MediaStore]:
    media = MediaStore(tmp_path)
    chain = open_voice(site_with("kitchen", {"kitchen": settings}, **films))
    return narrate(make_script([3.0] * 2, TEXTS), chain, media), media


def test_piper_speaks_a_script_with_numbers_in_letters_and_every_word_is_timed(tmp_path: Path) -> None:
    piper = Piper()
    with serving(piper.app()) as url:
        voiceover, media = spoken(tmp_path, {"type": "piper", "url": url, "voice": "en_US-lessac-medium"})
    assert [asked["text"] for asked in piper.asked] == [
        "The first three lines, spoken by a server.",
        "And then the second one, in twenty twenty-six.",
    ]
    assert piper.listed == 1, "what it has is looked up once"
    for line in voiceover.lines:
        assert [word.text for word in line.words] == line.text.split()
        assert line.timing.startswith("reference")
        assert integrated(load_wav(media.path(line.media))) == pytest.approx(-20, abs=0.6)
    assert "piper kitchen en_US-lessac-medium" in voiceover.voice


def test_a_line_of_a_server_is_asked_for_once_even_if_the_server_has_gone(tmp_path: Path) -> None:
    piper = Piper()
    with serving(piper.app()) as url:
        settings = {"type": "piper", "url": url}
        first, _ = spoken(tmp_path, settings)
    second, _ = spoken(tmp_path, settings)
    assert second == first
    assert len(piper.asked) == 2


def test_the_older_pipers_path_is_found() -> None:
    piper = Piper(path="/")
    with serving(piper.app()) as url:
        voice = opened({"type": "piper", "url": url})
        assert speak(voice)[:4] == speak(voice)[:4] == b"RIFF"
    assert len(piper.asked) == 2


def test_speed_voice_and_speaker_reach_piper() -> None:
    piper = Piper()
    with serving(piper.app()) as url:
        settings = {"type": "piper", "url": url, "voice": {"en": "en_GB-vctk-medium"}, "speaker": "p1"}
        speak(opened(settings, speed=1.25))
        speak(opened(settings, speaker="explainer", characters={"explainer": {"voice_variant": "2", "speed": 0.8}}))
    first, second = piper.asked
    assert (first["voice"], first["speaker"], first["length_scale"]) == ("en_GB-vctk-medium", "p1", 0.8)
    assert (second["speaker_id"], second["length_scale"]) == (2, 1.25)


@pytest.mark.parametrize(
    ("more", "language", "message"),
    [
        ({"voice": "en_US-nobody"}, "en", r"voice_servers\.kitchen\.voice: .*no voice 'en_US-nobody'.*en_US-lessac"),
        ({"voice": "en_US-lessac-medium"}, "de", r"speaks en_US, not 'de'"),
        ({"voice": {"en": "en_US-lessac-medium"}}, "fr", r"No voice is named for 'fr'"),
        ({"voice": "en_GB-vctk-medium", "speaker": "p9"}, "en", r"no speaker 'p9'.*p1, p2"),
    ],
)
def test_what_piper_would_pass_over_in_silence_is_an_error(more: dict[str, Any], language: str, message: str) -> None:
    piper = Piper()
    with serving(piper.app()) as url, pytest.raises(BadSettings, match=message):
        speak(opened({"type": "piper", "url": url, **more}), language=language)
    assert not piper.asked


def test_xtts_speaks_long_lines_in_pieces_and_nothing_is_cut_off() -> None:
    xtts = Xtts()
    text = " ".join(f"Sentence number {n} is long enough to be one piece of speech." for n in range(12))
    with serving(xtts.app()) as url:
        data = speak(opened({"type": "xtts", "url": url, "speaker": "Damien Black"}), text)
    assert all(len(asked["text"]) <= 250 for asked in xtts.asked)
    said = " ".join(asked["text"] for asked in xtts.asked)
    assert said == utter(text, "en", spell=True).text
    assert len(data) / 2 / RATE > 0.05 * len(text)


@pytest.mark.parametrize(("speed", "factor"), [(1.25, 0.8), (0.8, 1.25)])
def test_xtts_is_made_faster_without_changing_its_pitch(speed: float, factor: float) -> None:
    with serving(Xtts().app()) as url:
        plain = speak(opened({"type": "xtts", "url": url}))
        other = speak(opened({"type": "xtts", "url": url}, speed=speed))
    assert len(other) / len(plain) == pytest.approx(factor, rel=0.05)
    tones = [np.frombuffer(data[44:], "<i2").astype(float) for data in (plain, other)]
    pitches = [np.argmax(np.abs(np.fft.rfft(tone, RATE))[80:400]) + 80 for tone in tones]
    assert pitches[0] == pytest.approx(pitches[1], abs=6)


@pytest.mark.parametrize(
    ("more", "language", "message"),
    [({"speaker": "Nobody"}, "en", r"no speaker 'Nobody'.*Claribel"), ({}, "sv", r"does not speak 'sv'.*hu, ko")],
)
def test_what_xtts_lacks_is_said(more: dict[str, Any], language: str, message: str) -> None:
    with serving(Xtts().app()) as url, pytest.raises(BadSettings, match=message):
        speak(opened({"type": "xtts", "url": url, **more}), language=language)


GOOD = wav(hum("one two three", 16_000, 200.0), 16_000)


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (HTMLResponse("<html>Sign in</html>"), UnusableSound, "text/html instead of a WAV.*Sign in"),
        (JSONResponse({"error": "busy"}), UnusableSound, "application/json instead of a WAV"),
        (Response(b""), UnusableSound, "instead of a WAV"),
        (Response("Internal Server Error", 500), Unavailable, "answered 500: Internal"),
        (Response("slow down", 429), Unavailable, "answered 429"),
        (JSONResponse({"detail": "text too long"}, 422), UnusableSound, "refused the line .422.*too long"),
        (Response("", 302, {"Location": "http://127.0.0.1:1/"}), Unavailable, "answered 302"),
    ],
)
def test_every_strange_answer_is_the_voices_fault_and_says_so(
    answer: Response, kind: type[RepriseError], message: str
) -> None:
    piper = Piper(answer=answer)
    with serving(piper.app()) as url, pytest.raises(kind, match=message):
        speak(opened({"type": "piper", "url": url}))
    assert len(piper.asked) == 1, "nothing is tried again"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (GOOD[: len(GOOD) // 2], r"breaks off after 50% of its sound"),
        (GOOD[:30], r"cannot be read"),
        (GOOD[:44] + bytes(len(GOOD) - 44), r"silence"),
        (b"RIFF\0\0\0\0WAVEjunk", r"cannot be read"),
    ],
)
def test_a_broken_wav_is_an_error_that_names_the_scene(tmp_path: Path, data: bytes, message: str) -> None:
    piper = Piper(answer=Response(data, media_type="audio/wav"))
    with serving(piper.app()) as url, pytest.raises(UnusableSound, match=rf"demo-a-title, scene s0.*{message}"):
        spoken(tmp_path, {"type": "piper", "url": url})
    assert not list(tmp_path.rglob("*.wav"))


def test_a_stream_whose_length_was_not_known_is_read(tmp_path: Path) -> None:
    data = GOOD[:40] + struct.pack("<I", 0xFFFFFFFF) + GOOD[44:]
    with serving(Piper(answer=Response(data)).app()) as url:
        chain = open_voice(site_with("kitchen", {"kitchen": {"type": "piper", "url": url}}))
        voiceover = narrate(make_script([3.0], ["One two three"]), chain, MediaStore(tmp_path))
    assert voiceover.lines[0].seconds > 0.5


def test_another_kind_of_server_is_told_from_piper() -> None:
    async def nothing(request: Request) -> Response:
        return Response("Not Found", 404)

    with (
        serving(Starlette(routes=[Route("/", nothing)])) as url,
        pytest.raises(BadSettings, match=r"no /voices.*piper"),
    ):
        speak(opened({"type": "piper", "url": url}))


def test_a_server_that_is_away_hands_the_whole_film_to_the_next_voice(tmp_path: Path) -> None:
    chain = open_voice(site_with(["kitchen", "espeak"], {"kitchen": {"type": "piper", "url": nobody()}}))
    told: list[str] = []
    voiceover = narrate(make_script([3.0] * 2, TEXTS), chain, MediaStore(tmp_path), lambda what, _: told.append(what))
    assert {line.voice for line in voiceover.lines} == {voiceover.voice}
    assert voiceover.voice.startswith("espeak-ng")
    (failure,) = voiceover.failures
    assert (failure.voice, failure.scene) == ("kitchen", "s0")
    assert "No connection" in failure.reason
    assert any("kitchen failed" in what and "espeak" in what for what in told)


def test_a_chain_of_which_nobody_speaks_says_what_each_said(tmp_path: Path) -> None:
    servers = {name: {"type": "xtts", "url": nobody()} for name in ("kitchen", "cellar")}
    chain = open_voice(site_with(["kitchen", "cellar"], servers))
    with pytest.raises(Unavailable, match=r"scene s0: No voice of the chain.*kitchen: No conn.*cellar: No conn"):
        narrate(make_script([3.0], TEXTS), chain, MediaStore(tmp_path))


def test_an_unknown_name_anywhere_in_the_chain_is_an_error_at_once() -> None:
    with pytest.raises(BadSettings, match=r"films\.voice: 'cellar' is not a voice.*espeak, kitchen"):
        open_voice(site_with(["espeak", "cellar"], {"kitchen": {"type": "piper", "url": "http://127.0.0.1:1"}}))


@pytest.mark.parametrize("limit", [5, 40, 250])
def test_pieces_keep_every_word_and_no_piece_is_too_long(limit: int) -> None:
    text = "Dr. Who? A sentence, with clauses; and more. " + "x" * 300 + " 今日は。いい天気ですね。"
    found = pieces(text, limit)
    assert all(0 < len(piece) <= limit for piece in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
