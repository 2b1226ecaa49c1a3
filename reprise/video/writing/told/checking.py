"""What keeps a told script from being used, in words that its writer can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from reprise.briefs.language import content_terms
from reprise.grounding import copied
from reprise.grounding.scripts import findings_of_scene
from reprise.video.script import Scene, Script
from reprise.video.writing.lengths import is_within
from reprise.video.writing.sayable import longest_sentence
from reprise.video.writing.told.desk import Desk

LONGEST_SENTENCE = 32
"""Words of a spoken sentence that nobody follows any more."""
MOST_COPIED = 0.8
"""Share of a script's words that may stand in the article in the same runs; quotations and names are among them."""
_FEWEST_TERMS, _AGAIN = 3, 0.75  # words with meaning, and the share of them that makes two scenes the same
_ADDRESS = regex.compile(r"https?://|\bwww\.|\w\.\p{L}{2,}/\w|(?<![\p{L}\p{N}])[#@]\p{L}", regex.I)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which scene (by its narration; "" for the whole). A `slight` fault is worth asking again
    for, but better than doing without the film."""

    why: str
    said: str = ""
    slight: bool = False


def script_faults(script: Script, desk: Desk) -> list[Fault]:
    """Everything that is wrong with a script, the most important first; empty for one that can be used."""
    found = [
        *_length(script, desk),
        *(fault for scene in script.scenes for fault in scene_faults(scene, desk)),
        *_refused(script, desk),
        *repetitions(script),
        *_overlap(script, desk),
    ]
    return list(dict.fromkeys(found))


def scene_faults(scene: Scene, desk: Desk) -> Iterator[Fault]:
    """What is wrong with one scene."""
    said = scene.narration
    for why in _whys(scene, desk):
        yield Fault(f"{scene.id}: {why}", said)
    if scene.section in ("intro", "point") and scene.speaker != "questioner" and not scene.sources:
        yield Fault(f"{scene.id}: name the sentences it is from; there are 1 to {desk.text.shown}.", said)


def repetitions(script: Script) -> Iterator[Fault]:
    """Scenes that say once more what one before them has said."""
    told: list[tuple[str, frozenset[str]]] = []
    for scene in script.scenes:
        if scene.section in ("takeaway", "cta") or scene.speaker == "questioner" or not scene.narration:
            continue  # an end looks back
        terms = frozenset(content_terms(scene.narration, script.language))
        again = next((name for name, before in told if _is_again(terms, before)), "")
        if again:
            yield Fault(f"{scene.id}: it says again what {again} has said.", scene.narration, slight=True)
        else:
            told.append((scene.id, terms))


def _is_again(terms: frozenset[str], before: frozenset[str]) -> bool:
    least = min(len(terms), len(before))
    return least >= _FEWEST_TERMS and len(terms & before) >= _AGAIN * least


def _whys(scene: Scene, desk: Desk) -> Iterator[str]:
    said = scene.narration
    yield from map(str, findings_of_scene(scene, desk.source))
    words = longest_sentence(said, desk.language)
    if words > LONGEST_SENTENCE:
        yield f"a sentence has {words} words; make two of it."
    if _ADDRESS.search(said):
        yield "an address or tag cannot be spoken; leave it out."
    if not said and scene.section != "takeaway":
        yield "it says nothing."
    if said and desk.wishes.forbids(said):
        yield "an editor does not want this said; leave it out."


def _length(script: Script, desk: Desk) -> Iterator[Fault]:
    total, target = script.seconds, desk.target
    if is_within(total, target, desk.fmt):
        return
    off, counted = desk.words(abs(total - target)), desk.words(max(0.0, total))
    more, what = ("too many", "Shorten it.") if total > target else ("too few", "Tell more of the article.")
    yield Fault(
        f"The film would last {total:.0f} seconds and is to last {target:.0f}: it has about {off} words {more} "
        f"(of about {counted}). {what}"
    )


def _overlap(script: Script, desk: Desk) -> Iterator[Fault]:
    overlap = copied(" ".join(scene.narration for scene in script.scenes), desk.source)
    if overlap.words and overlap.share > MOST_COPIED:
        yield Fault(
            f"{overlap.share:.0%} of the narration is the article word for word (the longest run has "
            f"{overlap.longest_run_words} words). Retell it in your own words, with the same facts.",
            slight=True,
        )


def _refused(script: Script, desk: Desk) -> Iterator[Fault]:
    hook = next((scene for scene in script.scenes if scene.section == "hook"), None)
    if hook is not None and hook.narration in desk.wishes.hooks:
        yield Fault(f"{hook.id}: an editor turned this opening down; begin in another way.", hook.narration)
    if script.content_hash in desk.refused:
        yield Fault("An editor turned down this very script; write another one.")
