"""What the store hands out: frozen values, never rows that are tied to a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from reprise.articles.article import Place
from reprise.briefs.brief import ArticleKind
from reprise.characters import Text
from reprise.digest import digest
from reprise.finding import Finding
from reprise.model import Document
from reprise.social.post import Picture, PostType, Video
from reprise.video.script import Cue, Script
from reprise.windows.lifecycle import State

ScriptState = Literal["waiting", "approved", "rejected", "superseded"]
AccountState = Literal["connected", "expired", "revoked", "disconnected"]


class Post(Document):
    """A post at one moment of its life. `version` grows with every change; times are UTC.

    `touched_by` is the person who last changed, approved, scheduled or cancelled it; None while only runs did. `cycle`
    counts how often the article was posted again on this account; `recycled_from` is the post that this one follows.
    `findings` are what its article does not bear out: with any it is neither approved nor sent.
    """

    id: str
    site: str
    article: str
    platform: str
    account: str
    type: PostType
    language: str
    texts: tuple[str, ...]
    title: str | None = None
    link: str | None = None
    hashtags: tuple[str, ...] = ()
    first_comment: str | None = None
    featured: str | None = None
    pictures: tuple[Picture, ...] = ()
    video: Video | None = None
    sources: tuple[Place, ...] = ()
    state: State
    priority: int = 0
    generated_hash: str
    approved_hash: str | None = None
    touched_by: str | None = None
    scheduled_at: datetime | None = None
    scheduled_zone: str | None = None
    scheduled_why: str | None = None
    published_at: datetime | None = None
    remote_ids: tuple[str, ...] = ()
    url: str | None = None
    problem: str | None = None
    article_at: datetime | None = None
    article_kind: ArticleKind | None = None
    cycle: int = 0
    recycled_from: str | None = None
    findings: tuple[Finding, ...] = ()
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def content_hash(self) -> str:
        """Names the wording, as `PostDraft.content_hash` does."""
        return digest(self.texts, self.link, self.title, *filter(None, (self.first_comment,)))

    @property
    def payload_hash(self) -> str:
        """Names everything a reader would see, wording and media: what an approval is for."""
        return digest(self.content_hash, self.pictures, self.video)

    @property
    def is_approved(self) -> bool:
        """Whether exactly this wording with exactly these media was approved."""
        return self.approved_hash == self.payload_hash


class PostEvent(Document):
    """One change in a post's life; `before` is None for its creation."""

    post: str
    at: datetime
    before: State | None
    after: State
    actor: str
    cause: str


class Upserted(Document):
    """What became of a run's drafts, by post id. `kept`: unchanged, or a person's; `cancelled`: no longer yielded."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()


class Placement(Document):
    """A time given to a post by a planner, or taken away from it (`at` None). `cause` goes into its history."""

    post: str
    at: datetime | None
    zone: str | None = None
    why: str | None = None
    cause: str


class Attempt(Document):
    """One try to publish a post. Open until `ended_at` is set; `noted_at` is when its last handle became known."""

    id: int
    post: str
    started_at: datetime
    noted_at: datetime
    ended_at: datetime | None = None
    run: str | None = None
    fingerprint: str
    handles: dict[str, Any] = {}
    outcome: str | None = None
    error: str | None = None
    error_kind: str | None = None
    looks: int = 0
    look_at: datetime | None = None

    @property
    def never_sent(self) -> bool:
        """Whether it is certain that no request that could create the post has left.

        An attempt started with the handle `sent` = False promises that its publisher notes the handle `sending`, or
        `sent` = True, before each such request. Without that promise an open attempt's outcome is unknown.
        """
        return self.handles.get("sent") is False and "sending" not in self.handles


class Account(Document):
    """A connected account, without what opens it. `name` is the site's word for it, `remote_id` the platform's.

    State: connected, expired (a new sign-in mends it), revoked (the permission was taken back), disconnected. `kind` is
    what it is on its platform (person, page, organization, channel). `expires_at` is the access token's end,
    `refresh_expires_at` that of the means to renew it; None: no end is known.
    """

    site: str
    platform: str
    name: str
    remote_id: str
    handle: str | None = None
    kind: str
    state: AccountState
    scopes: tuple[str, ...] = ()
    details: dict[str, str] = {}
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    connected_at: datetime
    refreshed_at: datetime | None = None
    checked_at: datetime | None = None
    problem: str | None = None
    version: int


class ScriptVersion(Document):
    """One version of a script under review. `number` counts from 1 per article and format.

    `origin` is what wrote it: a writer's signature, or `person:NAME` for an edited one. `findings` are what its article
    does not bear out.
    """

    id: int
    site: str
    article: str
    format: str
    number: int
    state: ScriptState
    content_hash: str
    script: Script
    origin: str
    notes: str | None = None
    produced: bool = False
    findings: tuple[Finding, ...] = ()
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None

    @property
    def edited_by_person(self) -> bool:
        return self.origin.startswith("person:")


class SceneEdit(Document):
    """What a person changes in one scene; what is None stays."""

    narration: Text | None = None
    on_screen: Text | None = None
    cue: Cue | None = None
