"""An audience that reacts over hours: every post draws a size by when it was posted, then the counts grow.

Everything follows from the seed and the post's id, so the same post always has the same future. The weekday-by-hour
curve is hidden from the API's users; the admin endpoint shows it, so that what was learned can be compared with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOISE = 0.5  # standard deviation of one post's log reach around its hour's level
IMPRESSIONS = 900.0  # of a plain post at the mean hour
_WITH_MEDIA = {"image": 1.25, "video": 1.4}
_REPLY = 0.35  # of those who saw a thread's first post, how many see a later one
_RATES = {"like_count": 0.021, "reply_count": 0.0028, "repost_count": 0.0048, "quote_count": 0.0008}
_RATES |= {"bookmark_count": 0.003, "user_profile_clicks": 0.004}
_CLICK_RATE = 0.017


@dataclass(frozen=True)
class Audience:
    """The people around one account, in their time zone.

    Args:
        seed: of the whole sandbox.
        account: its id.
        zone: IANA name of the zone most of them live in.
    """

    seed: int
    account: str
    zone: str

    def curve(self) -> list[list[float]]:
        """The hidden truth: log effect on reach for each weekday (Monday first) and hour of the zone; mean 0."""
        return _curve(self.seed, self.account)

    def level(self, moment: datetime) -> float:
        """The curve's log effect at a moment."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return self.curve()[local.weekday()][local.hour]

    def counts(self, post: Reached, now: datetime) -> dict[str, int]:
        """What the platform counts for a post by `now`; never less than before."""
        rng = Random(f"post:{self.seed}:{post.id}")
        reach = IMPRESSIONS * math.exp(self.level(post.posted_at) + rng.gauss(0, NOISE))
        for kind in post.media:
            reach *= _WITH_MEDIA.get(kind, 1.0)
        reach *= _REPLY if post.is_reply else 1.0
        half_life = rng.uniform(2.5, 6.0)
        hours = max(0.0, (now - post.posted_at) / timedelta(hours=1))
        seen = 1 - 0.5 ** (hours / half_life)
        counts = {"impression_count": _grown(reach, seen, rng.random())}
        rates = _RATES | {"url_link_clicks": _CLICK_RATE if post.has_link else 0.0}
        for name, rate in rates.items():
            total = reach * rate * math.exp(rng.gauss(0, 0.3))
            counts[name] = min(_grown(total, seen, rng.random()), counts["impression_count"])
        return counts

    def truth(self) -> dict[str, object]:
        """The curve for the demo's comparison, rounded, with what else shapes the numbers."""
        rows = {day: [round(value, 4) for value in row] for day, row in zip(WEEKDAYS, self.curve(), strict=True)}
        return {"zone": self.zone, "log_effect": rows, "noise": NOISE, "impressions": IMPRESSIONS}


@dataclass(frozen=True)
class Reached:
    """What the audience sees of a post."""

    id: str
    posted_at: datetime
    is_reply: bool = False
    has_link: bool = False
    media: Sequence[str] = ()


@lru_cache(256)
def _curve(seed: int, account: str) -> list[list[float]]:
    rng = Random(f"curve:{seed}:{account}")
    peaks = [(rng.uniform(7, 10), 1.0), (rng.uniform(11.5, 14), 0.55), (rng.uniform(17, 21.5), 0.85)]
    strengths = [amount * rng.uniform(0.6, 1.25) for _, amount in peaks]
    days = [rng.gauss(0, 0.12) for _ in range(5)] + [rng.uniform(-0.5, -0.15) for _ in range(2)]
    raw = [[_level(day, hour, peaks, strengths) + days[day] for hour in range(24)] for day in range(7)]
    mean = sum(map(sum, raw)) / (7 * 24)
    return [[value - mean for value in row] for row in raw]


def _level(day: int, hour: int, peaks: list[tuple[float, float]], strengths: list[float]) -> float:
    """Asleep at night; three peaks on workdays, later and flatter ones on weekends."""
    later = 1.5 if day >= 5 else 0.0
    value = -0.9 if hour < 6 else 0.0
    for (at, _), strength in zip(peaks, strengths, strict=True):
        distance = abs((hour + 0.5 - at - later + 12) % 24 - 12)
        value += strength * (0.8 if day >= 5 else 1.0) * math.exp(-0.5 * (distance / 1.6) ** 2)
    return value


def _grown(total: float, share: float, chance: float) -> int:
    """`total` people of whom a share has come by now; the fraction of a person is settled by chance, once."""
    return int(total * share + chance) if share > 0 else 0
