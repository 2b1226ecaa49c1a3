"""A Slack incoming webhook. Whoever knows its address can write to the channel, so the address is shown nowhere."""

from __future__ import annotations

import json

from reprise.notices.channels import SlackSettings
from reprise.notices.notice import Message
from reprise.notices.rendering import slack
from resources.notify.base import ChannelContext, post_json


class SlackChannel:
    """One channel of a Slack workspace."""

    def __init__(self, context: ChannelContext) -> None:
        assert isinstance(context.settings, SlackSettings)
        self._context = context
        self._url = context.web_address(context.settings.url_env)

    def send(self, message: Message) -> str | None:
        body = json.dumps(slack(message), ensure_ascii=False).encode()
        post_json(self._context, self._url, body, {})
        return None
