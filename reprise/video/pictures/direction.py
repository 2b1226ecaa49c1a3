"""Who decides what is seen behind each scene: photographs where the script names them, between them cards on pictures
and on tones of the brand, never the same view twice in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reprise.articles.article import ArticleImage
from reprise.video.script import Scene

Ground = Literal["photo", "clearing", "soft", "tone"]
"""A picture alone; a picture under words that is clear below them; a picture blurred behind words; a brand colour."""

_FAR = 10_000  # blocks from a scene to a picture whose place is not known
_PLAIN = ("code", "cta", "list", "chart", "comparison", "map")
"""Cues whose cards are busy enough: no picture stands behind them."""

_OWN = ("clip", "animation", "character", "takeaway")
"""Cues that bring their own ground."""
_NO_GROUND = (*_OWN, "code", "chart", "comparison", "map")

Fitness = Callable[[Scene, ArticleImage], float]
"""How well a picture goes with a scene's words; what is below 0 would mislead."""


@dataclass(frozen=True)
class Shot:
    """What stands behind a scene. `use` counts the earlier uses of the picture, `tone` those of brand colours."""

    ground: Ground
    image: ArticleImage | None = None
    use: int = 0
    tone: int = 0


def direct(
    scenes: Sequence[Scene],
    pictures: Sequence[ArticleImage],
    scenery: Sequence[ArticleImage],
    fitness: Fitness | None = None,
    given: Mapping[int, Shot] | None = None,
) -> list[Shot]:
    """A shot for every scene.

    Args:
        pictures: what can be shown at all; `scenery` the photographs among them that may stand behind words.
        fitness: judges pictures for scenes; by their place in the article alone when not given.
        given: shots that are decided already, by the scene's number.
    """
    suits = fitness or (lambda scene, image: 1 / (1 + _distance(scene, image)))
    shots: list[Shot | None] = list(_photographs(scenes, pictures, suits))
    for number, shot in (given or {}).items():
        shots[number] = shot
    _open(shots, scenes, scenery)
    _place_unused(shots, scenes, scenery, suits)
    _fill(shots, scenes, scenery, suits)
    return _counted(shots)


def _photographs(scenes: Sequence[Scene], pictures: Sequence[ArticleImage], suits: Fitness) -> list[Shot | None]:
    """The pictures that cues name; where that was shown just before, the one that suits best of those that do not
    mislead, else none."""
    shots: list[Shot | None] = []
    before: str | None = None
    for scene in scenes:
        shown = None
        if scene.cue.kind == "image" and scene.cue.image is not None:
            named = [image for image in pictures if image.url == scene.cue.image]
            if scene.cue.image == before:
                others = [image for image in pictures if image.url != before and suits(scene, image) >= 0]
                named = sorted(others, key=lambda image: -suits(scene, image))
            shown = named[0] if named else None
        before = shown.url if shown else None
        shots.append(Shot("photo", shown) if shown else None)
    return shots


def _open(shots: list[Shot | None], scenes: Sequence[Scene], scenery: Sequence[ArticleImage]) -> None:
    """The film opens on a picture, on another one than the next scene's where there is one."""
    if not scenes or shots[0] is not None or not _takes_picture(scenes[0]) or not scenery:
        return
    others = [image for image in scenery if image.url != _url(shots, 1)]
    shots[0] = Shot("clearing", others[0]) if others else Shot("soft", scenery[0])


def _place_unused(
    shots: list[Shot | None], scenes: Sequence[Scene], scenery: Sequence[ArticleImage], suits: Fitness
) -> None:
    """Pictures that no cue names stand behind the words that they suit best, apart from other pictures."""
    used = {shot.image.url for shot in shots if shot and shot.image}
    for image in scenery:
        if image.url in used:
            continue
        free = [
            number
            for number, shot in enumerate(shots)
            if shot is None
            and _takes_picture(scenes[number])
            and not _beside_picture(shots, number)
            and suits(scenes[number], image) >= 0
        ]
        if not free:
            continue
        nearest = min(
            free, key=lambda number: (-suits(scenes[number], image), _distance(scenes[number], image), number)
        )
        shots[nearest] = Shot("clearing", image)


def _fill(shots: list[Shot | None], scenes: Sequence[Scene], scenery: Sequence[ArticleImage], suits: Fitness) -> None:
    """The rest: brand colours and further views of the pictures by turns."""
    views = 0
    for number, shot in enumerate(shots):
        if shot is not None:
            continue
        before = shots[number - 1] if number else None
        around = {_url(shots, number - 1), _url(shots, number + 1)}
        others = [image for image in scenery if image.url not in around]
        others = [image for image in others if suits(scenes[number], image) >= 0]
        if not others or scenes[number].cue.kind in _NO_GROUND or before is None or before.ground != "tone":
            shots[number] = Shot("tone")
            continue
        seen = Counter(shot.image.url for shot in shots if shot and shot.image)
        chosen = min(
            others,
            key=lambda image: (seen[image.url], -suits(scenes[number], image), _distance(scenes[number], image)),
        )
        shots[number] = Shot("clearing" if views % 2 == 0 else "soft", chosen)
        views += 1


def _counted(shots: Sequence[Shot | None]) -> list[Shot]:
    uses: Counter[str] = Counter()
    tones = 0
    result = []
    for shot in (found or Shot("tone") for found in shots):
        if shot.image is not None:
            result.append(replace(shot, use=uses[shot.image.url]))
            uses[shot.image.url] += 1
        else:
            result.append(replace(shot, tone=tones))
            tones += 1
    return result


def _takes_picture(scene: Scene) -> bool:
    return scene.cue.kind not in (*_PLAIN, *_OWN)


def _beside_picture(shots: Sequence[Shot | None], number: int) -> bool:
    return _url(shots, number - 1) is not None or _url(shots, number + 1) is not None


def _url(shots: Sequence[Shot | None], number: int) -> str | None:
    shot = shots[number] if 0 <= number < len(shots) else None
    return shot.image.url if shot and shot.image else None


def _distance(scene: Scene, image: ArticleImage) -> int:
    """Blocks of the article between what a scene tells and a picture."""
    if image.before is None or not scene.sources:
        return _FAR
    return min(abs(place.block - image.before) for place in scene.sources)
