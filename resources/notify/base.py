"""What every channel is built with, and what the two that speak HTTP have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from reprise.clock import Clock
from reprise.errors import BadSettings, RepriseError, Unavailable
from reprise.notices.channels import Channel as ChannelSettings
from reprise.notices.delivering import NotDelivered
from resources.http import Fetcher, Response

_AGENT = "Reprise/0.1 (notices)"
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """What channels work with. `where` names the channel in errors, in the place of addresses that are secrets."""

    settings: ChannelSettings
    where: str
    fetcher: Fetcher = field(repr=False)
    clock: Clock
    environment: Mapping[str, str] = field(repr=False)

    def secret(self, variable: str) -> str:
        """The value of a variable. Raises `BadSettings` when it is not set."""
        value = self.environment.get(variable, "").strip()
        if not value:
            raise BadSettings(f"The variable {variable} is not set.", where=self.where, remedy="Set it, then restart.")
        return value

    def web_address(self, variable: str) -> str:
        """An address from the environment: https, or http inside the private networks that are allowed."""
        url = self.secret(variable)
        try:
            parts = urlsplit(url)
            scheme, host = parts.scheme, parts.hostname
        except ValueError:
            scheme, host = "", None
        if not host or scheme not in (("https", "http") if self.fetcher.allow_private else ("https",)):
            raise BadSettings(
                f"What {variable} holds is not an https address.",
                where=self.where,
                remedy="Copy the webhook's whole address into it.",
            )
        return url


def post_json(context: ChannelContext, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
    """POST a message; an answer that is not 2xx is an error that says whether a later try can help."""
    given = {"Content-Type": "application/json; charset=utf-8", "User-Agent": _AGENT, **headers}
    try:
        answer = context.fetcher.post(url, body, headers=given, name=context.where)
    except Unavailable as error:
        raise _failed(context, error.what, error.remedy or "", retry=True) from None
    except RepriseError as error:  # a private network, for instance: an operator may mend it meanwhile
        raise _failed(context, error.what, error.remedy or "", retry=True, after=_HOUR) from None
    if not 200 <= answer.status < 300:
        raise refusal(context, answer)
    return answer


def refusal(context: ChannelContext, answer: Response) -> NotDelivered:
    """An answer as an error. The body is not quoted: what answers may repeat the address or the message."""
    status, what = answer.status, f"It answered {answer.status}."
    if status in (408, 425, 429) or status >= 500:
        after = retry_after(answer.headers.get("retry-after", ""), context.clock.now())
        return _failed(context, what, "It is tried again by itself.", retry=True, after=after)
    if status in (401, 403):
        remedy = "Check the webhook's address and secret; it is tried again every hour."
        return _failed(context, what, remedy, retry=True, after=_HOUR)
    if 300 <= status < 400:
        return _failed(context, what, "Redirects are not followed: set the address it leads to.", retry=False)
    return _failed(context, what, "Check the webhook's address; it may have been removed.", retry=False)


def retry_after(text: str, now: datetime) -> float | None:
    """The seconds of a Retry-After header, which may also be a date; None when it says nothing."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 10**6))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0.0)


def _failed(
    context: ChannelContext, what: str, remedy: str, *, retry: bool, after: float | None = None
) -> NotDelivered:
    return NotDelivered.of(what, where=context.where, remedy=remedy, retry=retry, after=after)
