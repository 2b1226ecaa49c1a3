"""What is posted to each platform in a trial, and what opens the sandbox's first account there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from resources.platforms import Access


@dataclass(frozen=True)
class Played:
    """An account in a trial.

    Args:
        platform: where it is.
        kinds: the posts it gets in turn (see `material`).
        remote_id: whom the first token speaks for, where the client must be told.
        answers_for_itself: whether it offers a way to find out what became of a post; where it does not, a post in
            doubt is held for a person, and that is right.
    """

    platform: str
    kinds: tuple[str, ...]
    token: str
    remote_id: str | None = None
    handle: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    answers_for_itself: bool = True

    def access(self, url: str) -> Access:
        return Access(
            self.token,
            remote_id=self.remote_id,
            handle=self.handle,
            base_urls={"": url},
            details=self.details,
            secrets=self.secrets,
        )


PLAYED: Mapping[str, Played] = MappingProxyType(
    {
        "linkedin": Played(
            "linkedin",
            ("text", "picture", "pictures", "film"),
            "sandbox-linkedin-org",
            "urn:li:organization:1001",
            "reprise",
        ),
        "linkedin member": Played(
            "linkedin",
            ("text", "picture"),
            "sandbox-linkedin",
            "urn:li:person:sandboxM1",
            answers_for_itself=False,
        ),
        "x": Played("x", ("text", "picture", "thread", "pictures", "film"), "sandbox-x", "1000001", "reprise_demo"),
        "youtube": Played("youtube", ("film",), "sandbox-youtube", "UCsandbox", "reprise_demo"),
        "tiktok": Played("tiktok", ("film",), "sandbox-tiktok", "sandbox-open-id", "reprise_demo"),
        "tiktok photos": Played(
            "tiktok", ("pictures",), "sandbox-tiktok", "sandbox-open-id", "reprise_demo", answers_for_itself=False
        ),
        "facebook": Played(
            "facebook", ("text", "picture", "pictures", "film"), "sandbox-facebook", "2001", "reprise.demo"
        ),
        "instagram": Played(
            "instagram",
            ("picture", "pictures", "film"),
            "sandbox-instagram",
            "3001",
            "reprise_demo",
            details={"scopes": "instagram_business_basic instagram_business_content_publish"},
        ),
        "instagram by its page": Played(
            "instagram",
            ("picture", "pictures", "film"),
            "sandbox-instagram-fb",
            "3001",
            "reprise_demo",
            details={"scopes": "instagram_basic instagram_content_publish pages_read_engagement"},
        ),
        "telegram": Played(
            "telegram",
            ("text", "picture", "pictures", "film"),
            "123456:sandbox-telegram-token-000000000000000",
            "-1001000000001",
            "reprise_demo",
            answers_for_itself=False,
        ),
        "bluesky": Played(
            "bluesky",
            ("text", "picture", "thread", "pictures", "film"),
            "sandbox-bluesky-session",
            "did:plc:sandboxreprisetest222222",
            "reprise.test",
        ),
        "mastodon": Played(
            "mastodon",
            ("text", "picture", "thread", "pictures", "film"),
            "sandbox-mastodon",
            "109000000000000001",
            "reprise",
        ),
    }
)
"""Every account of the trials by name."""
