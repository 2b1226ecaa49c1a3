"""The presets' geometry and limits (product decisions of 2026-11; platform caps read 2026-11-21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Preset:
    """Where a film is going: pixels, seconds we keep to, the platform's own cap, the largest file in bytes.

    `format` is the script it is made from, `platform` the one whose words travel with it; every platform that posts it
    stands in `reprise.social.rules`.
    """

    name: str
    title: str
    format: str
    width: int
    height: int
    seconds: tuple[float, float]
    cap_seconds: float
    max_bytes: int
    platform: str

    @property
    def vertical(self) -> bool:
        return self.height > self.width


@dataclass(frozen=True)
class Format:
    """A kind of script: its target length and the range it must end in, seconds. `number` tells an article's posts with
    films of different formats apart."""

    name: str
    title: str
    number: int
    target_seconds: float
    seconds: tuple[float, float]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        fmt.name: fmt
        for fmt in (
            Format("short", "Short film", 1, target_seconds=45.0, seconds=(30.0, 60.0)),
            Format("long", "Long film", 2, target_seconds=300.0, seconds=(180.0, 900.0)),
        )
    }
)

FPS = 30

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset("youtube_short", "YouTube Short", "short", 1080, 1920, (30, 60), 60, 256_000_000_000, "youtube"),
            Preset("instagram_reel", "Instagram Reel", "short", 1080, 1920, (30, 90), 90, 650_000_000, "instagram"),
            Preset("tiktok", "TikTok video", "short", 1080, 1920, (30, 180), 600, 72_000_000, "tiktok"),
            Preset("feed_square", "square feed video", "short", 1080, 1080, (30, 60), 600, 512_000_000, "linkedin"),
            Preset("feed_wide", "wide feed video", "short", 1920, 1080, (30, 140), 140, 512_000_000, "x"),
            Preset("youtube_long", "YouTube video", "long", 1920, 1080, (180, 900), 43_200, 256_000_000_000, "youtube"),
        )
    }
)


def presets_of(fmt: str) -> tuple[Preset, ...]:
    """The presets that are made from a format's script; the first is its master."""
    return tuple(preset for preset in PRESETS.values() if preset.format == fmt)


def master_of(fmt: str) -> Preset:
    """The preset whose shape a format's pictures are drawn in first."""
    return presets_of(fmt)[0]


def visuals_of(preset: Preset) -> str:
    """Who the pictures of a preset belong to: its format where they have the master's shape, else the preset itself."""
    master = master_of(preset.format)
    return preset.format if (preset.width, preset.height) == (master.width, master.height) else preset.name
