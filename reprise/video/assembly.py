"""Puts a film together: stills in motion, words, captions, progress, each at its frames of its scene."""

from __future__ import annotations

from collections.abc import Sequence

from reprise.errors import BadInput
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.captions import Caption, Captions
from reprise.video.film import Film, FilmScene, Motion, Sprite, StillGround, View
from reprise.video.presets import Preset
from reprise.video.progress import progress_sprites
from reprise.video.script import Scene, Script
from reprise.video.sprites import ENTRANCE, headline_sprite, layer_sprites, signature_sprite
from reprise.video.stage import Stage
from reprise.video.subtitles import caption_sprites
from reprise.video.timeline import SceneTiming, Timeline
from reprise.video.visuals import Camera, SceneVisual, Visuals
from reprise.video.voiceover import NarrationLine, Voiceover


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
    """The film of one preset, ready to be rendered; draws the sprites that are not there yet.

    Raises `BadInput` when the parts do not belong together or the visuals were drawn for another size.
    """
    where = f"{script.article}, {preset.name}"
    _examine_scenes(script, visuals, voiceover, timeline, captions, where=where)
    if visuals.width * preset.height != visuals.height * preset.width:
        raise BadInput(
            f"The visuals are for {visuals.width}×{visuals.height}, the preset is {preset.width}×{preset.height}.",
            where=where,
            remedy="Draw visuals of the preset's shape.",
        )
    stage = Stage.of(site, preset.width, preset.height, media)
    cues = captions.cues if site.films.captions != "none" else ()
    lines = {line.scene: line for line in voiceover.lines}
    last = len(script.scenes) - 1
    scenes = []
    for number, (scene, visual, timing) in enumerate(zip(script.scenes, visuals.scenes, timeline.scenes, strict=True)):
        hidden = timing.frames - (0 if number == last else timeline.transition)
        mine = [cue for cue in cues if cue.scene == scene.id and visual.captions]
        begin = timeline.transition if number else 0
        try:
            sprites = _sprites(
                stage, scene, visual, timing, lines.get(scene.id), mine, fps=timeline.fps, opening=not number,
                hidden=hidden,
            )  # fmt: skip
            sprites += progress_sprites(stage, number, last + 1, begin, hidden, timing.frames)
        except BadInput as error:
            raise error.at(f"{where}, scene {scene.id}") from error
        motion = Motion(_view(visual.start), _view(visual.end))
        ground = StillGround(media.path(visual.still), visual.still.key, motion)
        scenes.append(FilmScene(scene.id, ground, timing.frames, sprites))
    return Film(
        width=preset.width,
        height=preset.height,
        fps=timeline.fps,
        scenes=tuple(scenes),
        transition=timeline.transition,
        sprites=(signature_sprite(stage),),
        sound=media.path(sound),
        sound_key=sound.key,
    )


def _sprites(
    stage: Stage,
    scene: Scene,
    visual: SceneVisual,
    timing: SceneTiming,
    line: NarrationLine | None,
    cues: Sequence[Caption],
    *,
    fps: int,
    opening: bool,
    hidden: int,
) -> tuple[Sprite, ...]:
    """What lies over a scene, lowest first; the words are gone when the transition out of it begins."""
    sprites: list[Sprite] = []
    if visual.ground == "photo":
        headline = headline_sprite(stage, scene.on_screen, 0 if opening else ENTRANCE, hidden)
        sprites += [headline] if headline else []
    sprites += layer_sprites(stage, visual.layers, timing, line, fps=fps, opening=opening, hidden=hidden)
    sprites += caption_sprites(stage, cues, fps=fps, first=timing.first, hidden=hidden)
    return tuple(sprites)


def _view(camera: Camera) -> View:
    return View(camera.x, camera.y, camera.scale)


def _examine_scenes(
    script: Script, visuals: Visuals, voiceover: Voiceover, timeline: Timeline, captions: Captions, *, where: str
) -> None:
    wanted = [scene.id for scene in script.scenes]
    parts = {
        "visuals": [visual.scene for visual in visuals.scenes],
        "timeline": [timing.scene for timing in timeline.scenes],
    }
    for name, scenes in parts.items():
        if scenes != wanted:
            raise BadInput(
                f"The {name} were made for other scenes than the script's.",
                where=where,
                remedy=f"Materialize the {name} again.",
            )
    strange = ({line.scene for line in voiceover.lines} | {cue.scene for cue in captions.cues}) - set(wanted)
    if strange:
        raise BadInput(
            f"Voiceover or captions speak of scenes that the script lacks ({', '.join(sorted(strange))}).",
            where=where,
            remedy="Materialize voiceover and captions again.",
        )
