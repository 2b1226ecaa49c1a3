"""Instagram's own errors: each subcode with its code and its words, from Meta's table of them (read 2026-11)."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.graph.problems import GraphProblem

_TABLE: Mapping[int, tuple[int, str, str]] = {
    2207001: (-1, "Instagram server error", "Try again."),
    2207003: (-2, "Timeout", "It takes too long to download the media."),
    2207004: (36000, "The image size is too large.", "The image should be less than 8 MiB."),
    2207005: (36001, "The image format is not supported.", "The image must be a JPEG."),
    2207006: (24, "The media could not be found", "There is no such media, or a permission for it is missing."),
    2207009: (36003, "The aspect ratio is not supported.", "The aspect ratio lies between 4:5 and 1.91:1."),
    2207010: (36004, "The caption is too long", "A caption has up to 2200 characters, 30 hashtags and 20 mentions."),
    2207020: (-2, "The media has expired", "Generate a new container and try again."),
    2207023: (100, "The media type is unknown", "The media type is not one of those that can be published."),
    2207026: (352, "The video format is not supported", "Please check the specifications of the video."),
    2207027: (9007, "Media ID is not available", "The media is not ready for publishing, please wait for a moment."),
    2207028: (100, "The carousel cannot be published", "A carousel has 2 to 10 photos or videos."),
    2207040: (100, "Too many tags", "A caption mentions up to 20 accounts."),
    2207042: (9, "Application request limit reached", "The maximum number of posts in 24 hours is reached."),
    2207050: (25, "The account is restricted", "The Instagram account is inactive, checkpointed or restricted."),
    2207051: (4, "Application request limit reached", "We restrict certain activity to protect our community."),
    2207052: (
        9004,
        "Only photo or video can be accepted as media type.",
        "The media could not be fetched from the URI.",
    ),
    2207053: (-1, "Unknown upload error", "Generate a new container and try again."),
    2207057: (1, "The thumbnail offset is out of range", "It must lie within the video."),
    2207067: (100, "The media type VIDEO is no longer supported", "Use the media type REELS to publish a video."),
    2207082: (-2, "The media could not be processed", "Try again."),
}
_TRANSIENT = frozenset({2207001, 2207003, 2207082})


def problem(subcode: int, why: str | None = None) -> GraphProblem:
    code, title, told = _TABLE[subcode]
    return GraphProblem(
        code, title, subcode=subcode, title=title, told=why or told, transient=subcode in _TRANSIENT
    )  # fmt: skip


def words(subcode: int) -> str:
    """A failed container's `status`."""
    return f"Error: Media upload has failed with error code {subcode}"
