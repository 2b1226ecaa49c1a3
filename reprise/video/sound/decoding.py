"""Recorded speech in any common format as samples: what a provider sends, and what people record."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np

from reprise.errors import BadInput
from reprise.video.sound.files import RATE, Samples

FORMATS = "wav,mp3,mov,matroska,webm,ogg,flac,aac,aiff,caf"
"""Containers that are read; none of them makes a reader open other files."""
_LONGEST = 1800 * RATE


def decode_speech(data: bytes) -> Samples:
    """Mono samples −1…1 at 48 kHz of a file's first sound.

    Raises `BadInput` for what holds no readable sound, or more than half an hour of it.
    """
    blocks, size = [np.zeros(0, np.float32)], 0
    try:
        with av.open(io.BytesIO(data), options={"format_whitelist": FORMATS, "protocol_whitelist": "pipe"}) as file:
            if not file.streams.audio:
                raise BadInput("The file holds no sound.", remedy="Give a recording, such as WAV or MP3.")
            convert = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
            for frame in _with_end(file):
                for part in convert.resample(frame):
                    blocks.append(part.to_ndarray()[0])
                    size += len(blocks[-1])
                if size > _LONGEST:
                    raise BadInput("The recording is longer than half an hour.", remedy="Give a shorter one.")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadInput("It is no sound that can be read, or damaged.", remedy="Give WAV, MP3 or FLAC.") from error
    return np.clip(np.nan_to_num(np.concatenate(blocks)), -1, 1).astype(np.float32)


def _with_end(file: Any) -> Any:
    yield from file.decode(audio=0)
    yield None  # what the resampler still holds comes out
