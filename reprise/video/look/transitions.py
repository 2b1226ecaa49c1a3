"""How scenes take over from each other: what the scene says, else the site, else a table by what changes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from reprise.sites import Site
from reprise.video.script import Scene, Transition

Step = Literal["within", "chapter", "point", "speaker"]

AUTO: Mapping[Step, Transition] = MappingProxyType(
    {
        "within": "crossfade",  # the same chapter, the same point, or the same person goes on
        "chapter": "wipe",
        "point": "slide",  # the next point of a film without chapters
        "speaker": "cut",  # in a dialogue, when the other one talks
    }
)
"""What "auto" chooses (an editor's habits, 2026-11)."""


def transition_into(scenes: Sequence[Scene], number: int, site: Site) -> Transition:
    """How scene `number` takes over from the one before it, or from an intro."""
    scene, chosen = scenes[number], site.films.transition
    if scene.transition is not None:
        return scene.transition
    if number == 0:
        return "crossfade"
    return AUTO[step_into(scenes, number)] if chosen == "auto" else chosen


def step_into(scenes: Sequence[Scene], number: int) -> Step:
    """What changes between a scene and the one before it."""
    before, scene = scenes[number - 1], scenes[number]
    if scene.speaker and before.speaker:
        return "speaker" if scene.speaker != before.speaker else "within"
    if any(each.chapter for each in scenes):
        return "chapter" if scene.chapter else "within"
    return "point" if scene.section == "point" else "within"
