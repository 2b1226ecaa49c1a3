"""What making films of articles will take, from what is there of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.output import spoken
from cli.production import is_current
from cli.session import Session
from reprise.errors import BadInput, NotFound
from reprise.store.articles import KnownArticle
from reprise.video.estimates import Estimate, State, estimate, measured_rate
from reprise.video.presets import PRESETS
from reprise.video.products import Render

_STATES: dict[str, State] = {"approved": "to make", "waiting": "to review"}


def estimates(session: Session, chosen: Sequence[KnownArticle]) -> list[Estimate]:
    """An estimate for every format that an article's site makes."""
    rate = measured_rate(_renders(session))
    return [_estimate(session, known, fmt, rate) for known in chosen for fmt in session.site(known.site).formats]


def in_all(found: Sequence[Estimate]) -> str:
    """The sum of estimates in words."""
    due = [each for each in found if each.state != "made"]
    if not due:
        return "Nothing is left to be made."
    films = sum(len(each.presets) for each in due)
    minutes, work = sum(each.film for each in due) / 60, sum(each.work for each in due)
    size, credits_ = sum(each.bytes for each in due) / 1e9, sum(each.credits for each in due)
    return (
        f"{len(due)} scripts, {films} films, {minutes:.1f} minutes of film: about {spoken(work)} of work on this "
        f"machine, {size:.2f} GB, {credits_:.0f} credits."
    )


def _estimate(session: Session, known: KnownArticle, fmt: str, rate: float | None) -> Estimate:
    version = session.store.scripts.current(known.key, fmt)
    state: State = _STATES.get(version.state, "to write") if version else "to write"
    if state == "to make" and is_current(session, known.key, fmt):
        state = "made"
    script = version.script if version else None
    return estimate(known.key, known.title, fmt, script, session.site(known.site), state=state, rate=rate)


def _renders(session: Session) -> Iterator[Render]:
    for preset in PRESETS:
        for key in session.documents.partitions([preset, "render"]):
            try:
                yield session.documents.read(Render, [preset, "render"], key)
            except (NotFound, BadInput):  # of an earlier version
                continue
