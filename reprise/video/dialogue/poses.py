"""Which pose goes with what is said, and which one a speaker changes to on the way."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reprise.video.script import Pose

GESTURES: Mapping[Pose, tuple[Pose, float]] = MappingProxyType(
    {
        "standing": ("explaining", 0.3),
        "asking": ("standing", 0.7),
        "thinking": ("asking", 0.5),
        "pointing": ("explaining", 0.55),
        "explaining": ("standing", 0.55),
        "surprised": ("asking", 0.45),
        "cheering": ("standing", 0.65),
    }
)
"""The pose that follows one in the same scene, from which share of the speech on."""

LISTENING: Mapping[str, Pose] = MappingProxyType({"questioner": "thinking", "explainer": "standing"})
"""How each of the two stands while the other talks."""


def question_pose(number: int, *, stunned: bool, wondering: bool) -> Pose:
    """The questioner's pose for question `number` (from 0): after a number stunned, before a reason thoughtful."""
    if number and stunned:
        return "surprised"
    if wondering or number % 3 == 2:
        return "thinking"
    return "asking"


def answer_pose(number: int, *, shows: bool, last: bool) -> Pose:
    """The explainer's pose for answer `number`: pointing at what is shown, cheering at the end."""
    if last:
        return "cheering"
    if shows:
        return "pointing"
    return "explaining" if number % 2 == 0 else "standing"
