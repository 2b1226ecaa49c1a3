"""A worker process: takes units from its standard input, encodes each, answers on its standard output.

Run as `python -m reprise.video.render.worker PARENT`. It ends when its input ends, and also when the process PARENT
is no longer its parent, so that a killed run leaves nobody rendering.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import BinaryIO

from reprise.errors import RepriseError
from reprise.video.render.encoders import Encoder
from reprise.video.render.encoding import UnitEncoder
from reprise.video.render.plan import Unit

Order = tuple[Unit, str, Encoder]
"""What to encode, into which file, with what."""

_LOOK = 0.25  # seconds between two looks at the parent


def main(parent: int) -> None:
    """Serve units until the input ends."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the answers
    encoder = UnitEncoder()
    while (order := _next(sys.stdin.buffer)) is not None:
        unit, path, chosen = order
        try:
            answer: object = encoder.encode(unit, Path(path), chosen)
        except RepriseError as error:
            answer = error
        except Exception:
            answer = traceback.format_exc()
        pickle.dump(answer, answers)
        answers.flush()


def _next(orders: BinaryIO) -> Order | None:
    try:
        unit, path, encoder = pickle.load(orders)
    except (EOFError, pickle.UnpicklingError):
        return None
    return unit, path, encoder


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
