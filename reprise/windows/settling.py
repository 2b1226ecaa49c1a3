"""What becomes of posts whose publisher was lost or whose outcome is unknown.

They are found on the account, sent again when they are surely not there, else held for a person. Every decision is
taken on a version of the post, so that two processes never settle it twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from reprise.clock import Clock
from reprise.errors import Conflict, RepriseError
from reprise.store.records import Attempt, Post
from reprise.store.store import Store
from reprise.windows.failures import scrub
from reprise.windows.outgoing import Look, Outgoing, Publisher
from reprise.windows.publishing import live_ids

STUCK_AFTER = timedelta(minutes=30)
"""A post that shows no sign of life for so long while it is being published has lost its publisher."""

LOOKS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 120, 240, 480))
"""The pauses between looks at an account; after the last one, most of a day, a person is asked."""

LOOK_WITHIN = timedelta(minutes=5)
"""After so long a look has died with its process, and another may be had."""

RunIsAlive = Callable[[str], bool | None]
_PERSON = "Look at the account, then say what you found: reprise settle."


class Settler:
    """Deals with the posts that are being published and nobody works on."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find_lost(self, *, after: timedelta = STUCK_AFTER, run_is_alive: RunIsAlive | None = None) -> tuple[str, ...]:
        """Notice publishers that were lost; the ids of the posts that were dealt with.

        When surely nothing was sent the post is due again at its own time; else it is in doubt, and will be looked for.

        Args:
            run_is_alive: tells whether the run of an attempt still works (None: nobody can say). One that has ended
                is not waited for.
        """
        now, found = self._clock.now(), []
        for post in self._store.posts.find(states=("publishing",)):
            try:
                if self._deal_with(post, now, after, run_is_alive):
                    found.append(post.id)
            except Conflict:  # its publisher lives after all, or somebody else was faster
                continue
        return tuple(found)

    def due(self) -> tuple[Attempt, ...]:
        """The attempts in doubt whose account is to be looked at now."""
        return self._store.attempts.to_look_for(self._clock.now())

    def look(self, attempt: Attempt, client: Publisher) -> Look:
        """Look at the account for one attempt in doubt, and do what follows from it. One process looks at a time."""
        taken = self._store.posts.begin_look(attempt, self._clock.now() + LOOK_WITHIN)
        if taken is None:
            return Look(verdict="pending", reason="It was settled meanwhile, or somebody else is looking for it.")
        post, attempt = taken
        known, live = dict(attempt.handles), live_ids([attempt])
        if len(live) >= len(post.texts):
            found = Look(verdict="published", remote_ids=live, url=post.url)
        elif Outgoing.of(post).fingerprint != attempt.fingerprint:
            found = Look(verdict="unknowable", reason="It was changed since it was sent.")
        else:
            found = self._ask(post, attempt, client, known)
        try:
            self._follow(post, attempt, found)
        except Conflict:  # somebody settled it meanwhile
            return found.model_copy(update={"verdict": "pending"})
        return found

    def _ask(self, post: Post, attempt: Attempt, client: Publisher, known: dict[str, object]) -> Look:
        """The platform's word. An absence counts only when the request cannot be under way any more."""
        try:
            found = client.look(Outgoing.of(post), known, attempt.started_at)
        except DBAPIError:
            raise
        except RepriseError as error:
            return Look(verdict="unclear", reason=str(error))
        except Exception as error:  # a look that fails must not keep the account's other posts from going out
            return Look(verdict="unclear", reason=scrub(f"Looking failed ({type(error).__name__}: {error})."))
        if found.verdict == "continue" and self._clock.now() - attempt.noted_at < client.settle_after:
            return Look(verdict="pending", reason=f"Too early to say: {found.reason}")
        return found

    def _follow(self, post: Post, attempt: Attempt, found: Look) -> None:
        if found.verdict == "published":
            self._store.posts.publish_succeeded(
                post.id,
                found.remote_ids,
                found.url,
                by="automation",
                attempt=attempt.id,
                at=attempt.noted_at,
                problems=_beside(post),
                version=post.version,
            )
        elif found.verdict == "continue":
            self._store.posts.send_again(
                post.id,
                f"The account was looked at: {found.reason or 'it is not there.'}",
                attempt=attempt.id,
                outcome="absent",
                handles=found.handles,
                version=post.version,
            )
        elif found.verdict == "unknowable":
            self._give_up(post, attempt, found.reason)
        elif attempt.looks >= len(LOOKS):
            self._give_up(post, attempt, f"After {attempt.looks + 1} looks nobody can say ({found.reason}).")
        else:
            self._store.attempts.look_again(attempt, self._clock.now() + LOOKS[attempt.looks], found.reason)

    def _give_up(self, post: Post, attempt: Attempt, reason: str) -> None:
        before = f"{post.problem} " if post.problem else ""
        self._store.posts.hold(
            post.id, f"{before}{reason} {_PERSON}", by="automation", attempt=attempt.id, version=post.version
        )

    def _deal_with(self, post: Post, now: datetime, after: timedelta, run_is_alive: RunIsAlive | None) -> bool:
        attempts = self._store.attempts.of(post.id)
        current = [each for each in attempts if each.started_at >= post.updated_at]
        last = attempts[-1] if attempts else None
        if last is not None and last.outcome == "unknown" and last.look_at is not None:
            return False  # it is in doubt already: the account is looked at
        if not current or last is None:  # an attempt is recorded before the first byte leaves
            if now - post.updated_at < after:
                return False
            message = "Its publisher was lost before anything was sent."
            self._store.posts.send_again(post.id, message, version=post.version)
        elif last.ended_at is not None:
            self._finish(post, last)
        elif not _is_lost(last, now, after, run_is_alive):
            return False
        elif last.never_sent:
            message = "Its publisher was lost before it sent the post."
            self._store.posts.send_again(post.id, message, attempt=last.id, version=post.version)
        else:
            reason = "Its publisher was lost while it was sending; the post may be on the account."
            self._store.posts.in_doubt(
                post.id, reason, attempt=last.id, look_at=now, by="automation", version=post.version
            )
        return True

    def _finish(self, post: Post, attempt: Attempt) -> None:
        """The publisher was lost between the end of its attempt and the end of the post's publishing."""
        if attempt.outcome == "failed":
            kind, message = attempt.error_kind or "failed", attempt.error or "No reason was recorded."
            self._store.posts.publish_failed(post.id, kind, message, by="automation", version=post.version)
        elif attempt.outcome in ("abandoned", "absent", "waiting"):
            self._store.posts.send_again(post.id, "Its attempt had ended before it was sent.", version=post.version)
        else:
            reason = f"Its attempt ended as {attempt.outcome}, its publisher was lost before it said where the post is."
            self._store.posts.in_doubt(
                post.id,
                reason,
                attempt=attempt.id,
                look_at=self._clock.now(),
                by="automation",
                late=True,
                version=post.version,
            )


def _is_lost(attempt: Attempt, now: datetime, after: timedelta, run_is_alive: RunIsAlive | None) -> bool:
    alive = run_is_alive(attempt.run) if attempt.run is not None and run_is_alive is not None else None
    return now - attempt.noted_at >= after if alive is None else not alive


def _beside(post: Post) -> tuple[str, ...]:
    """What is added to a post after it is public, and may be missing when its publisher was lost."""
    film = post.video
    parts = (
        "its first comment" if post.first_comment else "",
        "the subtitles" if film and film.subtitles else "",
        "the cover" if film and film.cover else "",
    )
    named = " and ".join(part for part in parts if part)
    return (f"Its publisher was lost: look whether {named} came with it.",) if named else ()
