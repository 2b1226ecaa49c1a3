"""Which names a scene shows: the chapter that begins, who speaks for the first time, whom a quote is from, and whose
picture is seen."""

from __future__ import annotations

from reprise.sites import Site
from reprise.video.dialogue.cast import name_of
from reprise.video.film import Sprite
from reprise.video.look.lowerthirds import Name, credit, lower_third
from reprise.video.look.stage import Stage
from reprise.video.pictures.visuals import SceneVisual
from reprise.video.script import Script, TextAnimation

_DELAY = 10  # frames after the scene's words begin to come


def name_sprites(
    stage: Stage,
    script: Script,
    number: int,
    visual: SceneVisual,
    site: Site,
    *,
    fps: int,
    first: int,
    hidden: int,
    animation: TextAnimation,
) -> tuple[Sprite, ...]:
    """The names of scene `number`, from its frame `first` on and gone before frame `hidden`; none where the site wants
    none. A scene that has several shows its chapter."""
    if not site.films.lower_thirds:
        return ()
    sprites: tuple[Sprite, ...] = ()
    name, over_card = _name(script, number, site), visual.ground == "card"
    if name is not None and not _shown_already(visual, name):
        sprites = lower_third(
            stage, name, fps=fps, first=first + _DELAY, hidden=hidden, animation=animation, over_card=over_card
        )
    if visual.credit:
        # where the name stands in the same row, the picture's credit follows it
        after = max((sprite.last for sprite in sprites), default=first) if over_card else first
        sprites += credit(stage, visual.credit, fps=fps, first=after + _DELAY, hidden=hidden)
    return sprites


def chapter_number(script: Script, number: int) -> int:
    """Which chapter scene `number` begins, from 1."""
    return sum(bool(scene.chapter) for scene in script.scenes[: number + 1])


def _name(script: Script, number: int, site: Site) -> Name | None:
    scene = script.scenes[number]
    if scene.chapter and script.format == "long":
        return Name(scene.chapter, str(chapter_number(script, number)))
    if scene.speaker and all(before.speaker != scene.speaker for before in script.scenes[:number]):
        return Name(name_of(site, scene.speaker), right=scene.speaker == "explainer")
    if scene.cue.kind == "quote" and scene.cue.label:
        return Name(scene.cue.label)
    return None


def _shown_already(visual: SceneVisual, name: Name) -> bool:
    """A card draws whom it quotes itself, and a figure has its name before it; chapters have a number."""
    return not name.tag and (visual.ground == "card" or visual.kind == "character")
