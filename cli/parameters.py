"""What people type for times, sizes, places and colours, understood or refused with an example."""

from __future__ import annotations

import re
from typing import Any

import click

_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 10**6, "gb": 10**9, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}


class Moment(click.ParamType[float]):
    """Seconds, or minutes and hours with colons: 75.5, 1:15.5, 1:02:03."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float | int):
            return float(value)
        if not re.fullmatch(r"(\d+:){0,2}\d+(\.\d+)?", value):
            self.fail(f"{value!r} is no time; write seconds (75.5) or 1:15.5.", param, ctx)
        seconds = 0.0
        for part in value.split(":"):
            seconds = 60 * seconds + float(part)
        return seconds


class Size(click.ParamType[int]):
    """Bytes with a unit: 8MB, 950kB, 7.5MiB, 8000000."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?i?b?)", value.strip(), re.IGNORECASE)
        unit = found[2].lower() if found else ""
        unit = unit if unit.endswith("b") or not unit else f"{unit}b"
        if found is None or unit not in _UNITS:
            self.fail(f"{value!r} is no size; write for instance 8MB, 950kB or 8000000.", param, ctx)
        return round(float(found[1]) * _UNITS[unit])


class Pixels(click.ParamType[tuple[int, int]]):
    """Width and height: 1080x1920."""

    name = "pixels"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", value)
        if found is None:
            self.fail(f"{value!r} is no size in pixels; write for instance 1080x1920.", param, ctx)
        return int(found[1]), int(found[2])


class Point(click.ParamType[tuple[float, float]]):
    """A place in the picture as fractions of width and height: 0.5,0.3."""

    name = "point"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(0(?:\.\d+)?|1(?:\.0+)?),(0(?:\.\d+)?|1(?:\.0+)?)", value)
        if found is None:
            self.fail(f"{value!r} is no point; write two fractions from 0 to 1, such as 0.5,0.3.", param, ctx)
        return float(found[1]), float(found[2])


class Colour(click.ParamType[str]):
    """A colour as #rrggbb."""

    name = "colour"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            self.fail(f"{value!r} is no colour; write for instance #1d3557.", param, ctx)
        return str(value)
