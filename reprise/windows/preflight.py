"""Pre-flight: what the platform would refuse, or a reader stumble over, in a post as it stands in the store."""

from __future__ import annotations

from collections.abc import Sequence

from reprise.finding import told
from reprise.social.carousels import FEWEST
from reprise.social.checks import faults, media_faults
from reprise.social.post import PostDraft
from reprise.social.rules import PLATFORMS
from reprise.store.records import Post


def draft_of(post: Post, *, texts: Sequence[str] | None = None) -> PostDraft:
    """The post as it would be drafted, with its own texts or others."""
    fields = {name: getattr(post, name) for name in PostDraft.model_fields if name in Post.model_fields}
    return PostDraft.model_validate({**fields, **({"texts": tuple(texts)} if texts is not None else {})})


def text_faults(post: Post, texts: Sequence[str] | None = None) -> list[str]:
    """The faults of a post's words, or of other words in their place."""
    has_media = bool(post.pictures or post.video)
    return faults(draft_of(post, texts=texts), PLATFORMS[post.platform], has_media=has_media)


def post_faults(post: Post) -> list[str]:
    """The faults of a post's words and media, one sentence each; empty when it may leave."""
    ungrounded = [f"It says what its article does not: {told(post.findings)}."] if post.findings else []
    found = [*ungrounded, *text_faults(post), *media_faults(post.pictures, post.video, PLATFORMS[post.platform])]
    if post.type == "carousel" and len(post.pictures) < FEWEST:
        found.append(f"A carousel has at least {FEWEST} slides, this one {len(post.pictures)}.")
    return found
