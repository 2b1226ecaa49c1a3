"""How one script becomes the films of several presets: which endings differ, and the pieces with another ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from reprise.sites import Site
from reprise.video.pictures.visuals import Visuals
from reprise.video.presets import presets_of
from reprise.video.script import Script
from reprise.video.voice.voiceover import Voiceover
from reprise.video.writing.calls import variant_of

T = TypeVar("T")


def variants(script: Script, site: Site) -> dict[str, Script]:
    """The scripts of presets whose ending differs, by preset; none where the site wants one ending for all."""
    if not site.films.platform_calls:
        return {}
    wanted = [preset for preset in presets_of(script.format) if preset.name in site.films.presets]
    found = {preset.name: variant_of(script, preset, site) for preset in wanted}
    return {name: each for name, each in found.items() if each != script}


def spoken(script: Script, site: Site, speak: Callable[[Script], Voiceover]) -> Voiceover:
    """The script spoken, with the endings of all presets; lines that are the same are the same files."""
    whole = speak(script)
    endings = _by_script(variants(script, site), lambda each: speak(each).lines[-1])
    return whole.model_copy(update={"endings": endings})


def pictured(script: Script, site: Site, draw: Callable[[Script], Visuals]) -> Visuals:
    """The script's pictures, with those of all presets' endings."""
    whole = draw(script)
    endings = _by_script(variants(script, site), lambda each: draw(each).scenes[-1])
    return whole.model_copy(update={"endings": endings})


def _by_script(scripts: Mapping[str, Script], make: Callable[[Script], T]) -> dict[str, T]:
    """Something made of each preset's script; equal scripts share it."""
    made: dict[str, T] = {}
    found: dict[str, T] = {}
    for name, script in scripts.items():
        if script.content_hash not in made:
            made[script.content_hash] = make(script)
        found[name] = made[script.content_hash]
    return found
