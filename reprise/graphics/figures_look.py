"""What a drawn character looks like: skin, hair, clothes and glasses, from the name and the character's colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from reprise.digest import digest
from reprise.graphics.colour import BLACK, RGB, WHITE, contrast, luminance, mix

_Value = TypeVar("_Value")
_SALT = 38476  # chosen so that those who are called by default, Kim and Robin, look well side by side
Hair = Literal["short", "bob", "long", "bun", "curls", "quiff"]
Outfit = Literal["sweater", "hoodie", "jacket"]

HAIRS: tuple[Hair, ...] = ("short", "bob", "long", "bun", "curls", "quiff")
OUTFITS: tuple[Outfit, ...] = ("sweater", "hoodie", "jacket")
SKINS: tuple[RGB, ...] = (
    (255, 219, 190), (243, 193, 155), (224, 167, 122), (190, 128, 87), (146, 92, 60), (104, 64, 44),
)  # fmt: skip
HAIR_COLOURS: tuple[RGB, ...] = (
    (38, 30, 34), (72, 46, 34), (116, 68, 38), (164, 82, 40), (214, 164, 92), (128, 128, 136),
)  # fmt: skip


@dataclass(frozen=True)
class Appearance:
    """One character's look. `colour` is that of the clothes."""

    colour: RGB
    skin: RGB
    hair: RGB
    style: Hair
    outfit: Outfit
    glasses: bool = False
    beard: bool = False

    @property
    def shade(self) -> RGB:
        """Skin in the shade, and its lines."""
        return mix(self.skin, (118, 34, 26), 0.3)

    @property
    def flush(self) -> RGB:
        return mix(self.skin, (236, 92, 92), 0.3 if luminance(self.skin) > 0.3 else 0.16)

    @property
    def brow(self) -> RGB:
        dark = mix(self.hair, BLACK, 0.28)
        return dark if contrast(dark, self.skin) >= 1.5 else mix(self.skin, BLACK, 0.72)

    @property
    def strand(self) -> RGB:
        """The hair's colour in the shade."""
        return mix(self.hair, BLACK if luminance(self.hair) > 0.03 else WHITE, 0.24)

    @property
    def lips(self) -> RGB:
        return (128, 34, 46) if luminance(self.skin) > 0.16 else (206, 104, 98)

    @property
    def fold(self) -> RGB:
        """The clothes' colour in the shade."""
        return mix(self.colour, BLACK, 0.24) if luminance(self.colour) > 0.02 else mix(self.colour, WHITE, 0.16)

    @property
    def light(self) -> RGB:
        """The clothes' colour in the light."""
        return mix(self.colour, WHITE, 0.14)


def appearance_of(name: str, colour: RGB, *, unlike: Appearance | None = None) -> Appearance:
    """The look of a name: always the same for the same name and colour.

    Of two who are seen together, the second gets other hair, clothes and skin where they would be those of `unlike`.
    """
    pick = bytes.fromhex(digest("figure", _SALT, name.strip().casefold()))
    style = HAIRS[pick[0] % len(HAIRS)]
    skin = SKINS[pick[1] % len(SKINS)]
    found = Appearance(
        colour=colour,
        skin=skin,
        hair=_hair(pick[2], skin),
        style=style,
        outfit=OUTFITS[pick[3] % len(OUTFITS)],
        glasses=pick[4] % 3 == 0,
        beard=style in ("short", "quiff") and pick[5] % 2 == 0,
    )
    return found if unlike is None else _apart(found, unlike)


def _hair(number: int, skin: RGB) -> RGB:
    """Dark skin has dark or grey hair; any other colour must stand out from the skin."""
    fitting = [colour for colour in HAIR_COLOURS if contrast(colour, skin) >= 1.6]
    if luminance(skin) < 0.16:
        fitting = [HAIR_COLOURS[0], mix(HAIR_COLOURS[0], HAIR_COLOURS[1], 0.5), HAIR_COLOURS[5]]
    return fitting[number % len(fitting)]


def _apart(found: Appearance, other: Appearance) -> Appearance:
    if found.style == other.style:
        style = _next(HAIRS, found.style)
        found = replace(found, style=style, beard=found.beard and style in ("short", "quiff"))
    if found.outfit == other.outfit:
        found = replace(found, outfit=_next(OUTFITS, found.outfit))
    if found.skin == other.skin:
        skin = SKINS[(SKINS.index(found.skin) + 2) % len(SKINS)]
        found = replace(found, skin=skin, hair=_hair(SKINS.index(skin), skin))
    if found.hair == other.hair:
        others = [colour for colour in HAIR_COLOURS if colour != other.hair and contrast(colour, found.skin) >= 1.6]
        found = replace(found, hair=others[0] if others else found.hair)
    return replace(found, glasses=found.glasses and not other.glasses)


def _next(values: tuple[_Value, ...], value: _Value) -> _Value:
    return values[(values.index(value) + 1) % len(values)]
