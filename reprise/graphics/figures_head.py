"""The head of a drawn character: hair, eyes, brows and mouth, turned a little towards whom it talks to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from reprise.graphics.colour import WHITE, mix
from reprise.graphics.figures_look import Appearance
from reprise.graphics.figures_pen import Pen, Spot
from reprise.video.script import Pose

Mouth = Literal["smile", "laugh", "round", "aside", "wide", "small"]
Eyes = Literal["open", "shut", "happy", "wide"]

_DARK = (38, 28, 36)
_MOUTH = (122, 32, 44)
_TONGUE = (232, 110, 112)
_AHEAD = 16.0  # how far the face is turned, units


@dataclass(frozen=True)
class Face:
    """An expression: the head's tilt in degrees, how far the brows (far, near) are raised, where the eyes look."""

    tilt: float = 0.0
    mouth: Mouth = "smile"
    eyes: Eyes = "open"
    brows: tuple[float, float] = (0.0, 0.0)
    gaze: Spot = (4.0, 0.0)


FACES: Mapping[Pose, Face] = MappingProxyType(
    {
        "standing": Face(),
        "asking": Face(tilt=7, mouth="small", brows=(10, 16), gaze=(6, -2)),
        "thinking": Face(tilt=-6, mouth="aside", brows=(-4, 18), gaze=(9, -9)),
        "pointing": Face(tilt=3, mouth="laugh", brows=(6, 8), gaze=(7, -4)),
        "explaining": Face(tilt=-3, mouth="laugh", brows=(5, 5), gaze=(5, 0)),
        "surprised": Face(tilt=-2, mouth="round", eyes="wide", brows=(24, 24), gaze=(2, 0)),
        "cheering": Face(tilt=-4, mouth="laugh", eyes="happy", brows=(16, 16)),
    }
)


def draw_hair_behind(pen: Pen, who: Appearance) -> None:
    """What of the hair lies behind neck and shoulders."""
    if who.style == "long":
        pen.shape([(-140, 250), (-176, 400), (-186, 560), (-120, 610), (0, 590), (120, 610), (186, 560), (176, 400),
                   (140, 250), (0, 160)], mix(who.hair, (0, 0, 0), 0.18))  # fmt: skip
    elif who.style == "bob":
        pen.shape([(-136, 220), (-168, 330), (-162, 430), (-84, 458), (84, 458), (162, 430), (168, 330), (136, 220),
                   (0, 150)], mix(who.hair, (0, 0, 0), 0.18))  # fmt: skip
    elif who.style == "bun":
        pen.ellipse((-20, 128), (66, 62), mix(who.hair, (0, 0, 0), 0.12))
    elif who.style == "curls":
        for spot, reach in _CURLS_BEHIND:
            pen.ellipse(spot, (reach, reach), mix(who.hair, (0, 0, 0), 0.18))


def draw_head(pen: Pen, who: Appearance, face: Face) -> None:
    """The head with its face and the hair in front of it."""
    for side in (-1, 1):
        reach = 25 if side < 0 else 20
        pen.ellipse((120 * side, 318), (reach, 34), who.skin)
        pen.ellipse((121 * side, 320), (reach * 0.45, 17), who.shade)
    pen.shape([(-122, 262), (-108, 200), (-60, 162), (0, 152), (60, 162), (108, 200), (122, 262), (121, 330),
               (106, 392), (62, 440), (8, 455), (-50, 442), (-100, 396), (-120, 330)], who.skin)  # fmt: skip
    if who.beard:
        _beard(pen, who)
    for side in (-1, 1):
        pen.ellipse((_AHEAD + 68 * side, 358), (22, 15), who.flush)
    _eyes(pen, face)
    pen.line([(_AHEAD + 8, 318), (_AHEAD + 20, 346), (_AHEAD + 4, 354)], 7, who.shade)
    _mouth(pen, who, face)
    _HAIR[who.style](pen, who)
    _brows(pen, who, face)
    if who.glasses:
        _glasses(pen)


def _eyes(pen: Pen, face: Face) -> None:
    for side in (-1, 1):
        x, y = _AHEAD + 48 * side, 304.0
        if face.eyes == "shut":
            pen.line([(x - 15, y + 4), (x, y + 11), (x + 15, y + 4)], 7, _DARK)
        elif face.eyes == "happy":
            pen.line([(x - 18, y + 8), (x, y - 9), (x + 18, y + 8)], 8, _DARK)
        else:
            wide = face.eyes == "wide"
            pen.ellipse((x, y), (25, 27) if wide else (21, 20), WHITE)
            pupil = (x + face.gaze[0], y + face.gaze[1])
            pen.ellipse(pupil, (11.5, 12.5) if wide else (12.5, 14), _DARK)
            pen.ellipse((pupil[0] + 4, pupil[1] - 5), (4, 4), WHITE)
            lid = y - (25 if wide else 17)
            pen.line([(x - 20, lid + 8), (x, lid), (x + 20, lid + 8)], 6, _DARK)


def _brows(pen: Pen, who: Appearance, face: Face) -> None:
    for side, lift in ((-1, face.brows[0]), (1, face.brows[1])):
        x, y = _AHEAD + 50 * side, 262.0 - lift
        outer, inner = (x + 27 * side, y + 5), (x - 25 * side, y + 3 + (5 if lift < 0 else 0))
        pen.limb([outer, (x, y - 8), inner], [7, 12, 10], who.brow)


def _mouth(pen: Pen, who: Appearance, face: Face) -> None:
    x, y = _AHEAD + 2.0, 394.0
    if face.mouth == "smile":
        pen.line([(x - 34, y - 4), (x, y + 11), (x + 34, y - 4)], 7, who.lips)
    elif face.mouth == "aside":
        pen.line([(x - 14, y + 4), (x + 8, y + 2), (x + 30, y - 7)], 7, who.lips)
    elif face.mouth == "small":
        pen.ellipse((x, y), (17, 11), _MOUTH)
        pen.ellipse((x, y + 5), (10, 4), _TONGUE)
    elif face.mouth == "round":
        pen.ellipse((x, y + 4), (22, 27), _MOUTH)
        pen.ellipse((x, y + 18), (14, 9), _TONGUE)
    else:
        reach, depth = (42, 34) if face.mouth == "laugh" else (34, 22)
        pen.polygon(_bowl(x, y - 8, reach, depth), _MOUTH)
        pen.polygon(_bowl(x, y - 8, reach * 0.86, depth * 0.28), WHITE)
        pen.ellipse((x, y - 8 + depth * 0.72), (reach * 0.5, depth * 0.24), _TONGUE)


def _bowl(x: float, y: float, reach: float, depth: float) -> list[Spot]:
    """A half moon that opens upwards."""
    steps = [step / 24 * 2 - 1 for step in range(25)]
    return [(x + reach * s, y + depth * (1 - s * s) ** 0.55) for s in steps]


def _beard(pen: Pen, who: Appearance) -> None:
    pen.shape([(-121, 306), (-104, 352), (-72, 366), (-40, 356), (0, 350), (46, 354), (82, 364), (108, 348),
               (121, 304), (120, 372), (98, 430), (50, 466), (4, 474), (-48, 464), (-98, 428),
               (-119, 372)], who.hair)  # fmt: skip
    pen.shape([(_AHEAD - 40, 376), (_AHEAD + 2, 370), (_AHEAD + 44, 376), (_AHEAD + 34, 418),
               (_AHEAD + 2, 430), (_AHEAD - 30, 418)], who.skin)  # fmt: skip


def _glasses(pen: Pen) -> None:
    for side in (-1, 1):
        x = _AHEAD + 48 * side
        ring = [
            (x - 33, 306),
            (x - 28, 280),
            (x, 273),
            (x + 28, 280),
            (x + 33, 306),
            (x + 24, 332),
            (x, 338),
            (x - 24, 332),
        ]
        pen.line([*ring, ring[0], ring[1]], 6, _DARK)
        pen.line([(x + 33 * side, 298), (112 * side, 302)], 6, _DARK)
    pen.line([(_AHEAD - 15, 300), (_AHEAD, 295), (_AHEAD + 15, 300)], 6, _DARK)


def _short(pen: Pen, who: Appearance) -> None:
    pen.shape([(-128, 300), (-138, 220), (-112, 150), (-50, 112), (30, 106), (100, 134), (134, 196),
               (128, 296), (116, 262), (104, 224), (50, 212), (-20, 216), (-76, 196), (-106, 236),
               (-116, 268)], who.hair)  # fmt: skip
    pen.line([(-72, 190), (-36, 150), (20, 130)], 6, who.strand)


def _quiff(pen: Pen, who: Appearance) -> None:
    pen.shape([(-127, 296), (-132, 230), (-112, 176), (-70, 132), (0, 92), (78, 76), (136, 106), (140, 160),
               (128, 220), (127, 290), (114, 240), (84, 206), (20, 210), (-50, 214), (-100, 222),
               (-116, 262)], who.hair)  # fmt: skip
    pen.line([(-40, 178), (30, 136), (98, 120)], 6, who.strand)


def _bob(pen: Pen, who: Appearance) -> None:
    pen.shape([(-150, 400), (-158, 300), (-146, 208), (-100, 138), (-20, 108), (70, 122), (130, 180),
               (152, 270), (152, 380), (130, 420), (118, 330), (112, 250), (60, 232), (-10, 240), (-84, 228),
               (-112, 262), (-118, 330), (-128, 420)], who.hair)  # fmt: skip
    pen.line([(-84, 196), (-20, 160), (50, 156)], 6, who.strand)


def _long(pen: Pen, who: Appearance) -> None:
    pen.shape([(-168, 520), (-160, 380), (-150, 240), (-104, 144), (-14, 106), (78, 124), (138, 196),
               (156, 320), (166, 480), (140, 540), (128, 400), (116, 268), (60, 196), (34, 172), (-30, 220),
               (-100, 262), (-124, 330), (-130, 440), (-146, 552)], who.hair)  # fmt: skip
    pen.line([(-96, 214), (-30, 170), (24, 140)], 6, who.strand)


def _bun(pen: Pen, who: Appearance) -> None:
    pen.shape([(-126, 296), (-140, 226), (-116, 160), (-60, 124), (10, 116), (84, 136), (130, 190),
               (130, 294), (114, 238), (70, 196), (6, 180), (-62, 194), (-108, 240)], who.hair)  # fmt: skip
    pen.line([(-84, 170), (-20, 150), (60, 158)], 5, who.strand)
    for side in (-1, 1):
        pen.ellipse((123 * side, 362), (8, 10), (246, 206, 112))


_CURLS = (
    ((-116, 232), 46), ((-96, 166), 54), ((-44, 126), 58), ((24, 114), 60), ((86, 144), 56), ((122, 206), 48),
    ((-60, 186), 46), ((0, 172), 50), ((62, 186), 44), ((-128, 290), 30), ((130, 270), 30),
)  # fmt: skip
_CURLS_BEHIND = (((-134, 250), 60), ((134, 240), 56), ((-100, 150), 66), ((96, 140), 66), ((0, 110), 76))


def _curls(pen: Pen, who: Appearance) -> None:
    for spot, reach in _CURLS:
        pen.ellipse(spot, (reach, reach), who.hair)
    for x, y in ((-70, 140), (6, 120), (72, 148), (-28, 178)):
        pen.line([(x - 14, y + 6), (x, y - 8), (x + 16, y)], 5, who.strand)


_HAIR = {"short": _short, "quiff": _quiff, "bob": _bob, "long": _long, "bun": _bun, "curls": _curls}
