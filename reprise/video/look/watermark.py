"""The site's mark over the whole film: a picture of its own, or its logo and name on a small quiet panel."""

from __future__ import annotations

from PIL import Image

from reprise.errors import BadInput, BadSettings
from reprise.graphics.colour import WHITE, mix
from reprise.graphics.crop import contained, open_picture
from reprise.graphics.glyphs import TextStyle
from reprise.graphics.text import TextLayout, draw, lay_out
from reprise.site_files import site_path
from reprise.video.film import Sprite
from reprise.video.look.progress import progress_bottom
from reprise.video.look.stage import Stage, panel
from reprise.video.pictures.setting import tight

ROW = 58
"""Height of the row of the mark below the progress lines, units of a film 1080 wide."""

_BELOW = 16  # from the progress lines to the row
_PICTURE = (300, 78)  # the most room of a site's own picture
_NAME = 560  # the widest name


def signature_top(stage: Stage) -> float:
    """Where the row of the mark begins, pixels from the top. It is kept free where the mark stands elsewhere: there
    names and credits come."""
    return progress_bottom(stage) + stage.px(_BELOW)


def signature_bottom(stage: Stage) -> float:
    """Where the row of the mark ends, pixels from the top."""
    return signature_top(stage) + stage.px(ROW)


def caption_lift(stage: Stage) -> int:
    """Pixels at the lower edge of the safe area that captions leave to the mark."""
    if not stage.films.watermark.show or not _at_bottom(stage):
        return 0
    return _mark(stage).size[1] + stage.px(12)


def row_beside(stage: Stage) -> tuple[float, float]:
    """Left and right edge, in pixels, of what the mark leaves free in its row."""
    mark = stage.films.watermark
    left, right = stage.safe.left, stage.safe.right
    if not mark.show or _at_bottom(stage):
        return left, right
    width = _mark(stage).size[0] + stage.px(20)
    return (left + width, right) if mark.position == "top-left" else (left, right - width)


def watermark_sprite(stage: Stage) -> Sprite | None:
    """The mark in its corner of the safe area, as strong as the site says; None where the site shows none."""
    settings = stage.films.watermark
    if not settings.show:
        return None
    mark = _mark(stage)
    row, width, height = stage.px(ROW), *mark.size
    left = stage.safe.left if settings.position.endswith("left") else stage.safe.right - width
    top = signature_top(stage) + max(0, row - height) / 2
    if _at_bottom(stage):
        top = stage.safe.bottom - height
    strength = settings.opacity

    def picture() -> Image.Image:
        image = mark.drawn()
        image.putalpha(image.getchannel("A").point([round(value * strength) for value in range(256)]))
        return image

    return stage.sprite({**mark.recipe, "opacity": strength}, picture, (left, top), frames=(0, 0))


def _mark(stage: Stage) -> _Mark:
    mark: _Mark | None = stage.kept.get(_Mark)
    if mark is None:
        mark = stage.kept[_Mark] = _Mark(stage)
    return mark


class _Mark:
    """What is drawn, measured before it is."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._own = _own_picture(stage)
        self._logo = None if self._own else _logo(stage, stage.px(ROW - 18))
        self._laid = None if self._own else _name(stage)

    @property
    def size(self) -> tuple[int, int]:
        if self._own:
            return self._own.size
        assert self._laid is not None
        return self._text_left + round(self._laid.width) + self.stage.px(18), self.stage.px(ROW)

    @property
    def recipe(self) -> dict[str, object]:
        if self._own:
            return {"watermark": self._own.tobytes(), "size": self._own.size}
        name = _named(self.stage)
        logo = self._logo.tobytes() if self._logo else None
        return {"signature": name, "logo": logo, **self.stage.signature(name)}

    def drawn(self) -> Image.Image:
        if self._own:
            return self._own.copy()
        stage, laid = self.stage, self._laid
        assert laid is not None
        row = stage.px(ROW)
        image = panel(self.size, row // 2, stage.ground, 0.55)
        if self._logo:
            image.alpha_composite(self._logo, (stage.px(16), (row - self._logo.height) // 2))
        spot = (self._text_left, (row - laid.height) / 2)
        draw(image, laid, spot, (*mix(stage.ground, WHITE, 0.94), 255), stage.book)
        return image

    @property
    def _text_left(self) -> int:
        pad = self.stage.px(18)
        return pad + (self._logo.width + self.stage.px(10) if self._logo else 0)


def _named(stage: Stage) -> str:
    return stage.look.handle or stage.look.name


def _name(stage: Stage) -> TextLayout:
    style = TextStyle(stage.look.body, stage.px(28), 600, 1.2)
    return tight(lay_out(_named(stage), style, stage.px(_NAME), stage.book, max_lines=1))


def _logo(stage: Stage, height: int) -> Image.Image | None:
    if stage.look.logo is None:
        return None
    picture = open_picture(stage.look.logo).convert("RGBA")
    return contained(picture, (height * 5, height))


def _own_picture(stage: Stage) -> Image.Image | None:
    name = stage.films.watermark.image
    if name is None:
        return None
    where = "films.watermark.image"
    try:
        picture = open_picture(site_path(stage.folder, name, what="watermark")).convert("RGBA")
    except BadInput as error:
        raise BadSettings(error.what, where=f"{where}, {name}", remedy="Use a PNG beside the site's file.") from error
    except BadSettings as error:
        raise error.at(where) from error
    most = (stage.px(_PICTURE[0]), stage.px(_PICTURE[1] if _at_bottom(stage) else ROW))
    return contained(picture, most)


def _at_bottom(stage: Stage) -> bool:
    return stage.films.watermark.position.startswith("bottom")
