"""What becomes of a post when its platform answers in each of the ways it can fail.

Tried for every platform, and written down as a page of the docs: `python -m tests.chaos.faults` writes it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.social.rules import PLATFORMS
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.windows.publishing import Outcome
from sandbox.process import SandboxProcess
from tests.chaos.accounts import PLAYED
from tests.chaos.material import Material
from tests.chaos.trial import START, next_moment, served
from tests.chaos.worker import TIMEOUT, Place, work

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
FAULTS = {
    "expired_token": "the token has expired",
    "revoked_token": "the permission was taken back",
    "permission": "the account may not do this",
    "rate_limit": "too many requests, with a time to come back",
    "rate_limit_bare": "too many requests, without one",
    "quota": "the allowance or the credits are used up",
    "validation": "the content is refused",
    "duplicate": "the same was posted before",
    "spam": "taken for spam",
    "unavailable": "503, not begun",
    "server_error": "500, nothing was made",
    "server_error_after": "500, though it was made",
    "drop": "connection lost before it was made",
    "drop_after": "connection lost, though it was made",
    "timeout": "no answer, nothing was made",
    "timeout_after": "no answer, though it was made",
    "garbage_after": "an answer that is none, though it was made",
}
"""The faults by the sandbox's name for them, in words."""

SPACING = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """How one fault ended. `pause` is how long the account rests ("until resumed"), `wait` until the post's next try or
    look, `finally_` where the post is once time has passed and a person has let the account go on."""

    account: str
    fault: str
    kind: str
    result: str
    state: str
    pause: timedelta | str | None
    wait: timedelta | None
    message: str
    finally_: str
    there: int


class Bench:
    """One platform's sandbox, and a store with an account on it."""

    def __init__(self, account: str, place: Place, store: Store, clock: FileClock, desk: httpx.Client) -> None:
        self.account = account
        self.place = place
        self.store = store
        self.clock = clock
        self.desk = desk
        self.material = Material(store, MediaStore(Path(place.media)), PLAYED[account].platform)
        self._number = 0
        self._requests = self._requests_before_sending()

    def refusals(self) -> list[str]:
        """The faults that this platform can answer with, or meet."""
        said = self.desk.post("/faults", json={"route": ".*", "kind": "?"}).json()["error"]
        known = set(re.findall(r"[a-z_]+", said))
        return [fault for fault in FAULTS if fault in known]

    def try_fault(self, fault: str) -> Row:
        """Let one post meet a fault at the request that would make it public."""
        post = self._new_post()
        order = {"route": ".*", "kind": fault, "skip": self._requests, "seconds": TIMEOUT * 1.5}
        if fault == "rate_limit":
            order["seconds"] = 1800
        self.desk.post("/faults", json=order).raise_for_status()
        began = self.clock.now()
        (outcome,) = [each for each in work(self.place, self.store) if each.post == post.id]
        self.desk.request("DELETE", "/faults").raise_for_status()
        row = self._row(fault, self.store.posts.get(post.id), outcome, began)
        self._let_time_pass(post.id)
        after = self.store.posts.get(post.id)
        return replace(row, finally_=after.state, there=self._there(after))

    def _row(self, fault: str, post: Post, outcome: Outcome, began: datetime) -> Row:
        pause = self.store.pauses.of(post.site, post.platform, post.account)
        rests: timedelta | str | None = None
        if pause is not None:
            rests = "until resumed" if pause.until is None else pause.until - began
        attempt = self.store.attempts.of(post.id)[-1]
        moment = attempt.look_at or (post.scheduled_at if post.state == "scheduled" else None)
        wait = moment - began if moment is not None and moment > began else None
        kind = attempt.error_kind or ("-" if outcome.result == "published" else str(outcome.kind))
        return Row(self.account, fault, kind, outcome.result, post.state, rests, wait, outcome.reason or "", "", 0)

    def _let_time_pass(self, post: str) -> None:
        for _ in range(40):
            found = self.store.posts.get(post)
            self.store.pauses.end(found.site, found.platform, found.account, "kim") if self._rests(found) else None
            if found.state in ("published", "failed", "held"):
                return
            self.clock.set(next_moment(self.store, post, self.clock.now()))
            work(self.place, self.store)

    def _rests(self, post: Post) -> bool:
        pause = self.store.pauses.of(post.site, post.platform, post.account)
        return pause is not None and pause.until is None

    def _there(self, post: Post) -> int:
        rows: list[dict[str, Any]] = self.desk.get("/posts").json()["posts"]
        return sum(post.title is not None and post.title in f"{row['text']}\n{row['title'] or ''}" for row in rows)

    def _new_post(self) -> Post:
        self._number += 1
        moment = max(self.clock.now(), START) + SPACING
        self.clock.set(moment)
        return self.material.schedule(self._number, PLAYED[self.account].kinds[0], moment)

    def _requests_before_sending(self) -> int:
        """How many requests go before the one that makes the post public."""
        self._new_post()
        counted, at = [0], [0]
        send, note = httpx.Client.send, self.store.attempts.note_handles

        def count(client: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
            counted[0] += 1
            return send(client, request, **more)

        def mark(attempt: int, handles: Any) -> None:
            if "sending" in handles:
                at[0] = counted[0]
            note(attempt, handles)

        httpx.Client.send, self.store.attempts.note_handles = count, mark  # type: ignore[method-assign]
        try:
            outcomes = work(self.place, self.store)
        finally:
            httpx.Client.send, self.store.attempts.note_handles = send, note  # type: ignore[method-assign]
        assert [each.result for each in outcomes] == ["published"], outcomes
        return at[0]


@contextmanager
def opened(account: str, folder: Path) -> Iterator[Bench]:
    """A bench for one account."""
    folder.mkdir(parents=True, exist_ok=True)
    clock, media = FileClock(folder / "clock"), folder / "media"
    clock.set(START)
    platform = PLAYED[account].platform
    with (
        SandboxProcess(folder / "sandbox", clock_file=clock.path, platforms=(platform,)) as sandbox,
        served(media) as media_url,
        httpx.Client(base_url=f"{sandbox.url}/_sandbox/{platform}", trust_env=False, timeout=60) as desk,
    ):
        url = f"sqlite:///{folder / 'store.db'}"
        place = Place(account, sandbox.url_of(platform), url, str(media), media_url, str(clock.path))
        store = place.open_store()
        store.migrate()
        yield Bench(account, place, store, clock, desk)
        store.close()


def tried(account: str, folder: Path) -> list[Row]:
    """Every fault of an account's platform."""
    with opened(account, folder) as bench:
        return [bench.try_fault(fault) for fault in bench.refusals()]


def page(rows: list[Row]) -> str:
    """The page of the docs."""
    accounts = dict.fromkeys(row.account for row in rows)
    return "\n".join([_OPENING, *(section([row for row in rows if row.account == name]) for name in accounts)])


def section(rows: list[Row]) -> str:
    """One account's part of the page."""
    account = rows[0].account
    title, extra = PLATFORMS[PLAYED[account].platform].title, account.removeprefix(PLAYED[account].platform).strip()
    heading = f"\n## {title}{f' ({extra})' if extra else ''}\n"
    columns = "| What happens | Kind | The post | Next | In the end | What people read |\n|---|---|---|---|---|---|"
    return "\n".join([heading, columns, *(_line(row) for row in rows)]) + "\n"


def _line(row: Row) -> str:
    message = re.sub(r"https?://\S+|\b\d{6,}\b|urn:\S+|at://\S+", "…", row.message)
    message = re.sub(r" \([^()]*(?:\([^()]*\))?[^()]*\)", "", message)  # a library's words for a lost connection
    message = re.sub(r"\d\d:\d\d UTC", "… UTC", message).replace("|", "\\|").replace("\n", " ")
    end = row.finally_ + ("" if row.there == (row.finally_ == "published") else f", {row.there} there")
    cells = (FAULTS[row.fault], row.kind, _state(row), _next(row), end, message)
    return f"| {' | '.join(cells)} |"


def _state(row: Row) -> str:
    if row.result == "failed" and row.state == "scheduled":
        return "scheduled again"
    return {"unknown": "in doubt", "paused": "keeps its place"}.get(row.result, row.result)


def _next(row: Row) -> str:
    if row.result == "published":
        return "-"
    if row.result == "paused":
        return f"the account rests {_span(row.pause)}"
    if row.result == "unknown":
        return f"the account is looked at after {_span(row.wait)}"
    return f"tried again after {_span(row.wait)}" if row.wait else "a person decides"


def _span(span: timedelta | str | None) -> str:
    """Rounded, so that jitter does not change the page."""
    if span is None or isinstance(span, str):
        return span or "-"
    minutes = span / timedelta(minutes=1)
    if minutes < 3:
        return "a minute"
    steps = (5, 10, 15, 30, 60, 120, 240, 480, 720, 1440)
    nearest = min(steps, key=lambda step: abs(step - minutes) / step)
    return f"about {nearest} minutes" if nearest < 60 else f"about {nearest // 60} h"


_OPENING = """# What can go wrong, platform by platform

Every row was tried: a post meets the fault at the very request that would make it public, and is followed until nothing
more happens by itself. Where an account rests until somebody resumes it, somebody did (`reprise accounts --resume`).
The kinds and their remedies are those of `reprise/windows/failures.py`. Tests write this page and hold it against what
they see (`python -m tests.chaos.faults`); the sandbox answers in the platforms' own words as far as they are known."""


def main() -> None:
    """Try everything and write the page."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="reprise-faults-") as folder:
        for account in PLAYED:
            rows += tried(account, Path(folder) / account.replace(" ", "-"))
    PAGE.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
