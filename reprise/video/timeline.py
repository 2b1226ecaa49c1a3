"""When every scene and every word happens, in frames of the film.

The arithmetic is done in whole frames: a scene begins where the one before it begins to fade, so `first` of scene
i+1 is `first + frames − transition` of scene i.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from reprise.errors import BadInput
from reprise.model import Document
from reprise.sites import Site
from reprise.video.look.bumpers import bumper_frames
from reprise.video.presets import FORMATS, FPS, PRESETS
from reprise.video.script import Script
from reprise.video.voice.voiceover import Voiceover


class SceneTiming(Document):
    """A scene's frames [`first`, `first + frames`) of the film, transitions included; its narration starts at
    film frame `speech`."""

    scene: str
    first: int
    frames: int
    speech: int


class Timeline(Document):
    """The film in frames. `frames` is its whole length.

    `intro` and `outro` are the frames of what the film begins and ends with, each with its transition to or from the
    scenes; 0 where there is none. The scenes' frames are counted from the film's first.
    """

    fps: int
    transition: int
    scenes: tuple[SceneTiming, ...]
    frames: int
    intro: int = 0
    outro: int = 0

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    @property
    def outro_first(self) -> int:
        """The film's frame at which its outro begins; the film's end without one."""
        return self.frames - self.outro

    def hidden(self, scene: int) -> int:
        """The frame of scene number `scene` at which the transition out of it begins; its end where none follows."""
        follows = self.outro > 0 or scene + 1 < len(self.scenes)
        return self.scenes[scene].frames - (self.transition if follows else 0)


MIN_SCENE = 2.0
"""Seconds a scene is at least on the screen: time to read its card."""
HOLD = 1.5
"""Seconds the last scene stays after its narration, where no outro follows."""
TRANSITION = 12
"""Frames of a transition, at 30 a second."""
MAX_AIR = 3.0
"""Seconds of pause that may be added to one scene of a film that is too short."""


@dataclass
class _Scene:
    """A scene while it is planned: frames before, of and after its narration, and those that may be taken away."""

    id: str
    before: int
    speech: int
    after: int
    spare_before: int
    spare_after: int

    @property
    def frames(self) -> int:
        return self.before + self.speech + self.after


def plan_timeline(
    script: Script,
    voiceover: Voiceover,
    *,
    fps: int = 30,
    transition: int = TRANSITION,
    lead: float = 0.2,
    tail: float = 0.1,
    fit: tuple[float, float] | None = None,
    intro: int = 0,
    outro: int = 0,
) -> Timeline:
    """Give every scene and narration its frames.

    Args:
        transition: frames in which neighbouring scenes overlap.
        lead: seconds from a transition's middle to the words that follow it.
        tail: seconds from a scene's last word to the transition out of it.
        fit: least and most seconds of the film (by default those of the script's format). Pauses between scenes are
            stretched or shortened to stay inside.
        intro: frames of what comes before the scenes, its transition into them included; 0 for nothing.
        outro: the same for what comes after them.

    Raises `BadInput` when the narration is too long or too short for `fit`, with the number of words to change.
    """
    if fit is None:
        known = FORMATS.get(script.format)
        fit = known.seconds if known else (0.0, math.inf)
    for name, frames in (("intro", intro), ("outro", outro)):
        if 0 < frames <= transition:
            raise BadInput(f"The {name} is shorter than a transition.", remedy=f"Give films.{name} more seconds.")
    ends = (intro > 0, outro > 0)
    scenes = _plan_scenes(script, voiceover, fps=fps, transition=transition, lead=lead, tail=tail, ends=ends)
    overlap = transition * (len(scenes) - 1 + sum(ends)) - intro - outro
    total = sum(scene.frames for scene in scenes) - overlap
    least = math.ceil(fit[0] * fps - 1e-6)
    most = math.floor(fit[1] * fps + 1e-6) if math.isfinite(fit[1]) else total
    if total > most and not _shorten(scenes, total - most):
        raise _too_long(script, voiceover, scenes, overlap=overlap, most=most, fps=fps)
    if total < least and not _stretch(scenes, least - total, most - total, fps):
        raise _too_short(script, voiceover, scenes, overlap=overlap, least=least, fps=fps)
    return _lay_out(scenes, fps, transition, intro, outro)


def _plan_scenes(
    script: Script,
    voiceover: Voiceover,
    *,
    fps: int,
    transition: int,
    lead: float,
    tail: float,
    ends: tuple[bool, bool],
) -> list[_Scene]:
    """The scenes as they would be without limits; `ends` tells whether something comes before and after them."""
    if not script.scenes:
        raise BadInput("The script has no scenes.", where=script.article, remedy="Regenerate the script.")
    lines = {line.scene: line for line in voiceover.lines}
    scenes = []
    for number, scene in enumerate(script.scenes):
        is_first = number == 0 and not ends[0]
        is_last = number == len(script.scenes) - 1 and not ends[1]
        line = lines.get(scene.id)
        if line is None and scene.narration.strip():
            raise BadInput(
                "The voiceover lacks this scene's narration.",
                where=f"{script.article}, scene {scene.id}",
                remedy="Make the voiceover again.",
            )
        spoken = math.ceil(line.seconds * fps - 1e-6) if line else 0
        # Around words lie the halves of both transitions; outside the film's ends there are none.
        half_in, whole_out = (0 if is_first else (transition + 1) // 2), (0 if is_last else transition)
        before = half_in + round(lead * fps)
        hold = HOLD if is_last else tail
        after = whole_out + round(hold * fps)
        wanted = round((MIN_SCENE if line else max(MIN_SCENE, scene.seconds)) * fps) + transition
        after += max(0, wanted - before - spoken - after)
        # Shortened, words may begin at the middle of the transition in and end at the middle of the one out.
        shortest = round(HOLD / 2 * fps) if is_last else (transition + 1) // 2
        floor = max(0, round(1.2 * fps) + transition - before - spoken)
        scenes.append(_Scene(scene.id, before, spoken, after, before - half_in, max(0, after - max(shortest, floor))))
    return scenes


def _shorten(scenes: list[_Scene], frames: int) -> bool:
    """Take `frames` out of the pauses, from each in proportion to what it can spare."""
    spare = sum(scene.spare_before + scene.spare_after for scene in scenes)
    if frames > spare:
        return False
    passed = taken = 0
    for scene in scenes:
        for side in ("before", "after"):
            passed += getattr(scene, f"spare_{side}")
            due = frames * passed // spare - taken
            setattr(scene, side, getattr(scene, side) - due)
            taken += due
    return True


def _stretch(scenes: list[_Scene], frames: int, room: int, fps: int) -> bool:
    """Add at least `frames` of pause, at most `room`, a third before and the rest after the words of each scene.

    Every scene gets the same, in steps of half a second while that fits: a scene that becomes a little shorter then
    leaves the other scenes' frames as they were.
    """
    count, limit, step = len(scenes), round(MAX_AIR * fps), max(1, round(fps / 2))
    if frames > limit * count:
        return False
    share = step * math.ceil(frames / (step * count))
    if share <= limit and share * count <= room:
        frames = share * count
    for number, scene in enumerate(scenes):
        air = frames * (number + 1) // count - frames * number // count
        scene.before += air // 3
        scene.after += air - air // 3
    return True


def _lay_out(scenes: list[_Scene], fps: int, transition: int, intro: int, outro: int) -> Timeline:
    timings, first = [], intro - transition if intro else 0
    for scene in scenes:
        timings.append(
            SceneTiming(scene=scene.id, first=first, frames=scene.frames, speech=first + scene.before),
        )
        first += scene.frames - transition
    frames = first + (outro or transition)
    return Timeline(fps=fps, transition=transition, scenes=tuple(timings), frames=frames, intro=intro, outro=outro)


def _too_long(
    script: Script, voiceover: Voiceover, scenes: list[_Scene], *, overlap: int, most: int, fps: int
) -> BadInput:
    shortest = sum(scene.frames - scene.spare_before - scene.spare_after for scene in scenes) - overlap
    words = math.ceil((shortest - most) / fps * _words_per_second(voiceover))
    longest = max(voiceover.lines, key=lambda line: line.seconds)
    return BadInput(
        f"The film would last {shortest / fps:.1f} s and may last {most / fps:.0f} s.",
        where=f"{script.article}, {script.format} script",
        remedy=f"Cut about {max(1, words)} words; the longest scene is {longest.scene!r} with "
        f"{len(longest.words)} words ({longest.text[:60]!r}).",
    )


def _too_short(
    script: Script, voiceover: Voiceover, scenes: list[_Scene], *, overlap: int, least: int, fps: int
) -> BadInput:
    missing = least - (sum(scene.frames for scene in scenes) - overlap) - round(MAX_AIR * fps) * len(scenes)
    words = math.ceil(missing / fps * _words_per_second(voiceover))
    return BadInput(
        f"The narration lasts {voiceover.seconds:.1f} s, too little for a film of {least / fps:.0f} s.",
        where=f"{script.article}, {script.format} script",
        remedy=f"Add about {max(1, words)} words or a scene.",
    )


def _words_per_second(voiceover: Voiceover) -> float:
    words = sum(len(line.words) for line in voiceover.lines)
    return words / voiceover.seconds if voiceover.seconds and words else 2.5


def film_timeline(script: Script, voiceover: Voiceover, site: Site) -> Timeline:
    """The timeline of an article's films: for all presets of the script's format that the site makes, with its intro
    and outro. Captions, sound and pictures of all of them go by it.

    Raises `BadInput` as `plan_timeline` does, and `BadSettings` for an intro or outro whose file cannot be used.
    """
    return plan_timeline(
        script,
        voiceover,
        fps=FPS,
        transition=TRANSITION,
        fit=_limits(script.format, site),
        intro=bumper_frames(site, "intro", FPS),
        outro=bumper_frames(site, "outro", FPS),
    )


def _limits(fmt: str, site: Site) -> tuple[float, float] | None:
    """Least and most seconds that the format and every preset of it allow; None for a format without a table."""
    if fmt not in FORMATS:
        return None
    ranges = [
        FORMATS[fmt].seconds,
        *(p.seconds for n, p in PRESETS.items() if p.format == fmt and n in site.films.presets),
    ]
    return max(least for least, _ in ranges), min(most for _, most in ranges)
