"""The part of a site's settings that is about posting: accounts, their times and limits, quiet days, what recurs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from reprise.briefs.brief import ArticleKind
from reprise.model import Document
from reprise.social.post import PostType
from reprise.timeofday import TimeOfDay

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _account_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", name):
        raise ValueError(f"{name!r} is no name of an account; use letters, digits, - and _")
    return name


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Target = Literal["outbox", "live"]
Slots = dict[Weekday, tuple[TimeOfDay, ...]]
Cap = Annotated[int, Field(ge=1, le=50)]
Cooldown = Annotated[float, Field(ge=0, le=168)]
AccountName = Annotated[str, AfterValidator(_account_name)]


class OwnSettings(Document):
    """What one of several accounts has of its own; what is unset is as its platform's settings say.

    `auto_publish` replaces the site's `automation.mode` for this account.
    """

    enabled: bool | None = None
    target: Target | None = None
    auto_publish: Literal["review", "automatic"] | None = None
    types: tuple[PostType, ...] | None = None
    videos: bool | None = None
    slots: Slots | None = None
    learn_slots: bool | None = None
    cap_per_day: Cap | None = None
    cooldown_hours: Cooldown | None = None


def _some_accounts(accounts: Any) -> Any:
    if isinstance(accounts, dict):
        if not accounts:
            raise ValueError("name at least one account, or leave accounts out")
        return {name: {} if own is None else own for name, own in accounts.items()}  # `company:` alone is enough
    return accounts


class PlatformSettings(Document):
    """One platform of the site. `target` "outbox" writes what would be posted; "live" posts through the API.

    Unset limits come from `publishing`, unset slots from the platform's defaults or what has been learned. Either
    `account` names the one account, or `accounts` lists several with what each has of its own.
    """

    enabled: bool = True
    target: Target = "outbox"
    account: AccountName = "main"
    accounts: Annotated[dict[AccountName, OwnSettings], BeforeValidator(_some_accounts)] | None = None
    types: tuple[PostType, ...] | None = None
    videos: bool = True
    slots: Slots | None = None
    learn_slots: bool = True
    cap_per_day: Cap | None = None
    cooldown_hours: Cooldown | None = None

    @model_validator(mode="after")
    def _one_way_to_name_accounts(self) -> PlatformSettings:
        if self.accounts is not None and "account" in self.model_fields_set:
            raise ValueError("account and accounts are both set; keep accounts, with that name in it")
        return self


@dataclass(frozen=True)
class AccountSettings:
    """One account of a site on a platform with everything that holds for it."""

    platform: str
    name: str
    enabled: bool = True
    target: Target = "outbox"
    mode: Literal["off", "review", "automatic"] = "review"
    types: tuple[PostType, ...] | None = None
    videos: bool = True
    slots: Slots | None = None
    learn_slots: bool = True
    cap_per_day: int = 2
    cooldown_hours: float = 4

    def wants(self, type_: PostType) -> bool:
        """Whether such posts go out on this account."""
        if not self.enabled:
            return False
        return self.videos if type_ == "video" else self.types is None or type_ in self.types


@dataclass(frozen=True)
class DateRange:
    """Whole days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _date_range(value: Any) -> Any:
    """One date, or two with ".." between them."""
    if isinstance(value, DateRange):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):  # YAML reads 2026-12-24 as a date
        return DateRange(value, value)
    first, found, last = str(value).partition("..")
    try:
        days = DateRange(date.fromisoformat(first.strip()), date.fromisoformat((last if found else first).strip()))
    except ValueError:
        problem = f"{value!r} is neither a date such as 2026-12-24 nor two such as 2026-12-24..2027-01-01"
        raise ValueError(problem) from None
    if days.last < days.first:
        raise ValueError(f"{value!r} ends before it begins")
    return days


QuietDays = Annotated[DateRange, BeforeValidator(_date_range)]


class Publishing(Document):
    """Limits of every account of the site: posts a day, hours between two, minutes until a window is missed.

    `missed` is what becomes of posts that are later than that; `platform_spacing_minutes` keeps an article from
    appearing everywhere at once; `fresh_days` says how long an article is news, by its kind, and `stale` what becomes
    of its posts afterwards; on the days of `blackout` nothing goes out.
    """

    cap_per_day: Cap = 2
    cooldown_hours: Cooldown = 4
    missed_minutes: Annotated[int, Field(ge=1, le=10080)] = 60
    missed: Literal["reschedule", "publish", "cancel"] = "reschedule"
    horizon_days: Annotated[int, Field(ge=1, le=365)] = 60
    platform_spacing_minutes: Annotated[int, Field(ge=0, le=1440)] = 15
    fresh_days: dict[ArticleKind, Annotated[int, Field(ge=1, le=3650)]] = {"news": 7, "release": 14}
    stale: Literal["low", "skip"] = "low"
    blackout: tuple[QuietDays, ...] = ()


RecycledKind = Literal[
    "article", "how-to", "listicle", "faq", "interview", "recipe", "review", "comparison", "product", "service"
]
"""Kinds of articles that do not age within days."""


class Recycle(Document):
    """Posting again what does not age: which kinds of articles as which types of posts, how many days after the
    article's last post on the account, and how often in all."""

    enabled: bool = False
    kinds: tuple[RecycledKind, ...] = (
        "how-to",
        "listicle",
        "faq",
        "recipe",
    )
    types: tuple[Literal["announcement", "highlights", "quote_card", "faq"], ...] = (
        "announcement",
        "highlights",
        "quote_card",
        "faq",
    )
    min_days_between: Annotated[int, Field(ge=45, le=3650)] = 45
    max_cycles: Annotated[int, Field(ge=1, le=50)] = 3
