"""The settings of the channels that notices go out by. Addresses that are secrets, and passwords, are named by the
environment variables that hold them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from reprise.model import Document
from reprise.notices.notice import Event
from reprise.timeofday import TimeOfDay

# An address without display name; what a mail server refuses beyond that, it says itself.
_MAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,255}")
_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"


def _mail_address(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise ValueError(f"{text!r} is not a mail address such as desk@example.org")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]
Variable = Annotated[str, Field(pattern=_VARIABLE)]
ChannelName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]


class ChannelSettings(Document):
    """What all channels have: which events they want, and whether they are gathered into one message a day.

    With `urgent_at_once` a digest's channel hears at once of what needs somebody.
    """

    events: Annotated[tuple[Event, ...], Field(min_length=1)] = (
        "failed",
        "held",
        "accounts",
        "paused",
        "articles",
        "runs",
        "budget",
    )
    mode: Literal["immediate", "digest"] = "immediate"
    digest_at: TimeOfDay = "08:00"
    urgent_at_once: bool = True


class SlackSettings(ChannelSettings):
    """A Slack incoming webhook. Its address is a secret: `url_env` names the variable that holds it."""

    type: Literal["slack"]
    url_env: Variable

    @property
    def address(self) -> tuple[str, ...]:
        """Equal for two channels that reach the same place."""
        return (self.type, self.url_env)


class WebhookSettings(ChannelSettings):
    """Any HTTPS address that takes JSON, signed as Standard Webhooks describe."""

    type: Literal["webhook"]
    url_env: Variable
    secret_env: Variable

    @property
    def address(self) -> tuple[str, ...]:
        return (self.type, self.url_env)


class MailSettings(ChannelSettings):
    """E-mail through an SMTP server. A password is never sent over a connection without TLS."""

    type: Literal["mail"]
    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:_-]{1,255}$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user_env: Variable | None = None
    password_env: Variable | None = None
    sender: MailAddress
    to: Annotated[tuple[MailAddress, ...], Field(min_length=1, max_length=50)]

    @property
    def address(self) -> tuple[str, ...]:
        return (self.type, *sorted(self.to))

    @model_validator(mode="after")
    def _signs_in_safely(self) -> MailSettings:
        if (self.user_env is None) != (self.password_env is None):
            raise ValueError("user_env and password_env belong together")
        if self.password_env is not None and self.security == "none":
            raise ValueError("a password needs security: starttls or tls")
        return self


Channel = SlackSettings | WebhookSettings | MailSettings
AnyChannel = Annotated[Channel, Field(discriminator="type")]
CHANNEL_TYPES = ("slack", "webhook", "mail")
