"""Scripts held against their article."""

from __future__ import annotations

from collections.abc import Iterator

from reprise.finding import Finding
from reprise.grounding.checking import findings
from reprise.grounding.source import Source
from reprise.video.script import Scene, Script


def findings_of_script(script: Script, source: Source) -> tuple[Finding, ...]:
    """What a script says or shows that its article does not bear out."""
    found = dict.fromkeys(findings(script.title, source))
    for scene in script.scenes:
        found |= dict.fromkeys(findings_of_scene(scene, source))
    return tuple(found)


def findings_of_scene(scene: Scene, source: Source) -> tuple[Finding, ...]:
    """What one scene says or shows that its article does not bear out."""
    number = _number_of_step(scene, source)
    texts = (text for text in _texts(scene) if text != number)
    return tuple(dict.fromkeys(finding for text in texts for finding in findings(text, source)))


def told_by(script: Script) -> tuple[str, ...]:
    """All that a script says and shows: what bears out the words beside its film once somebody has approved it."""
    return (script.title, *(text for scene in script.scenes for text in _texts(scene)))


def _number_of_step(scene: Scene, source: Source) -> str | None:
    """The number on the card of a step, where the article has so many."""
    label = scene.cue.label
    steps = len(source.brief.steps) if source.brief else max(source.counts, default=0)
    return label if scene.cue.kind == "step" and label.isdecimal() and 1 <= int(label) <= steps else None


def _texts(scene: Scene) -> Iterator[str]:
    cue = scene.cue
    yield scene.narration
    shown = [scene.on_screen, scene.chapter, cue.label, *cue.items]
    if cue.kind != "code":
        shown.append(cue.text)
    shown += [text for datum in cue.data for text in (f"{datum.shown} {datum.label}",)]
    shown += [text for side in cue.sides for text in (side.title, *side.items)]
    yield from filter(None, shown)
