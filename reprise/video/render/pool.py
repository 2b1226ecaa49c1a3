"""The parent's side of the worker processes: hands out units and puts what was made into the store."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from reprise.errors import RepriseError
from reprise.media import Media, MediaStore
from reprise.video.render.encoders import SOFTWARE, Encoder, worker_environment
from reprise.video.render.encoding import settings
from reprise.video.render.order import Queue
from reprise.video.render.plan import Unit

UNIT_KIND = "unit"


def unit_recipe(unit: Unit, encoder: Encoder = SOFTWARE) -> dict[str, Any]:
    """What names a unit in the media store."""
    return {"unit": unit.recipe, **settings(encoder)}


class Pool:
    """Up to `workers` worker processes, started when there is something to encode and ended with the context."""

    def __init__(self, media: MediaStore, workers: int, encoder: Encoder = SOFTWARE) -> None:
        self._media, self._encoder = media, encoder
        self._count = max(1, workers)
        self._workers: list[_Worker] = []
        self._threads: list[threading.Thread] = []
        self._free: queue.Queue[_Worker | None] = queue.Queue()
        self._done: queue.Queue[tuple[Unit, Media] | BaseException] = queue.Queue()
        self._stopped = False

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        for worker in self._workers:
            worker.end()
        for _ in self._threads:
            self._free.put(None)
        for thread in self._threads:
            thread.join()

    def make(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Media]]:
        """Encode units; yields each with its media as it is done. The first failure is raised."""
        if not units:
            return
        waiting = Queue(units, self._count)
        count = min(self._count, len(units))
        for number in range(count):
            worker = _Worker(near=len(units) * number // count)
            self._workers.append(worker)
            self._free.put(worker)
        # one thread more than workers: while a piece is put into the store its worker is at the next one
        for number in range(count + 1):
            thread = threading.Thread(target=self._serve, args=(waiting,), name=f"render-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()
        for _ in units:
            done = self._done.get()
            if isinstance(done, BaseException):
                raise done
            yield done

    def _serve(self, waiting: Queue) -> None:
        """Have units made until there are none or the pool ends."""
        try:
            while (worker := self._free.get()) is not None and not self._stopped:
                found = waiting.take(worker.near)
                if found is None:
                    self._free.put(None)  # for the next thread that waits
                    return
                worker.near, unit = found
                self._done.put((unit, self._made(unit, worker)))
        except BaseException as error:
            self._done.put(error)

    def _made(self, unit: Unit, worker: _Worker) -> Media:
        busy = True

        def produce(path: Path) -> dict[str, Any]:
            nonlocal busy
            facts = worker.encode(unit, path, self._encoder)
            busy = False
            self._free.put(worker)
            return facts

        made = self._media.make(unit_recipe(unit, self._encoder), ".mp4", produce, kind=UNIT_KIND)
        if busy:  # another process made it meanwhile
            self._free.put(worker)
        return made


class _Worker:
    """A worker process with its two pipes. `near` is the place of the unit that it made last."""

    def __init__(self, near: int) -> None:
        self.near = near
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.worker", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=worker_environment(),
        )

    def encode(self, unit: Unit, path: Path, encoder: Encoder) -> dict[str, Any]:
        """Have a unit encoded into `path`. Raises what the worker found wrong."""
        orders, answers = self._process.stdin, self._process.stdout
        assert orders is not None and answers is not None
        try:
            pickle.dump((unit, str(path), encoder), orders)
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
        if isinstance(answer, RepriseError):
            raise answer.at(" and ".join(dict.fromkeys(part.scene.id for part in unit.parts)))
        raise RepriseError(f"A rendering process failed.\n{answer}", where=unit.parts[0].scene.id)

    def end(self) -> None:
        """End the process; an unfinished unit leaves no trace."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # an order that never reached a dead worker
                    pipe.close()
