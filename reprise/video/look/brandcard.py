"""What a film begins or ends with as a scene: the site's own film or picture, or a card in the brand's look on which
the logo grows, the words come and a line is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from reprise.digest import file_digest
from reprise.errors import BadInput
from reprise.graphics.colour import RGB
from reprise.graphics.crop import contained, cover, focal_point, open_picture
from reprise.graphics.ground import Palette
from reprise.graphics.text import TextLayout, TextStyle, draw, fit, lay_out
from reprise.media import Media
from reprise.sites import Site
from reprise.video.film import ClipGround, FilmScene, Motion, Sprite, StillGround, View
from reprise.video.look.animation import letter_stops, typing_frames
from reprise.video.look.bumpers import End, bumper_clip, bumper_file, bumper_of
from reprise.video.look.stage import Stage
from reprise.video.pictures.grounds import tone_ground, tones
from reprise.video.pictures.setting import ink_of, of_words, tight

_OVERSIZE = 1.12 / 0.96  # still pixels per film pixel, so that the closest view is sharp
_MOVE = Motion(View(), View(scale=0.96))
_VERSION = 1
_LATER = 7  # frames until the words of the scene before are gone
_LOGO, _WORDS, _SMALL, _LINE = 250, 108, 40, (240, 10)  # units of a film 1080 wide
_GAPS = (54, 40, 34)  # below the logo, the words, the line


def bumper_scene(stage: Stage, site: Site, end: End, frames: int) -> FilmScene:
    """The scene "intro" or "outro", `frames` long. Raises `BadSettings` or `BadInput` for a file that is no use."""
    motion = Motion() if stage.films.motion == "none" else _MOVE
    clip, file = bumper_clip(site, end), bumper_file(site, end)
    if clip is not None:
        return FilmScene(end, ClipGround(clip, file_digest(clip)), frames, bare=True)
    if file is not None:
        still = _picture(stage, file, where=f"{site.id}: films.{end}.file")
        return FilmScene(end, StillGround(stage.media.path(still), still.key, motion), frames, bare=True)
    bumper = bumper_of(site, end)
    assert bumper is not None
    tone = tones(stage)[0 if end == "intro" else 2]
    still = _ground(stage, tone.palette, flip=end == "outro")
    words, small = bumper.text or stage.look.name, _small(stage, end, bumper.text)
    card = _Card(stage, tone.palette, frames, begin=0 if end == "intro" else _LATER, opens=end == "intro")
    return FilmScene(
        end, StillGround(stage.media.path(still), still.key, motion), frames, card.sprites(words, small), bare=True
    )


def _small(stage: Stage, end: End, text: str | None) -> str:
    """The words below the line: where to go on at the end; the name, where the card says something else."""
    if end == "outro":
        return stage.look.host
    return stage.look.name if text else stage.look.handle or ""


@dataclass
class _Card:
    """The pieces of a drawn card, in the middle of the safe area.

    Where it `opens` the film, its first piece stands from the first frame on: that is what previews show.
    """

    stage: Stage
    palette: Palette
    frames: int
    begin: int
    opens: bool = False
    sprites_: list[Sprite] = field(default_factory=list)

    def sprites(self, words: str, small: str) -> tuple[Sprite, ...]:
        stage = self.stage
        logo = self._logo()
        room = (stage.safe.width * (0.92 if stage.vertical else 0.8), stage.px(300))
        heading = TextStyle(stage.look.heading, stage.px(_WORDS), 800, 1.1)
        laid = tight(fit(words, heading, room, stage.book, minimum=stage.px(46), align="center", max_lines=3))
        body = TextStyle(stage.look.body, stage.px(_SMALL), 550, 1.2)
        below = tight(lay_out(small, body, room[0], stage.book, max_lines=1)) if small.strip() else None
        line = (stage.px(_LINE[0]), stage.px(_LINE[1]))
        gaps = [stage.px(gap) for gap in _GAPS]
        heights = [
            logo.height + gaps[0] if logo else 0, laid.height + gaps[1], line[1], gaps[2] + below.height if below else 0
        ]  # fmt: skip
        top = (stage.safe.top + stage.safe.bottom - sum(heights)) / 2
        if logo:
            recipe, spot = {"logo": logo.tobytes(), "size": logo.size}, (self._centred(logo.width), top)
            if self.opens:
                self._place(recipe, lambda: logo, spot, self.begin)
            else:
                self._place(recipe, lambda: logo, spot, self.begin, fade=6, grow=0.55)
        due = self._words(words, laid, top + heights[0], self.begin + (8 if logo else 0 if self.opens else 2))
        spot = (self._centred(line[0]), top + heights[0] + heights[1])
        accent = self.palette.accent
        self._place(
            {"line": line, "fill": accent}, partial(_bar, line, accent), spot, due, reveal=14,
            edge="right" if laid.rtl else "left",
        )  # fmt: skip
        if below:
            at = (self._centred(below.width), top + sum(heights) - below.height)
            self._letters(small, below, range(len(below.words)), at, self.palette.soft, due + 8, fade=10)
        return tuple(self.sprites_)

    def _words(self, text: str, laid: TextLayout, top: float, first: int) -> int:
        """The large words, as the site animates its texts; the frame at which they stand."""
        stage, left = self.stage, self._centred(laid.width)
        kind = stage.films.text_animation
        every = range(len(laid.words))
        if self.opens and not self.sprites_:
            self._letters(text, laid, every, (left, top), self.palette.ink, first)
            return first + 7
        if kind == "typewriter":
            whole = typing_frames(len(text), most=self.frames // 3)
            for number in range(len(laid.lines)):
                line = [n for n in every if laid.words[n].line == number]
                ink = ink_of(laid, line, 2)
                stops = letter_stops(stage, laid, number, ink)
                frames = max(1, round(whole * len(line) / len(laid.words)))
                self._letters(
                    text, laid, line, (left, top), self.palette.ink, first, reveal=frames, stops=stops,
                    edge="right" if laid.rtl else "left",
                )  # fmt: skip
                first += frames
            return first - whole // 2
        come: dict[str, Any] = {"fade": 9, "slide": (0, stage.px(46))}
        if kind in ("none", "fade"):
            come = {"fade": 0 if kind == "none" else 12}
        elif kind == "pop":
            come = {"fade": 7, "grow": 0.75}
        self._letters(text, laid, every, (left, top), self.palette.ink, first, **come)
        return first + 7

    def _letters(
        self, text: str, laid: TextLayout, indices: Any, at: tuple[float, float], fill: RGB, first: int, **come: Any
    ) -> None:
        stage, chosen = self.stage, list(indices)
        ink = ink_of(laid, chosen, 2)

        def picture() -> Image.Image:
            image = Image.new("RGBA", (int(ink.width), int(ink.height)), (*fill, 0))
            draw(image, of_words(laid, chosen), (-ink.left, -ink.top), (*fill, 255), stage.book)
            return image

        recipe = {
            "brand": text, "words": chosen, "size": laid.style.size, "fill": fill, "lines": laid.text,
            **stage.signature(text),
        }  # fmt: skip
        self._place(recipe, picture, (at[0] + ink.left, at[1] + ink.top), first, **come)

    def _place(
        self, recipe: Any, picture: Any, spot: tuple[float, float], first: int, fade: int = 0, **come: Any
    ) -> None:
        first = min(first, max(0, self.frames - 1))
        recipe = {"bumper": recipe, "version": _VERSION}
        self.sprites_.append(
            self.stage.sprite(recipe, picture, spot, frames=(first, self.frames), fade=(fade, 0), **come)
        )

    def _centred(self, width: float) -> float:
        return (self.stage.width - width) / 2

    def _logo(self) -> Image.Image | None:
        if self.stage.look.logo is None:
            return None
        height = self.stage.px(_LOGO)
        picture = open_picture(self.stage.look.logo).convert("RGBA")
        return contained(picture, (height * 3, height))


def _bar(size: tuple[int, int], fill: RGB) -> Image.Image:
    return Image.new("RGBA", size, (*fill, 255))


def _ground(stage: Stage, palette: Palette, *, flip: bool) -> Media:
    size = _size(stage)
    recipe = {"bumper": repr(palette), "name": stage.look.name, "size": size, "flip": flip, "version": _VERSION}

    def produce(path: Path) -> dict[str, Any]:
        tone = next(tone for tone in tones(stage) if tone.palette == palette)
        tone_ground(stage, tone, size, flip=flip).save(path, "JPEG", quality=95, subsampling=0)
        return {"width": size[0], "height": size[1]}

    return stage.media.make(recipe, ".jpg", produce, kind="still")


def _picture(stage: Stage, file: Path, *, where: str) -> Media:
    size = _size(stage)

    def produce(path: Path) -> dict[str, Any]:
        try:
            picture = open_picture(file)
        except BadInput as error:
            raise error.at(where) from error
        cover(picture, size, focal_point(picture)).save(path, "JPEG", quality=95, subsampling=0)
        return {"width": size[0], "height": size[1]}

    recipe = {"bumper": file_digest(file), "size": size, "version": _VERSION}
    return stage.media.make(recipe, ".jpg", produce, kind="still")


def _size(stage: Stage) -> tuple[int, int]:
    return 2 * round(stage.width * _OVERSIZE / 2), 2 * round(stage.height * _OVERSIZE / 2)
