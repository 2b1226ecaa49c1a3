"""What a platform would refuse in a post, or a reader stumble over."""

from __future__ import annotations

from reprise.social.post import PostDraft
from reprise.social.rules import PlatformRules


def faults(draft: PostDraft, rules: PlatformRules, *, has_media: bool) -> list[str]:
    """Every fault of a draft in plain words; empty when it may be posted."""
    raise NotImplementedError
