"""Taking the body of an upload straight to a file, so that a film of gigabytes never stands in memory."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import ClientDisconnect, Request


class TooMuch(Exception):
    """More bytes came than were announced."""


async def receive(request: Request, path: Path, *, at: int, limit: int, skip: int = 0) -> int:
    """Write a request's body into a file from byte `at` on, without its first `skip` bytes; how many were written.

    A connection that breaks ends it early: what came stands in the file, whatever stood behind `at` before is gone.

    Raises:
        TooMuch: more than `limit` bytes came after those that were skipped.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(at)
        file.truncate()
        try:
            async for piece in request.stream():
                data, skip = piece[skip:], max(0, skip - len(piece))
                if written + len(data) > limit:
                    raise TooMuch
                file.write(data)
                written += len(data)
        except ClientDisconnect:
            pass
    return written
