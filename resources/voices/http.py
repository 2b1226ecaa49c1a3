"""Voices on a speech server of the operator's own, spoken to over HTTP; each kind of server is a dialect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Protocol

import httpx
import regex

from reprise.errors import BadSettings, Unavailable
from reprise.film_settings import VoiceServer
from reprise.video.voice.voiceover import UnusableSound, Utterance, Word
from resources.http import MEGABYTE, Fetcher, Response

_ANYWHERE = ("0.0.0.0/0", "::/0")
"""The operator names the server, so its address may be a private one."""
_SOUND = 64 * MEGABYTE
"""Largest answer: eleven minutes of speech at 48 kHz, and XTTS's list of speakers."""
_SENTENCE = regex.compile(r"(?<=[.!?…。！？؟][\p{Pe}\p{Pf}\"']*)\s*(?=\S)")
_CLAUSE = regex.compile(r"(?<=[,;:、，；،–—])\s*(?=\S)")


class Server:
    """One server: asks it and says what is wrong with its answers."""

    def __init__(self, name: str, settings: VoiceServer) -> None:
        self.name = name
        self.settings = settings
        self._where = f"voice server {name}"
        self._fetcher = Fetcher(
            timeout=settings.timeout, deadline=settings.timeout * 1.5, max_bytes=_SOUND, allow_private=_ANYWHERE
        )

    def get(self, path: str) -> Any:
        """JSON from the server. Raises `BadSettings` when there is no such path: it is another kind of server."""
        response = self._fetcher.get(self._url(path), accept_status=range(400, 600))
        self._check(response, path)
        return self._json(response)

    def post(self, path: str, body: Mapping[str, Any]) -> Response:
        """The answer to a JSON body. Raises `BadSettings` for 404 and 405 as `get` does."""
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        url = self._url(path)
        response = self._fetcher.post(url, content, headers=headers, name=self._where, max_bytes=_SOUND)
        self._check(response, path)
        return response

    def upload(self, path: str, field: str, data: bytes) -> Any:
        """JSON for a WAV that is sent as a form's file. Raises as `post` does."""
        form = httpx.Request("POST", self._url(path), files={field: ("recording.wav", data, "audio/wav")})
        headers = {"Content-Type": form.headers["Content-Type"]}
        url = self._url(path)
        response = self._fetcher.post(url, form.read(), headers=headers, name=self._where, max_bytes=_SOUND)
        self._check(response, path)
        return self._json(response)

    def wrong(self, what: str, setting: str, remedy: str) -> BadSettings:
        """What is wrong with this server's settings."""
        return BadSettings(what, where=f"films.voice_servers.{self.name}.{setting}", remedy=remedy)

    def _url(self, path: str) -> str:
        return self.settings.url.rstrip("/") + path

    def _check(self, response: Response, path: str) -> None:
        if response.status in (404, 405):
            kind = self.settings.type
            raise self.wrong(f"The server has no {path}.", "url", f"Check that a current {kind} server answers there.")
        if response.status in (400, 413, 422):
            raise UnusableSound(
                f"The server refused the line ({response.status}): {_said(response)}",
                where=self._where,
                remedy="Check its voice, speaker and language.",
            )
        if not 200 <= response.status < 300:
            raise Unavailable(
                f"The server answered {response.status}: {_said(response)}", where=self._where, remedy="Read its log."
            )

    def _json(self, response: Response) -> Any:
        try:
            return json.loads(response.content)
        except (ValueError, RecursionError):
            raise Unavailable(
                f"The server's answer is not JSON but {_said(response)!r}.",
                where=self._where,
                remedy="Check the address.",
            ) from None

    def sound(self, response: Response) -> bytes:
        """The WAV of an answer. Raises `UnusableSound` for anything else."""
        if response.content[:4] != b"RIFF":
            kind = response.content_type or "no type"
            raise UnusableSound(
                f"The server answered {kind} instead of a WAV: {_said(response)!r}",
                where=self._where,
                remedy="Check the address.",
            )
        return response.content


class Dialect(Protocol):
    """How one kind of server is asked. `identity` is all of its settings that change the sound."""

    @property
    def identity(self) -> str: ...

    def ready(self, language: str) -> None:
        """Raises `BadSettings` when the server lacks what the settings ask for."""
        ...

    def speak(self, utterance: Utterance, language: str) -> bytes:
        """A WAV."""
        ...


class ServerVoice:
    """A voice of a server. What the server has is looked up once, before the first line."""

    reads_numbers = False

    def __init__(self, dialect: Dialect, server: Server, speed: float) -> None:
        self._dialect = dialect
        self._server = server
        self._speed = speed
        self._ready: set[str] = set()

    @cached_property
    def signature(self) -> str:
        return f"{self._server.settings.type} {self._server.name} {self._dialect.identity} ×{self._speed:g} (1)"

    @property
    def place(self) -> str:
        """Where it is reached, for people."""
        return self._server.settings.url

    def words_per_minute(self, language: str) -> float:
        del language
        return self._server.settings.words_per_minute * self._speed

    def check(self, language: str) -> None:
        """Ask the server whether it can speak. Raises what is wrong."""
        self._dialect.ready(language)
        self._ready.add(language)

    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...] | None]:
        """See `Voice`; these servers tell no times."""
        if language not in self._ready:
            self.check(language)
        return self._dialect.speak(utterance, language), None


def pieces(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit` characters, cut after sentences, else clauses, words or anywhere."""
    found = [text.strip()]
    for cut in (_SENTENCE, _CLAUSE, regex.compile(r"\s+")):
        found = [part for piece in found for part in ([piece] if len(piece) <= limit else _joined(piece, cut, limit))]
    return [piece[at : at + limit] for piece in found for at in range(0, len(piece), limit)]


def _joined(text: str, cut: regex.Pattern[str], limit: int) -> list[str]:
    joined: list[str] = []
    for part in cut.split(text):
        if joined and len(joined[-1]) + 1 + len(part) <= limit:
            joined[-1] += f" {part}"
        elif part:
            joined.append(part)
    return joined


def _said(response: Response) -> str:
    text = response.content[:200].decode("utf-8", errors="replace")
    return " ".join(text.split())[:120] or "nothing"
