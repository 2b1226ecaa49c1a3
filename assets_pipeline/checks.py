"""Asset checks: what would stop a platform from taking a piece, or a viewer from bearing it.

A check gates only its own run and its result stands for the asset, not the partition. What protects readers is verified
again when a post is claimed for publishing.
"""

from dagster import AssetCheckResult, AssetChecksDefinition, AssetCheckSeverity, AssetIn, AssetKey, asset_check

from assets_pipeline.video import approved_script
from reprise.social.checks import faults as post_faults
from reprise.social.post import PictureSet, PostSet
from reprise.social.rules import PlatformRules
from reprise.video import checks as film
from reprise.video.presets import FPS, Preset
from reprise.video.products import Render
from reprise.video.timeline import plan_timeline
from reprise.video.voiceover import Voiceover
from resources.configured import MediaResource, StoreResource


def build_checks(rules: PlatformRules) -> list[AssetChecksDefinition]:
    """The checks of one platform's posts and pictures."""
    return [_posts_fit(rules), _pictures_fit(rules)] if rules.types else []


def build_film_checks(preset: Preset) -> list[AssetChecksDefinition]:
    """The checks of one preset's film."""
    return [_film_fits(preset)]


def _result(found: list[str], looked_at: int) -> AssetCheckResult:
    return AssetCheckResult(
        passed=not found,
        severity=AssetCheckSeverity.ERROR,
        metadata={"looked at": looked_at, "faults": "\n".join(found) or "none"},
        description="; ".join(found[:3]) or None,
    )


def _posts_fit(rules: PlatformRules) -> AssetChecksDefinition:
    @asset_check(
        asset=AssetKey([rules.name, "posts"]),
        name="within_platform_rules",
        blocking=True,
        description=f"Length as {rules.title} counts it, hashtags, mentions, links and clean text.",
    )
    def within_platform_rules(posts: PostSet) -> AssetCheckResult:
        found = [
            f"{post.type} {post.id}: {fault}"
            for post in posts.posts
            for fault in post_faults(post, rules, has_media=True)
        ]
        return _result(found, len(posts.posts))

    return within_platform_rules


def _pictures_fit(rules: PlatformRules) -> AssetChecksDefinition:
    @asset_check(
        asset=AssetKey([rules.name, "images"]),
        name="within_platform_sizes",
        blocking=True,
        description=f"Sizes, formats, file limits and alt text of {rules.title}.",
    )
    def within_platform_sizes(images: PictureSet, media: MediaResource) -> AssetCheckResult:
        store, found, looked = media.open(), [], 0
        for post, pictures in images.pictures.items():
            for picture in pictures:
                looked += 1
                store.path(picture.media)
                if picture.media.bytes > rules.pictures.max_bytes:
                    found.append(f"{post}: {picture.media.bytes} bytes, more than {rules.pictures.max_bytes}")
                if picture.media.mime.removeprefix("image/").upper() not in rules.pictures.formats:
                    found.append(f"{post}: {picture.media.mime} is not taken")
                if not picture.alt.strip():
                    found.append(f"{post}: no alt text")
        return _result(found, looked)

    return within_platform_sizes


def _film_fits(preset: Preset) -> AssetChecksDefinition:
    @asset_check(
        asset=AssetKey([preset.name, "render"]),
        name="watchable",
        blocking=True,
        additional_ins={"voiceover": AssetIn(key=[preset.format, "voiceover"])},
        description="Size, rate, colour, length, loudness, and no black, frozen or silent stretch.",
    )
    def watchable(render: Render, voiceover: Voiceover, media: MediaResource, store: StoreResource) -> AssetCheckResult:
        path = media.open().path(render.media)
        script = approved_script(store.open(), render.article, preset.format)
        facts = film.inspect(path)
        found = film.faults(facts, preset, plan_timeline(script, voiceover, fps=FPS))
        quality = film.measure(path)
        found += film.quality_faults(quality)
        return AssetCheckResult(
            passed=not found,
            metadata={
                "faults": "\n".join(found) or "none",
                "seconds": facts.seconds,
                "loudness": quality.loudness if quality.loudness is not None else "silent",
                "true peak": quality.true_peak if quality.true_peak is not None else "none",
            },
            description="; ".join(found[:3]) or None,
        )

    return watchable
