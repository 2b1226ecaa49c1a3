"""What keeps a told script from being used, in words that its writer can act on."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reprise.grounding import copied, findings
from reprise.video.script import Scene, Script
from reprise.video.writing.lengths import is_within
from reprise.video.writing.sayable import longest_sentence
from reprise.video.writing.told.desk import Desk

LONGEST_SENTENCE = 32
"""Words of a spoken sentence that nobody follows any more."""
MOST_COPIED = 0.75
"""Share of a script's words that may stand in the article in the same runs: quotations and names are among them."""
_MOST_FAULTS = 12
_ADDRESS = regex.compile(r"https?://|\bwww\.|\w\.\p{L}{2,}/\w|(?<![\p{L}\p{N}])[#@]\p{L}", regex.I)


def script_faults(script: Script, desk: Desk) -> list[str]:
    """Everything that is wrong with a script, the most important first; empty for one that can be used."""
    found = [
        *_length(script, desk),
        *(fault for scene in script.scenes for fault in scene_faults(scene, script, desk)),
        *_overlap(script, desk),
        *_refused(script, desk),
    ]
    return list(dict.fromkeys(found))[:_MOST_FAULTS]


def scene_faults(scene: Scene, script: Script, desk: Desk) -> Iterator[str]:
    """What is wrong with one scene."""
    said = scene.narration
    for text in dict.fromkeys(filter(None, (said, *shown_words(scene)))):
        for finding in findings(text, desk.source):
            yield f"{scene.id}: {finding}"
    words = longest_sentence(said, script.language)
    if words > LONGEST_SENTENCE:
        yield f"{scene.id}: a sentence has {words} words; make two of it."
    if _ADDRESS.search(said):
        yield f"{scene.id}: an address or tag cannot be spoken; leave it out."
    if not said and scene.section != "takeaway":
        yield f"{scene.id}: it says nothing."
    asks = scene.speaker == "questioner"
    if scene.section in ("intro", "point") and not scene.sources and not asks:
        yield f"{scene.id}: name the sentences it is from; there are 1 to {desk.text.shown}."
    if said and desk.wishes.forbids(said):
        yield f"{scene.id}: an editor does not want this said; leave it out."


def shown_words(scene: Scene) -> tuple[str, ...]:
    """What a scene shows in words of the model's own, a few words each."""
    cue = scene.cue
    own: tuple[str, ...] = (cue.text, cue.label)
    if cue.kind in ("image", "code", "chart", "comparison", "map", "cta"):
        own = ()
    elif cue.kind == "step" or cue.image or (scene.section == "takeaway" and not scene.narration):
        own = (cue.text,)  # the label is a number, a caption, a call of ours
    items = () if cue.kind in ("map", "comparison") else cue.items
    return tuple(
        text for text in (scene.on_screen, scene.chapter, *own, *items) if text and text not in scene.narration
    )


def _length(script: Script, desk: Desk) -> Iterator[str]:
    total, target = script.seconds, desk.target
    if is_within(total, target, desk.fmt):
        return
    off = desk.words(abs(total - target))
    counted = desk.words(max(0.0, total))
    more = "too many" if total > target else "too few"
    yield (
        f"The film would last {total:.0f} seconds and is to last {target:.0f}: it has about {off} words {more} "
        f"(of about {counted}). {'Shorten or drop scenes.' if total > target else 'Tell more of the article.'}"
    )


def _overlap(script: Script, desk: Desk) -> Iterator[str]:
    overlap = copied(" ".join(scene.narration for scene in script.scenes), desk.source)
    if overlap.words and overlap.share > MOST_COPIED:
        yield (
            f"{overlap.share:.0%} of the narration is the article word for word (the longest run has "
            f"{overlap.longest_run_words} words). Retell it in your own words, with the same facts."
        )


def _refused(script: Script, desk: Desk) -> Iterator[str]:
    hook = next((scene for scene in script.scenes if scene.section == "hook"), None)
    if hook is not None and hook.narration in desk.wishes.hooks:
        yield f"{hook.id}: an editor turned this opening down; begin in another way."
    if script.content_hash in desk.refused:
        yield "An editor turned down this very script; write another one."
