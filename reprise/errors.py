"""The errors people read: what went wrong, where, and how to mend it."""

from __future__ import annotations

from functools import partial


class RepriseError(Exception):
    """A failure somebody can act on.

    Args:
        what: the fault, one sentence.
        where: the article, file, line or setting it was found in.
        remedy: what to do about it.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} {self.remedy}" if self.remedy else text

    def at(self, where: str) -> RepriseError:
        """The same error with the outer place put before its own."""
        inner = f"{where}: {self.where}" if self.where else where
        return type(self)(self.what, where=inner, remedy=self.remedy)

    def __reduce__(self) -> tuple[object, ...]:
        # without this an error made in a worker process could not be read by the one that waits for it
        return partial(type(self), self.what, where=self.where, remedy=self.remedy), ()


class BadInput(RepriseError):
    """One article, feed or file is unusable; everything else goes on."""


class BadSettings(RepriseError):
    """A site's file or an environment variable is wrong."""


class NotFound(RepriseError):
    """What was asked for does not exist."""


class Conflict(RepriseError):
    """Somebody else changed the row first, or its state does not allow the change."""


class Unavailable(RepriseError):
    """A service outside did not answer as it should; trying again later may succeed."""
