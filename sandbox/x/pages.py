"""X for people: the page of a post, and what only the sandbox's operator may see."""

from __future__ import annotations

import html
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.audience import Audience
from sandbox.kit import Kit
from sandbox.x.reading import counts
from sandbox.x.state import State, StoredPost


def routes(kit: Kit, state: State) -> list[Route]:
    pages = Pages(kit, state)
    return [
        Route("/i/status/{id}", pages.post),
        Route("/{handle}/status/{id}", pages.post),
        Route("/_desk/truth", pages.truth),
        Route("/_desk/media", pages.uploads),
        Route("/_desk/media/{id}", pages.file),
    ]


class Pages:
    """Everything here is read only."""

    def __init__(self, kit: Kit, state: State) -> None:
        self._kit = kit
        self._state = state

    def truth(self, request: Request) -> Response:
        """The hidden curve of one account (?account=handle; the first by default)."""
        wanted = request.query_params.get("account")
        account = next((a for a in self._state.accounts() if wanted in (None, a.handle)), None)
        if account is None:
            return JSONResponse({"error": "There is no such account."}, 404)
        facts = Audience(self._kit.seed, account.id, account.zone).truth()
        return JSONResponse({"account": account.handle, "seed": self._kit.seed, **facts})

    def uploads(self, request: Request) -> Response:
        """All uploads and what they were found to be."""
        del request
        return JSONResponse({"media": [asdict(upload) for upload in self._state.uploads()]})

    def file(self, request: Request) -> Response:
        """An uploaded file as it came."""
        upload = self._state.upload(request.path_params["id"])
        if upload is None or upload.state != "succeeded":
            return JSONResponse({"error": "There is no such file."}, 404)
        return FileResponse(self._state.file(upload.id), media_type=upload.facts["mime"])

    def post(self, request: Request) -> Response:
        """A post with the rest of its thread."""
        post = self._state.post(request.path_params["id"])
        owner = self._state.account(post.owner) if post else None
        if post is None or owner is None:
            return HTMLResponse("<p>This post does not exist.</p>", 404)
        thread = [p for p in reversed(self._state.posts(owner.id)) if p.conversation == post.conversation]
        now = self._kit.clock.now()
        body = "".join(
            _article(p, self._state, counts(self._state, self._kit.seed, owner, p, now), request.scope["root_path"])
            for p in thread
        )
        name = f"{html.escape(owner.name)} <small>@{html.escape(owner.handle)}</small>"
        return HTMLResponse(f"{_HEAD}<h1>{name}</h1>{body}")


def _article(post: StoredPost, state: State, counts: dict[str, int], root: str) -> str:
    pictures = ""
    for media_id in post.media:
        upload = state.upload(media_id)
        source, alt = f"{root}/_desk/media/{media_id}", html.escape((upload and upload.alt) or "", quote=True)
        is_film = bool(upload and upload.kind == "video")
        pictures += f'<video controls src="{source}"></video>' if is_film else f'<img src="{source}" alt="{alt}">'
    numbers = (
        f"{counts['impression_count']:,} views · {counts['like_count']:,} likes · {counts['repost_count']:,} reposts"
    )
    when = f"{post.created_at:%d %B %Y, %H:%M} UTC"
    return f"<article><p>{html.escape(post.text)}</p>{pictures}<footer>{when} · {numbers}</footer></article>"


_HEAD = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sandbox</title><style>
:root { color-scheme: light dark }
body { font: 17px/1.45 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.1rem } small, footer { opacity: .65; font-weight: 400; font-size: .85rem }
article { border-top: 1px solid #8884; padding: .8rem 0 } p { white-space: pre-wrap; margin: .2rem 0 .6rem }
img, video { width: 100%; border-radius: 14px } </style>"""
