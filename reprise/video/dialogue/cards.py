"""The card beside who speaks: a speech bubble, a number, a list, a word or a picture, in pieces that come in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PIL import Image, ImageDraw

from reprise.graphics.colour import RGB, with_contrast
from reprise.graphics.crop import cover, flat, rounded_mask, suits_cover
from reprise.graphics.glyphs import Box
from reprise.graphics.text import TextLayout, TextStyle, draw, fit, lay_out
from reprise.video.dialogue.layout import Places
from reprise.video.look.stage import Stage, panel
from reprise.video.pictures.wording import spoken_words
from reprise.video.script import Cue

CARDS_VERSION = 1
_SHADOW = 26
_RISE = 36


@dataclass(frozen=True)
class Piece:
    """A part of a card, RGBA, top left at pixels of the film; the rest as in `visuals.Layer`."""

    image: Image.Image
    x: int
    y: int
    word: int | None = None
    at: float | None = None
    slide: tuple[int, int] = (0, 0)
    grow: float = 1.0
    title: bool = False


@dataclass
class Sheet:
    """A card that is being set."""

    stage: Stage
    places: Places
    colour: RGB
    ink: RGB
    pieces: list[Piece] = field(default_factory=list)

    def px(self, units: float) -> int:
        return self.stage.px(units)

    @property
    def paper(self) -> RGB:
        return self.stage.look.surface

    @property
    def writing(self) -> RGB:
        return with_contrast(self.stage.look.text, self.paper, 7.0)

    @property
    def accent(self) -> RGB:
        return with_contrast(self.colour, self.paper, 4.5)

    def fit(self, text: str, size: tuple[float, float], *, most: float, least: float, weight: int = 750,
            body: bool = False, lines: int | None = None) -> TextLayout:  # fmt: skip
        family = self.stage.look.body if body else self.stage.look.heading
        style = TextStyle(family, self.px(most), weight, 1.18)
        return _tight(fit(text, style, size, self.stage.book, minimum=self.px(least), max_lines=lines))

    def panel(self, width: float, height: float, *, tail: bool) -> Box:
        """Paper of a size in the card's place, perhaps with a tail towards the speaker."""
        place = self.places.card
        at_side = self.places.tail != "bottom"
        left = place.left + (place.width - width) / 2
        if self.places.tail == "left":
            left = place.left + (self.px(30) if tail else 0)
        elif self.places.tail == "right":
            left = place.right - width - (self.px(30) if tail else 0)
        top = place.top + (place.height - height) * (0.4 if at_side else 0.5)
        box = Box(round(left), round(top), round(left + width), round(top + height))
        size, shadow = (round(width), round(height)), self.px(_SHADOW)
        reach = self.px(34)
        edge = shadow + reach
        image = Image.new("RGBA", (size[0] + 2 * edge, size[1] + 2 * edge), (*self.paper, 0))
        image.alpha_composite(panel(size, self.px(38), self.paper, 1.0, shadow), (reach, reach))
        if tail:
            self._tail(image, box, edge, reach)
        spot = (box.left - edge, box.top - edge)
        self.pieces.append(Piece(image, round(spot[0]), round(spot[1]), grow=0.86 if tail else 0.92))
        return box

    def _tail(self, image: Image.Image, box: Box, edge: int, reach: int) -> None:
        head, half = self.places.speaker.head, self.px(26)
        if self.places.tail == "bottom":
            x = min(max(head[0], box.left + 3 * half), box.right - 3 * half) - box.left + edge
            y = edge + box.height
            points = [(x - half, y - 2), (x + half, y - 2), (x, y + reach)]
        else:
            y = min(max(head[1], box.top + 3 * half), box.bottom - 3 * half) - box.top + edge
            left = self.places.tail == "left"
            x, tip = (edge, edge - reach) if left else (edge + box.width, edge + box.width + reach)
            inner = 2 if left else -2
            points = [(x + inner, y - half), (x + inner, y + half), (tip, y)]
        finer = 4
        mask = Image.new("L", (image.width * finer, image.height * finer), 0)
        ImageDraw.Draw(mask).polygon([(px * finer, py * finer) for px, py in points], fill=255)
        image.paste((*self.paper, 255), (0, 0), mask.reduce(finer))

    def text(self, laid: TextLayout, x: float, y: float, fill: RGB, *, word: int | None = None,
             at: float | None = None, slide: bool = False, title: bool = False) -> None:  # fmt: skip
        edge = laid.style.size
        image = Image.new("RGBA", (round(laid.width) + 2 * edge, round(laid.height) + 2 * edge), (*fill, 0))
        draw(image, laid, (edge, edge), (*fill, 255), self.stage.book)
        box = image.getbbox()
        if box is not None:
            spot = (round(x) - edge + box[0], round(y) - edge + box[1])
            rise = (0, self.px(_RISE)) if slide else (0, 0)
            self.pieces.append(Piece(image.crop(box), *spot, word=word, at=at, slide=rise, title=title))

    def spoken(self, laid: TextLayout, x: float, y: float, fill: RGB) -> None:
        """Line by line, each with its first spoken word."""
        counted = 0
        for number, line in enumerate(laid.lines):
            words = tuple(word for word in laid.words if word.line == number)
            self.text(replace(laid, words=words), x, y, fill, word=counted if number else None)
            counted += len(line.text.split())


def set_card(sheet: Sheet, cue: Cue, narration: str, picture: Image.Image | None, *, opening: bool) -> bool:
    """Set the card of a scene; returns whether all that is spoken stands on it, so that it needs no captions."""
    said = spoken_words(narration)
    if picture is not None:
        _picture(sheet, picture)
    elif cue.items:
        _list(sheet, cue)
    elif cue.text and spoken_words(cue.text) == said:
        _bubble(sheet, cue.text)
        return True
    elif opening and cue.text:
        _title(sheet, cue)
    elif cue.text and any(map(str.isdigit, cue.text)) and len(cue.text) <= 24:
        _statistic(sheet, cue)
    elif cue.text:
        _word(sheet, cue)
    return False


def _bubble(sheet: Sheet, text: str) -> None:
    place, pad = sheet.places.card, sheet.px(44)
    room = (place.width - 2 * pad - sheet.px(34), place.height - 2 * pad)
    laid = sheet.fit(text, room, most=72, least=34, weight=700)
    box = sheet.panel(laid.width + 2 * pad, laid.height + 2 * pad, tail=True)
    sheet.spoken(laid, box.left + pad, box.top + pad, sheet.writing)


def _title(sheet: Sheet, cue: Cue) -> None:
    """The film's title, on the wall itself."""
    place = sheet.places.card
    laid = sheet.fit(cue.text, (place.width, place.height), most=104, least=44, weight=850)
    x = place.left if sheet.stage.vertical and not laid.rtl else place.left + (place.width - laid.width) / 2
    sheet.text(laid, x, place.top + (place.height - laid.height) / 2, sheet.ink, title=True)


def _statistic(sheet: Sheet, cue: Cue) -> None:
    place, pad, gap = sheet.places.card, sheet.px(44), sheet.px(20)
    room = (place.width - 2 * pad, place.height - 2 * pad)
    label = None
    if cue.label:
        label = sheet.fit(cue.label, (room[0], room[1] * 0.42), most=50, least=32, weight=600, body=True)
    left = room[1] - (label.height + gap if label else 0)
    value = sheet.fit(cue.text, (room[0], left), most=200, least=48, weight=850, lines=1)
    width = max(value.width, label.width if label else 0.0)
    height = value.height + (label.height + gap if label else 0)
    box = sheet.panel(width + 2 * pad, height + 2 * pad, tail=False)
    sheet.text(value, _start(box, pad, value), box.top + pad, sheet.accent, slide=True)
    if label:
        sheet.text(label, _start(box, pad, label), box.top + pad + value.height + gap, sheet.writing, slide=True)


def _word(sheet: Sheet, cue: Cue) -> None:
    """A few words with a mark of the speaker's colour."""
    place, pad, bar = sheet.places.card, sheet.px(44), sheet.px(14)
    room = (place.width - 3 * pad - bar, place.height - 2 * pad)
    above = None
    if cue.label:
        above = sheet.fit(cue.label, (room[0], room[1] * 0.3), most=38, least=28, weight=700, body=True, lines=1)
    used = above.height + sheet.px(14) if above else 0
    laid = sheet.fit(cue.text, (room[0], room[1] - used), most=84, least=36, weight=800)
    width = max(laid.width, above.width if above else 0.0) + 3 * pad + bar
    box = sheet.panel(width, laid.height + used + 2 * pad, tail=False)
    mark = panel((bar, round(laid.height + used)), bar // 2, sheet.accent, 1.0)
    start = box.right - pad - bar if laid.rtl else box.left + pad
    sheet.pieces.append(Piece(mark, round(start), round(box.top + pad)))
    inner = pad if laid.rtl else 2 * pad + bar
    if above:
        sheet.text(above, _start(box, inner, above), box.top + pad, sheet.accent)
    sheet.text(laid, _start(box, inner, laid), box.top + pad + used, sheet.writing, slide=True)


def _list(sheet: Sheet, cue: Cue) -> None:
    place, pad = sheet.places.card, sheet.px(40)
    room = (place.width - 2 * pad, place.height - 2 * pad)
    heading = None
    if cue.text:
        heading = sheet.fit(cue.text, (room[0], room[1] * 0.26), most=52, least=34, weight=800, lines=1)
    used = heading.height + sheet.px(22) if heading else 0
    points, dot, gap = _points(sheet, cue.items, (room[0], room[1] - used))
    height = sum(point.height for point in points) + gap * max(0, len(points) - 1)
    width = max([dot + point.width for point in points] + [heading.width if heading else 0.0])
    box = sheet.panel(width + 2 * pad, used + height + 2 * pad, tail=False)
    y = box.top + pad
    if heading:
        sheet.text(heading, _start(box, pad, heading), y, sheet.accent)
        y += used
    for number, point in enumerate(points):
        at = number / (len(points) + 1)
        size = round(dot * 0.42)
        mark = panel((size, size), size // 2, sheet.accent, 1.0)
        line = point.lines[0].box
        start = box.right - pad - size if point.rtl else box.left + pad
        sheet.pieces.append(Piece(mark, round(start), round(y + (line.top + line.bottom - size) / 2), at=at))
        sheet.text(point, _start(box, pad + dot, point), y, sheet.writing, at=at, slide=True)
        y += point.height + gap


def _points(sheet: Sheet, items: Sequence[str], room: tuple[float, float]) -> tuple[list[TextLayout], int, float]:
    """The items at the largest common size at which all fit, else the first that do; their dots' room, the gap."""
    points: list[TextLayout] = []
    dot, gap = 0, 0.0
    for units in (60, 54, 48, 44, 40, 36, 32):
        size = sheet.px(units)
        dot, gap = round(size * 0.95), size * 0.42
        style = TextStyle(sheet.stage.look.body, size, 600, 1.16)
        points = [_tight(lay_out(item, style, room[0] - dot, sheet.stage.book)) for item in items]
        if sum(point.height for point in points) + gap * (len(points) - 1) <= room[1]:
            return points, dot, gap
    while len(points) > 1 and sum(point.height for point in points) + gap * (len(points) - 1) > room[1]:
        points.pop()
    return points, dot, gap


def _picture(sheet: Sheet, picture: Image.Image) -> None:
    """A picture in a frame of paper: cut to the card where it bears that, else whole."""
    place, rim = sheet.places.card, sheet.px(14)
    room = (round(place.width - 2 * rim), round(place.height - 2 * rim))
    own = picture.width / picture.height
    shape = room
    if room[0] / room[1] > own * 1.9 or room[0] / room[1] < own / 1.9:  # so much would be cut away
        aspect = min(max(room[0] / room[1], own / 1.9), own * 1.9)
        shape = (round(min(room[0], room[1] * aspect)), round(min(room[1], room[0] / aspect)))
    if picture.mode == "RGB" and suits_cover(picture, shape):
        shown = cover(picture, shape)
    else:
        scale = min(room[0] / picture.width, room[1] / picture.height, 2.0)
        shown = flat(picture, sheet.paper).resize(
            (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.LANCZOS
        )
    box = sheet.panel(shown.width + 2 * rim, shown.height + 2 * rim, tail=False)
    image = shown.convert("RGBA")
    image.putalpha(rounded_mask(shown.size, sheet.px(26)))
    frame = sheet.pieces.pop()
    inner = (round(box.left + rim) - frame.x, round(box.top + rim) - frame.y)
    frame.image.alpha_composite(image, inner)
    sheet.pieces.append(frame)


def _start(box: Box, inner: float, laid: TextLayout) -> float:
    return box.right - inner - laid.width if laid.rtl else box.left + inner


def _tight(laid: TextLayout) -> TextLayout:
    """Set text no wider than its widest line; from right to left it was set at the right edge of its room."""
    if not laid.rtl or not laid.words:
        return laid
    left = min(line.box.left for line in laid.lines)
    words = tuple(replace(w, x=w.x - left, box=w.box.moved(-left, 0), ink=w.ink.moved(-left, 0)) for w in laid.words)
    lines = tuple(replace(line, box=line.box.moved(-left, 0)) for line in laid.lines)
    return replace(laid, words=words, lines=lines, width=max(line.box.right for line in lines))
