"""The ways notices go out by. One file for each kind of channel and one line in the registry."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from reprise.clock import Clock
from reprise.notices.delivering import Channel
from reprise.sites import Site
from resources.http import Fetcher
from resources.notify import mail, slack, webhook
from resources.notify.base import ChannelContext

__all__ = ["CHANNELS", "open_channel"]

CHANNELS: dict[str, Callable[[ChannelContext], Channel]] = {
    "slack": slack.SlackChannel,
    "webhook": webhook.WebhookChannel,
    "mail": mail.MailChannel,
}


def open_channel(
    site: Site, name: str, fetcher: Fetcher, clock: Clock, environment: Mapping[str, str] | None = None
) -> Channel:
    """The channel `name` of a site's settings. Raises `BadSettings` for a variable that is not set.

    `environment` holds the variables that settings name; the process's own without one.
    """
    settings = site.notifications[name]
    variables = os.environ if environment is None else environment
    where = f"{site.id}: notifications.{name}"
    return CHANNELS[settings.type](ChannelContext(settings, where, fetcher, clock, variables))
