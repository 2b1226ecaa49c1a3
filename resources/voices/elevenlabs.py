"""ElevenLabs: voices of its library and of your own, with the time of every character.

`POST /v1/text-to-speech/{voice}/with-timestamps` answers the sound and when each character of the text is said; so
words need no aligner. A call whose answer was lost is looked for in the account's history before it is bought again.
Models as of 2026-11: elevenlabs.io/docs/overview/models and the help centre's page of character limits.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any

import regex

from reprise.errors import BadSettings
from reprise.models.buying import Answered, Resume, Send, Slip
from reprise.models.failures import ModelError
from reprise.video.voice.voiceover import Word
from resources.models.endpoints import Endpoint, resolve
from resources.models.text.sorting import unanswered
from resources.voices.base import Wanted
from resources.voices.elevenlabs_api import Api
from resources.voices.paid import PaidVoice, Piece, usable

FORMAT = "mp3_44100_128"
"""The best that every plan has. WAV and PCM of 44.1 kHz are for Pro and above, and sound no better under music."""
SPEEDS = (0.7, 1.2)
_VOICE = regex.compile(r"[A-Za-z0-9]{8,64}")
_BREAKS_OFF = 0.35
"""Seconds that a sound may end before its last character does."""
_SLIP = 0.05
"""Seconds by which a character may begin before the one before it."""
_ALIKE = 0.8
"""Share of the characters that must be found again when a model times a text other than it was given."""
_HISTORY, _PAGES = 100, 5
_SPOILED: deque[str] = deque(maxlen=1000)
"""What this process was sent and could not use: bought and counted already, and no answer to a later call."""
_CLOCKS_APART = 300
"""Seconds by which this machine's clock and ElevenLabs' may differ."""


@dataclass(frozen=True)
class Model:
    """`limit` is characters for one request; `language` and `context` whether it takes a language code and the words
    around the text."""

    limit: int
    language: bool = False
    context: bool = True


MODELS: Mapping[str, Model] = MappingProxyType(
    {
        "eleven_multilingual_v2": Model(10_000),
        "eleven_multilingual_v1": Model(10_000),
        "eleven_flash_v2_5": Model(40_000, language=True),
        "eleven_turbo_v2_5": Model(40_000, language=True),
        "eleven_flash_v2": Model(30_000),
        "eleven_turbo_v2": Model(30_000),
        "eleven_v3": Model(5_000, language=True, context=False),
        "eleven_v4": Model(2_000, context=False),
    }
)
_OTHER = Model(2_000, context=False)
"""A model that is not in the table: what every model takes."""


class ElevenLabsDialect:
    """Asks for a line with the time of its characters."""

    def __init__(self, endpoint: Endpoint, voice: str, wanted: Wanted) -> None:
        self._endpoint = endpoint
        self._voice = voice
        self._tuning = wanted.tuning
        self._model = MODELS.get(endpoint.model, _OTHER)
        self.speed = min(max(wanted.speed * wanted.tuning.speed, SPEEDS[0]), SPEEDS[1])
        self._api = Api(endpoint)

    @property
    def identity(self) -> str:
        settings = {**self._settings, "seed": self._tuning.seed}
        named = [f"{name}={value}" for name, value in sorted(settings.items()) if value is not None]
        return " ".join([self._voice, *named])

    @property
    def limit(self) -> int:
        return self._model.limit

    def content(self, piece: Piece) -> dict[str, Any]:
        """The request's fields, as the API names them."""
        fields: dict[str, Any] = {
            "voice_id": self._voice,
            "model_id": self._endpoint.model,
            "text": piece.utterance.text,
            "output_format": FORMAT,
        }
        if self._settings:
            fields["voice_settings"] = self._settings
        if self._model.language:
            fields["language_code"] = piece.language.split("-", maxsplit=1)[0].lower()
        if self._tuning.seed is not None:
            fields["seed"] = self._tuning.seed
        if self._model.context:
            around = {"previous_text": piece.before, "next_text": piece.after}
            fields |= {name: text for name, text in around.items() if text}
        return fields

    def send(self, piece: Piece) -> Send:
        def ask(slip: Slip) -> Answered:
            from elevenlabs.types.voice_settings import VoiceSettings

            slip.note({"voice": self._voice, "since": int(time.time())})  # real time: what the history goes by
            fields = self.content(piece)
            if settings := fields.get("voice_settings"):
                fields["voice_settings"] = VoiceSettings(**settings)
            with self._api.sorted():
                answer = self._api.client.text_to_speech.with_raw_response.convert_with_timestamps(
                    **fields, request_options=self._api.options
                )
                encoded = getattr(answer.data, "audio_base_64", None)
                told = _told(getattr(answer.data, "alignment", None))
            data = self._decoded(encoded)
            return self._answered(piece, data, told, answer.headers.get("request-id", ""))

        return ask

    def resume(self, piece: Piece) -> Resume:
        def look(call: str, handle: Mapping[str, Any]) -> Answered | None:
            del call
            with self._api.sorted():
                found = next(self._in_history(piece, int(handle.get("since", 0))), None)
                if found is None:
                    raise _never_made()
                item = self._api.client.history.get(found, request_options=self._api.options)
                parts = self._api.client.history.get_audio(found, request_options=self._api.options)
                data = b"".join(parts)
                told = _told(getattr(item.alignments, "alignment", None))
            return self._answered(piece, data, told, item.request_id or found)

        return look

    def words(self, body: Any, piece: Piece, seconds: float) -> tuple[Word, ...] | None:
        return timed(body, piece, seconds)

    def check(self, language: str) -> None:
        """Raises what is wrong with the key or the voice."""
        del language
        with self._api.sorted():
            self._api.client.voices.get(self._voice, request_options=self._api.options)

    @property
    def _settings(self) -> dict[str, Any]:
        """The voice's settings that the site gives; the others stay as they are at ElevenLabs."""
        given = {
            "stability": self._tuning.stability,
            "similarity_boost": self._tuning.similarity,
            "style": self._tuning.style,
            "use_speaker_boost": self._tuning.boost,
            "speed": None if self.speed == 1 else round(self.speed, 3),
        }
        return {name: value for name, value in given.items() if value is not None}

    def _decoded(self, encoded: Any) -> bytes:
        """Raises `ModelError` for what is no base64: the history has it whole."""
        try:
            return base64.b64decode(encoded, validate=True)
        except (ValueError, TypeError, binascii.Error):
            raise unanswered(self._endpoint, "The answer holds no sound in base64.") from None

    def _answered(self, piece: Piece, data: bytes, told: dict[str, Any] | None, remote: str) -> Answered:
        ends = (told or {}).get("ends") or [0.0]
        try:
            used = usable(data, piece, least=max(ends) - _BREAKS_OFF)
        except ModelError:
            _SPOILED.append(remote)
            raise
        return Answered(
            body=told,
            used=used,
            data=data,
            suffix=".wav" if data[:4] == b"RIFF" else ".mp3",
            remote=remote,
        )

    def _in_history(self, piece: Piece, since: int) -> Iterator[str]:
        """Ids of what was made of the same text by the same voice and model since then, newest first."""
        after: str | None = None
        for _ in range(_PAGES):
            page = self._api.client.history.list(
                page_size=_HISTORY,
                voice_id=self._voice,
                source="TTS",
                date_after_unix=max(0, since - _CLOCKS_APART),
                start_after_history_item_id=after,
                request_options=self._api.options,
            )
            for item in page.history:
                if item.text == piece.utterance.text and self._same(item):
                    yield item.history_item_id
            after = page.last_history_item_id
            if not page.has_more or not after:
                return

    def _same(self, item: Any) -> bool:
        """Whether it was made as it would be made now, as far as the history tells."""
        told, known = item.settings or {}, self._settings
        fits = all(name not in told or told[name] == value for name, value in known.items())
        fits = fits and item.request_id not in _SPOILED and item.history_item_id not in _SPOILED
        return fits and item.model_id in (None, self._endpoint.model) and item.state not in ("deleted", "processing")


def timed(body: Any, piece: Piece, seconds: float) -> tuple[Word, ...] | None:
    """The times of a piece's words from those of its characters; None when they cannot be believed.

    Where the model timed a text that is not quite the one it was given, characters are matched, and a word without
    any begins where the one before it ends.
    """
    marks = _marks(body, seconds)
    if marks is None:
        return None
    places = _places(piece.utterance.text, marks)
    if places is None:
        return None
    words: list[Word] = []
    last = 0.0
    for word in piece.utterance.words:
        heard = [places[at] for at in range(word.start, word.end) if at in places and _sounds(piece, at)]
        heard = heard or [places[at] for at in range(word.start, word.end) if at in places]
        start = max(last, min((mark[1] for mark in heard), default=last))
        last = max(start, max((mark[2] for mark in heard), default=start))
        words.append(Word(text=word.text, start=round(start, 4), end=round(min(last, seconds), 4)))
    return tuple(words)


_Mark = tuple[str, float, float]


def _sounds(piece: Piece, at: int) -> bool:
    """Punctuation is not said, but its pause is timed."""
    return piece.utterance.text[at].isalnum()


def _marks(body: Any, seconds: float) -> list[_Mark] | None:
    """(character, start, end) in order, one for each character; None when the lists do not fit together or to time."""
    if not isinstance(body, Mapping):
        return None
    characters, starts, ends = (body.get(name) for name in ("characters", "starts", "ends"))
    if not characters or not starts or not ends or not len(characters) == len(starts) == len(ends):
        return None
    last, marks = 0.0, []
    for text, start, end in zip(characters, starts, ends, strict=True):
        fits = -_SLIP <= start <= end + _SLIP and end <= seconds + _BREAKS_OFF and start >= last - _SLIP
        if not isinstance(text, str) or not fits:
            return None
        last = max(last, start)
        share = max(0.0, end - start) / max(1, len(text))
        marks += [(sign, start + share * n, start + share * (n + 1)) for n, sign in enumerate(text)]
    return marks


def _places(text: str, marks: Sequence[_Mark]) -> dict[int, _Mark] | None:
    """The mark of each character of the text, by its place."""
    said = "".join(mark[0] for mark in marks)
    if said == text:
        return dict(enumerate(marks))
    given, heard = ("".join(sign.casefold()[:1] or sign for sign in each) for each in (text, said))
    blocks = SequenceMatcher(None, given, heard, autojunk=False).get_matching_blocks()
    places = {block.a + n: marks[block.b + n] for block in blocks for n in range(block.size)}
    return places if len(places) >= _ALIKE * max(1, len(text)) else None


def _told(alignment: Any) -> dict[str, Any] | None:
    """An alignment as it is kept with the call."""
    names = ("characters", "character_start_times_seconds", "character_end_times_seconds")
    lists = [getattr(alignment, name, None) for name in names]
    if alignment is None or not all(isinstance(each, list) for each in lists):
        return None
    characters, starts, ends = lists
    if not all(isinstance(value, int | float) for value in (*starts, *ends)):  # type: ignore[misc]
        return None
    return {"characters": characters, "starts": starts, "ends": ends}


def _never_made() -> ModelError:
    """The history has everything that was made, and so charged."""
    return ModelError("The account's history holds no such speech.", kind="unavailable", charged=False)


def open_elevenlabs(name: str, wanted: Wanted) -> PaidVoice:
    """A voice of this account; its id comes after the provider's name. Raises `BadSettings` without one."""
    voice = wanted.variant or ""
    if not _VOICE.fullmatch(voice):
        what = f"{voice!r} is no id of an ElevenLabs voice." if voice else "ElevenLabs needs the id of a voice."
        raise BadSettings(
            what,
            where=f"site {wanted.site.id}: films.voice",
            remedy=f"Write {name}:<voice id>; `reprise voices list --provider {name}` lists yours.",
        )
    endpoint = wanted.models.endpoint(name, "voice") if wanted.models else resolve(wanted.site, name, "voice")
    return PaidVoice(ElevenLabsDialect(endpoint, voice, wanted), endpoint, wanted)
