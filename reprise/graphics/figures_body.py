"""The body of a drawn character: torso and clothes, arms and hands in the seven poses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from reprise.graphics.colour import WHITE, mix
from reprise.graphics.figures_look import Appearance
from reprise.graphics.figures_pen import Frame, Pen, Spot
from reprise.video.script import Pose

HandKind = Literal["open", "fist", "point", "rest"]
_SHOULDER = (172.0, 598.0)  # from the middle, from the top
_SLEEVE = (112.0, 96.0, 76.0)  # width at shoulder, elbow, wrist


@dataclass(frozen=True)
class Arm:
    """An arm by its elbow and wrist (from the figure's middle, outwards; from the top) and its hand, whose fingers
    point `turn` degrees outwards from straight up. `over` draws it over the head."""

    elbow: Spot
    wrist: Spot
    hand: HandKind
    turn: float
    over: bool = False


@dataclass(frozen=True)
class Stance:
    """Both arms: `far` away from whom the figure talks to, `near` towards them."""

    far: Arm
    near: Arm


_RESTING = Arm((232, 800), (92, 872), "rest", -78)

STANCES: Mapping[Pose, Stance] = MappingProxyType(
    {
        "standing": Stance(Arm((236, 792), (62, 866), "rest", -80), Arm((236, 792), (44, 846), "rest", -76)),
        "asking": Stance(_RESTING, Arm((262, 772), (318, 606), "open", 42)),
        "thinking": Stance(
            Arm((232, 836), (-40, 806), "rest", -84), Arm((218, 800), (110, 566), "point", -8, over=True)
        ),
        "pointing": Stance(_RESTING, Arm((286, 690), (322, 498), "point", 14)),
        "explaining": Stance(Arm((258, 776), (272, 640), "open", 34), Arm((262, 772), (300, 610), "open", 38)),
        "surprised": Stance(
            Arm((272, 724), (212, 520), "open", 6, over=True), Arm((272, 724), (212, 520), "open", 6, over=True)
        ),
        "cheering": Stance(Arm((322, 486), (286, 262), "fist", 2), Arm((322, 486), (286, 262), "fist", 2)),
    }
)


def draw_torso(pen: Pen, who: Appearance) -> None:
    """Torso with neck; the head comes over it."""
    _hood(pen, who)
    pen.shape([(-208, 960), (-210, 700), (-206, 612), (-168, 548), (-92, 510), (0, 500), (92, 510), (168, 548),
               (206, 612), (210, 700), (208, 960), (0, 980)], who.colour)  # fmt: skip
    _CLOTHES[who.outfit](pen, who)


def draw_arm(pen: Pen, who: Appearance, arm: Arm, side: int) -> None:
    """One arm; `side` is 1 for the figure's near side, −1 for its far one."""
    start = (_SHOULDER[0] * side, _SHOULDER[1])
    elbow, wrist = ((spot[0] * side, spot[1]) for spot in (arm.elbow, arm.wrist))
    path = _bent(start, elbow, wrist)
    widths = [_SLEEVE[0], (_SLEEVE[0] + _SLEEVE[1]) / 2, _SLEEVE[1], (_SLEEVE[1] + _SLEEVE[2]) / 2, _SLEEVE[2]]
    _draw_hand(pen, who, wrist, arm, side)
    pen.limb(path[1:], [width + 10 for width in widths[1:]], who.fold)  # the shoulder grows out of the torso
    pen.limb(path, widths, who.colour)
    pen.band(wrist, elbow, (-_SLEEVE[2] * 0.42, -_SLEEVE[2] * 0.08), _SLEEVE[2] + 4, who.fold)


def _bent(start: Spot, elbow: Spot, wrist: Spot) -> list[Spot]:
    """The arm's middle line, the elbow a little rounded."""

    def between(one: Spot, other: Spot, share: float) -> Spot:
        return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share

    return [start, between(start, elbow, 0.55), elbow, between(elbow, wrist, 0.5), wrist]


def _draw_hand(pen: Pen, who: Appearance, wrist: Spot, arm: Arm, side: int) -> None:
    hand = pen.within(Frame((500 + wrist[0], wrist[1]), arm.turn * side, flip=side < 0, scale=1.06))
    _HANDS[arm.hand](hand, who)


def _open_hand(pen: Pen, who: Appearance) -> None:
    fingers = (((-24, -62), (-40, -112)), ((-9, -72), (-15, -132)), ((9, -72), (13, -130)), ((25, -62), (38, -112)))
    pen.limb([(0, 20), (0, -30)], [52, 60], who.skin)
    pen.limb([(-26, -30), (-56, -62), (-62, -82)], [30, 24, 19], who.skin)
    for start, end in fingers:
        pen.limb([start, end], [24, 19], who.skin)
    pen.ellipse((0, -44), (37, 42), who.skin)
    pen.line([(-18, -34), (-6, -22), (10, -20)], 4, who.shade)


def _fist(pen: Pen, who: Appearance) -> None:
    pen.limb([(0, 20), (0, -30)], [52, 58], who.skin)
    pen.shape([(-38, -30), (-38, -72), (-20, -88), (18, -88), (38, -72), (38, -34), (20, -14), (-20, -14)], who.skin)
    for x in (-18, 1, 20):
        pen.line([(x, -84), (x, -56)], 4, who.shade)
    pen.limb([(-34, -34), (-8, -42), (16, -40)], [24, 23, 19], who.skin)
    pen.line([(-24, -22), (-6, -28), (18, -27)], 4, who.shade)


def _pointing_hand(pen: Pen, who: Appearance) -> None:
    pen.limb([(-20, -66), (-24, -142)], [27, 21], who.skin)
    _fist_low(pen, who)


def _fist_low(pen: Pen, who: Appearance) -> None:
    pen.limb([(0, 20), (0, -30)], [52, 58], who.skin)
    pen.shape([(-36, -30), (-36, -68), (-18, -82), (18, -80), (37, -66), (37, -34), (20, -14), (-20, -14)], who.skin)
    for x in (-6, 14):
        pen.line([(x, -78), (x, -52)], 4, who.shade)
    pen.limb([(-34, -32), (-6, -38), (20, -34)], [24, 22, 18], who.skin)
    pen.line([(-22, -20), (-4, -25), (22, -21)], 4, who.shade)


def _resting_hand(pen: Pen, who: Appearance) -> None:
    pen.limb([(0, 20), (0, -36)], [52, 60], who.skin)
    pen.shape([(-34, -20), (-36, -60), (-24, -100), (6, -108), (30, -92), (36, -56), (32, -20)], who.skin)
    for x, reach in ((-14, -100), (2, -104), (18, -98)):
        pen.line([(x, reach), (x, -66)], 4, who.shade)
    pen.limb([(-30, -30), (-44, -62)], [24, 19], who.skin)


def _hood(pen: Pen, who: Appearance) -> None:
    if who.outfit == "hoodie":
        pen.shape([(-150, 560), (-132, 486), (-60, 452), (60, 452), (132, 486), (150, 560), (0, 600)], who.fold)


def _neck(pen: Pen, who: Appearance) -> None:
    pen.limb([(0, 400), (0, 500)], [96, 104], who.skin)
    pen.shape([(-50, 430), (0, 446), (50, 430), (52, 452), (26, 486), (-22, 478), (-50, 456)], who.shade)


def _sweater(pen: Pen, who: Appearance) -> None:
    pen.ellipse((0, 502), (98, 44), who.fold)
    pen.ellipse((0, 494), (78, 34), who.skin)
    _neck(pen, who)


def _hoodie(pen: Pen, who: Appearance) -> None:
    pen.shape([(-118, 520), (-84, 494), (0, 500), (84, 494), (118, 520), (40, 604), (0, 626), (-40, 604)], who.fold)
    pen.shape([(-74, 496), (0, 486), (74, 496), (36, 560), (0, 580), (-36, 560)], mix(who.colour, WHITE, 0.82))
    pen.ellipse((0, 494), (70, 32), who.skin)
    _neck(pen, who)
    for side in (-1, 1):
        pen.line([(46 * side, 588), (52 * side, 660), (48 * side, 706)], 9, mix(who.colour, WHITE, 0.82))


def _jacket(pen: Pen, who: Appearance) -> None:
    shirt = mix(who.colour, WHITE, 0.9)
    pen.polygon([(-92, 506), (92, 506), (70, 980), (-70, 980)], shirt)
    for side in (-1, 1):
        pen.polygon(
            [(84 * side, 500), (126 * side, 522), (116 * side, 660), (30 * side, 860), (12 * side, 800)], who.fold
        )
        pen.polygon([(126 * side, 522), (214 * side, 600), (214 * side, 980), (20 * side, 980), (30 * side, 852)],
                    who.colour)  # fmt: skip
    pen.ellipse((0, 494), (74, 32), who.skin)
    _neck(pen, who)
    for side in (-1, 1):
        pen.polygon([(52 * side, 470), (94 * side, 500), (58 * side, 576), (2 * side, 534)], WHITE)
        pen.line([(58 * side, 576), (2 * side, 534)], 4, mix(who.colour, WHITE, 0.6))


_HANDS = {"open": _open_hand, "fist": _fist, "point": _pointing_hand, "rest": _resting_hand}
_CLOTHES = {"sweater": _sweater, "hoodie": _hoodie, "jacket": _jacket}
