"""What a platform would refuse in the pictures or the film of a post, by its row of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reprise.media import Media
from reprise.social.post import Picture, Video
from reprise.social.rules import PlatformRules, VideoRules

_ROUNDING = 0.005  # of a shape: 1080 by 565 counts as 1.91:1


def media_faults(
    pictures: Sequence[Picture], video: Video | None, rules: PlatformRules, *, fps: float | None = None
) -> list[str]:
    """Every fault of a post's media in plain words; empty when the platform takes them.

    Args:
        fps: the film's frames a second, where they are known.
    """
    found = list(_pictures(pictures, rules))
    if video is not None:
        found += _video(video, rules, fps)
    return found


def _pictures(pictures: Sequence[Picture], rules: PlatformRules) -> Iterator[str]:
    limits = rules.pictures
    if len(pictures) > limits.per_post:
        yield f"There are {len(pictures)} pictures; {rules.title} takes {limits.per_post} in a post."
    for number, picture in enumerate(pictures, start=1):
        name = f"Picture {number}" if len(pictures) > 1 else "The picture"
        yield from (f"{name} {fault}" for fault in _picture(picture, rules))
    sizes = {(picture.media.width, picture.media.height) for picture in pictures if picture.role == "slide"}
    if len(sizes) > 1:
        yield f"The slides have {len(sizes)} sizes; all are cut to the shape of the first."


def _picture(picture: Picture, rules: PlatformRules) -> Iterator[str]:
    limits, media = rules.pictures, picture.media
    if media.mime.removeprefix("image/").upper() not in limits.formats:
        yield f"is {_format(media)}; {rules.title} takes {', '.join(limits.formats)}."
    if media.bytes > limits.max_bytes:
        yield f"has {_megabytes(media.bytes)}; {rules.title} takes {_megabytes(limits.max_bytes)}."
    if not picture.alt.strip():
        yield "has no alt text."
    elif limits.alt_limit and len(picture.alt) > limits.alt_limit:
        yield f"has an alt text of {len(picture.alt)} characters; {rules.title} takes {limits.alt_limit}."
    if media.width and media.height:
        yield from _pixels(media.width, media.height, rules)


def _pixels(width: int, height: int, rules: PlatformRules) -> Iterator[str]:
    limits, size = rules.pictures, f"{width}×{height} pixels"
    if limits.aspect and not _within(width / height, limits.aspect, _ROUNDING):
        yield f"has {size}; {rules.title} takes shapes from {_shape(limits.aspect[0])} to {_shape(limits.aspect[1])}."
    if limits.width and not _within(width, limits.width):
        yield f"has {size}; {rules.title} takes widths from {limits.width[0]} to {limits.width[1]}."
    if limits.short_side and min(width, height) > limits.short_side:
        yield f"has {size}; {rules.title} takes {limits.short_side} on the shorter side."
    if limits.sides and width + height > limits.sides:
        yield f"has {size}; {rules.title} takes {limits.sides} for both sides together."
    if limits.area and width * height > limits.area:
        yield f"has {size}; {rules.title} takes {limits.area:,} pixels in all."


def _video(video: Video, rules: PlatformRules, fps: float | None) -> Iterator[str]:
    limits, media = rules.video, video.media
    if limits is None:
        yield f"{rules.title} shows no films."
        return
    if media.mime not in limits.formats:
        yield f"The film is {_format(media)}; {rules.title} takes {', '.join(map(_suffix, limits.formats))}."
    if limits.max_bytes and media.bytes > limits.max_bytes:
        yield f"The film has {_megabytes(media.bytes)}; {rules.title} takes {_megabytes(limits.max_bytes)}."
    if fps is not None and limits.fps and not _within(fps, limits.fps):
        yield f"The film has {fps:g} frames a second; {rules.title} takes {limits.fps[0]:g} to {limits.fps[1]:g}."
    yield from _length(media, rules.title, limits)
    yield from _shown(media, rules.title, limits)
    if video.cover is not None and not video.cover.alt.strip():
        yield "The film's cover has no alt text."
    subtitles = video.subtitles
    if subtitles is not None and limits.subtitle_bytes and subtitles.bytes > limits.subtitle_bytes:
        yield f"The subtitles have {subtitles.bytes:,} bytes; {rules.title} takes {limits.subtitle_bytes:,}."


def _length(media: Media, title: str, limits: VideoRules) -> Iterator[str]:
    if not media.seconds:
        return
    if limits.seconds and not _within(media.seconds, limits.seconds):
        least, most = limits.seconds
        yield f"The film lasts {media.seconds:.1f} s; {title} takes {least:g} to {most:g} s."
    rate = media.bytes * 8 / media.seconds
    if limits.rate and rate > limits.rate:
        yield f"The film has {rate / 1e6:.1f} Mbit a second; {title} takes {limits.rate / 1e6:.1f}."


def _shown(media: Media, title: str, limits: VideoRules) -> Iterator[str]:
    if not media.width or not media.height:
        return
    size = f"{media.width}×{media.height} pixels"
    if limits.aspect and not _within(media.width / media.height, limits.aspect, _ROUNDING):
        least, most = map(_shape, limits.aspect)
        yield f"The film has {size}; {title} takes shapes from {least} to {most}."
    if limits.width and not _within(media.width, limits.width):
        yield f"The film has {size}; {title} takes widths from {limits.width[0]} to {limits.width[1]}."


def _within(value: float, limits: tuple[float, float], slack: float = 0.0) -> bool:
    return limits[0] - slack <= value <= limits[1] + slack


def _shape(aspect: float) -> str:
    return f"{aspect:.3g}:1" if aspect >= 1 else f"1:{1 / aspect:.3g}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.3g} MB" if size < 1e9 else f"{size / 1e9:.3g} GB"


def _suffix(mime: str) -> str:
    return mime.rpartition("/")[2]


def _format(media: Media) -> str:
    return _suffix(media.mime).upper()
