"""How long a film is to be and how long its scenes will last: words at the voice's measured rate, and air around."""

from __future__ import annotations

from math import ceil

from reprise.articles.article import Article
from reprise.briefs.language import spoken_seconds, word_count
from reprise.errors import BadInput
from reprise.sites import Site
from reprise.video.presets import Format

WRITER = "extractive 7"
"""The built-in writer and its version; whoever changes its wording raises it."""
AIR_SECONDS = 0.6  # silence around each scene's words
TOLERANCE = 0.10
_AIM = 0.08  # planned a little inside the tolerance


def scene_seconds(text: str, language: str, words_per_minute: float) -> float:
    """What a scene with this narration lasts."""
    return spoken_seconds(text, language, words_per_minute) + AIR_SECONDS


def target_of(site: Site, fmt: Format, factor: float = 1.0) -> float:
    """The site's own length where it lies within the format's, else the format's; times `factor`, still within."""
    low, high = fmt.seconds
    wished = {"long": site.films.long_seconds}.get(fmt.name, site.films.seconds)
    target = wished if low <= wished <= high else fmt.target_seconds
    return round(min(high, max(low, target * factor)), 1)


def window(target: float, fmt: Format, fixed: float) -> tuple[float, float]:
    """The least and most seconds of what is not yet planned, when `fixed` seconds are."""
    low = max(fmt.seconds[0], target * (1 - _AIM))
    high = min(fmt.seconds[1], target * (1 + _AIM))
    return (low - fixed, high - fixed)


def is_within(total: float, target: float, fmt: Format) -> bool:
    """Whether a length is within ±10 % of the target and within the format."""
    low, high = fmt.seconds
    return abs(total - target) <= TOLERANCE * target and low <= total <= high


def stated_target(total: float, target: float, fmt: Format) -> float:
    """The target a script states: what was asked for, or its own length when the article has words for no more."""
    return target if abs(total - target) <= TOLERANCE * target else round(min(total, fmt.seconds[1]), 1)


def too_short(article: Article, fmt: Format, seconds: float, words_per_minute: float) -> BadInput:
    """The error of an article with too few words, which says how many are missing."""
    missing = (fmt.seconds[0] - seconds) * words_per_minute / 60
    words = word_count(article.text, article.language)
    return BadInput(
        f"A film of this article would last {seconds:.0f} seconds ({words} words are written); "
        f"a {fmt.title.lower()} needs {fmt.seconds[0]:.0f}.",
        where=article.key,
        remedy=f"Write about {ceil(max(1.0, missing) / 10) * 10} words more in whole sentences, or make no film of it.",
    )
