"""The life of a post: its states, the changes allowed between them, and who may be behind a change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from reprise.errors import BadInput, Conflict

State = Literal["draft", "approved", "scheduled", "publishing", "published", "failed", "held", "cancelled"]

TRANSITIONS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        "draft": frozenset({"approved", "cancelled"}),
        # Back to approved: no free time was left. Held: what was approved is not what would be sent.
        "approved": frozenset({"draft", "scheduled", "cancelled"}),
        # Published: a publisher that had been given up for lost brings the news.
        "scheduled": frozenset({"draft", "approved", "scheduled", "publishing", "published", "held", "cancelled"}),
        # Back to scheduled: nothing was sent and trying again can succeed. While its outcome is looked for it stays.
        "publishing": frozenset({"published", "failed", "held", "scheduled"}),
        "published": frozenset({"cancelled"}),  # a person took it off the platform
        "failed": frozenset({"draft", "scheduled", "held", "cancelled"}),
        # A person looked at the account: it is there, it is not, or it shall not be.
        "held": frozenset({"published", "failed", "scheduled", "cancelled"}),
        "cancelled": frozenset({"draft"}),
    }
)
"""What may follow each state. Changing a post without leaving its state is no transition."""

EDITABLE: frozenset[State] = frozenset({"draft", "approved", "scheduled", "failed"})
"""States in which the wording may still change: nothing has left, or it was surely refused."""

REGENERABLE: frozenset[State] = frozenset({"draft", "approved", "scheduled"})
"""States in which a run may put new wording into a post that no person has touched."""

OCCUPYING: frozenset[State] = frozenset({"scheduled", "publishing", "published", "held"})
"""States that take one of an account's times. A held post may be on the account, so it counts."""

AUTOMATION = frozenset({"automation", "planner", "publisher", "run"})
"""The actors that are no persons. Details follow a colon: `run:1a2b3c`."""

_MEANING: Mapping[State, str] = MappingProxyType(
    {
        "draft": "approved or cancelled",
        "approved": "scheduled, taken back or cancelled",
        "scheduled": "published at its time, rescheduled, taken back or cancelled",
        "publishing": "settled by the publisher only",
        "published": "taken off the platform: reprise delete",
        "failed": "edited, scheduled again or cancelled",
        "held": "settled by a person who has looked at the account: published, failed, scheduled again or cancelled",
        "cancelled": "restored as a draft",
    }
)


def ensure_transition(post: str, before: State, after: State) -> None:
    """Raise `Conflict` naming what is allowed unless `after` may follow `before`."""
    if after not in TRANSITIONS[before]:
        raise Conflict(f"It is {before} and cannot become {after}.", where=f"post {post}", remedy=allowed(before))


def allowed(state: State) -> str:
    """What can be done with a post in this state, one sentence."""
    return f"While {state} it can be {_MEANING[state]}."


def is_person(actor: str) -> bool:
    """Whether a change by `actor` is a person's, which no run may undo."""
    return actor.partition(":")[0] not in AUTOMATION


def ensure_actor(actor: str) -> str:
    """The actor as it is recorded. Raises `BadInput` when it is empty or longer than 64 characters."""
    name = actor.strip()
    if not name or len(name) > 64:
        raise BadInput(f"{actor[:80]!r} is no name for who changes a post.", remedy="Use 1 to 64 characters.")
    return name
