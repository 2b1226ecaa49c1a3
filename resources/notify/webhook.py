"""Any address that takes JSON. Signed as the Standard Webhooks specification (1.0.0, read 2026-11) has it, so that
receivers can use its libraries: HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from reprise.errors import BadSettings
from reprise.notices.channels import WebhookSettings
from reprise.notices.notice import Message
from reprise.notices.rendering import payload
from resources.notify.base import ChannelContext, post_json

_PREFIX = "whsec_"
_LEAST_BYTES = 16


class WebhookChannel:
    """One receiver."""

    def __init__(self, context: ChannelContext) -> None:
        assert isinstance(context.settings, WebhookSettings)
        self._context = context
        self._url = context.web_address(context.settings.url_env)
        self._key = _key(context.secret(context.settings.secret_env), context.settings.secret_env, context.where)

    def send(self, message: Message) -> str | None:
        body = json.dumps(payload(message), ensure_ascii=False, separators=(",", ":")).encode()
        stamp = str(int(self._context.clock.now().timestamp()))
        headers = {
            "webhook-id": message.id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self._key, message.id, stamp, body),
        }
        post_json(self._context, self._url, body, headers)
        return None


def signature(key: bytes, message: str, stamp: str, body: bytes) -> str:
    """The header's value for a message id, its time in seconds and its exact body."""
    signed = hmac.new(key, f"{message}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode('ascii')}"


def _key(secret: str, variable: str, where: str) -> bytes:
    """The key's bytes: base64 after `whsec_`, else the text itself."""
    key = secret.encode()
    if secret.startswith(_PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            key = b""
    if len(key) < _LEAST_BYTES:
        raise BadSettings(
            f"The secret in {variable} is too short or is not base64 after {_PREFIX}.",
            where=where,
            remedy="Use at least 16 bytes, such as from: openssl rand -base64 32",
        )
    return key
