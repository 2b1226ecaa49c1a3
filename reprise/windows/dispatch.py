"""Sending what is due and looking for what is in doubt: accounts side by side, an account's posts one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from reprise.clock import Clock
from reprise.errors import RepriseError
from reprise.media import MediaStore
from reprise.store.records import Attempt, Post
from reprise.store.store import Store
from reprise.windows.failures import FAILURES, FailureKind, PlatformError, backoff
from reprise.windows.outgoing import Look, Publisher
from reprise.windows.publishing import Outcome, Result, publish_due
from reprise.windows.settling import Settler

AT_ONCE = 8
"""Accounts that are worked on side by side; the work is waiting for answers."""

OpenClient = Callable[[Post], Publisher]
_RESULTS: dict[str, Result] = {"published": "published", "continue": "waiting", "unknowable": "held"}


@dataclass
class _Work:
    """One account's share."""

    due: list[Post] = field(default_factory=list)
    in_doubt: list[tuple[Attempt, Post]] = field(default_factory=list)


class Dispatcher:
    """Sends posts to their accounts.

    Args:
        open_client: the client of a post's account.
    """

    def __init__(self, store: Store, media: MediaStore, clock: Clock, open_client: OpenClient) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._open = open_client
        self._settler = Settler(store, clock)

    def send(
        self, due: Iterable[Post], in_doubt: Iterable[Attempt] = (), run_id: str | None = None
    ) -> tuple[Outcome, ...]:
        """Look for each attempt in doubt, then send each due post; what became of them, account by account.

        An account that cannot be opened rests, with its posts; it stops no other.
        """
        work: dict[tuple[str, str, str], _Work] = defaultdict(_Work)
        for attempt in in_doubt:
            post = self._store.posts.get(attempt.post)
            work[_account(post)].in_doubt.append((attempt, post))
        for post in due:
            work[_account(post)].due.append(post)
        if not work:
            return ()
        with ThreadPoolExecutor(min(AT_ONCE, len(work)), thread_name_prefix="account") as pool:
            done = [pool.submit(self._serve, share, run_id) for share in work.values()]
        return tuple(outcome for share in done for outcome in share.result())  # a fault stops no other account

    def _serve(self, work: _Work, run_id: str | None) -> Sequence[Outcome]:
        first = work.due[0] if work.due else work.in_doubt[0][1]
        try:
            client = self._open(first)
        except RepriseError as error:
            return self._leave(work, error)
        try:
            looked = [self._look(attempt, client) for attempt, _ in work.in_doubt]
            return [*looked, *self._send_all(work.due, client, run_id)]
        finally:
            client.close()

    def _send_all(self, due: Sequence[Post], client: Publisher, run_id: str | None) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for post in due:
            outcomes.append(publish_due(post.id, client, self._store, self._media, self._clock, run_id))
            if outcomes[-1].result == "paused":
                break  # the others would meet the same; they keep their place
        return outcomes

    def _look(self, attempt: Attempt, client: Publisher) -> Outcome:
        found: Look = self._settler.look(attempt, client)
        state = self._store.posts.get(attempt.post).state
        result: Result = "held" if state == "held" else _RESULTS.get(found.verdict, "unknown")
        return Outcome(
            post=attempt.post, result=result, remote_ids=found.remote_ids, url=found.url, reason=found.reason or None
        )

    def _leave(self, work: _Work, error: RepriseError) -> list[Outcome]:
        """The account cannot be opened: it rests until somebody has mended that, and is told once."""
        first = work.due[0] if work.due else work.in_doubt[0][1]
        kind: FailureKind = error.kind if isinstance(error, PlatformError) else "auth"
        passing = isinstance(error, PlatformError) and FAILURES[kind].retryable
        until = backoff(error, 0, self._clock.now(), first.account) if passing else None  # type: ignore[arg-type]
        self._store.pauses.begin(first, kind, str(error), until)
        posts = [*work.due, *(post for _, post in work.in_doubt)]
        return [Outcome(post=post.id, result="paused", reason=str(error), kind=kind, retry_at=until) for post in posts]


def _account(post: Post) -> tuple[str, str, str]:
    return post.site, post.platform, post.account
