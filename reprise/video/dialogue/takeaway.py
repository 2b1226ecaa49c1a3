"""The words of a dialogue's last card: what to keep in mind, and whose film it is."""

from __future__ import annotations

from PIL import Image

from reprise.graphics.colour import RGB, with_contrast
from reprise.graphics.glyphs import Box
from reprise.graphics.text import TextLayout, TextStyle, draw, fit, lay_out
from reprise.video.dialogue.cards import Piece
from reprise.video.look.stage import Stage, panel
from reprise.video.look.watermark import caption_lift
from reprise.video.script import Cue

_RISE = 40


def set_takeaway(stage: Stage, cue: Cue, head: str, room: Box, desk: int, colour: RGB) -> tuple[Piece, ...]:
    """Paper with a heading over one sentence or up to three points, and the site's name on the desk."""
    paper = stage.look.surface
    accent, writing = with_contrast(colour, paper, 4.5), with_contrast(stage.look.text, paper, 7.0)
    pad, gap = stage.px(52), stage.px(28)
    inner = (room.width - 2 * pad, room.height - 2 * pad)
    pieces: list[Piece] = []
    title = None
    if head:
        title = fit(head, TextStyle(stage.look.heading, stage.px(46), 800, 1.15), (inner[0], inner[1] * 0.2),
                    stage.book, minimum=stage.px(30), max_lines=1)  # fmt: skip
    used = title.height + gap if title else 0
    lines = _lines(stage, cue, (inner[0], inner[1] - used))
    bullet = stage.px(54) if cue.items else 0
    height = sum(line.height for line in lines) + gap * max(0, len(lines) - 1)
    width = max([line.width + bullet for line in lines] + [title.width if title else 0.0])
    size = (round(width + 2 * pad), round(used + height + 2 * pad))
    left, top = round(room.left + (room.width - size[0]) / 2), round(room.top + (room.height - size[1]) / 2)
    shadow = stage.px(28)
    pieces.append(Piece(panel(size, stage.px(40), paper, 1.0, shadow), left - shadow, top - shadow, grow=0.9))
    y = top + pad
    if title:
        pieces.append(_text(stage, title, _start(left, size[0], pad, title), y, accent))
        y += round(used)
    for line in lines:
        if cue.items:
            disc = stage.px(24)
            row = line.lines[0].box
            x = left + size[0] - pad - disc if line.rtl else left + pad
            mark = panel((disc, disc), disc // 2, accent, 1.0)
            pieces.append(Piece(mark, x, round(y + (row.top + row.bottom - disc) / 2)))
        pieces.append(_text(stage, line, _start(left, size[0], pad + bullet, line), y, writing, slide=True))
        y += round(line.height + gap)
    if cue.label:
        pieces.append(_label(stage, cue.label, desk, colour))
    return tuple(pieces)


def _lines(stage: Stage, cue: Cue, room: tuple[float, float]) -> list[TextLayout]:
    texts = list(cue.items) or [cue.text]
    bullet = stage.px(54) if cue.items else 0
    for units in (84, 76, 68, 62, 56, 50, 46, 42, 38, 34, 30):
        style = TextStyle(stage.look.heading, stage.px(units), 750, 1.16)
        laid = [lay_out(text, style, room[0] - bullet, stage.book) for text in texts]
        if sum(one.height for one in laid) + stage.px(28) * (len(laid) - 1) <= room[1]:
            return laid
    return [fit(text, TextStyle(stage.look.heading, stage.px(30), 750, 1.16), (room[0] - bullet, room[1] / len(texts)),
                stage.book, minimum=stage.px(26)) for text in texts]  # fmt: skip


def _label(stage: Stage, text: str, desk: int, colour: RGB) -> Piece:
    """The site's name as a plate on the desk's edge."""
    style = TextStyle(stage.look.heading, stage.px(44), 750, 1.2)
    laid = fit(text, style, (stage.safe.width * 0.8, stage.px(70)), stage.book, minimum=stage.px(26), max_lines=1)
    size = (round(laid.width) + 2 * stage.px(46), round(laid.height) + 2 * stage.px(20))
    paper = stage.look.surface
    plate = panel(size, size[1] // 2, paper, 1.0)
    ink = with_contrast(colour, paper, 4.5)
    draw(plate, laid, (stage.px(46), (size[1] - laid.height) / 2), (*ink, 255), stage.book)
    low = stage.safe.bottom - caption_lift(stage) - size[1]
    return Piece(
        plate, round((stage.width - size[0]) / 2), round(min(desk - size[1] / 2, low)), slide=(0, stage.px(_RISE))
    )


def _text(stage: Stage, laid: TextLayout, x: float, y: float, fill: RGB, *, slide: bool = False) -> Piece:
    edge = laid.style.size
    image = Image.new("RGBA", (round(laid.width) + 2 * edge, round(laid.height) + 2 * edge), (*fill, 0))
    draw(image, laid, (edge, edge), (*fill, 255), stage.book)
    left, top, right, bottom = image.getbbox() or (0, 0, 1, 1)
    spot = (round(x) - edge + left, round(y) - edge + top)
    return Piece(image.crop((left, top, right, bottom)), *spot, slide=(0, stage.px(_RISE)) if slide else (0, 0))


def _start(left: float, width: float, inner: float, laid: TextLayout) -> float:
    return left + width - inner - laid.width if laid.rtl else left + inner
