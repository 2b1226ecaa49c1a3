"""From the times of characters to the times of written words; and the stand-in's answers against the SDK's types."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from elevenlabs.types.add_voice_ivc_response_model import AddVoiceIvcResponseModel
from elevenlabs.types.audio_with_timestamps_response import AudioWithTimestampsResponse
from elevenlabs.types.get_speech_history_response import GetSpeechHistoryResponse
from elevenlabs.types.get_voices_response import GetVoicesResponse
from elevenlabs.types.model import Model
from elevenlabs.types.speech_history_item_response import SpeechHistoryItemResponse
from elevenlabs.types.subscription import Subscription
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from reprise.video.voice.speech import utter
from resources.voices.elevenlabs import timed
from resources.voices.elevenlabs_api import told
from resources.voices.paid import Piece, cut
from sandbox.models.elevenlabs import ElevenLabsStandIn
from sandbox.models.server import KEY, serve

TEXT = "Costs fell by 3.5 %, they said."


def piece(text: str = TEXT) -> Piece:
    return Piece(utter(text, "en", spell=True), "en")


def marks(text: str, step: float = 0.1) -> dict[str, Any]:
    """Every character `step` seconds long."""
    starts = [number * step for number in range(len(text))]
    return {"characters": list(text), "starts": starts, "ends": [start + step for start in starts]}


def test_a_written_word_lasts_from_its_first_to_its_last_letter() -> None:
    given = piece()
    words = timed(marks(given.utterance.text), given, 60)
    assert words is not None
    assert [word.text for word in words] == ["Costs", "fell", "by", "3.5 %,", "they", "said."]
    assert (words[0].start, words[0].end) == (0.0, 0.5)
    number = given.utterance.words[3]
    assert words[3].start == pytest.approx(number.start / 10)
    assert words[3].end == pytest.approx((number.end - 1) / 10), "a comma is a pause and no sound"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.upper(),
        lambda text: f" {text} ",
        lambda text: text.replace(",", ",,"),
        lambda text: text.replace("percent", "per cent"),
    ],
)
def test_a_text_that_the_model_changed_a_little_still_times_its_words(change: Any) -> None:
    given = piece()
    said = change(given.utterance.text)
    words = timed(marks(said), given, 60)
    assert words is not None
    assert words[0].start == pytest.approx(said.casefold().index("costs") / 10)
    assert words[-1].start == pytest.approx(said.casefold().index("said") / 10)


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"characters": list(TEXT), "starts": [0.1], "ends": [0.2]},
        marks("Nothing that anybody asked for was said here at all"),
        {**marks("by"), "characters": [1, 2]},
        marks(piece().utterance.text, step=9.0),
        {**marks(piece().utterance.text), "starts": [0.0] * 10 + [math.nan] * (len(piece().utterance.text) - 10)},
        {**marks(piece().utterance.text), "starts": marks(piece().utterance.text)["starts"][::-1]},
    ],
)
def test_times_that_cannot_be_believed_are_none(body: Any) -> None:
    assert timed(body, piece(), 60) is None


@given(st.lists(st.sampled_from(["word", "3.5 %", "€20", "straße", "naïve,", "OK!", "a", "the end.", "№"]), min_size=1))
def test_words_are_in_order_whatever_the_text(words: list[str]) -> None:
    given = piece(" ".join(words))
    if not given.utterance.words:
        return
    found = timed(marks(given.utterance.text), given, 10_000)
    assert found is not None
    assert [word.text for word in found] == [word.text for word in given.utterance.words]
    places = [place for word in found for place in (word.start, word.end)]
    assert places == sorted(places)


@given(
    st.lists(st.sampled_from(["one", "two.", "three,", "a", "wonderful", "end!"]), min_size=1, max_size=60),
    st.integers(10, 80),
)
def test_pieces_of_a_line_keep_every_word_and_fit(words: list[str], limit: int) -> None:
    utterance = utter(" ".join(words), "en", spell=True)
    found = cut(utterance, "en", limit)
    assert [word.text for each in found for word in each.utterance.words] == [word.text for word in utterance.words]
    for each in found:
        assert len(each.utterance.text) <= limit
        said = [each.utterance.text[word.start : word.end] for word in each.utterance.words]
        assert " ".join(said) == each.utterance.text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"detail": {"status": "quota_exceeded", "message": "No credits."}}, ("quota_exceeded", "No credits.")),
        ({"detail": {"type": "x", "code": "invalid_api_key", "status": "y", "message": "m"}}, ("invalid_api_key", "m")),
        ({"detail": [{"loc": ["body", "text"], "msg": "Field required"}]}, ("", "body.text: Field required")),
        ({"detail": "Not Found"}, ("", "Not Found")),
        ("<html>\n502</html>", ("", "<html> 502</html>")),
        (None, ("", "")),
        ({"message": "odd"}, ("", "odd")),
    ],
)
def test_every_form_of_error_is_read(body: Any, expected: tuple[str, str]) -> None:
    assert told(body) == expected


@pytest.fixture
def stand_in() -> Iterator[ElevenLabsStandIn]:
    with serve(ElevenLabsStandIn()) as found:
        yield found


def test_the_stand_in_answers_in_the_types_that_the_sdk_publishes(stand_in: ElevenLabsStandIn) -> None:
    with httpx.Client(base_url=stand_in.url, headers={"xi-api-key": KEY}) as client:
        speech = client.post("/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM/with-timestamps", json={"text": "Hello there."})
        AudioWithTimestampsResponse.model_validate(speech.json())
        history = client.get("/v1/history").json()
        GetSpeechHistoryResponse.model_validate(history)
        item = client.get(f"/v1/history/{history['history'][0]['history_item_id']}").json()
        assert SpeechHistoryItemResponse.model_validate(item).alignments is not None
        GetVoicesResponse.model_validate(client.get("/v1/voices").json())
        TypeAdapter(list[Model]).validate_python(client.get("/v1/models").json())
        Subscription.model_validate(client.get("/v1/user/subscription").json())
        added = client.post("/v1/voices/add", data={"name": "Ada"}, files={"files": ("a.wav", b"RIFF")})
        AddVoiceIvcResponseModel.model_validate(added.json())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": ""}, 422),
        ({"text": "Hi", "voice": "x"}, 422),
        ({"text": "Hi", "voice_settings": {"stability": 1.5}}, 422),
        ({"text": "Hi", "voice_settings": {"speed": 1.5}}, 422),
        ({"text": "Hi", "seed": -1}, 422),
        ({"text": "Hi", "language_code": "en"}, 422),
        ({"text": "Hi", "model_id": "eleven_v3", "previous_text": "Oh."}, 400),
        ({"text": "Hi", "model_id": "eleven_v99"}, 400),
        ({"text": "x" * 10_001}, 400),
    ],
)
def test_the_stand_in_refuses_what_elevenlabs_refuses(
    stand_in: ElevenLabsStandIn, body: dict[str, Any], status: int
) -> None:
    with httpx.Client(base_url=stand_in.url, headers={"xi-api-key": KEY}) as client:
        answer = client.post("/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM/with-timestamps", json=body)
        assert answer.status_code == status
        assert client.get("/v1/voices", headers={"xi-api-key": "no"}).status_code == 401
    assert not stand_in.bills.all()
