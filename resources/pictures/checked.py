"""Files from providers looked at before anything keeps them: pictures decoded to the end and made plain, clips played
at their beginning, middle and end."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import av
from PIL import Image

from reprise.errors import BadInput
from reprise.graphics.crop import worth_showing
from reprise.models.buying import Answered
from reprise.models.failures import ModelError
from reprise.models.used import Used
from resources.http import MEGABYTE
from resources.pictures.fetch import plain_picture

MOST_CLIP_BYTES = 120 * MEGABYTE
_CODECS = ("h264", "hevc", "vp8", "vp9", "av1", "mpeg4")
_LEAST_SIDE, _MOST_PIXELS = 480, 4096 * 2304
_SHORTEST, _LONGEST = 1.0, 180.0
_LEAST_PICTURE = 480
_WHOLE = Fraction(9, 10)  # of its length that a clip's file must hold


def checked_picture(data: bytes, used: Used, *, where: str, remote: str = "", **facts: Any) -> Answered:
    """An answer with the picture as a plain JPEG or PNG, and its size in the body.

    Raises `ModelError` ("malformed", paid for as `used` says) for what is no picture, broken, a bomb, too small or an
    even surface.
    """
    try:
        plain = plain_picture(data)
        if min(plain.width, plain.height) < _LEAST_PICTURE:
            raise BadInput(f"The picture is too small for a film ({plain.width} × {plain.height} pixels).")
        with Image.open(io.BytesIO(plain.data)) as picture:
            if not worth_showing(picture.convert("RGB")):
                raise BadInput("The picture is an even surface.")
    except BadInput as error:
        raise unusable(error, used, where) from error
    body = {"width": plain.width, "height": plain.height, **facts}
    return Answered(body=body, used=used, data=plain.data, suffix=plain.suffix, remote=remote)


def checked_clip(data: bytes, used: Used, *, where: str, **facts: Any) -> Answered:
    """An answer with a clip as it came, its size and seconds in the body. Raises `ModelError` as `checked_picture`."""
    try:
        width, height, seconds = _probed(data)
    except (av.error.FFmpegError, ValueError, EOFError) as error:
        raise unusable(BadInput(f"The clip cannot be played ({type(error).__name__})."), used, where) from error
    except BadInput as error:
        raise unusable(error, used, where) from error
    body = {"width": width, "height": height, "seconds": seconds, **facts}
    return Answered(body=body, used=used, data=data, suffix=".mp4")


def unusable(error: BadInput, used: Used, where: str) -> ModelError:
    """The failure of an answer that came, was paid for, and is of no use."""
    return ModelError(error.what, kind="malformed", where=where, charged=used != Used(), used=used)


def _probed(data: bytes) -> tuple[int, int, float]:
    """Width and height upright, and seconds."""
    if len(data) > MOST_CLIP_BYTES:
        raise BadInput(f"The clip is larger than {MOST_CLIP_BYTES / MEGABYTE:g} MB.")
    with av.open(io.BytesIO(data), mode="r") as container:
        if not container.streams.video:
            raise BadInput("The clip has no picture.")
        stream = container.streams.video[0]
        codec = stream.codec_context.name
        if not any(codec.startswith(known) or known in codec for known in _CODECS):
            raise BadInput(f"The clip's pictures are coded as {codec}, which is not played.")
        width, height = stream.codec_context.width, stream.codec_context.height
        if width * height > _MOST_PIXELS or min(width, height) < _LEAST_SIDE:
            raise BadInput(f"The clip is not of a size that a film can show ({width} × {height} pixels).")
        seconds = Fraction(container.duration or 0, av.time_base)
        if not _SHORTEST <= seconds <= _LONGEST:
            raise BadInput(f"The clip lasts {float(seconds):.1f} seconds.")
        held, base = Fraction(0), stream.time_base or Fraction(1, 1000)
        for packet in container.demux(stream):
            if packet.pts is not None and packet.size:
                held = max(held, (packet.pts + (packet.duration or 0) - (stream.start_time or 0)) * base)
        if held < seconds * _WHOLE:
            raise BadInput("The clip's file ends before the clip does.")
        rotated = 0
        for share in (Fraction(0), Fraction(1, 2), Fraction(4, 5)):
            container.seek(int(seconds * share * av.time_base))
            rotated = int(next(container.decode(stream)).rotation)
    if rotated % 180:
        width, height = height, width
    return width, height, round(float(seconds), 3)
