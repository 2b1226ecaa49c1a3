"""A script as one platform needs it: only the call to action differs, because links are kept in different places."""

from __future__ import annotations

from reprise.briefs.language import is_spaceless
from reprise.sites import Site
from reprise.social.conventions import CONVENTIONS
from reprise.video.presets import Preset
from reprise.video.script import Cue, Scene, Script
from reprise.video.writing.lengths import AIR_SECONDS
from reprise.video.writing.manner import every_call, place_of_link
from reprise.video.writing.openings import own_calls
from reprise.video.writing.words import film_words


def variant_of(script: Script, preset: Preset, site: Site) -> Script:
    """The script for a preset: its call to action says where the platform keeps the link, or is the site's own there.

    All other scenes stay as they are, and so do their recordings and pictures. A call that a person worded, or the
    site for all platforms, is left alone; so is a script in a language without a table.
    """
    last = script.scenes[-1]
    if last.section != "cta" or script.format != preset.format:
        return script
    said = _call(script, last, preset, site)
    if not said or said == last.narration:
        return script
    words, before = len(said.split()), max(1, len(last.narration.split()))
    if is_spaceless(script.language):
        words, before = len(said), max(1, len(last.narration))
    spoken = max(0.0, last.seconds - AIR_SECONDS) * words / before
    cue = last.cue.model_copy(update={"text": said}) if last.cue.text == last.narration else last.cue
    changed = _retimed(last, said, cue, spoken + min(AIR_SECONDS, last.seconds))
    return script.model_copy(update={"scenes": (*script.scenes[:-1], changed)})


def _call(script: Script, last: Scene, preset: Preset, site: Site) -> str:
    """What the platform's viewers are told; "" for no difference."""
    convention = CONVENTIONS.get(preset.platform)
    place = convention.film_links.get(preset.format) if convention else None
    built_in = {call.format(site=site.name) for call in every_call(script.language)}
    built_in.add(film_words(script.language).cta.format(site=site.name))
    own = own_calls(site, script.language, preset.platform)
    if own and last.narration in {*built_in, *own_calls(site, script.language)}:
        return own[0]
    where = place_of_link(script.language, place) if place and last.narration in built_in else ""
    joiner = "" if is_spaceless(script.language) else " "
    return f"{last.narration}{joiner}{where}" if where else ""


def _retimed(scene: Scene, said: str, cue: Cue, seconds: float) -> Scene:
    return scene.model_copy(update={"narration": said, "cue": cue, "seconds": round(seconds, 2)})
