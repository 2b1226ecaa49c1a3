"""The tasks that models are asked for; a site may give each a chain of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

TextTask = Literal[
    "kind", "brief", "adapt", "hashtags", "thread", "carousel", "script", "dialogue", "scene", "metadata", "thumbnail"
]
Task = Literal[TextTask, "voice", "picture", "stock"]

TEXT_TASKS: tuple[TextTask, ...] = get_args(TextTask)

OPERATIONS: Mapping[Task, str] = MappingProxyType(
    {
        "kind": "distil",
        "brief": "distil",
        "adapt": "adapt",
        "hashtags": "hashtags",
        "thread": "thread",
        "carousel": "carousel",
        "script": "script",
        "dialogue": "script",
        "scene": "script",
        "metadata": "metadata",
        "thumbnail": "cover",
        "voice": "voice",
        "picture": "generated picture",
        "stock": "stock",
    }
)
"""The operation of `reprise.costs.CREDITS` that a task belongs to."""
