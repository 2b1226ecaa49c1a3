"""Paid voices: whatever their provider does, a film is spoken or one clear error is told, and the books agree."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openai.types.audio.speech_create_params import SpeechCreateParams

from reprise.errors import BadSettings, Unavailable
from reprise.models.failures import ModelError
from reprise.store.tables import CallRow, UsageRow
from reprise.video.sound.files import RATE, load_wav
from reprise.video.sound.loudness import integrated
from reprise.video.voice.speech import utter
from resources.voices import open_voice
from resources.voices.elevenlabs import ElevenLabsDialect
from sandbox.models.checking import Requests
from sandbox.models.elevenlabs import ElevenLabsStandIn
from sandbox.models.openai_speech import OpenAISpeechStandIn
from sandbox.models.server import KEY, serve
from tests.builders import make_site
from tests.resources.voices.providers import ADAM, RACHEL, TEXTS, Studio, films
from tests.resources.voices.servers import nobody

FRAME = 1 / 30


@pytest.fixture
def eleven() -> Iterator[ElevenLabsStandIn]:
    with serve(ElevenLabsStandIn()) as stand_in:
        yield stand_in


@pytest.fixture
def openai() -> Iterator[OpenAISpeechStandIn]:
    with serve(OpenAISpeechStandIn()) as stand_in:
        yield stand_in


def paid(stand_in: Any) -> float:
    return float(stand_in.bills.usd)


def test_words_are_told_by_elevenlabs_within_a_frame_of_when_they_are_said(
    tmp_path: Path, eleven: ElevenLabsStandIn
) -> None:
    voiceover = Studio(tmp_path, eleven, site=films(RACHEL)).narrate(*TEXTS)
    for line, made in zip(voiceover.lines, eleven.made, strict=True):
        assert line.timing == "voice"
        said = utter(line.text, "en", spell=True)
        spans = [(word.start, word.end) for word in said.words]
        true = [_span(made, *span) for span in spans]
        shift = line.words[0].start - true[0][0]
        assert [word.start for word in line.words] == pytest.approx([start + shift for start, _ in true], abs=FRAME / 4)
        assert [word.end for word in line.words] == pytest.approx([end + shift for _, end in true], abs=FRAME / 4)
        assert abs(_heard(tmp_path / "media" / line.media.key) - line.words[0].start) < FRAME


def _span(made: Any, start: int, end: int) -> tuple[float, float]:
    letters = [at for at in range(start, end) if made.body.text[at].isalnum()]
    return made.spoken.starts[letters[0]], made.spoken.ends[letters[-1]]


def _heard(path: Path) -> float:
    """When the first sound begins."""
    samples = np.abs(load_wav(path))
    return float(np.flatnonzero(samples > 0.02 * samples.max())[0]) / RATE


def test_the_same_line_is_paid_once(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    studio.narrate(TEXTS[0], TEXTS[0])
    assert len(eleven.bills.all()) == 1
    for piece in (tmp_path / "media" / "speech").rglob("*.*"):
        piece.unlink()  # even when the finished line is gone
    studio.opened()
    studio.narrate(TEXTS[0])
    assert len(eleven.bills.all()) == 1
    assert [step.outcome for step in studio.models.trail] == ["found"]
    assert studio.usd() == pytest.approx(paid(eleven))


def test_a_line_in_the_media_store_needs_no_key(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    first = studio.narrate(*TEXTS)
    studio.elevenlabs = None
    studio.opened()
    assert studio.narrate(*TEXTS) == first


PASSING = ["rate_limit", "too_many_concurrent", "system_busy", "overloaded", "server_error", "bad_gateway", "too_early"]


@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_tried_again_and_paid_once(tmp_path: Path, eleven: ElevenLabsStandIn, fault: str) -> None:
    eleven.plan(fault, times=2, route="POST .*")
    studio = Studio(tmp_path, eleven, site=films(RACHEL, "espeak"))
    voiceover = studio.narrate(TEXTS[1])
    assert voiceover.voice.startswith("elevenlabs")
    assert not voiceover.failures
    assert not eleven.planned
    assert studio.usd() == pytest.approx(paid(eleven)) == pytest.approx(0.003)


@pytest.mark.parametrize(
    "fault", ["drop", "drop_after", "timeout_after", "truncated", "html", "garbage_after", "bad_base64"]
)
def test_a_lost_answer_is_fetched_from_the_history(tmp_path: Path, eleven: ElevenLabsStandIn, fault: str) -> None:
    eleven.plan(fault, route="POST .*")
    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    voiceover = studio.narrate(TEXTS[1])
    assert voiceover.lines[0].timing == "voice"
    assert len(eleven.made) == 1, "it was not made twice"
    assert studio.usd() == pytest.approx(paid(eleven))
    assert len(voiceover.lines[0].words) == 6


def test_a_call_of_a_process_that_died_is_fetched_by_the_next(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    class Killed(BaseException):
        pass

    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ElevenLabsDialect, "_answered", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            studio.narrate(TEXTS[1])
    assert len(eleven.made) == 1
    studio.opened()
    voiceover = studio.narrate(TEXTS[1])
    assert len(eleven.made) == 1
    assert voiceover.lines[0].timing == "voice"
    assert studio.usd() == pytest.approx(paid(eleven))


@pytest.mark.parametrize("fault", ["silence", "short", "wrong_sound"])
def test_what_is_no_whole_speech_is_asked_for_once_more(tmp_path: Path, eleven: ElevenLabsStandIn, fault: str) -> None:
    eleven.plan(fault, route="POST .*")
    studio = Studio(tmp_path, eleven, site=films(RACHEL, "espeak"))
    voiceover = studio.narrate(TEXTS[1])
    assert voiceover.voice.startswith("elevenlabs"), voiceover.failures
    assert [step.outcome for step in studio.models.trail] == ["failed", "answered"]
    assert len(eleven.made) == 2
    assert studio.usd() == pytest.approx(paid(eleven)) == pytest.approx(0.006)


@pytest.mark.parametrize("fault", ["silence", "wrong_sound", "short"])
def test_a_voice_that_sends_no_speech_twice_hands_over(
    tmp_path: Path, eleven: ElevenLabsStandIn, openai: OpenAISpeechStandIn, fault: str
) -> None:
    eleven.plan(fault, times=2, route="POST .*")
    studio = Studio(tmp_path, eleven, openai, site=films(RACHEL, "openai:alloy"))
    voiceover = studio.narrate(TEXTS[1])
    assert voiceover.voice.startswith("openai gpt-4o-mini-tts alloy")
    (failure,) = voiceover.failures
    assert failure.voice == RACHEL
    assert studio.usd() == pytest.approx(paid(eleven) + paid(openai), abs=1e-5)


REFUSED = {
    "insufficient_quota": ("quota", r"quota_exceeded.*3 credits"),
    "invalid_key": ("auth", r"invalid_api_key"),
    "model_not_found": ("unavailable", r"model_not_found"),
    "too_long": ("too_long", r"max_character_limit"),
    "invalid": ("validation", r"422: body.text: Field required"),
    "harmful": ("refused", r"violates the policy"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_does_not_pass_is_one_clear_error(tmp_path: Path, eleven: ElevenLabsStandIn, fault: str) -> None:
    kind, message = REFUSED[fault]
    eleven.plan(fault, route="POST .*")
    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    with pytest.raises(ModelError, match=message) as raised:
        studio.narrate(TEXTS[1])
    assert raised.value.kind == kind
    assert "scene s0" in str(raised.value)
    assert KEY not in str(raised.value)
    assert studio.usd() == paid(eleven) == 0
    (step,) = studio.models.trail
    assert (step.outcome, step.reason.partition(":")[0]) == ("failed", kind)


def test_a_voice_that_is_gone_says_where_to_look(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    studio = Studio(tmp_path, eleven, site=films("elevenlabs:AAAAAAAAAAAAAAAAAAAA"))
    with pytest.raises(ModelError, match=r"voice_not_found.*reprise voices list"):
        studio.narrate(TEXTS[1])


def test_the_chain_goes_from_one_provider_to_the_next_and_ends_with_the_built_in_voice(
    tmp_path: Path, eleven: ElevenLabsStandIn, openai: OpenAISpeechStandIn
) -> None:
    eleven.plan("insufficient_quota", skip=1, route="POST .*")
    openai.plan("refused", skip=1)
    studio = Studio(tmp_path, eleven, openai, site=films(RACHEL, "openai:alloy", "espeak"))
    voiceover = studio.narrate(*TEXTS)
    assert {line.voice for line in voiceover.lines} == {voiceover.voice}
    assert voiceover.voice.startswith("espeak-ng")
    assert [failure.voice for failure in voiceover.failures] == [RACHEL, "openai:alloy"]
    assert "quota_exceeded" in voiceover.failures[0].reason
    assert not any(line.metered for line in voiceover.lines)
    assert studio.usd() == pytest.approx(paid(eleven) + paid(openai), abs=1e-5)


def test_without_a_key_the_next_voice_speaks_and_it_is_told_what_to_set(tmp_path: Path) -> None:
    voiceover = Studio(tmp_path, site=films(RACHEL, "openai", "espeak")).narrate(TEXTS[1])
    assert voiceover.voice.startswith("espeak")
    assert [failure.reason for failure in voiceover.failures] == ["Its key is not set."] * 2
    with pytest.raises(ModelError, match="Set REPRISE_ELEVENLABS_KEY"):
        Studio(tmp_path / "other", site=films(RACHEL)).narrate(TEXTS[1])


def test_nobody_there_is_one_clear_error(tmp_path: Path) -> None:
    env = {"REPRISE_ELEVENLABS_KEY": KEY, "REPRISE_ELEVENLABS_URL": nobody()}
    env |= {"REPRISE_OPENAI_KEY": KEY, "REPRISE_OPENAI_URL": nobody()}
    studio = Studio(tmp_path, site=films(RACHEL, "openai"), env=env)
    with pytest.raises(Unavailable, match=r"No voice of the chain.*No connection can be made.*openai: No conn"):
        studio.narrate(TEXTS[1])
    assert studio.usd() == 0


def test_openai_is_aligned_told_how_to_speak_and_paid_to_the_cent(tmp_path: Path, openai: OpenAISpeechStandIn) -> None:
    site = films("openai:alloy", "espeak", tone="friendly")
    studio = Studio(tmp_path, openai=openai, site=site)
    voiceover = studio.narrate(*TEXTS)
    assert not voiceover.failures
    assert all(line.timing.startswith("reference") or "espeak" in line.timing for line in voiceover.lines)
    assert "warm and approachable" in openai.asked[0].body["instructions"]
    assert openai.asked[0].body["input"] == utter(TEXTS[0], "en", spell=True).text
    for line, (_, spoken) in zip(voiceover.lines, openai.made, strict=True):
        true = spoken.word_times(utter(line.text, "en", spell=True).text)
        assert abs(line.words[-1].end - line.words[0].start - (true[-1][2] - true[0][1])) < 0.15
    assert studio.usd() == pytest.approx(paid(openai), abs=1e-5)


@pytest.mark.parametrize("fault", ["silence", "wrong_sound", "short", "html"])
def test_openai_too_is_asked_once_more_for_what_is_no_speech(
    tmp_path: Path, openai: OpenAISpeechStandIn, fault: str
) -> None:
    openai.plan(fault)
    studio = Studio(tmp_path, openai=openai, site=films("openai"))
    assert studio.narrate(TEXTS[1]).voice.startswith("openai")
    assert not openai.planned


@pytest.mark.parametrize("fault", ["rate_limit", "overloaded", "server_error", "bad_gateway"])
def test_openai_is_tried_again_where_that_helps(tmp_path: Path, openai: OpenAISpeechStandIn, fault: str) -> None:
    openai.plan(fault, times=2)
    studio = Studio(tmp_path, openai=openai, site=films("openai"))
    assert studio.narrate(TEXTS[1]).voice.startswith("openai")
    assert len(openai.made) == 1
    assert studio.usd() == pytest.approx(paid(openai), abs=1e-5)


def test_what_openai_may_have_said_already_is_asked_for_once_more_and_counted(
    tmp_path: Path, openai: OpenAISpeechStandIn
) -> None:
    openai.plan("drop_after")
    studio = Studio(tmp_path, openai=openai, site=films("openai"))
    assert studio.narrate(TEXTS[1]).voice.startswith("openai")
    assert len(openai.made) == 2
    assert studio.usd() >= paid(openai) - 1e-5, "a call whose end nobody saw counts at its highest price"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("insufficient_quota", "quota"),
        ("invalid_key", "auth"),
        ("model_not_found", "unavailable"),
        ("refused", "refused"),
    ],
)
def test_openai_refuses_with_one_clear_error(
    tmp_path: Path, openai: OpenAISpeechStandIn, fault: str, kind: str
) -> None:
    openai.plan(fault)
    studio = Studio(tmp_path, openai=openai, site=films("openai"))
    with pytest.raises(ModelError) as raised:
        studio.narrate(TEXTS[1])
    assert raised.value.kind == kind
    assert studio.usd() == 0


def test_a_spent_budget_lets_the_built_in_voice_speak(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    site = {**films(RACHEL, "espeak"), "budget": {"usd": 0.008}}
    studio = Studio(tmp_path, eleven, site=site)
    voiceover = studio.narrate(*TEXTS)  # 0.0071 and 0.0030
    assert voiceover.voice.startswith("espeak")
    assert "budget" in str(voiceover.failures[0].reason).lower() or "0.008" in voiceover.failures[0].reason
    assert studio.usd() == pytest.approx(paid(eleven)) == pytest.approx(0.0071)


def test_or_the_film_waits_for_money_where_the_site_wants_that(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    site = {**films(RACHEL, "espeak"), "budget": {"usd": 0.008, "when_spent": "wait"}}
    with pytest.raises(ModelError, match="scene s1") as raised:
        Studio(tmp_path, eleven, site=site).narrate(*TEXTS)
    assert raised.value.kind == "budget"


def test_the_site_tunes_a_voice_and_every_field_arrives(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    tuning = {RACHEL: {"stability": 0.3, "similarity": 0.9, "style": 0.1, "boost": False, "speed": 1.1, "seed": 7}}
    studio = Studio(tmp_path, eleven, site=films(RACHEL, voice_tuning=tuning))
    first = studio.narrate(TEXTS[1])
    (asked,) = eleven.asked
    assert asked.body["voice_settings"] == {
        "stability": 0.3, "similarity_boost": 0.9, "style": 0.1, "use_speaker_boost": False, "speed": 1.1,
    }  # fmt: skip
    assert (asked.body["seed"], asked.headers["xi-api-key"]) == (7, KEY)
    other = {RACHEL: {**tuning[RACHEL], "seed": 8}}
    again = Studio(tmp_path, eleven, site=films(RACHEL, voice_tuning=other)).narrate(TEXTS[1])
    assert again.voice != first.voice
    assert len(eleven.made) == 2, "another seed is another take"


def test_a_tempo_beyond_the_providers_is_made_here_and_words_keep_their_places(
    tmp_path: Path, eleven: ElevenLabsStandIn
) -> None:
    plain = Studio(tmp_path / "a", eleven, site=films(RACHEL, speed=1.2)).narrate(TEXTS[0]).lines[0]
    fast = Studio(tmp_path / "b", eleven, site=films(RACHEL, speed=1.5)).narrate(TEXTS[0]).lines[0]
    assert eleven.asked[-1].body["voice_settings"]["speed"] == 1.2
    assert fast.seconds == pytest.approx(plain.seconds / 1.25, rel=0.06)
    shown = [(word.start - 0.05) / 1.25 + 0.05 for word in plain.words]
    assert [word.start for word in fast.words] == pytest.approx(shown, abs=0.04)


def test_languages_go_to_models_that_take_them_and_context_to_those_that_want_it(
    tmp_path: Path, eleven: ElevenLabsStandIn
) -> None:
    providers = {"elevenlabs": {"model": "eleven_flash_v2_5"}}
    Studio(tmp_path, eleven, site={**films(RACHEL), "models": {"providers": providers}}).narrate(TEXTS[1])
    assert eleven.asked[0].body["language_code"] == "en"
    assert paid(eleven) == pytest.approx(0.0015)


def test_a_line_that_is_too_long_is_said_in_pieces_with_the_words_around_them(
    tmp_path: Path, eleven: ElevenLabsStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ElevenLabsDialect, "limit", 50)
    text = "The first sentence is not very long. The second one goes on a little. The third one ends it all."
    line = Studio(tmp_path, eleven, site=films(RACHEL)).narrate(text).lines[0]
    bodies = [asked.body for asked in eleven.asked]
    assert [body["text"] for body in bodies] == [text[:36], text[37:69], text[70:]]
    assert "previous_text" not in bodies[0]
    assert (bodies[1]["previous_text"], bodies[1]["next_text"]) == (text[:36], text[70:])
    assert [word.text for word in line.words] == text.split()
    assert line.timing == "voice"
    starts = [word.start for word in line.words]
    assert starts == sorted(starts)
    assert line.words[-1].end <= line.seconds


def test_no_more_calls_run_at_a_time_than_the_site_allows(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    eleven.at_once = 2
    providers = {"elevenlabs": {"at_once": 2}}
    studio = Studio(tmp_path, eleven, site={**films(RACHEL), "models": {"providers": providers}})
    voice = studio.chain().candidates[None][0].open()
    lines = [utter(f"This is line number {number}.", "en", spell=True) for number in range(8)]
    threads = [threading.Thread(target=voice.speak, args=(line, "en")) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(eleven.made) == 8
    assert eleven.most_at_once <= 2


def test_a_dialogue_has_a_voice_for_each_and_both_are_paid(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    characters = {"questioner": {"voice": RACHEL}, "explainer": {"voice": ADAM}}
    studio = Studio(tmp_path, eleven, site=films("espeak", characters=characters))
    chain = studio.chain()
    said = [
        chain.candidates[role][0].open().speak(utter("Why is that?", "en"), "en")[0]
        for role in ("questioner", "explainer")
    ]
    assert said[0] != said[1]
    assert {made.voice for made in eleven.made} == {RACHEL.partition(":")[2], ADAM.partition(":")[2]}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("elevenlabs", "needs the id of a voice"),
        ("elevenlabs:../../v1/user", "is no id"),
        ("openai:hal", "no voice 'hal'.*alloy"),
        ("pexels:x", "not a voice.*espeak, elevenlabs, openai"),
    ],
)
def test_a_wrong_name_is_told_at_once(name: str, message: str) -> None:
    with pytest.raises(BadSettings, match=message):
        open_voice(make_site(**films(name)))


def test_a_provider_under_a_name_of_the_sites_own_speaks(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    providers = {"studio-eu": {"type": "elevenlabs", "url": eleven.url, "model": "eleven_v3"}}
    site = {**films("studio-eu:21m00Tcm4TlvDq8ikWAM"), "models": {"providers": providers}}
    voiceover = Studio(tmp_path, site=site, env={"REPRISE_STUDIO_EU_KEY": KEY}).narrate(TEXTS[1])
    assert voiceover.voice.startswith("studio-eu eleven_v3")
    assert eleven.asked[0].body["model_id"] == "eleven_v3"


def test_the_ledger_has_a_row_for_every_call_with_minutes_and_article(
    tmp_path: Path, eleven: ElevenLabsStandIn
) -> None:
    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    voiceover = studio.narrate(*TEXTS)
    with studio.store.readers() as session:
        rows = session.query(UsageRow).all()
    assert [(row.operation, row.provider, row.unit, row.article) for row in rows] == [
        ("voice", "elevenlabs", "minute", "demo-a-title")
    ] * 2
    assert sum(row.units for row in rows) == pytest.approx(voiceover.seconds / 60, rel=0.25)


def test_a_voice_says_what_is_wrong_without_speaking(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    voice: Any = studio.chain().candidates[None][0].open()
    voice.check("en")
    assert voice.place == eleven.url
    eleven.keys = ("another",)
    with pytest.raises(ModelError, match="invalid_api_key"):
        voice.check("en")
    assert not eleven.made


SCRIPT = [
    "Half of all kettles boil twice as much water as anybody drinks.",
    "That is what a survey of 2,400 kitchens found in 2025, and it costs each of them about $38 a year.",
    "Why? Most kettles show only litres, and nobody pours tea by the litre.",
    "First, fill the cup, then the kettle. You will never boil too much again.",
    "Second, descale it every six weeks: 2 mm of lime take 12 % more power.",
    "Third, let it stop by itself. A minute of rolling boil changes nothing but the bill.",
    "Dr. Lin, who led the study, puts it simply: the cheapest litre is the one that you do not heat.",
    "Try it tomorrow morning, and tell us what your meter says.",
]


def test_a_whole_script_is_narrated_and_sounds_even(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    studio = Studio(tmp_path, eleven, site=films(RACHEL, "espeak"))
    voiceover = studio.narrate(*SCRIPT)
    assert 40 < voiceover.seconds < 60
    assert not voiceover.failures
    assert studio.usd() == pytest.approx(paid(eleven))
    assert len(eleven.made) == len(SCRIPT)
    for line, text in zip(voiceover.lines, SCRIPT, strict=True):
        samples = load_wav(studio.media.path(line.media))
        assert integrated(samples) == pytest.approx(-20, abs=0.6)
        loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
        assert loud[0] / RATE == pytest.approx(0.05, abs=0.03)
        assert (len(samples) - loud[-1]) / RATE < 0.25
        assert np.diff(loud).max() / RATE < 0.8, "no hole within a line"
        assert [word.text for word in line.words] == [word.text for word in utter(text, "en", spell=True).words]
        assert line.words[0].start >= 0
        assert line.words[-1].end <= line.seconds + 0.01
        assert line.notes == ()


def test_what_is_sent_to_openai_is_what_its_sdk_publishes(tmp_path: Path, openai: OpenAISpeechStandIn) -> None:
    checked = Requests(SpeechCreateParams)
    for site in (films("openai", speed=1.1), films("openai:voice_12ab", voice_tuning={"openai": {"instructions": ""}})):
        studio = Studio(tmp_path, openai=openai, site=site)
        studio.narrate(TEXTS[1])
        assert checked.problem(openai.asked[-1].body) is None
    assert "instructions" not in openai.asked[-1].body


@pytest.mark.slow
def test_after_a_bad_day_the_books_are_the_providers_bill(tmp_path: Path, eleven: ElevenLabsStandIn) -> None:
    """Sixty lines while everything goes wrong that can pass: each is spoken, and what came whole is bought once."""
    chance = random.Random(5)
    wrong = (*PASSING, "drop", "drop_after", "silence", "wrong_sound", "bad_base64", "truncated")
    studio = Studio(tmp_path, eleven, site=films(RACHEL))
    for number in range(60):
        for fault in chance.sample(wrong, chance.randrange(3)):
            eleven.plan(fault, route="POST .*")
        for again in range(3):  # a film is produced again when two spoiled sounds came in a row
            try:
                voiceover = studio.narrate(f"This is line number {number} of a long day.")
            except ModelError as error:
                assert error.kind in ("malformed", "truncated")
                assert again < 2
                studio.opened()
            else:
                break
        assert voiceover.lines[0].timing == "voice"
    assert not eleven.planned
    assert studio.usd() == pytest.approx(paid(eleven))
    ledger = [row.remote for row in _answered(studio)]
    billed = {bill.id for bill in eleven.bills.all()}
    assert len(ledger) == len(set(ledger)) == 60
    assert set(ledger) <= billed


def _answered(studio: Studio) -> list[CallRow]:
    with studio.store.readers() as session:
        return session.query(CallRow).filter_by(state="answered").all()
