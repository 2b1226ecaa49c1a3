"""Facebook's and Instagram's sandboxes for the tests of their clients: what opens their accounts, and their media."""

from __future__ import annotations

from typing import Any

from reprise.media import MediaStore
from reprise.social.post import Picture, Video
from resources.platforms.access import Access
from resources.platforms.facebook import FacebookClient
from resources.platforms.instagram import InstagramClient
from tests.resources.platforms.place import Place
from tests.sandbox_material import make_film, make_picture

PAGE_TOKEN, PAGE = "sandbox-facebook", "2001"
OWN_TOKEN, BY_PAGE_TOKEN, ACCOUNT = "sandbox-instagram", "sandbox-instagram-fb", "3001"
OWN = {"scopes": "instagram_business_basic instagram_business_content_publish"}
BY_PAGE = {"scopes": "instagram_basic instagram_content_publish pages_read_engagement"}
LINK = "https://example.org/a?utm_source=meta&utm_content=p0123456789ab"


def facebook(place: Place, *, token: str = PAGE_TOKEN, page: str | None = PAGE, **edge: Any) -> FacebookClient:
    return FacebookClient(Access(token, remote_id=page, base_urls={"": place.url}), place.edge(**edge))


def instagram(
    place: Place, *, by_page: bool = False, token: str | None = None, account: str | None = ACCOUNT, **edge: Any
) -> InstagramClient:
    """An account's client, by its own login or its page's."""
    opens = token or (BY_PAGE_TOKEN if by_page else OWN_TOKEN)
    details = BY_PAGE if by_page else OWN
    access = Access(opens, remote_id=account, base_urls={"": place.url}, details=details)
    return InstagramClient(access, place.edge(**edge))


def pictures(media: MediaStore, count: int = 1, suffix: str = ".jpg") -> tuple[Picture, ...]:
    return tuple(make_picture(media, f"Field {n}", (1080, 1080 - n), suffix=suffix) for n in range(count))


def reel(media: MediaStore, padding: int = 0) -> Video:
    """Upright, large enough, four seconds."""
    return make_film(media, seconds=4, size=(540, 960), rate=30, sound=True, padding=padding)


def wide_film(media: MediaStore, padding: int = 0) -> Video:
    """No reel: it lies."""
    return make_film(media, seconds=2, size=(640, 360), padding=padding)
