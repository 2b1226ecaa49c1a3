"""Puts a film together: grounds in motion, words, names, captions, progress, each at its frames of its scene, between
what the site's films begin and end with."""

from __future__ import annotations

import json
from dataclasses import dataclass

from reprise.digest import file_digest
from reprise.errors import BadInput, BadSettings
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.captions import Captions
from reprise.video.film import (
    ClipGround,
    Film,
    FilmScene,
    GivenFile,
    Ground,
    Motion,
    ScriptedGround,
    Sprite,
    StillGround,
    View,
)
from reprise.video.look.animation import text_animation
from reprise.video.look.brandcard import bumper_scene
from reprise.video.look.headlines import headline_sprites
from reprise.video.look.names import name_sprites
from reprise.video.look.progress import lines_of, progress_sprites
from reprise.video.look.sprites import ENTRANCE, Exit, layer_sprites
from reprise.video.look.stage import Stage
from reprise.video.look.subtitles import caption_sprites
from reprise.video.look.transitions import transition_into
from reprise.video.look.watermark import watermark_sprite
from reprise.video.pictures.visuals import Camera, SceneVisual, Visuals
from reprise.video.presets import Preset
from reprise.video.script import Script, Transition
from reprise.video.timeline import SceneTiming, Timeline
from reprise.video.voice.voiceover import NarrationLine, Voiceover


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
    builder = _Builder(stage, site, script, visuals, voiceover, timeline, captions)
    scenes = []
    for number, scene in enumerate(script.scenes):
        try:
            scenes.append(builder.scene(number))
        except (BadInput, BadSettings) as error:
            raise error.at(f"{where}, scene {scene.id}") from error
    if timeline.intro:
        scenes.insert(0, bumper_scene(stage, site, "intro", timeline.intro))
    if timeline.outro:
        scenes.append(bumper_scene(stage, site, "outro", timeline.outro))
    mark = watermark_sprite(stage)
    return Film(
        width=preset.width,
        height=preset.height,
        fps=timeline.fps,
        scenes=tuple(scenes),
        transition=timeline.transition,
        sprites=(mark,) if mark else (),
        sound=media.path(sound),
        sound_key=sound.key,
    )


@dataclass(frozen=True)
class _Builder:
    """Builds the scenes of one film."""

    stage: Stage
    site: Site
    script: Script
    visuals: Visuals
    voiceover: Voiceover
    timeline: Timeline
    captions: Captions

    def scene(self, number: int) -> FilmScene:
        scene, timing = self.script.scenes[number], self.timeline.scenes[number]
        visual = self.visuals.scenes[number]
        enter = transition_into(self.script.scenes, number, self.site)
        since = self.timeline.transition if number or self.timeline.intro else 0
        lines = lines_of(self.script.scenes)
        progress = progress_sprites(self.stage, number, lines, since, self.timeline.hidden(number), timing.frames)
        ground, sprites = self._ground(visual, timing), self._sprites(number, visual, timing)
        return FilmScene(scene.id, ground, timing.frames, sprites, enter, fixed=progress)

    def _sprites(self, number: int, visual: SceneVisual, timing: SceneTiming) -> tuple[Sprite, ...]:
        """What lies over a scene, lowest first."""
        stage, scene, fps = self.stage, self.script.scenes[number], self.timeline.fps
        hidden = self.timeline.hidden(number)
        opening = number == 0 and not self.timeline.intro
        leave = Exit.of(timing, hidden, self._leave(number))
        begin = 0 if opening else ENTRANCE
        line = self._line(scene.id)
        animation = text_animation(stage, scene, number)
        sprites = layer_sprites(
            stage, visual.layers, timing, line, fps=fps, opening=opening, hidden=hidden, leave=leave
        )
        if visual.ground == "photo":
            frame, fade = (hidden, leave.fade) if leave.fade else (leave.frame, 0)
            sprites += headline_sprites(
                stage, scene.on_screen, begin, frame, animation, fade_out=fade, opening=opening
            )  # fmt: skip
        sprites += name_sprites(
            stage, self.script, number, visual, self.site, fps=fps, first=begin, hidden=hidden, animation=animation
        )
        if visual.captions:
            cues = [cue for cue in self.captions.cues if cue.scene == scene.id]
            sprites += caption_sprites(stage, cues, fps=fps, first=timing.first, hidden=hidden)
        return sprites

    def _leave(self, number: int) -> Transition | None:
        if number + 1 < len(self.script.scenes):
            return transition_into(self.script.scenes, number + 1, self.site)
        return "crossfade" if self.timeline.outro else None

    def _line(self, scene: str) -> NarrationLine | None:
        return next((line for line in self.voiceover.lines if line.scene == scene), None)

    def _ground(self, visual: SceneVisual, timing: SceneTiming) -> Ground:
        media = self.stage.media
        if visual.animation is not None:
            return self._scripted(visual, timing)
        if visual.clip is not None:
            return ClipGround(media.path(visual.clip), visual.clip.key, x=visual.focus[0], y=visual.focus[1])
        motion = Motion(_view(visual.start), _view(visual.end))
        return StillGround(media.path(visual.still), visual.still.key, motion)

    def _scripted(self, visual: SceneVisual, timing: SceneTiming) -> ScriptedGround:
        """The scene's Python file, told also when each word is spoken, and with the files it may use."""
        stage, drawn = self.stage, visual.animation
        assert drawn is not None
        line = self._line(visual.scene)
        begin = (timing.speech - timing.first) / self.timeline.fps
        words = [
            {"text": word.text, "start": round(begin + word.start, 3), "end": round(begin + word.end, 3)}
            for word in (line.words if line else ())
        ]
        facts = json.dumps(json.loads(drawn.facts) | {"words": words}, ensure_ascii=False, sort_keys=True)
        files = [GivenFile("still", stage.media.path(visual.still), visual.still.key)]
        for name, family in (("heading", stage.look.heading), ("body", stage.look.body)):
            path = stage.book.face(family).path
            files.append(GivenFile(name, path, stage.book.signature("", [family])))
        if stage.look.logo is not None:
            files.append(GivenFile("logo", stage.look.logo, file_digest(stage.look.logo)))
        return ScriptedGround(self.site.folder / drawn.file, drawn.content, facts, tuple(files))


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
