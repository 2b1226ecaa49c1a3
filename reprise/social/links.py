"""Addresses that tell the site's analytics which post a reader came from."""

from __future__ import annotations

from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from reprise.errors import BadInput

MEDIUM = "social"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content")

_KEPT = "%/:=&?~#+!$,;'@()*[]|"  # everything with a meaning of its own; the rest is percent-encoded


def tracked(url: str, platform: str, campaign: str, post_id: str) -> str:
    """`url` with `utm_source`, `utm_medium`, `utm_campaign` and `utm_content`, each exactly once.

    The rest of the query, its order and the fragment stay; characters that may not stand in an address are encoded.
    Raises `BadInput` for anything but an http(s) address.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError as error:
        raise _not_an_address(url) from error
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise _not_an_address(url)
    values = dict(zip(UTM, (platform, MEDIUM, campaign, post_id), strict=True))
    kept = [pair for pair in parts.query.split("&") if pair and _name(pair) not in values]
    query = "&".join([_encoded(pair) for pair in kept] + [f"{name}={quote(v, safe='')}" for name, v in values.items()])
    path = _encoded(parts.path) or "/"
    return urlunsplit((parts.scheme.lower(), parts.netloc, path, query, _encoded(parts.fragment)))


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).strip().lower()


def _encoded(part: str) -> str:
    return quote(part, safe=_KEPT, errors="replace")


def _not_an_address(url: str) -> BadInput:
    return BadInput("This is not a web address.", where=url[:200], remedy="Articles need an http or https URL.")
