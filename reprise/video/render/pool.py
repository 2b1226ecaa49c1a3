"""The parent's side of the worker processes: one thread asks the store for a unit, its worker makes it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from reprise.errors import BadInput, RepriseError
from reprise.media import Media, MediaStore
from reprise.video.render.encoding import settings
from reprise.video.render.plan import Unit

UNIT_KIND = "unit"


def unit_recipe(unit: Unit) -> dict[str, Any]:
    """What names a unit in the media store."""
    return {"unit": unit.recipe, **settings()}


class Pool:
    """Up to `workers` worker processes, started when there is something to encode and ended with the context."""

    def __init__(self, media: MediaStore, workers: int) -> None:
        self._media = media
        self._threads = ThreadPoolExecutor(max(1, workers), thread_name_prefix="render")
        self._local = threading.local()
        self._started: list[_Worker] = []
        self._closed = False
        self._lock = threading.Lock()
        self.made = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            workers = list(self._started)
        for worker in workers:
            worker.end()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def make(self, units: list[Unit]) -> Any:
        """Yields (unit, its media) as units are done; the longest are begun first. The first failure is raised."""
        order = sorted(units, key=lambda unit: -unit.frames)
        futures: dict[Future[Media], Unit] = {self._threads.submit(self._make, unit): unit for unit in order}
        for future in as_completed(futures):
            yield futures[future], future.result()

    def _make(self, unit: Unit) -> Media:
        def produce(path: Path) -> dict[str, Any]:
            facts = self._worker().encode(unit, path)
            with self._lock:
                self.made += 1
            return facts

        return self._media.make(unit_recipe(unit), ".mp4", produce, kind=UNIT_KIND)

    def _worker(self) -> _Worker:
        """This thread's worker."""
        worker: _Worker | None = getattr(self._local, "worker", None)
        if worker is None:
            with self._lock:
                if self._closed:
                    raise RepriseError("The rendering was stopped.")
                worker = self._local.worker = _Worker()
                self._started.append(worker)
        return worker


class _Worker:
    """A worker process with its two pipes."""

    def __init__(self) -> None:
        home = str(Path(__file__).resolve().parents[3])  # where the package `reprise` lies
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.worker", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )

    def encode(self, unit: Unit, path: Path) -> dict[str, Any]:
        """Have a unit encoded into `path`. Raises what the worker found wrong."""
        orders, answers = self._process.stdin, self._process.stdout
        assert orders is not None and answers is not None
        try:
            pickle.dump((unit, str(path)), orders)
            orders.flush()
            answer = pickle.load(answers)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            code = self._process.wait()
            raise RepriseError(
                f"A rendering process ended early (exit code {code}).",
                where=unit.parts[0].scene.id,
                remedy="Look for a lack of memory on this machine, then run again: finished pieces are kept.",
            ) from error
        if isinstance(answer, dict):
            return answer
        if isinstance(answer, tuple):
            what, where, remedy = answer
            raise BadInput(what, where=where, remedy=remedy).at(unit.parts[0].scene.id)
        raise RepriseError(f"A rendering process failed.\n{answer}", where=unit.parts[0].scene.id)

    def end(self) -> None:
        """End the process; an unfinished unit leaves no trace."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # an order that never reached a dead worker
                    pipe.close()
