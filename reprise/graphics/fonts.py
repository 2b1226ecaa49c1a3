"""Fonts by family, weight and size, and for every character a font that really has it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import regex
from fontTools.ttLib import TTFont, TTLibError
from fontTools.unicodedata import script, script_name
from PIL import ImageFont

from reprise.digest import digest, file_digest
from reprise.errors import BadInput, BadSettings

FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
FALLBACK_FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Inter", "JetBrains Mono")
SYSTEM_FOLDERS = tuple(
    Path(folder).expanduser()
    for folder in (
        "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/System/Library/Fonts",
        "/Library/Fonts", "C:/Windows/Fonts",
    )
)  # fmt: skip

_CLUSTER = regex.compile(r"\X")
_PICTOGRAPH = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u20e3]")
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\u20e3]")  # drawn in colour or not at all
_INVISIBLE = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}--[\u200c\u200d]]|[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]", regex.V1
)
_JOINERS = {"\u200c", "\u200d"}
_BITMAP_SIZES = (109, 128, 136, 160, 137, 96, 64, 32, 20)
_PACKAGES = {"Hani": "fonts-noto-cjk", "Hira": "fonts-noto-cjk", "Kana": "fonts-noto-cjk", "Hang": "fonts-noto-cjk"}


class MissingGlyphs(BadInput):
    """No font on this machine has some characters of a text; drawing it would show empty boxes."""

    @classmethod
    def of(cls, characters: Iterable[str]) -> MissingGlyphs:
        """The error for characters, with their scripts and the fonts that would help."""
        letters = list(dict.fromkeys(characters))
        codes = list(dict.fromkeys(script(letter[0]) for letter in letters))
        packages = sorted({_PACKAGES.get(code, "fonts-noto-core") for code in codes})
        shown = " ".join(f"{letter} (U+{ord(letter[0]):04X})" for letter in letters[:6])
        more = f" and {len(letters) - 6} more" if len(letters) > 6 else ""
        names = ", ".join(script_name(code) for code in codes)
        return cls(
            f"No font has the {names} characters {shown}{more}.",
            remedy=f"Install a font for them (on Debian: {', '.join(packages)}) or name a font file in brand.fonts.",
        )


@dataclass(frozen=True)
class Face:
    """One font file. `coverage` holds its code points, `axes` its variable axes as (tag, least, most)."""

    path: Path
    coverage: frozenset[int]
    axes: tuple[tuple[str, float, float], ...] = ()
    weight: int = 400
    italic: bool = False
    colour: bool = False

    def covers(self, cluster: str) -> bool:
        """Whether every visible character of a grapheme cluster is here."""
        return all(ord(char) in self.coverage for char in cluster if char not in _JOINERS)

    def __hash__(self) -> int:
        return hash(self.path)


@dataclass(frozen=True)
class Run:
    """Characters that are drawn with one face."""

    text: str
    face: Face


class FontBook:
    """Finds fonts: families that come as packages, font files (relative to `folder`), then the system's fonts.

    `system_folders` are searched only for characters that no packaged font has.
    """

    def __init__(self, folder: Path | None = None, *, system_folders: Iterable[Path] = SYSTEM_FOLDERS) -> None:
        self.folder = folder
        self.system_folders = tuple(system_folders)
        self._families: dict[tuple[str, bool], Face] = {}
        self._runs: dict[tuple[str, str, bool, bool], tuple[Run, ...]] = {}
        self._chosen: dict[tuple[str, str, bool, bool], Face | None] = {}

    def face(self, family: str, *, italic: bool = False) -> Face:
        """The face of a family name or font file. Raises `BadSettings` when there is none of that name."""
        key = (family, italic)
        if key not in self._families:
            self._families[key] = self._find(family, italic)
        return self._families[key]

    def font(self, face: Face, weight: int, size: int) -> ImageFont.FreeTypeFont:
        """A loaded font, cached; `weight` 100–900 and `size` in pixels. Colour bitmaps come in their own size."""
        return _load(face.path, face.axes, min(900, max(100, weight)), size, face.colour)

    def runs(self, text: str, family: str, *, weight: int = 400, italic: bool = False) -> tuple[Run, ...]:
        """`text` cut into runs of one face each. Raises `MissingGlyphs` for what nothing can draw.

        Emoji that no font has are left out; so are characters without a shape.
        """
        key = (text, family, weight >= 600, italic)
        if key not in self._runs:
            if len(self._runs) > 20_000:
                self._runs.clear()
            self._runs[key] = self._cut(text, family, italic, weight >= 600)
        return self._runs[key]

    def _cut(self, text: str, family: str, italic: bool, bold: bool) -> tuple[Run, ...]:
        pieces: list[tuple[str, Face]] = []
        missing: list[str] = []
        for cluster in _clusters(text):
            face, drawn = self._resolve(cluster, family, italic, bold)
            if face is None:
                if not _PICTOGRAPH.search(cluster):
                    missing.append(cluster)
                continue
            if pieces and pieces[-1][1] is face:
                pieces[-1] = (pieces[-1][0] + drawn, face)
            else:
                pieces.append((drawn, face))
        if missing:
            raise MissingGlyphs.of(missing)
        return tuple(Run(piece, face) for piece, face in pieces)

    def drawable(self, text: str, family: str, *, weight: int = 400, italic: bool = False) -> str:
        """`text` as it can be drawn: composed, without shapeless characters and undrawable emoji, single-spaced.

        Raises `MissingGlyphs` like `runs`. Line breaks are kept.
        """
        lines = []
        for line in text.splitlines() or [""]:
            runs = self.runs(line.replace("\t", " "), family, weight=weight, italic=italic)
            joined = regex.sub(r" +", " ", "".join(run.text for run in runs)).strip()
            lines.append(regex.sub(r" (?=[,.;!?…](?:\s|$))", "", joined) if joined != line else joined)
        return "\n".join(lines).strip()

    def signature(self, text: str, families: Iterable[str]) -> str:
        """Names the font files that `text` is drawn with, for content addresses."""
        paths: set[Path] = set()
        for family in dict.fromkeys(families):
            paths.add(self.face(family).path)
            for cluster in set(_clusters(text)):
                for bold in (False, True):
                    face, _ = self._resolve(cluster, family, False, bold)
                    if face is not None:
                        paths.add(face.path)
        return digest(sorted(_font_digest(path) for path in paths))

    def _resolve(self, cluster: str, family: str, italic: bool, bold: bool) -> tuple[Face | None, str]:
        plain = unicodedata.normalize("NFKC", cluster).replace("\u20e3", "")  # styled letters, keycaps
        own = self.face(family, italic=italic)
        if plain and plain[0].isalpha() and own.covers(plain) and not own.covers(cluster):
            return own, plain
        face = self._choose(cluster, family, italic, bold)
        if face is None and plain and plain != cluster:
            return self._choose(plain, family, italic, bold), plain
        return face, cluster

    def _choose(self, cluster: str, family: str, italic: bool, bold: bool) -> Face | None:
        key = (cluster, family, italic, bold)
        if key not in self._chosen:
            self._chosen[key] = next((f for f in self._candidates(cluster, family, italic, bold) if f), None)
        return self._chosen[key]

    def _candidates(self, cluster: str, family: str, italic: bool, bold: bool) -> Iterator[Face | None]:
        for name in (family, *FALLBACK_FAMILIES):
            face = self.face(name, italic=italic)
            if face.covers(cluster):
                yield face
        found = _system_face(self.system_folders, cluster, bold, bool(_PICTOGRAPH.search(cluster)))
        if found is not None and (found.colour or not _EMOJI.search(cluster)):
            yield found

    def _find(self, family: str, italic: bool) -> Face:
        if family.lower().endswith(FONT_SUFFIXES):
            path = (self.folder or Path()) / family
            if not path.is_file():
                raise BadSettings("This font file does not exist.", where=family, remedy="Correct brand.fonts.")
            return read_face(path)
        packaged = _packaged_file(family, italic)
        if packaged is not None:
            return read_face(packaged)
        installed = _installed_file(self.system_folders, family)
        if installed is None:
            raise BadSettings(
                f"There is no font family {family!r}.",
                where="brand.fonts",
                remedy="Use Inter, Manrope, Source Serif 4, Noto Sans, JetBrains Mono, an installed family or a file.",
            )
        return read_face(installed)


@lru_cache(maxsize=512)
def read_face(path: Path) -> Face:
    """What a font file holds. Raises `BadSettings` for a file that is no font."""
    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            axes = (
                tuple((axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes)
                if "fvar" in font
                else ()
            )
            os2 = font.get("OS/2")
            return Face(
                path=path,
                coverage=frozenset(font.getBestCmap() or {}),
                axes=axes,
                weight=int(os2.usWeightClass) if os2 else 400,
                italic=bool(os2 and os2.fsSelection & 1),
                colour=any(table in font for table in ("CBDT", "sbix", "COLR")) and "glyf" not in font,
            )
    except (TTLibError, OSError, KeyError, AssertionError) as error:
        raise BadSettings(
            "This file is not a font that can be read.", where=str(path), remedy="Name a TrueType or OpenType file."
        ) from error


@lru_cache(maxsize=1024)
def _load(
    path: Path, axes: tuple[tuple[str, float, float], ...], weight: int, size: int, colour: bool
) -> ImageFont.FreeTypeFont:
    if colour:
        return _load_bitmap(path)
    font = ImageFont.truetype(str(path), max(1, size), layout_engine=ImageFont.Layout.RAQM)
    if axes:
        wanted = {"wght": float(weight), "opsz": float(size), "wdth": 100.0}
        font.set_variation_by_axes([min(most, max(least, wanted.get(tag, least))) for tag, least, most in axes])
    return font


def _load_bitmap(path: Path) -> ImageFont.FreeTypeFont:
    for size in _BITMAP_SIZES:
        try:
            return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
        except OSError:
            continue
    raise BadSettings("This colour font has no size that can be drawn.", where=str(path))


def _clusters(text: str) -> list[str]:
    """Grapheme clusters of the composed text, without shapeless characters; joiners stay where letters join."""
    composed = unicodedata.normalize("NFC", text)
    clusters = (_INVISIBLE.sub("", cluster) for cluster in _CLUSTER.findall(composed))
    return [" " if cluster.isspace() and cluster != "\u00a0" else cluster for cluster in clusters if cluster]


def _packaged_file(family: str, italic: bool) -> Path | None:
    spec = find_spec("fontpkg_" + regex.sub(r"[^a-z0-9]+", "_", family.lower()))
    if spec is None or not spec.submodule_search_locations:
        return None
    files = sorted(file for place in spec.submodule_search_locations for file in Path(place).glob("files/*.[to]tf"))
    slanted = [file for file in files if "italic" in file.name.lower()]
    upright = [file for file in files if file not in slanted]
    return next(iter(slanted if italic and slanted else upright), None)


@lru_cache(maxsize=8)
def _system_files(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """All font files of the folders; Noto first, upright and regular before others, then by name."""
    found = {
        Path(root) / name
        for folder in folders
        for root, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(FONT_SUFFIXES)
    }

    def rank(path: Path) -> tuple[bool, bool, bool, str]:
        name = path.stem.lower()
        odd = any(word in name for word in ("mono", "serif", "condensed", "math", "light", "thin"))
        return "noto" not in name, odd, "italic" in name or "oblique" in name, str(path)

    return tuple(sorted(found, key=rank))


@lru_cache(maxsize=4096)
def _system_face(folders: tuple[Path, ...], cluster: str, bold: bool, pictograph: bool) -> Face | None:
    fitting: list[Face] = []
    for path in _system_files(folders):
        try:
            face = read_face(path)
        except BadSettings:
            continue
        if face.covers(cluster) and face.colour <= pictograph and not face.italic:
            fitting.append(face)
            if len(fitting) >= 4:  # regular and bold of the best family stand together
                break
    wanted = 700 if bold else 400
    return min(fitting, key=lambda face: (not face.colour, abs(face.weight - wanted)), default=None)


def _installed_file(folders: tuple[Path, ...], family: str) -> Path | None:
    wanted = regex.sub(r"[^a-z0-9]", "", family.lower())
    stems: Mapping[str, Path] = {
        regex.sub(r"[^a-z0-9]", "", path.stem.lower()): path for path in reversed(_system_files(folders))
    }
    return next((stems[name] for name in (wanted, wanted + "regular", wanted + "book") if name in stems), None)


@lru_cache(maxsize=256)
def _font_digest(path: Path) -> str:
    return file_digest(path)
