"""The platforms that the sandbox can play: one package and one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

from sandbox.kit import Kit, SandboxPlatform


def _package(name: str) -> Callable[[Kit], SandboxPlatform]:
    def build(kit: Kit) -> SandboxPlatform:
        made: SandboxPlatform = import_module(f"sandbox.{name}").build(kit)
        return made

    return build


PLAYED: Mapping[str, Callable[[Kit], SandboxPlatform]] = MappingProxyType(
    {
        name: _package(name)
        for name in (
            "x",
            "linkedin",
            "facebook",
            "instagram",
            "tiktok",
            "youtube",
            "telegram",
            "bluesky",
            "mastodon",
        )
    }
)
"""Every platform by name; each is built when the sandbox is asked to play it."""


def there() -> list[str]:
    """The names whose package is there."""
    return [name for name in PLAYED if find_spec(f"sandbox.{name}")]
