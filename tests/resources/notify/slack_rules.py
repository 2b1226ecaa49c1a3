"""Slack's rules for a webhook's message, written from its Block Kit reference (read 2026-11) and not from our code."""

from __future__ import annotations

import re
from typing import Any

_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_ANGLE = re.compile(r"<(?!https?://[^<>|\s]+>)")


class NotABlock(Exception):
    """What Slack would answer `invalid_blocks` to."""


def ensure_valid(body: Any) -> None:
    _need(isinstance(body, dict), "no object")
    _need(set(body) <= {"text", "blocks"}, "unknown fields")
    _need(isinstance(body.get("text"), str) and bool(body["text"].strip()), "no fallback text")
    blocks = body.get("blocks")
    _need(isinstance(blocks, list) and 1 <= len(blocks) <= 50, "1 to 50 blocks")
    for block in blocks:
        _block(block)


def _block(block: Any) -> None:
    _need(isinstance(block, dict), "a block is no object")
    match block.get("type"):
        case "header":
            _need(set(block) == {"type", "text"}, "header fields")
            _text(block["text"], "plain_text", 150)
        case "section":
            _need(set(block) == {"type", "text"}, "section fields")
            _text(block["text"], "mrkdwn", 3000)
        case "context":
            _need(set(block) == {"type", "elements"}, "context fields")
            _need(1 <= len(block["elements"]) <= 10, "context elements")
            for element in block["elements"]:
                _text(element, "mrkdwn", 2000)
        case other:
            raise NotABlock(f"unknown block {other}")


def _text(text: Any, kind: str, limit: int) -> None:
    allowed = {"type", "text"} | ({"emoji"} if kind == "plain_text" else set())
    _need(isinstance(text, dict) and set(text) <= allowed and text.get("type") == kind, f"not {kind}")
    _need(isinstance(text["text"], str) and 1 <= len(text["text"]) <= limit, f"1 to {limit} characters")
    if kind == "mrkdwn":
        _need(not _ENTITY.search(text["text"]), "an ampersand that is no entity")
        _need(not _ANGLE.search(text["text"]), "an angle bracket that is no link")


def _need(holds: bool, problem: str) -> None:
    if not holds:
        raise NotABlock(problem)
