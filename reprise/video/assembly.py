"""Puts a film together from its parts."""

from __future__ import annotations

from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.captions import Captions
from reprise.video.film import Film
from reprise.video.presets import Preset
from reprise.video.script import Script
from reprise.video.timeline import Timeline
from reprise.video.visuals import Visuals
from reprise.video.voiceover import Voiceover


def assemble(
    script: Script,
    visuals: Visuals,
    voiceover: Voiceover,
    timeline: Timeline,
    captions: Captions,
    site: Site,
    preset: Preset,
    media: MediaStore,
    sound: Media,
) -> Film:
    """The film of one preset."""
    raise NotImplementedError
