"""What the stand-ins of text models share: what they say and how it ends, what it takes, and what it costs."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sandbox.models.mind import Mind
from sandbox.models.server import Planned, StandIn

ENDS = ("refusal", "content_filter", "cut", "schema_violation", "not_json", "fenced")
"""How an answer can go wrong that the call itself did not: it is paid for all the same.

"cut" ends at the limit of tokens; "schema_violation" has a field too few, "not_json" is prose, "fenced" is good JSON
after thoughts and within a fence.
"""
_PIECE = 48
"""Characters of a stream's event."""
_PREFIX = 1_024
"""Tokens from which on a prompt's beginning is kept for the next."""


End = Literal["complete", "refusal", "content_filter", "cut"]


@dataclass(frozen=True)
class Rate:
    """US dollars for a million tokens, as the provider's page says (read 2026-11)."""

    input: float
    cached: float
    stored: float
    output: float


@dataclass(frozen=True)
class Speech:
    """What was said. `reads` are the prompt's tokens, `cached` of them read from the cache; `says` those of the answer,
    `thought` of them before it."""

    text: str
    end: End
    reads: int
    cached: int
    says: int
    thought: int


@dataclass
class Talking(StandIn):
    """A stand-in of a provider of text models.

    `thinks` are tokens before each answer, `caches` whether a long prompt's beginning is cheaper the second time,
    `delay` seconds before an answer, `pause` between a stream's events.
    """

    mind: Mind = field(default_factory=Mind)
    thinks: int = 0
    caches: bool = False
    delay: float = 0.0
    pause: float = 0.0
    rates: ClassVar[Mapping[str, Rate]] = {}
    own: ClassVar[tuple[str, ...]] = (*ENDS, "stream_cut", "stream_error")

    def __post_init__(self) -> None:
        super().__post_init__()
        self._beginnings: set[str] = set()

    def spoken(
        self,
        call: str,
        system: str,
        turns: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any] | None,
        most: int,
    ) -> Speech:
        """The answer to a conversation, as what is planned for this call spoils it."""
        reads = tokens(system) + sum(tokens(turn["content"]) for turn in turns) + tokens(json.dumps(schema or {}))
        fault = self.take(call, *ENDS)
        kind = fault.kind if fault else ""
        text, end = _spoiled(self.mind.answer(system, turns, schema), kind)
        says = tokens(text) + self.thinks
        if says > most and end == "complete":
            text, end = text[: max(0, (most - self.thinks) * 4)], "cut"
            says = most
        return Speech(text, end, reads, self._cached(system, turns), says, self.thinks)

    def _cached(self, system: str, turns: Sequence[Mapping[str, str]]) -> int:
        """Tokens of the longest beginning that came before."""
        if not self.caches:
            return 0
        beginnings = [system]
        for turn in turns:
            beginnings.append(f"{beginnings[-1]}\n{turn['content']}")
        known = [each for each in beginnings if each in self._beginnings and tokens(each) >= _PREFIX]
        self._beginnings.update(beginnings)
        return tokens(known[-1]) if known else 0

    def bill(self, body: Mapping[str, Any], speech: Speech, *, key: str, remote: str) -> float:
        """Charge what was said."""
        rate = self.rates.get(str(body["model"]), Rate(0, 0, 0, 0))
        usd = (
            (speech.reads - speech.cached) * rate.input + speech.cached * rate.cached + speech.says * rate.output
        ) / 1e6
        self.bills.charge(body, usd, key=key, model=str(body["model"]), id=remote)
        return usd

    async def wait(self) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)

    def stream(self, call: str, events: Iterable[tuple[str, Mapping[str, Any] | str]], error: Any) -> Response:
        """Server-sent events: (name or "", data). Broken off or ended with an error in the middle where planned."""
        every = list(events)
        fault = self.take(call, "stream_cut", "stream_error")
        return StreamingResponse(self._events(every, fault, error), media_type="text/event-stream")

    async def _events(
        self, every: Sequence[tuple[str, Mapping[str, Any] | str]], fault: Planned | None, error: Any
    ) -> AsyncIterator[str]:
        for number, (name, data) in enumerate(every):
            if fault and number >= len(every) // 2:
                if fault.kind == "stream_error":
                    yield _event("error", error)
                return
            if self.pause:
                await asyncio.sleep(self.pause)
            yield _event(name, data)


def _event(name: str, data: Mapping[str, Any] | str) -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    return f"event: {name}\ndata: {text}\n\n" if name else f"data: {text}\n\n"


def _spoiled(text: str, kind: str) -> tuple[str, End]:
    ends: dict[str, tuple[str, End]] = {
        "refusal": ("I'm sorry, but I can't help with that.", "refusal"),
        "content_filter": ("", "content_filter"),
        "cut": (text[: len(text) // 2], "cut"),
        "not_json": ("Here is what you asked for: a fine post about the article.", "complete"),
        "fenced": (f"<think>\nIt is about {{{{this}}}}.\n</think>\n\nHere it is:\n```json\n{text}\n```", "complete"),
    }
    if kind == "schema_violation":
        answer = json.loads(text)
        answer.pop(next(iter(answer)))
        return json.dumps(answer), "complete"
    return ends.get(kind, (text, "complete"))


def tokens(text: str) -> int:
    """About as many as a tokenizer finds in English: one for four bytes."""
    return max(1, round(len(text.encode()) / 4))


def pieces(text: str) -> list[str]:
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)] or [""]


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid.uuid4().hex}"


def now() -> int:
    return int(time.time())


async def json_body(request: Request) -> dict[str, Any] | None:
    """The request's JSON object; None for anything else."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def plain(content: Any) -> str:
    """A message's text, which may come in parts."""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text", "")) for part in content or ())


def bearer(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ").strip()
