"""What platforms refuse in pictures and films is found before the post is due."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.media import Media
from reprise.social.checks import media_faults
from reprise.social.post import Picture, Video
from reprise.social.rules import PLATFORMS


def picture(
    width: int = 1080, height: int = 1080, *, mime: str = "image/jpeg", size: int = 90_000, **facts: Any
) -> Picture:
    media = Media(key="pictures/a.jpg", mime=mime, bytes=size, width=width, height=height)
    return Picture(**{"media": media, "alt": "A kettle", **facts})


def film(width: int = 1080, height: int = 1920, seconds: float = 40, size: int = 9_000_000, **facts: Any) -> Video:
    mime = facts.pop("mime", "video/mp4")
    media = Media(key="films/a.mp4", mime=mime, bytes=size, width=width, height=height, seconds=seconds)
    return Video(**{"media": media, "preset": "youtube_short", **facts})


def found(platform: str, *pictures: Picture, video: Video | None = None, **facts: Any) -> str:
    return " ".join(media_faults(pictures, video, PLATFORMS[platform], **facts))


@pytest.mark.parametrize(
    ("platform", "shot", "fault"),
    [
        ("instagram", picture(mime="image/png"), "is PNG; Instagram takes JPEG"),
        ("instagram", picture(1080, 1920), "shapes from 1:1.25 to 1.91:1"),
        ("instagram", picture(1080, 500), "1080×500"),
        ("instagram", picture(300, 300), "widths from 320 to 1440"),
        ("instagram", picture(2000, 2000), "widths from 320 to 1440"),
        ("instagram", picture(size=8_000_001), "8 MB; Instagram takes 8 MB"),
        ("x", picture(size=5_600_000), "5.6 MB; X takes 5 MB"),
        ("x", picture(mime="image/gif"), "is GIF"),
        ("tiktok", picture(mime="image/png"), "is PNG; TikTok takes JPEG, WEBP"),
        ("tiktok", picture(1440, 2560), "1080 on the shorter side"),
        ("tiktok", picture(size=21_000_000), "20 MB"),
        ("telegram", picture(6000, 4001), "10000 for both sides together"),
        ("telegram", picture(4200, 200), "1:20 to 20:1"),
        ("linkedin", picture(6016, 6016), "36,152,319 pixels in all"),
        ("bluesky", picture(size=2_000_001), "Bluesky takes 2 MB"),
        ("bluesky", picture(alt=" "), "has no alt text"),
        ("mastodon", picture(alt="a" * 1501), "alt text of 1501 characters; Mastodon takes 1500"),
        ("facebook", picture(size=4_500_000), "4.5 MB; Facebook takes 4 MB"),
    ],
)
def test_a_picture_the_platform_would_refuse_is_named_with_the_limit(platform: str, shot: Picture, fault: str) -> None:
    assert fault in found(platform, shot)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_our_own_sizes_are_taken_everywhere(platform: str) -> None:
    rules = PLATFORMS[platform].pictures
    for size in filter(None, (rules.feed, rules.slide)):
        assert found(platform, picture(*size)) == ""


def test_the_number_of_pictures_is_the_platforms() -> None:
    assert "There are 5 pictures; Mastodon takes 4 in a post." in found("mastodon", *[picture()] * 5)
    assert found("mastodon", *[picture()] * 4) == ""
    assert "Picture 2 has no alt text" in found("x", picture(), picture(alt=""))


def test_slides_of_one_post_have_one_size() -> None:
    slides = [picture(role="slide"), picture(918, 918, role="slide")]
    assert "2 sizes" in found("instagram", *slides)
    assert "sizes" not in found("instagram", *slides[:1] * 2)


@pytest.mark.parametrize(
    ("platform", "video", "fault"),
    [
        ("instagram", film(seconds=2), "lasts 2.0 s; Instagram takes 3 to 900 s"),
        ("instagram", film(size=301_000_000, seconds=600), "301 MB; Instagram takes 300 MB"),
        ("instagram", film(size=200_000_000, seconds=40), "40.0 Mbit a second; Instagram takes 25.1"),
        ("instagram", film(2160, 3840), "widths from 1 to 1920"),
        ("instagram", film(mime="video/webm"), "is WEBM; Instagram takes mp4, quicktime"),
        ("x", film(seconds=1201), "1201.0 s; X takes 0.5 to 1200 s"),
        ("x", film(400, 1920), "shapes from 1:3 to 3:1"),
        ("tiktok", film(320, 640), "widths from 360 to 4096"),
        ("linkedin", film(size=500_000_001), "500 MB; LinkedIn takes 500 MB"),
        ("telegram", film(size=51_000_000), "51 MB; Telegram takes 50 MB"),
        ("bluesky", film(size=300_100_000), "300 MB"),
        ("mastodon", film(size=120_000_000), "120 MB; Mastodon takes 99 MB"),
        ("youtube", film(size=256_100_000_000), "256 GB"),
    ],
)
def test_a_film_the_platform_would_refuse_is_named_with_the_limit(platform: str, video: Video, fault: str) -> None:
    assert fault in found(platform, video=video)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_films_we_make_are_taken_everywhere(platform: str) -> None:
    assert found(platform, video=film(), fps=30) == ""


def test_rate_cover_and_subtitles_are_looked_at() -> None:
    subtitles = Media(key="subtitles/a.srt", mime="application/x-subrip", bytes=20_001)
    assert "20,001 bytes; Bluesky takes 20,000" in found("bluesky", video=film(subtitles=subtitles))
    assert "cover has no alt text" in found("x", video=film(cover=picture(alt="", role="cover")))
    assert "12 frames a second; TikTok takes 23 to 60" in found("tiktok", video=film(), fps=12)


def test_every_row_says_where_it_is_from_and_platforms_with_films_have_one() -> None:
    for rules in PLATFORMS.values():
        assert rules.pictures.source
        assert (rules.video is not None and bool(rules.video.source)) or not rules.presets


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.integers(0, 10**11))
def test_any_file_is_judged(width: int, height: int, size: int) -> None:
    for rules in PLATFORMS.values():
        taken = media_faults((picture(width, height, size=size),), None, rules) == []
        assert not taken or size <= rules.pictures.max_bytes
