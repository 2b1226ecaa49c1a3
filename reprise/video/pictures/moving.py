"""Moving grounds: clips beside the site's file, and scenes that its Python files draw."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from reprise.digest import file_digest
from reprise.errors import BadInput, BadSettings
from reprise.graphics.colour import BLACK, RGB, WHITE, contrast, mix
from reprise.graphics.crop import focal_point
from reprise.media import Media, MediaStore
from reprise.site_files import site_path
from reprise.sites import Site
from reprise.video.look.stage import Stage
from reprise.video.pictures.visuals import Animation
from reprise.video.script import Cue, Scene

_CLIPS = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".gif")
_LARGEST = 400_000_000
"""Bytes of a clip; more is a film of its own."""
_READABLE = 4.6
_POSTER_AT = 0.35  # of a clip's length: beyond its fade-in


def site_file(site: Site, name: str, *, what: str, suffixes: tuple[str, ...]) -> Path:
    """A file below the site's folder. Raises `BadSettings` for a path out of it, another kind of file, or none."""
    return site_path(site.folder, name, what=what, suffixes=suffixes)


def keep_clip(site: Site, name: str, media: MediaStore) -> Media:
    """A clip of the site in the media store, named by its content."""
    path = site_file(site, name, what="clip", suffixes=_CLIPS)
    if path.stat().st_size > _LARGEST:
        raise BadSettings(f"The clip {name!r} is larger than {_LARGEST // 1_000_000} MB.", remedy="Compress it.")

    def produce(target: Path) -> dict[str, Any]:
        shutil.copyfile(path, target)
        frame, seconds = clip_frame(path)
        return {"width": frame.width, "height": frame.height, "seconds": round(seconds, 3)}

    return media.make({"file": file_digest(path)}, path.suffix.lower(), produce, kind="clip")


def clip_frame(path: Path) -> tuple[Image.Image, float]:
    """A telling picture of a clip, RGB and upright, and the clip's length in seconds.

    The first one that is no even surface, from a third of its length on. Raises `BadInput` where nothing decodes.
    """
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise BadInput("The clip has no picture.", where=path.name, remedy="Give a file with a video track.")
            stream = container.streams.video[0]
            seconds = float(container.duration or 0) / 1_000_000
            if seconds > 1:
                container.seek(int(seconds * _POSTER_AT * 1_000_000))
            best: Image.Image | None = None
            for number, frame in enumerate(container.decode(stream)):
                image = Image.fromarray(frame.to_ndarray(format="rgb24"))
                if frame.rotation % 360:
                    image = image.rotate(frame.rotation, expand=True)
                best = best or image
                if _spread(image) > 12:
                    return image, seconds
                if number >= 90:
                    break
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise BadInput(
            "The clip cannot be read.", where=path.name, remedy="Give a file that a player plays to its end."
        ) from error
    if best is None:
        raise BadInput("The clip has no picture.", where=path.name, remedy="Give a file with a video track.")
    return best, seconds


def _spread(image: Image.Image) -> float:
    return float(np.asarray(image.convert("L").resize((64, 64), Image.Resampling.BOX)).std())


def clip_focus(path: Path) -> tuple[float, float]:
    """The point of a clip that matters, as fractions of its picture."""
    x, y = focal_point(clip_frame(path)[0])
    return round(x, 4), round(y, 4)


def scrim(stage: Stage, ink: RGB, accent: RGB, *, words: bool) -> Image.Image:
    """A shade over a moving picture, RGBA: as strong as words in `ink` need on white where they stand, light elsewhere.

    Without words only the upper and the lower edge are shaded, where the signature and the captions stand.
    """
    strong = next(
        (step / 50 for step in range(20, 51) if _reads(ink, accent, mix(WHITE, stage.ground, step / 50))), 1.0
    )
    rows = np.linspace(0, 1, stage.height, dtype=np.float32)
    if words and stage.vertical:
        share = np.interp(rows, (0.0, 0.70, 0.84, 1.0), (strong, strong, strong * 0.55, strong * 0.8))
    elif words:
        share = np.full_like(rows, strong)
    else:
        share = np.interp(rows, (0.0, 0.22, 0.55, 1.0), (0.55, 0.12, 0.12, 0.6))
    column = np.rint(share * 255).astype(np.uint8)[:, None]
    alpha = Image.fromarray(column).resize((stage.width, stage.height), Image.Resampling.NEAREST)
    image = Image.new("RGBA", (stage.width, stage.height), (*(stage.ground if words else BLACK), 255))
    image.putalpha(alpha)
    return image


def _reads(ink: RGB, accent: RGB, ground: RGB) -> bool:
    return contrast(ink, ground) >= _READABLE and contrast(accent, ground) >= 3


def animation_of(scene: Scene, site: Site, stage: Stage, colours: Callable[[RGB], str]) -> Animation:
    """The site's animation that a scene asks for, with what it is told. Raises `BadSettings` for an unknown name."""
    cue = scene.cue
    named = site.films.animations
    if cue.animation not in named:
        known = ", ".join(sorted(named)) or "none"
        raise BadSettings(
            f"The site has no animation {cue.animation!r} (it has {known}).",
            remedy="Name its Python file under films.animations of the site's file, or change the scene's cue.",
        )
    path = site_file(site, named[cue.animation], what="animation", suffixes=(".py",))
    look = stage.look
    facts = {
        "text": cue.text or scene.on_screen,
        "items": list(cue.items),
        "narration": scene.narration,
        "colours": {
            "ground": colours(stage.ground), "accent": colours(stage.accent), "primary": colours(look.primary),
            "secondary": colours(look.secondary), "surface": colours(look.surface), "text": colours(look.text),
        },
        "data": _rest(cue) | {"scene": scene.id, "section": scene.section, "on_screen": scene.on_screen},
    }  # fmt: skip
    file = path.relative_to(site.folder.resolve()).as_posix()
    return Animation(file=file, content=file_digest(path), facts=json.dumps(facts, ensure_ascii=False, sort_keys=True))


def _rest(cue: Cue) -> dict[str, Any]:
    """What a cue has beside its text and items."""
    data = cue.model_dump(mode="json", exclude={"kind", "text", "items", "animation", "clip", "pose"})
    return {name: value for name, value in data.items() if value not in (None, "", [])}
