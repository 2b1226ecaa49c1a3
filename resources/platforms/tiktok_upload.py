"""Bringing a film to TikTok in chunks, one after the other; what became of a chunk is asked of its task.

The last chunk makes the post. To send it again makes no second one: TikTok refuses what it has already.
"""

from __future__ import annotations

from pathlib import Path

from reprise.windows.failures import PlatformError
from resources.platforms import tiktok_errors
from resources.platforms.api import Answer, Api
from resources.platforms.edge import Edge
from resources.platforms.tiktok_tasks import State, Task, Tasks, ask
from resources.platforms.uploads import pieces

CHUNK = 16 << 20
"""Chunks have 5 to 64 MB, the last one up to twice as much; films below 5 MB go whole (media transfer guide)."""
NOTED_EVERY = 4
"""So many chunks are sent between two signs of life: the record of an attempt must not look abandoned."""
RESENDS = 3
_ROUTE = "an upload's address"
_OUT_OF_STEP, _GONE = 416, (tiktok_errors.EXPIRED, 404)
_ASK_THE_TASK = ("network", "server", "unknown_outcome")


def chunk_size(total: int) -> int:
    """Bytes of a chunk; a film that is smaller than two of them goes whole."""
    return total if total < 2 * CHUNK else CHUNK


def chunk_from(offset: int, task: Task) -> tuple[int, int]:
    """First byte, and the one behind the last, of the chunk that is due when so many bytes are there."""
    number = min(offset // task.chunk, task.total // task.chunk - 1)
    last = number == task.total // task.chunk - 1
    return number * task.chunk, task.total if last else (number + 1) * task.chunk


class Upload:
    """The upload of one attempt.

    Args:
        url: the address of the task's upload; it needs no token and must not be shown.
    """

    def __init__(self, api: Api, edge: Edge, tasks: Tasks, url: str) -> None:
        self._api = api
        self._edge = edge
        self._tasks = tasks
        self._url = url
        self._doubt: PlatformError | None = None

    def send(self, task: Task, path: Path, mime: str, uploaded: int) -> Task:
        """Send what is missing; the task as it is kept then. Raises `PlatformError`: unknown_outcome only when the
        task could not be asked about the last chunk."""
        fruitless = sent = 0
        while uploaded < task.total:
            start, end = chunk_from(uploaded, task)
            if end == task.total:
                task = self._tasks.sending(task)
            answer, lost = self._chunk(task, path, mime, start, end)
            if answer is not None and answer.ok:
                uploaded, fruitless, sent = end, 0, sent + 1
                if sent % NOTED_EVERY == 0:
                    self._tasks.note(task)
                continue
            self._edge.wait(1 + fruitless)
            state = self._ask_after(task, lost)
            if state.over or state.uploaded >= task.total:
                break
            if lost.status in _GONE:
                raise self._doubt or self._forgotten()
            fruitless = 0 if state.uploaded > uploaded else fruitless + 1
            if fruitless > RESENDS:
                raise self._doubt or lost
            uploaded = state.uploaded
        return task

    def _chunk(self, task: Task, path: Path, mime: str, start: int, end: int) -> tuple[Answer | None, PlatformError]:
        """What TikTok answered to a chunk, and what to say if it comes to nothing."""
        try:
            answer = self._api.ask(
                "PUT",
                self._url,
                route=_ROUTE,
                signed=False,
                creates=end == task.total,
                content=pieces(path, start, end),
                headers={
                    "Content-Type": mime,
                    "Content-Length": str(end - start),
                    "Content-Range": f"bytes {start}-{end - 1}/{task.total}",
                },
                accept=(_OUT_OF_STEP, 404),
            )
        except PlatformError as error:
            if error.kind not in _ASK_THE_TASK:
                raise
            self._doubt = error if error.kind == "unknown_outcome" else self._doubt
            return None, error
        return answer, self._api.error("server", "TikTok does not take the film's next chunk.", status=answer.status)

    def _ask_after(self, task: Task, lost: PlatformError) -> State:
        try:
            return ask(self._api, task.id)
        except PlatformError:
            raise self._doubt or lost from None

    def _forgotten(self) -> PlatformError:
        self._tasks.forget()
        return self._api.error("server", "TikTok has forgotten the upload; the next try begins anew.")
