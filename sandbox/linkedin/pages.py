"""LinkedIn for people and for the sandbox's operator: the page of a post, uploaded files, the hidden curve."""

from __future__ import annotations

import html
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.audience import Audience
from sandbox.kit import Kit
from sandbox.linkedin.state import State


def routes(kit: Kit, state: State) -> list[Route]:
    pages = Pages(kit, state)
    return [
        Route("/feed/update/{urn}", pages.post),
        Route("/feed/update/{urn}/", pages.post),
        Route("/_desk/assets", pages.assets),
        Route("/_desk/assets/{id}", pages.file),
        Route("/_desk/truth", pages.truth),
    ]


class Pages:
    """Everything here is read only."""

    def __init__(self, kit: Kit, state: State) -> None:
        self._kit = kit
        self._state = state

    def truth(self, request: Request) -> Response:
        """The hidden curve of one account (?account=id; the first by default)."""
        wanted = request.query_params.get("account")
        account = next((a for a in self._state.accounts() if wanted in (None, a.id)), None)
        if account is None:
            return JSONResponse({"error": "There is no such account."}, 404)
        facts = Audience(self._kit.seed, account.id, account.zone).truth()
        return JSONResponse({"account": account.id, "seed": self._kit.seed, **facts})

    def assets(self, request: Request) -> Response:
        """All uploads and what they were found to be."""
        del request
        return JSONResponse({"assets": [_plain(asdict(asset)) for asset in self._state.assets()]})

    def file(self, request: Request) -> Response:
        """An uploaded file as it came."""
        asset = self._state.asset_of(request.path_params["id"])
        if asset is None or not asset.facts:
            return JSONResponse({"error": "There is no such file."}, 404)
        return FileResponse(self._state.file(asset.urn), media_type=asset.facts["mime"])

    def post(self, request: Request) -> Response:
        """A post with what was answered to it."""
        post = self._state.post(request.path_params["urn"])
        if post is None or post.state != "PUBLISHED":
            return HTMLResponse("<p>This post cannot be displayed.</p>", 404)
        author = self._state.account(post.author)
        texts = [post.plain, *(comment.text for comment in self._state.comments(post.urn))]
        body = "".join(f"<article><p style='white-space: pre-wrap'>{html.escape(text)}</p></article>" for text in texts)
        name = html.escape(author.name if author else post.author)
        head = '<!doctype html><meta charset="utf-8"><title>Sandbox</title>'
        return HTMLResponse(f"{head}<h1>{name}</h1>{body}")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """An asset as JSON, without what opens its upload address."""
    del row["token"]
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in row.items()}
