"""How much of a post stands in other posts about the same article, on its own platform and elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reprise.evaluation.prose import Prose, runs
from reprise.evaluation.rubrics import Rating, rating
from reprise.evaluation.wording import repeats_itself
from reprise.social.post import PostDraft

Run = tuple[str, ...]


def variety(drafts: Sequence[PostDraft], proses: Mapping[str, Prose], title: str) -> dict[str, Rating]:
    """The rating of every draft by its id, each held against all the others.

    The article's headline may stand in all of them: it says what they are about.
    """
    texts = {draft.id: proses[draft.id].text.replace(title.strip(), "\n") for draft in drafts}
    found = {draft.id: runs(texts[draft.id], draft.language) for draft in drafts}
    return {draft.id: _rating(draft, drafts, found, repeats_itself(proses[draft.id])) for draft in drafts}


def _rating(draft: PostDraft, drafts: Sequence[PostDraft], found: Mapping[str, set[Run]], itself: float) -> Rating:
    own = found[draft.id]
    if not own:
        return rating("variety", 0.0, ["The post says nothing but the headline."])
    beside = [other for other in drafts if other.platform == draft.platform and other.id != draft.id]
    elsewhere: dict[str, set[Run]] = {}
    for other in drafts:
        if other.platform != draft.platform:
            elsewhere.setdefault(other.platform, set()).update(found[other.id])
    within = _share(own, set().union(*(found[other.id] for other in beside)))
    within = max(within, itself)
    across = sum(_share(own, there) for there in elsewhere.values()) / len(elsewhere) if elsewhere else 0.0
    why = []
    if within > 0.1:
        why.append(f"{within:.0%} of it is in this platform's other posts too.")
    if across > 0.3:
        why.append(f"{across:.0%} of it is on another platform too: tell something else there.")
    return rating("variety", 1 - 0.5 * within - 0.5 * across, why)


def _share(own: set[Run], other: set[Run]) -> float:
    return len(own & other) / len(own)
