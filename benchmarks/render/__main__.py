"""`python -m benchmarks.render [--quick | --long]`: the renderer against the encoder alone and MoviePy, in one run.

Every figure is measured now, on this machine; MoviePy on the first scenes only, scaled by seconds of film.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.render.likeness import Likeness
from benchmarks.render.memory import PeakMemory
from benchmarks.render.rivals import compose_with_moviepy, encode_alone, pieces_of, write_raw
from benchmarks.render.scenes import LONG, photograph_file, reference_film
from reprise.digest import file_digest
from reprise.media import MediaStore
from reprise.video.checking.quality import measure
from reprise.video.film import Film
from reprise.video.render.renderer import render


@dataclass(frozen=True)
class Figures:
    """What one run measured; times in seconds (`_busy`: of the processors), memory in bytes."""

    ours: float
    ours_busy: float
    alone: float
    alone_busy: float
    moviepy: float
    moviepy_seconds: float
    one_scene: float
    further_preset: float
    checking: float
    memory: int
    size: int
    likeness: tuple[float, float]


FILMS: Mapping[str, Mapping[str, Any]] = {
    "short": {"scenes": 8, "seconds": 45.0},
    "quick": {"scenes": 3, "seconds": 12.0},
    "long": {"scenes": 30, "seconds": 300.0, "size": LONG},
}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.render", description=__doc__)
    chosen_films = arguments.add_mutually_exclusive_group()
    chosen_films.add_argument("--quick", action="store_true", help="12 s and 3 scenes instead of 45 s and 8")
    chosen_films.add_argument("--long", action="store_true", help="the long as well: 1920×1080, 5 minutes, 30 scenes")
    arguments.add_argument("--folder", type=Path, help="where to work (a temporary folder; four gigabytes)")
    chosen = arguments.parse_args()
    console = Console(width=110)
    for name in ["quick"] if chosen.quick else ["short", "long"] if chosen.long else ["short"]:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as place:
            folder = Path(place)
            with console.status("drawing the scenes"):
                film = reference_film(folder / "scenes", **FILMS[name])
            console.print(_table(film, _measured(film, folder, console)))
    load = os.getloadavg()[0]
    console.print(
        f"Load of the machine at the end: {load:.1f} on {os.cpu_count()} cores; other work makes all times longer."
    )


def _measured(film: Film, folder: Path, console: Console) -> Figures:
    media = MediaStore(folder / "store")
    before = _busy()
    with console.status("rendering"), PeakMemory() as memory:
        first = render(film, media)
    busy = _busy() - before - memory.busy
    with console.status("rendering with one changed scene"):
        changed = render(_with_another_still(film, folder), media)
    with console.status("rendering a further preset of the same size"):
        further = render(film, media)
    path = media.path(first.media)
    with console.status("checking"):
        began = time.perf_counter()
        measure(path)
        checking = time.perf_counter() - began
    alone = alone_busy = 0.0
    alike, raw = Likeness(path), folder / "frames.nv12"
    for units in pieces_of(film):
        with console.status("composing the same frames to encode them alone"):
            frames = write_raw(units, raw)
        with console.status("encoding the same frames alone"):
            wall, processors = encode_alone(film, raw, folder)
            alone, alone_busy = alone + wall, alone_busy + processors
        with console.status("measuring likeness"):
            alike.compare(frames, film.height)
        raw.unlink()
    with console.status("composing with MoviePy"):
        rival, rival_seconds = compose_with_moviepy(film, 1, folder / "moviepy.mp4")
    return Figures(
        ours=first.seconds,
        ours_busy=busy,
        alone=alone,
        alone_busy=alone_busy,
        moviepy=rival * film.seconds / rival_seconds,
        moviepy_seconds=rival_seconds,
        one_scene=changed.seconds,
        further_preset=further.seconds,
        checking=checking,
        memory=memory.peak,
        size=first.media.bytes,
        likeness=(float(np.mean(alike.values)), min(alike.values)),
    )


def _with_another_still(film: Film, folder: Path) -> Film:
    still = photograph_file(folder / "another.jpg", 99)
    middle = len(film.scenes) // 2
    scene = film.scenes[middle]
    scene = replace(scene, ground=replace(scene.ground, path=still, key=file_digest(still)))
    return replace(film, scenes=(*film.scenes[:middle], scene, *film.scenes[middle + 1 :]))


def _busy() -> float:
    """Processor seconds of this process and the children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _times(wall: float, busy: float) -> str:
    return f"{wall:.1f} s (processors {busy:.1f} s)"


def _table(film: Film, figures: Figures) -> Table:
    scenes = len(film.scenes)
    table = Table(title=f"{film.width}×{film.height}, {film.fps} fps, {film.seconds:.0f} s, {scenes} scenes")
    for name in ("what", "measured", "goal"):
        table.add_column(name, justify="left" if name == "what" else "right")
    rows = [
        ("Reprise, sound and join included", _times(figures.ours, figures.ours_busy), ""),
        ("encoder alone, same frames and settings, two processes", _times(figures.alone, figures.alone_busy), ""),
        ("… Reprise takes", f"{figures.ours / figures.alone:.2f} ×", "≤ 1.25 ×"),
        ("… of the processors' time", f"{figures.ours_busy / figures.alone_busy:.2f} ×", ""),
        (
            f"MoviePy, same scenes (measured on {figures.moviepy_seconds:.1f} s of film, scaled)",
            f"{figures.moviepy:.0f} s",
            "",
        ),
        ("… Reprise is faster by", f"{figures.moviepy / figures.ours:.1f} ×", "≥ 8 ×"),
        (
            f"one changed scene of {scenes}",
            f"{figures.one_scene:.1f} s",
            f"≤ {1.3 / scenes * figures.ours + 2:.1f} s",
        ),
        ("a further preset of the same size", f"{figures.further_preset * 1000:.0f} ms", "a copy"),
        ("quality checks of the film", f"{figures.checking:.1f} s", f"< {0.1 * figures.ours:.1f} s"),
        ("peak memory, all processes", f"{figures.memory / 2**20:.0f} MB", "≤ 700 MB"),
        ("SSIM against the composed frames, mean / least", "{:.4f} / {:.4f}".format(*figures.likeness), "≥ 0.97"),
        ("size", f"{figures.size / 1e6:.1f} MB, {figures.size * 8 / film.seconds / 1e6:.1f} Mbit/s", ""),
    ]
    for row in rows:
        table.add_row(*row)
    return table


if __name__ == "__main__":
    main()
