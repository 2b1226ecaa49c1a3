"""The memory of this process and its children while something runs."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import TracebackType


class PeakMemory:
    """Within the context, `peak` grows to the largest sum of resident sizes (bytes) of this process's children, plus
    what this process grew by. `busy` are the processor seconds that looking took."""

    def __init__(self) -> None:
        self.peak = 0
        self.busy = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._before = _resident(os.getpid())

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            mine = max(0, _resident(os.getpid()) - self._before)
            self.peak = max(self.peak, mine + sum(_resident(pid) for pid in _children(os.getpid())))
            self.busy = time.thread_time()


def _children(parent: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        try:
            found += [int(pid) for pid in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
