"""Voices of providers: every line is an order, bought once for the same words, voice and settings, and in the books.

What a provider sends is checked before anybody keeps it: it must be sound, whole, and neither silent nor too short.
What is none is asked for once more; then the next voice of the chain speaks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from reprise.briefs.language import word_count
from reprise.errors import BadInput, BadSettings, RepriseError
from reprise.models.buying import Answered, Line, Order, Resume, Send
from reprise.models.failures import ModelError
from reprise.models.prices import usd
from reprise.models.trail import Step
from reprise.models.used import Used
from reprise.video.sound.decoding import decode_speech
from reprise.video.sound.files import RATE, Samples, wav_bytes
from reprise.video.voice.takes import trim
from reprise.video.voice.voiceover import UnusableSound, Utterance, Word
from resources.models.endpoints import Endpoint
from resources.voices.base import Wanted
from resources.voices.tempo import faster

if TYPE_CHECKING:
    from resources.models.opening import OpenedModels

VERSION = 1
"""Raise it when lines are asked for in another way, so that what was bought before is not found."""
WORDS_PER_MINUTE = 150.0
"""What is planned with where a site says no other."""
_BETWEEN = 0.2
"""Seconds of quiet between two pieces of a line."""
_FASTEST = 12.0
"""Words a second; a sound that is shorter is not all of them."""


@dataclass(frozen=True)
class Piece:
    """A part of a line that a provider takes at once; `before` and `after` are the words around it."""

    utterance: Utterance
    language: str
    before: str = ""
    after: str = ""


class Dialect(Protocol):
    """How a provider is asked. `identity` is all of its settings that change the sound, `speed` what it does itself of
    the tempo that is wanted, `limit` the characters that it takes at once."""

    @property
    def identity(self) -> str: ...

    @property
    def speed(self) -> float: ...

    @property
    def limit(self) -> int: ...

    def content(self, piece: Piece) -> dict[str, Any]:
        """Everything that decides the answer."""
        ...

    def send(self, piece: Piece) -> Send: ...

    def resume(self, piece: Piece) -> Resume | None: ...

    def words(self, body: Any, piece: Piece, seconds: float) -> tuple[Word, ...] | None:
        """The times of the piece's words in an answer; None where it tells none that can be believed."""
        ...

    def check(self, language: str) -> None:
        """Ask the provider for the voice, without saying anything. Raises what is wrong."""
        ...


class PaidVoice:
    """A provider's voice, over the site's line to it."""

    reads_numbers = False
    metered = True

    def __init__(self, dialect: Dialect, endpoint: Endpoint, wanted: Wanted) -> None:
        self._dialect = dialect
        self._endpoint = endpoint
        self._wanted = wanted
        self._speed = wanted.speed * wanted.tuning.speed

    @cached_property
    def signature(self) -> str:
        return f"{self._endpoint.name} {self._endpoint.model} {self._dialect.identity} ×{self._speed:g} ({VERSION})"

    @property
    def place(self) -> str:
        """Where it is reached, for people."""
        return self._endpoint.url

    def words_per_minute(self, language: str) -> float:
        del language
        return (self._wanted.tuning.words_per_minute or WORDS_PER_MINUTE) * self._speed

    def check(self, language: str) -> None:
        self._endpoint.require()
        self._dialect.check(language)

    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...] | None]:
        """See `Voice`. Raises `ModelError` when the provider does not do it."""
        models = self._opened()
        takes = [self._take(models, piece) for piece in cut(utterance, language, self._dialect.limit)]
        samples, words = joined(takes)
        rest = self._speed / self._dialect.speed
        if abs(rest - 1) < 0.01:
            return wav_bytes(samples), words
        moved = words and tuple(Word(text=w.text, start=w.start / rest, end=w.end / rest) for w in words)
        return wav_bytes(faster(samples, rest)), moved

    def price(self, utterance: Utterance, language: str) -> float:
        """About what a line costs in US dollars, if it was not bought before. Raises `ModelError` where no price is
        known."""
        endpoint = self._endpoint
        orders = [self.order(piece) for piece in cut(utterance, language, self._dialect.limit)]
        own = endpoint.settings.prices
        return sum(usd(endpoint.type, each.model, each.expected, own, name=endpoint.name) for each in orders)

    def order(self, piece: Piece) -> Order:
        """What is bought for a piece."""
        text = piece.utterance.text
        minutes = word_count(text, piece.language) / self.words_per_minute(piece.language)
        expected = Used(characters=len(text), seconds=round(60 * minutes, 2))
        most = replace(expected, seconds=2 * expected.seconds)
        content = {"version": VERSION, **self._dialect.content(piece)}
        return Order("voice", self._endpoint.model, content, at_most=most, expected=expected, units=minutes)

    def _opened(self) -> OpenedModels:
        if self._wanted.models is None:
            raise BadSettings(
                "A provider's voice needs the store, so that nothing is paid twice.",
                where=self._endpoint.name,
                remedy="Let it speak in a run or by `reprise voices test`.",
            )
        return self._wanted.models

    def _take(self, models: OpenedModels, piece: Piece) -> tuple[Samples, tuple[Word, ...] | None]:
        order = self.order(piece)
        answered = self._bought(models, order, piece)
        if answered.data is None:
            raise UnusableSound("The kept answer holds no sound.", where=answered.call, remedy="Try another voice.")
        samples = decode_speech(answered.data)
        return samples, self._dialect.words(answered.body, piece, len(samples) / RATE)

    def _bought(self, models: OpenedModels, order: Order, piece: Piece) -> Answered:
        line = models.line(self._endpoint.name, "voice")
        for again in (True, False):
            try:
                return self._noted(models, line, order, piece)
            except ModelError as error:
                if not again or error.kind not in ("malformed", "truncated"):
                    raise
        raise AssertionError("the second attempt returns or raises")

    def _noted(self, models: OpenedModels, line: Line, order: Order, piece: Piece) -> Answered:
        began = time.monotonic()
        facts: dict[str, Any] = {"outcome": "failed"}
        try:
            answered = line.call(order, self._dialect.send(piece), self._dialect.resume(piece))
            outcome = "found" if answered.found else "answered"
            facts = {"outcome": outcome, "usd": answered.usd, "call": answered.call or None}
        except RepriseError as error:
            kind = f"{error.kind}: " if isinstance(error, ModelError) else ""
            facts["reason"] = f"{kind}{error.what}"
            raise
        finally:
            took = round(time.monotonic() - began, 3)
            asked = {"provider": self._endpoint.name, "model": self._endpoint.model, "seconds": took}
            models.trail.note(Step(task="voice", **asked, **facts))
        return answered


def cut(utterance: Utterance, language: str, limit: int) -> list[Piece]:
    """A line in pieces of at most `limit` characters, between words and after a sentence where one ends in the second
    half. Raises `ModelError` for a single word that is longer."""
    words, pieces, first = utterance.words, [], 0
    while first < len(words):
        begin = words[first].start
        last = first
        while last < len(words) and words[last].end - begin <= limit:
            last += 1
        if last == first:
            raise ModelError("A single word is longer than the voice takes.", kind="too_long", remedy="Shorten it.")
        if last < len(words):
            ends = [
                n for n in range(first, last) if utterance.text[begin : words[n].end].endswith((".", "!", "?", "。"))
            ]
            if ends and words[ends[-1]].end - begin > limit / 2:
                last = ends[-1] + 1
        pieces.append(_piece(utterance, language, first, last))
        first = last
    return pieces


def _piece(utterance: Utterance, language: str, first: int, last: int) -> Piece:
    words = utterance.words
    begin = words[first].start if first else 0
    end = words[last - 1].end if last < len(words) else len(utterance.text)
    moved = tuple(type(w)(w.text, w.start - begin, w.end - begin) for w in words[first:last])
    before, after = utterance.text[:begin].rstrip(), utterance.text[end:].lstrip()
    return Piece(Utterance(utterance.text[begin:end], moved), language, before[-400:], after[:400])


def joined(takes: list[tuple[Samples, tuple[Word, ...] | None]]) -> tuple[Samples, tuple[Word, ...] | None]:
    """Pieces of one line, one after the other; its words have times when all pieces have."""
    if len(takes) == 1:
        return takes[0]
    parts: list[Samples] = []
    words: list[Word] | None = []
    place = 0
    for samples, told in (trim(*take) for take in takes):
        if parts:
            parts.append(np.zeros(round(_BETWEEN * RATE), np.float32))
            place += len(parts[-1])
        at = place / RATE
        if words is not None:
            words = None if told is None else [*words, *_later(told, at)]
        parts.append(samples)
        place += len(samples)
    return np.concatenate(parts), None if words is None else tuple(words)


def usable(data: bytes, piece: Piece, least: float = 0.0) -> Used:
    """What a provider's sound took.

    Raises `ModelError` ("malformed", or "truncated" for less than `least` seconds): the call was paid for, and another
    one may do better.
    """
    begins = data[:60].decode("utf-8", errors="replace").strip()
    if not data or begins[:1] in ("<", "{", "["):
        raise unusable("malformed", f"The answer is no sound; it begins with {begins!r}.", piece)
    try:
        samples = decode_speech(data)
    except BadInput as error:
        raise unusable("malformed", error.what, piece) from error
    seconds = len(samples) / RATE
    if not seconds or float(np.abs(samples).max()) < 1e-3:
        raise unusable("malformed", "The answer is silence.", piece, seconds)
    words = len(piece.utterance.words)
    if seconds < least or (words > 2 and words / seconds > _FASTEST):
        raise unusable("truncated", f"The sound breaks off after {seconds:.1f} seconds.", piece, seconds)
    return _used(piece, seconds)


def unusable(
    kind: Literal["malformed", "truncated"], what: str, piece: Piece, seconds: float | None = None
) -> ModelError:
    """The error of an answer that was paid for and is of no use; `seconds` of sound, where it is any."""
    used = None if seconds is None else _used(piece, seconds)
    return ModelError(what, kind=kind, remedy="Try another voice or correct the narration.", charged=True, used=used)


def _used(piece: Piece, seconds: float) -> Used:
    return Used(characters=len(piece.utterance.text), seconds=round(seconds, 2))


def _later(words: tuple[Word, ...], by: float) -> Iterator[Word]:
    for word in words:
        yield Word(text=word.text, start=word.start + by, end=word.end + by)
