"""The sorts of failure a platform can answer with: which of them a later try can mend, and what a person does.

Errors are sorted once, at the edge, where the platform's own words are known; everything behind asks only for the kind.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote, quote_plus

from reprise.digest import digest
from reprise.errors import RepriseError

FailureKind = Literal[
    "auth",
    "permission",
    "rate_limit",
    "quota",
    "validation",
    "duplicate",
    "spam",
    "media_processing",
    "network",
    "server",
    "unknown_outcome",
]


Reach = Literal["post", "account"]
"""Whom a failure concerns: this post alone, or every post of the account (or app) until its cause is gone."""


@dataclass(frozen=True)
class Failure:
    """One sort of failure. `retry_minutes` is the pause before a new try where the platform names none; None: a new
    try cannot succeed before a person has done something. `reach` is the usual one."""

    kind: FailureKind
    meaning: str
    remedy: str
    retry_minutes: float | None = None
    reach: Reach = "post"

    @property
    def retryable(self) -> bool:
        return self.retry_minutes is not None


FAILURES: Mapping[FailureKind, Failure] = MappingProxyType(
    {
        failure.kind: failure
        for failure in (
            Failure(
                "auth",
                "The platform does not accept the credentials.",
                "Connect the account again; its posts wait until then.",
                reach="account",
            ),
            Failure(
                "permission",
                "The account or the app may not do this.",
                "Grant the missing permission and connect the account again; its posts wait until then.",
                reach="account",
            ),
            Failure(
                "rate_limit", "Too many requests in a short time.", "It is tried again by itself.", 15, reach="account"
            ),
            Failure(
                "quota",
                "The plan's credits or the day's allowance are used up.",
                "Raise the plan's limit, then let the account go on: reprise accounts --resume.",
                reach="account",
            ),
            Failure("validation", "The platform refuses the content.", "Edit the post and schedule it again."),
            Failure(
                "duplicate",
                "The account has posted this text already.",
                "Look at the account; cancel this post or change its text.",
            ),
            Failure(
                "spam",
                "The platform took the post for spam.",
                "Look at the account, then let it go on: reprise accounts --resume.",
                reach="account",
            ),
            Failure(
                "media_processing",
                "The platform could not process the picture or film.",
                "Make the file again, or remove it from the post.",
                30,
            ),
            Failure("network", "The platform could not be reached; nothing was posted.", "It is tried again.", 5),
            Failure("server", "The platform failed before it took the post.", "It is tried again.", 10),
            Failure(
                "unknown_outcome",
                "The connection ended before the platform answered: the post may or may not be there.",
                "It is settled by looking at the account; where that is impossible, a person looks: reprise settle.",
            ),
        )
    }
)
"""Every kind by name."""


class PlatformError(RepriseError):
    """A platform refused, failed or did not answer.

    Args:
        kind: the sort of failure, which decides whether a later try makes sense.
        message: what happened, one sentence, with the platform's own words.
        retry_at: when the platform will listen again, if it said so.
        status: its HTTP status, if it answered.
        reach: whom it concerns, where that is not what the kind usually means.
        waiting: nothing is wrong, the platform is still at work on the media; the post goes on at `retry_at`.
        secrets: strings that must not appear in the error; they are blanked, as is whatever looks like a credential.
    """

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        where: str | None = None,
        remedy: str | None = None,
        retry_at: datetime | None = None,
        status: int | None = None,
        reach: Reach | None = None,
        waiting: bool = False,
        secrets: Iterable[str] = (),
    ) -> None:
        self.kind: FailureKind = kind
        self.retry_at = retry_at
        self.status = status
        self.reach: Reach = reach or FAILURES[kind].reach
        self.waiting = waiting
        super().__init__(scrub(message, secrets), where=where, remedy=remedy or FAILURES[kind].remedy)

    @property
    def retryable(self) -> bool:
        """Whether the same post can succeed later without a person doing anything."""
        return self.retry_at is not None or FAILURES[self.kind].retryable

    def at(self, where: str) -> PlatformError:
        return self._again(where=f"{where}: {self.where}" if self.where else where)()

    def __reduce__(self) -> tuple[object, ...]:
        return self._again(where=self.where), ()

    def _again(self, *, where: str | None) -> partial[PlatformError]:
        return partial(
            PlatformError,
            self.kind,
            self.what,
            where=where,
            remedy=self.remedy,
            retry_at=self.retry_at,
            status=self.status,
            reach=self.reach,
            waiting=self.waiting,
        )


def backoff(error: PlatformError, failures: int, now: datetime, seed: str) -> datetime:
    """When a post that has failed `failures` times before is tried again: doubling pauses with jitter.

    The jitter (up to a fifth, by `seed`) keeps posts that failed together from coming back together. Never before the
    platform's own time.
    """
    minutes = (FAILURES[error.kind].retry_minutes or 0) * 2**failures
    spread = 1 + int(digest("jitter", seed, failures)[:4], 16) / 0xFFFF / 5
    return max(error.retry_at or now, now + timedelta(minutes=minutes * spread))


_CODED = 8
"""A shorter secret's base64 could stand anywhere by chance."""

_CREDENTIAL = re.compile(
    r"""(?ix)
    (?P<before>
        \b(?:bearer|basic|oauth)\s+
      | \b(?:access_token|refresh_token|client_secret|api_key|apikey|password|token)["']?\s*[=:]\s*["']?
      | ://[^/\s:@]+:
      | /bot(?=\d+:)
    )
    (?P<secret>[^\s"'&,;@]+)
    """
)


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with the given secrets, also as addresses, JSON and base64 write them, and whatever follows a credential's
    usual name, replaced by `***`. To be called before a text is shortened: a part of a secret is not recognised."""
    for form in sorted({form for secret in secrets if secret for form in _forms(secret)}, key=len, reverse=True):
        text = text.replace(form, "***")
    return _CREDENTIAL.sub(lambda match: f"{match['before']}***", text)


def _forms(secret: str) -> Iterator[str]:
    """How a secret may be written by whoever was sent it and tells it back."""
    coded = secret.encode(errors="surrogateescape")
    yield secret
    yield from (quote(coded, safe=""), quote(coded), quote_plus(coded))
    yield from (json.dumps(secret, ensure_ascii=plain)[1:-1] for plain in (True, False))
    yield json.dumps(secret)[1:-1].replace("/", "\\/")
    yield escape(secret)
    yield from _in_base64(coded)


def _in_base64(secret: bytes) -> Iterator[str]:
    """What stands in a base64 text that has the secret anywhere in it, as a header of HTTP's Basic scheme has."""
    if len(secret) < _CODED:
        return
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):  # the first and last signs depend on what stands beside it
            yield encode(b"\0" * shift + secret).decode()[(0, 2, 3)[shift] : (shift + len(secret)) // 3 * 4]
