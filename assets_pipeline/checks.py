"""Asset checks: what would stop a platform from taking a piece, or a viewer from bearing it.

They are evaluated where the piece is made, so that a blocking one keeps what follows in the same run from using it. A
check's result stands for the asset, not the partition, and gates only its own run: what protects readers is verified
again when a post is claimed for publishing.
"""

import math
from collections.abc import Mapping, Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey

from reprise.finding import Finding
from reprise.media import MediaStore
from reprise.social.checks import faults as post_faults
from reprise.social.checks import media_faults
from reprise.social.post import Picture, PostDraft, Video
from reprise.social.rules import PlatformRules
from reprise.video.checking import quality as quality_of
from reprise.video.checking.facts import Fault, inspect
from reprise.video.checking.facts import faults as film_faults
from reprise.video.checking.planned import Plan, caption_faults, cut_off
from reprise.video.presets import Preset
from reprise.video.products import Render

POSTS, PICTURES = "within_platform_rules", "within_platform_sizes"
FILM_FILE, FILM_PICTURE, FILM_SOUND = "within_preset", "picture_is_whole", "sound_is_whole"
GROUNDED = "grounded"
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


def grounded_spec(asset: Sequence[str]) -> AssetCheckSpec:
    """Declares that a text says only what its article says.

    It does not block: of several posts one that fails must not keep the others from their pictures, and nothing else
    of a run is made from a script. The store keeps the verdict for each, and with one none is approved, sent or filmed.
    """
    return AssetCheckSpec(
        GROUNDED,
        asset=AssetKey(list(asset)),
        description="Numbers, names, dates, quotes, links and claims are the article's.",
    )


def check_grounded(found: Mapping[str, Sequence[Finding]], checked: int) -> AssetCheckResult:
    """What a text says that its article does not, by the piece (a post, a script) that says it."""
    lines = [f"{piece}: {finding}" for piece, findings in found.items() for finding in findings]
    return _result(GROUNDED, lines, {"pieces": checked})


def nothing_to_ground(asset: Sequence[str], reason: str) -> AssetCheckResult:
    """The check of a piece that is not made: there is nothing to hold against the article."""
    return AssetCheckResult(
        check_name=GROUNDED, asset_key=AssetKey(list(asset)), passed=True, metadata={"not made, because": reason}
    )


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
        fps = inspect(media.path(video.media)).fps
        found += [f"{post}: {fault}" for fault in media_faults((), video, rules, fps=fps)]
    return _result(FILM_POSTS, found, {"films": len(films)})


def film_specs(preset: Preset) -> list[AssetCheckSpec]:
    """Declares the checks of a preset's film: its file, its picture and its sound."""
    described = {
        FILM_FILE: f"Container, codecs, size, rate, colour, frames, length and bytes as {preset.title} takes them.",
        FILM_PICTURE: "Nothing black, frozen or cut off; the first frame shows something; captions within the film.",
        FILM_SOUND: "Loudness, true peak, no silence amid the speech, sound and picture together to the end.",
    }
    asset = AssetKey([preset.name, "render"])
    return [AssetCheckSpec(name, asset=asset, blocking=True, description=text) for name, text in described.items()]


def check_film(render: Render, preset: Preset, plan: Plan, media: MediaStore) -> list[AssetCheckResult]:
    """Whether the file is what the preset asks for, and good to look at and listen to."""
    path = media.path(render.media)
    facts, quality = inspect(path), quality_of.measured(render.media, media, plan.sound)
    heard = quality.heard
    picture = (
        quality_of.picture_faults(quality, plan) + cut_off(plan.film) + caption_faults(plan.captions, plan.timeline)
    )
    return [
        _film_result(
            FILM_FILE,
            film_faults(facts, preset, plan.timeline),
            {
                "seconds": round(facts.seconds, 2),
                "megabytes": round(facts.bytes / 1e6, 2),
                "picture": f"{facts.video_codec} {facts.profile} {facts.level / 10:g}, {facts.width}×{facts.height}, "
                f"{facts.fps:g} frames a second",
                "sound": f"{facts.audio_codec} {facts.audio_profile}, {facts.audio_rate} Hz",
            },
        ),
        _film_result(FILM_PICTURE, picture, {"captions": len(plan.captions.cues), "scenes": len(plan.film.scenes)}),
        _film_result(
            FILM_SOUND,
            quality_of.sound_faults(quality, plan),
            {
                "loudness (LUFS)": round(heard.loudness, 2) if heard and math.isfinite(heard.loudness) else "silent",
                "true peak (dBTP)": round(heard.true_peak, 2) if heard and math.isfinite(heard.true_peak) else "none",
                "largest drift (ms)": round(max((abs(late) for _, late in heard.late), default=0) * 1000, 2)
                if heard
                else "none",
            },
        ),
    ]


def unchecked_film(preset: Preset, reason: str) -> list[AssetCheckResult]:
    """The checks of a film that is not made: there is nothing to find fault with."""
    asset = AssetKey([preset.name, "render"])
    return [
        AssetCheckResult(check_name=name, asset_key=asset, passed=True, metadata={"no film, because": reason})
        for name in (FILM_FILE, FILM_PICTURE, FILM_SOUND)
    ]


def _film_result(name: str, found: Sequence[Fault], seen: dict[str, int | float | str]) -> AssetCheckResult:
    places = [f"at {fault.at:.1f} s: {fault}" if fault.at is not None else str(fault) for fault in found]
    return _result(name, places, seen)


def _result(name: str, found: Sequence[str], seen: dict[str, int | float | str]) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=name,
        passed=not found,
        severity=AssetCheckSeverity.ERROR,
        metadata={**seen, "faults": "\n".join(found) or "none"},
        description="; ".join(found[:3]) or None,
    )
