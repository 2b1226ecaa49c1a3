"""Fetching media from an address that a client named, as platforms do that pull; the sandbox reaches loopback only."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

SECONDS = 10.0
_PIECE = 1 << 20


class NotPulled(Exception):
    """The address gave nothing that could be taken; the message says why."""


@dataclass(frozen=True)
class Pulled:
    """What came: how many bytes, and what the server called them (a bare content type)."""

    bytes: int
    content_type: str


class _NoRedirects(HTTPRedirectHandler):
    """A redirection is an answer like any other, and no file."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine and nowhere else."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pull(url: str, path: Path, *, limit: int) -> Pulled:
    """GET an address into a file, without following redirections.

    Raises:
        NotPulled: it is no http(s) address on loopback, does not answer with 200, or sends more than `limit` bytes.
    """
    if urlsplit(url).scheme not in ("http", "https") or not is_loopback(url):
        raise NotPulled("The sandbox fetches from loopback only.")
    opener = build_opener(ProxyHandler({}), _NoRedirects)
    size = 0
    try:
        with opener.open(Request(url), timeout=SECONDS) as answer, path.open("wb") as file:
            kind = str(answer.headers.get_content_type())
            while piece := answer.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise NotPulled(f"More than {limit} bytes came.")
                file.write(piece)
            announced = answer.headers.get("content-length")
    except HTTPError as error:
        raise NotPulled(f"The address answered {error.code}.") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotPulled(f"The address could not be read ({type(error).__name__}).") from None
    if announced is not None and announced != str(size):
        raise NotPulled(f"The answer broke off after {size} of {announced} bytes.")
    return Pulled(size, kind)
