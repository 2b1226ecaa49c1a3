"""What can go wrong when a model is asked, sorted once where the provider's answer is read."""

from __future__ import annotations

from functools import partial
from typing import Literal

from reprise.errors import RepriseError
from reprise.models.used import Used

FailureKind = Literal[
    "auth",  # the key is wrong, or may not do this
    "quota",  # the account has no money or allowance left
    "rate_limit",  # too many at once: later
    "overloaded",  # the provider has too much to do: later
    "server",  # a fault of the provider's: later
    "network",  # it was not reached: nothing was sent
    "timeout",  # no answer in time: it may have been done, and charged
    "validation",  # the request is wrong for this model: it would be refused again
    "too_long",  # the text is longer than the model takes
    "refused",  # the model or a content filter declined
    "truncated",  # the answer ended before its time
    "malformed",  # the answer is not what was agreed: no JSON, another schema, another type of file
    "unavailable",  # it does not exist (any more): model, voice, server
    "budget",  # the site has spent what it may
    "busy",  # another process is asking the same; its answer did not come in time
]

RETRIED: frozenset[FailureKind] = frozenset({"rate_limit", "overloaded", "server", "network", "timeout"})
"""What the same provider may do better a little later."""

NOBODYS_FAULT: frozenset[FailureKind] = frozenset(
    {"refused", "truncated", "malformed", "too_long", "validation", "busy"}
)
"""What says nothing about the provider's health: its breaker does not count these."""


class ModelError(RepriseError):
    """A provider did not do what it was asked.

    Args:
        kind: what sort of failure it is.
        retry_after: seconds after which the provider wants to be asked again, where it says so.
        charged: whether the call was paid for; None where nobody can know. While a call is waited for that the provider
            has accepted, a failed look at it is None; that the work itself has failed is True or False.
        used: what a call took that was paid for and is of no use, as far as the provider says it.
    """

    def __init__(
        self,
        what: str,
        *,
        kind: FailureKind,
        where: str | None = None,
        remedy: str | None = None,
        retry_after: float | None = None,
        charged: bool | None = False,
        used: Used | None = None,
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.kind: FailureKind = kind
        self.retry_after = retry_after
        self.charged = charged
        self.used = used

    def at(self, where: str) -> ModelError:
        inner = f"{where}: {self.where}" if self.where else where
        return self._with(inner)

    def _with(self, where: str | None) -> ModelError:
        return ModelError(
            self.what,
            kind=self.kind,
            where=where,
            remedy=self.remedy,
            retry_after=self.retry_after,
            charged=self.charged,
            used=self.used,
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (
            partial(
                ModelError,
                self.what,
                kind=self.kind,
                where=self.where,
                remedy=self.remedy,
                retry_after=self.retry_after,
                charged=self.charged,
                used=self.used,
            ),
            (),
        )


class NoAnswer(RepriseError):
    """Nobody in a task's chain could do it; the built-in part does it instead, where there is one."""
