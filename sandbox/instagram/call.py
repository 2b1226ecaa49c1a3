"""One call to the Instagram sandbox: by which of the two logins it comes, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.graph.problems import GraphProblem, permission
from sandbox.graph.requests import Asked
from sandbox.instagram.state import Account, Media, State
from sandbox.kit import Kit

INSTAGRAM_LOGIN = {
    "basic": ("instagram_business_basic",),
    "publish": ("instagram_business_basic", "instagram_business_content_publish"),
    "comments": ("instagram_business_basic", "instagram_business_manage_comments"),
    "insights": ("instagram_business_basic", "instagram_business_manage_insights"),
}
FACEBOOK_LOGIN = {
    "basic": ("instagram_basic", "pages_read_engagement"),
    "publish": ("instagram_basic", "instagram_content_publish", "pages_read_engagement"),
    "comments": ("instagram_basic", "instagram_manage_comments", "pages_read_engagement"),
    "insights": ("instagram_basic", "instagram_manage_insights", "pages_read_engagement"),
    "delete": ("instagram_basic", "instagram_manage_contents"),
}
"""The permissions that each kind of call needs, by login."""


@dataclass(frozen=True)
class Call:
    """An authorised request with what answers it, and the accounts that its token opens."""

    kit: Kit
    state: State
    asked: Asked
    accounts: tuple[Account, ...]
    node: str

    @property
    def now(self) -> datetime:
        return self.asked.now

    @property
    def by_facebook(self) -> bool:
        """Whether people logged in with Facebook: the token's permissions tell."""
        return not any(scope.startswith("instagram_business_") for scope in self.asked.grant.scopes)

    def may(self, what: str) -> None:
        """Refuse a token without the permissions that a kind of call needs with its login."""
        needed = (FACEBOOK_LOGIN if self.by_facebook else INSTAGRAM_LOGIN).get(what)
        if needed is None:
            raise GraphProblem(10, "(#10) The call is only there with Facebook Login", status=403)
        for scope in needed:
            if scope not in self.asked.grant.scopes:
                raise permission(scope)

    def account(self, id_: str) -> Account | None:
        """An account that this token opens."""
        return next((account for account in self.accounts if id_ in (account.id, account.scoped_id)), None)

    def media(self, id_: str) -> Media | None:
        media = self.state.media(id_)
        return media if media is not None and self.account(media.account) is not None else None


def written(moment: datetime) -> str:
    """Graph's way of writing a time."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")
