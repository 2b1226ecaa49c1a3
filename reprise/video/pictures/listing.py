"""Cards that are built up: lists point by point, comparisons side against side, the stations of a way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from reprise.graphics.colour import RGB, contrast, mix, readable_on
from reprise.graphics.text import Box, TextLayout
from reprise.video.pictures.sheet import AT_ONCE, Head, Sheet, Turn, disc, plate
from reprise.video.pictures.wording import Wording
from reprise.video.script import Side

_SIZES = (76, 68, 60, 54, 48, 42, 38)
_SIDE_SIZES = (60, 54, 48, 44, 40, 36, 32)
_EASY = 5  # how many of the sizes are easy to read
_STATIONS = {True: 6, False: 5}  # shown at once, by whether the film is vertical


def listed(sheet: Sheet, card: Wording) -> None:
    """The heading, and the points one after the other with the words that name them."""
    palette, items = sheet.palette, card.content.items
    head = Head.of(sheet, card.content.text, most=104, share=0.3, alone=not items)
    body = head.body
    points, mark, gap = _points(body, items, body.room.height)
    y = head.put(_stacked(points, mark, gap), palette.ink, first_word=card.text_from)
    turns = turns_of(card.item_words[: len(points)], len(points))
    for number, (point, turn) in enumerate(zip(points, turns, strict=True), card.content.first):
        sign = disc(body, str(number), mark) if card.numbered else _tick(body, mark)
        body.place(sign, body.side(mark), y, turn)
        line = point.lines[0].box.height
        body.text(point, y + max(0.0, (mark - line) / 2), palette.ink, left=mark + body.px(30), turn=turn)
        y += max(point.height, mark) + gap


def turns_of(words: Sequence[int | None], count: int) -> list[Turn]:
    """When each of `count` things comes: with its own word where all are spoken in their order, else evenly over the
    speech."""
    known = [word for word in words if word is not None]
    if len(known) == count and known == sorted(set(known)):
        return [Turn(word=word) for word in known]
    return [Turn(at=round(number / count, 4)) for number in range(count)]


def _points(sheet: Sheet, items: Sequence[str], height: float) -> tuple[list[TextLayout], int, float]:
    """The items at the largest common size at which all fit, else the first that do; their marks' size, the gap."""
    points: list[TextLayout] = []
    mark, gap = 0, 0.0
    for whole in (True, False):  # a smaller size is better than a word that is cut
        for units in _SIZES:
            size = sheet.px(units)
            mark, gap = round(size * 1.45), size * 0.72
            width = sheet.room.width - mark - sheet.px(30)
            if whole and not all(_whole(sheet, item, width, units, 550) for item in items):
                continue
            points = [sheet.set(item, width, units=units) for item in items]
            if _stacked(points, mark, gap) <= height:
                return points, mark, gap
    while points and _stacked(points, mark, gap) > height:
        points.pop()
    if not points and items:  # a single point longer than the card
        space = (sheet.room.width - mark - sheet.px(30), height)
        points = [sheet.fit(items[0], space, most=_SIZES[-1], least=_SIZES[-1], weight=550, leading=1.2, body=True)]
    return points, mark, gap


def _stacked(points: Sequence[TextLayout], mark: int, gap: float) -> float:
    return sum(max(point.height, mark) + gap for point in points) - (gap if points else 0)


def _tick(sheet: Sheet, size: int, fill: RGB | None = None) -> Image.Image:
    """A tick in a filled disc, RGBA."""
    fill, look = fill or sheet.palette.accent, sheet.stage.look
    image = plate(Box(0, 0, size, size), size / 2, fill)
    ink = readable_on(fill, (look.surface, look.text, look.background))
    mask = Image.new("L", (size * 3, size * 3), 0)
    pen, stroke = ImageDraw.Draw(mask), max(3, round(size * 0.33))
    points = [(size * 3 * x, size * 3 * y) for x, y in ((0.29, 0.52), (0.44, 0.67), (0.72, 0.35))]
    pen.line(points, fill=255, width=stroke, joint="curve")
    for x, y in points:
        pen.ellipse((x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2), fill=255)
    alpha, face = image.getchannel("A"), image.convert("RGB")
    face.paste(ink, (0, 0), mask.reduce(3))
    face.putalpha(alpha)
    return face


def comparison(sheet: Sheet, card: Wording) -> None:
    """Two sides: their names, then their points by turns, in columns or, where words are long, one over the other."""
    head = Head.of(sheet, card.content.text, most=84, share=0.2, gap=44)
    body = head.body
    plan = _sides(body, card.sides)
    top = head.put(plan.height, sheet.palette.ink, first_word=card.text_from)
    _set_sides(body, plan, top)


@dataclass(frozen=True)
class _Row:
    """Something in a side's panel, from the panel's top; `number` counts a side's points, −1 is its name."""

    layout: TextLayout
    down: float
    number: int


@dataclass(frozen=True)
class _Plan:
    """A comparison's panels: for each side its box (from the comparison's top), the height of its head, its rows."""

    panels: tuple[tuple[Box, float, tuple[_Row, ...]], ...]
    height: float
    pad: int


def _sides(sheet: Sheet, sides: Sequence[Side]) -> _Plan:
    """Columns where their words can be large enough, else one side over the other where that holds all of them."""
    area = sheet.room
    columns = _columns(sheet, sides, area, _SIDE_SIZES[:_EASY])
    if columns:
        return columns
    blocks = _blocks(sheet, sides, area)
    whole = all(len(rows) == len(side.items) + 1 for (_, _, rows), side in zip(blocks.panels, sides, strict=True))
    return blocks if whole else _columns(sheet, sides, area, _SIDE_SIZES) or blocks


def _columns(sheet: Sheet, sides: Sequence[Side], area: Box, sizes: Sequence[int]) -> _Plan | None:
    """Both sides beside each other with their points on common rows; None where a word would be cut or room lacks."""
    gap, pad = sheet.px(28), sheet.px(32)
    width = (area.width - gap) / 2
    for units in sizes:
        heads = [_whole(sheet, side.title, width - 2 * pad, units * 1.15, 750) for side in sides]
        texts = [[_whole(sheet, item, width - 2 * pad, units, 550) for item in side.items] for side in sides]
        if not all(heads) or not all(all(column) for column in texts):
            continue
        head = max(layout.height for layout in heads if layout) + 2 * sheet.px(24)
        rows = max(len(column) for column in texts)
        space = sheet.px(units * 0.72)
        down, tops = head + pad, []
        for row in range(rows):
            tops.append(down)
            down += max((c[row].height for c in texts if row < len(c) and c[row]), default=0) + space  # type: ignore[union-attr]
        height = down - (space if rows else 0) + pad
        if height > area.height:
            continue
        panels = []
        for number, (title, column) in enumerate(zip(heads, texts, strict=True)):
            place = 1 - number if sheet.rtl else number
            left = area.left + place * (width + gap)
            placed = [_Row(layout, tops[n], n) for n, layout in enumerate(column) if layout]
            name = [_Row(title, sheet.px(24), -1)] if title else []
            panels.append((Box(left, 0, left + width, height), head, (*name, *placed)))
        return _Plan(tuple(panels), height, pad)
    return None


def _whole(sheet: Sheet, text: str, width: float, units: float, weight: int) -> TextLayout | None:
    """Text at a size, None where one of its words is wider than its column."""
    laid = sheet.set(text, width, units=units, weight=weight)
    written = sheet.stage.book.drawable(text, laid.style.family, weight=weight)
    whole = "".join(line.text for line in laid.lines).replace(" ", "") == "".join(written.split())
    longest = max((sheet.set(word, 10**6, units=units, weight=weight).width for word in written.split()), default=0)
    return laid if whole and longest <= width else None


def _blocks(sheet: Sheet, sides: Sequence[Side], area: Box) -> _Plan:
    """One side over the other, as many of their points as there is room for."""
    gap, pad = sheet.px(28), sheet.px(32)
    width = area.width
    plan = _Plan((), 0, pad)
    for keep in range(max((len(side.items) for side in sides), default=0), -1, -1):
        for units in _SIDE_SIZES:
            panels, y = [], 0.0
            for side in sides:
                name = sheet.set(side.title, width - 2 * pad, units=units * 1.15, weight=750, max_lines=2)
                head, space = name.height + 2 * sheet.px(20), sheet.px(units * 0.5)
                down, rows = head + pad * 0.8, [_Row(name, sheet.px(20), -1)]
                for number, item in enumerate(side.items[:keep]):
                    laid = sheet.set(item, width - 2 * pad, units=units, max_lines=6)
                    rows.append(_Row(laid, down, number))
                    down += laid.height + space
                bottom = down - space + pad * 0.8 if side.items[:keep] else head
                panels.append((Box(area.left, y, area.right, y + bottom), head, tuple(rows)))
                y += bottom + gap
            plan = _Plan(tuple(panels), y - gap, pad)
            if plan.height <= area.height:
                return plan
    return plan


def _set_sides(sheet: Sheet, plan: _Plan, top: float) -> None:
    palette = sheet.palette
    heads = (palette.accent, mix(palette.panel, palette.panel_ink, 0.8))
    radius = sheet.px(28)
    for (box, head, _), fill in zip(plan.panels, heads, strict=True):
        sheet.place(_panel(box, head, radius, palette.panel, fill), box.left, top + box.top)
    most = max((row.number for _, _, rows in plan.panels for row in rows), default=-1) + 1
    for number in range(-1, most):
        for side, (box, _, rows) in enumerate(plan.panels):
            at = None if number < 0 else round((2 * number + side) / (2 * most), 4)
            for row in rows:
                if row.number != number:
                    continue
                look = sheet.stage.look
                fill = palette.panel_ink
                if number < 0:
                    fill = readable_on(heads[side], (look.text, look.surface, look.background))
                right = box.right - plan.pad - row.layout.width
                left = right if sheet.rtl else box.left + plan.pad
                sheet.letters(row.layout, left, top + box.top + row.down, fill, Turn(at=at) if at else AT_ONCE)


def _panel(box: Box, head: float, radius: int, fill: RGB, above: RGB) -> Image.Image:
    """A side's panel with the ground of its name, RGBA."""
    image = plate(box, radius, fill)
    alpha, face = image.getchannel("A"), image.convert("RGB")
    face.paste(above, (0, 0, face.width, min(face.height, round(head))))
    face.putalpha(alpha)
    return face


def stations(sheet: Sheet, card: Wording) -> None:
    """The way through a procedure: stations passed are ticked, the one that is told of stands out."""
    palette, items = sheet.palette, card.content.items
    active = min(max(card.active or 0, 0), max(0, len(items) - 1))
    head = Head.of(sheet, card.content.text, most=76, share=0.18, gap=48, alone=not items)
    body = head.body
    if not items:
        head.put(0, palette.ink, first_word=card.text_from)
        return
    first, shown = _window(items, active, _STATIONS[sheet.stage.vertical])
    now = active - first
    size, labels, gap = _station_labels(body, shown, now, body.room.height)
    y = head.put(_stacked(labels, size, gap), palette.soft)
    tops = []
    for label in labels:
        tops.append(y)
        y += max(label.height, size) + gap
    _way(body, [top + size / 2 for top in tops], now, size, before=first > 0, after=first + len(shown) < len(items))
    quiet = _quiet(sheet)
    for number, (label, top) in enumerate(zip(labels, tops, strict=True)):
        if number < now:
            mark = _tick(body, size, quiet)
        else:
            mark = disc(body, str(first + number + 1), size, palette.accent if number == now else quiet)
        body.place(mark, body.side(size), top, Turn(wait=18) if number == now and number else AT_ONCE)
        spot = top + max(0.0, (size - label.lines[0].box.height) / 2)
        body.text(label, spot, palette.ink if number == now else palette.soft, left=size + body.px(34))


def _window(items: Sequence[str], active: int, most: int) -> tuple[int, Sequence[str]]:
    """The stations around the active one, and the number of the first."""
    if len(items) <= most:
        return 0, items
    first = min(max(0, active - most // 2), len(items) - most)
    return first, items[first : first + most]


def _station_labels(
    sheet: Sheet, shown: Sequence[str], active: int, height: float
) -> tuple[int, list[TextLayout], float]:
    """Size of the discs, the labels (the active one larger) and the gap, as large as fits."""
    size, labels, gap = 0, [], 0.0
    for units, lines in ((62, 3), (58, 3), (54, 3), (50, 3), (46, 3), (42, 2), (38, 2), (34, 2), (34, 1)):
        size, gap = sheet.px(units * 1.6), sheet.px(units * 0.75)
        width = sheet.room.width - size - sheet.px(34)
        labels = [
            sheet.set(item, width, units=units * (1.35 if n == active else 1), weight=800 if n == active else 550,
                      body=n != active, max_lines=4 if n == active and lines > 1 else lines)
            for n, item in enumerate(shown)
        ]  # fmt: skip
        if _stacked(labels, size, gap) <= height:
            break
    return size, labels, gap


def _way(sheet: Sheet, middles: Sequence[float], active: int, size: int, *, before: bool, after: bool) -> None:
    """The line through the stations: whole where it was gone, dashed where it is to be gone."""
    width = sheet.px(10)
    left = sheet.side(size) + (size - width) / 2
    tail = size * 0.9
    quiet = _quiet(sheet)
    start = middles[0] - (tail if before else 0)
    end = middles[-1] + (tail if after else 0)
    end = min(end, sheet.room.bottom)
    if end - middles[active] > 1:
        dashes = _dashes(round(end - middles[active]), width, sheet.px(18), quiet)
        sheet.place(dashes, left, middles[active])
    if middles[active] - start > 1:
        box = Box(left, start, left + width, middles[active])
        sheet.block(box, width / 2, sheet.palette.accent, reveal=20, edge="top")


def _dashes(height: int, width: int, dash: int, fill: RGB) -> Image.Image:
    """A dashed line from top to bottom, RGBA."""
    image = Image.new("RGBA", (width, max(1, height)), (*fill, 0))
    for top in range(dash, height, 2 * dash):
        image.paste(plate(Box(0, 0, width, min(dash, height - top)), width / 2, fill), (0, top))
    return image


def _quiet(sheet: Sheet) -> RGB:
    """A colour for what is not the matter now: seen on the ground (3 : 1), less than the accent."""
    ground, ink = sheet.palette.ground, sheet.palette.ink
    for share in (0.35, 0.45, 0.55, 0.65, 0.8):
        colour = mix(ground, ink, share)
        if contrast(colour, ground) >= 3 and contrast(colour, readable_on(colour)) >= 4.5:
            return colour
    return ink
