"""Asset checks: what would stop a platform from taking a piece, or a viewer from bearing it.

They are evaluated where the piece is made, so that a blocking one keeps what follows in the same run from using it. A
check's result stands for the asset, not the partition, and gates only its own run: what protects readers is verified
again when a post is claimed for publishing.
"""

from collections.abc import Mapping, Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey

from reprise.media import MediaStore
from reprise.social.checks import faults as post_faults
from reprise.social.checks import media_faults
from reprise.social.post import Picture, PostDraft, Video
from reprise.social.rules import PlatformRules
from reprise.video import checks as film
from reprise.video.presets import Preset
from reprise.video.products import Render
from reprise.video.timeline import Timeline

POSTS, PICTURES, FILM = "within_platform_rules", "within_platform_sizes", "watchable"
FILM_POSTS = "film_within_platform_rules"


def posts_spec(rules: PlatformRules, asset: str) -> AssetCheckSpec:
    """Declares the check of a platform's texts."""
    return AssetCheckSpec(
        POSTS,
        asset=AssetKey([rules.name, asset]),
        blocking=True,
        description=f"Length as {rules.title} counts it, hashtags, mentions, links and clean text.",
    )


def check_posts(posts: Sequence[PostDraft], rules: PlatformRules, *, has_media: bool) -> AssetCheckResult:
    """Whether the platform would take every text, and a reader would not stumble."""
    found = [
        f"{post.type} {post.id}: {fault}" for post in posts for fault in post_faults(post, rules, has_media=has_media)
    ]
    return _result(POSTS, found, {"posts": len(posts)})


def pictures_spec(rules: PlatformRules) -> AssetCheckSpec:
    """Declares the check of a platform's pictures."""
    return AssetCheckSpec(
        PICTURES,
        asset=AssetKey([rules.name, "images"]),
        blocking=True,
        description=f"Formats, file limits, pixels, number and alt text of pictures on {rules.title}.",
    )


def check_pictures(
    drawn: Mapping[str, tuple[Picture, ...]], rules: PlatformRules, media: MediaStore
) -> AssetCheckResult:
    """Whether every picture is there and the platform would take it."""
    found = []
    for post, pictures in drawn.items():
        found += [f"{post}: {fault}" for fault in media_faults(pictures, None, rules)]
        found += [f"{post}: {fault}" for picture in pictures for fault in _file_faults(picture, media)]
    return _result(PICTURES, found, {"pictures": sum(len(pictures) for pictures in drawn.values())})


def _file_faults(picture: Picture, media: MediaStore) -> list[str]:
    """What is wrong when the file is not the one that was drawn. Raises `NotFound` when it is gone."""
    size = media.path(picture.media).stat().st_size
    return [] if size == picture.media.bytes else [f"{picture.media.key} has {size} bytes, not {picture.media.bytes}."]


def film_posts_spec(rules: PlatformRules, asset: AssetKey) -> AssetCheckSpec:
    """Declares the check of the films on a platform."""
    return AssetCheckSpec(
        FILM_POSTS,
        asset=asset,
        blocking=True,
        description=f"Length, size, shape, rate, cover and subtitles of films on {rules.title}.",
    )


def check_film_posts(films: Mapping[str, Video], rules: PlatformRules, media: MediaStore) -> AssetCheckResult:
    """Whether the platform would take every film."""
    found = []
    for post, video in films.items():
        fps = film.inspect(media.path(video.media)).fps
        found += [f"{post}: {fault}" for fault in media_faults((), video, rules, fps=fps)]
    return _result(FILM_POSTS, found, {"films": len(films)})


def film_spec(preset: Preset) -> AssetCheckSpec:
    """Declares the check of a preset's film."""
    return AssetCheckSpec(
        FILM,
        asset=AssetKey([preset.name, "render"]),
        blocking=True,
        description="Size, rate, colour, length, loudness, and no black or frozen second.",
    )


def check_film(render: Render, preset: Preset, timeline: Timeline, media: MediaStore) -> AssetCheckResult:
    """Whether the file is what the preset asks for, and good to look at and listen to."""
    facts, quality = film.inspect(media.path(render.media)), film.measured(render.media, media)
    found = film.faults(facts, preset, timeline) + film.quality_faults(quality)
    seen = {
        "seconds": round(facts.seconds, 2),
        "loudness (LUFS)": "silent" if quality.loudness is None else round(quality.loudness, 2),
        "true peak (dBTP)": "none" if quality.true_peak is None else round(quality.true_peak, 2),
    }
    return _result(FILM, found, seen)


def _result(name: str, found: Sequence[str], seen: dict[str, int | float | str]) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=name,
        passed=not found,
        severity=AssetCheckSeverity.ERROR,
        metadata={**seen, "faults": "\n".join(found) or "none"},
        description="; ".join(found[:3]) or None,
    )
