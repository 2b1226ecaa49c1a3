"""Why a post goes out when it does, and why not earlier, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Literal

from reprise.windows.plans import AccountRules

Turned = Literal["article", "announcement", "elsewhere", "allowance", "stale", "neighbour"]
"""Why an article could not have an opening that was free."""

_NAMED = 2  # posts that went first are named up to this many


class Passed:
    """The openings of one pass over an account's days, and what became of those before a post's own."""

    def __init__(
        self, rules: AccountRules, given: Iterable[str] = (), *, crowded: bool = False, even: bool = False
    ) -> None:
        self._rules, self._crowded, self._even = rules, crowded, even
        self._obstacles: Counter[str] = Counter()
        self._given = list(given)
        self._turned: dict[str, Counter[str]] = defaultdict(Counter)

    def note(self, obstacle: str) -> None:
        """An opening nobody could have."""
        self._obstacles[obstacle] += 1

    def note_given(self, post: str) -> None:
        """An opening that a post got."""
        self._given.append(post)

    def note_turned(self, article: str, reason: Turned) -> None:
        """An opening that an article could not have."""
        self._turned[article][reason] += 1

    def why(self, slot: str, article: str, late_for: str | None, lateness: str | None) -> str:
        """Why a post of the article gets the opening that is looked at now."""
        parts = [slot]
        if late_for:
            parts.append(f"some minutes later, because its article goes out on {late_for}")
        if self._even:
            parts.append("one of many that are spread evenly over these days")
        if self._crowded:
            parts.append("closer to its article's other posts than a day, to be out in time")
        if lateness:
            parts.append(lateness)
        before = [*self._given_ones(), *self._own(article), *self._others()]
        if before:
            parts.append(f"better or earlier times: {', '.join(before)}")
        return "; ".join(parts)

    def summary(self) -> str:
        """What became of all openings, as a sentence of its own; empty when there were none."""
        found = [*self._given_ones(), *self._others()]
        return f" Its times: {', '.join(found)}." if found else ""

    def _given_ones(self) -> Iterator[str]:
        if self._given:
            named = ", ".join(self._given[-_NAMED:])
            more = "… " if len(self._given) > _NAMED else ""
            yield f"{len(self._given)} went to posts ahead of it ({more}{named})"

    def _others(self) -> Iterator[str]:
        rules = self._rules
        words = {
            "full": f"on full days ({rules.cap_per_day} a day at most)",
            "close": f"less than {hours_of(rules.cooldown)} from another post",
            "quiet": "on quiet days",
            "quota": f"beyond what is left of {', '.join(sorted({quota.what for quota in rules.quotas}))}",
            "allowance": "more than the platform takes",
        }
        yield from (f"{self._obstacles[name]} {text}" for name, text in words.items() if self._obstacles[name])

    def _own(self, article: str) -> Iterator[str]:
        minutes = self._rules.platform_spacing // timedelta(minutes=1)
        words = {
            "article": "too close to its article's other posts",
            "neighbour": "right after or before its article's other posts",
            "announcement": "before its article's announcement",
            "elsewhere": f"less than {minutes} minutes from its article's post on another account",
            "allowance": "more than the platform takes of its kind",
        }
        turned = self._turned.get(article, Counter())
        yield from (f"{turned[name]} {text}" for name, text in words.items() if turned[name])


def hours_of(span: timedelta) -> str:
    """A span as people say it."""
    hours = span / timedelta(hours=1)
    return f"{hours:g} hour{'' if hours == 1 else 's'}"
