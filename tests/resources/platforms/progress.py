"""A client's progress as a test sees it: what was told, in which order; and a process killed at a moment of choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Killed(BaseException):
    """The process was killed here. No client may catch it."""


class Handles(dict[str, Any]):
    """Everything a client has told, by name, as the store would keep it.

    Args:
        known: what earlier attempts have left.
        die_before: the process is killed when this is told for the `nth` time: before it is kept.
        die_after: the same, right after it was kept.
    """

    def __init__(
        self,
        known: Mapping[str, Any] | None = None,
        *,
        die_before: str | None = None,
        die_after: str | None = None,
        nth: int = 1,
    ) -> None:
        super().__init__({name: value for name, value in (known or {}).items() if name not in ("sent", "sending")})
        self.order: list[str] = []
        self._before = die_before
        self._after = die_after
        self._nth = nth

    @property
    def known(self) -> Mapping[str, Any]:
        return dict(self)

    def note(self, name: str, value: Any) -> None:
        self.order.append(name)
        times = self.order.count(name)
        if name == self._before and times == self._nth:
            raise Killed
        self[name] = value
        if name == self._after and times == self._nth:
            raise Killed

    def sending(self, number: int = 0) -> None:
        self.note("sending", number)

    def posted(self, *remote_ids: str) -> None:
        self.note("posts", list(remote_ids))
