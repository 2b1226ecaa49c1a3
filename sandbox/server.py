"""The sandbox as one web application: X's API, a page for every post, and the operator's endpoints."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from reprise.clock import Clock
from sandbox import x, x_posts
from sandbox.audience import Audience
from sandbox.faults import KINDS, Faults
from sandbox.state import Account, State

SCOPES = frozenset({"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"})
TOKEN = "sandbox-token"
FIRST_ACCOUNT = Account("1000001", "reprise_demo", "Reprise demo", "UTC", TOKEN, SCOPES)
"""What a fresh sandbox starts with. Its token opens nothing but this sandbox."""


def build(state: State, clock: Clock, seed: int, zone: str = "UTC") -> Starlette:
    """The application over a state, a clock and the audience's seed; the first account's audience lives in `zone`."""
    if not state.accounts():
        state.add_account(replace(FIRST_ACCOUNT, zone=zone))
    desk = Desk(state, clock, seed)
    routes = [
        *x.routes(state, clock, seed),
        Route("/i/status/{id}", desk.page),
        Route("/_sandbox/truth", desk.truth),
        Route("/_sandbox/posts", desk.posts),
        Route("/_sandbox/media", desk.uploads),
        Route("/_sandbox/media/{id}", desk.file),
        Route("/_sandbox/accounts", desk.accounts, methods=["GET", "POST"]),
        Route("/_sandbox/faults", desk.order_fault, methods=["POST"]),
        Route("/_sandbox/faults", desk.cancel_faults, methods=["DELETE"]),
    ]
    errors: dict[Any, Callable[..., Any]] = {404: _unknown, 405: _unknown}
    return Starlette(
        routes=routes, middleware=[Middleware(Faults, state=state, clock=clock)], exception_handlers=errors
    )


class Desk:
    """The operator's view: everything that is known, the hidden truth, and failures to order."""

    def __init__(self, state: State, clock: Clock, seed: int) -> None:
        self._state = state
        self._clock = clock
        self._seed = seed

    def truth(self, request: Request) -> Response:
        """The hidden curve of one account (?account=handle; the first by default)."""
        wanted = request.query_params.get("account")
        account = next((a for a in self._state.accounts() if wanted in (None, a.handle)), None)
        if account is None:
            return JSONResponse({"error": "There is no such account."}, 404)
        facts = Audience(self._seed, account.id, account.zone).truth()
        return JSONResponse({"account": account.handle, "seed": self._seed, **facts})

    def posts(self, request: Request) -> Response:
        """All posts with their counts at the sandbox's time, newest first."""
        del request
        now, owners = self._clock.now(), {account.id: account for account in self._state.accounts()}
        rows = []
        for post in self._state.posts():
            counts = x_posts.counts(self._state, self._seed, owners[post.owner], post, now)
            rows.append({**asdict(post), "created_at": post.created_at.isoformat(), "counts": counts})
        return JSONResponse({"now": now.isoformat(), "posts": rows})

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

    async def accounts(self, request: Request) -> Response:
        """List the accounts, or make one from {id, handle, name, zone, token, scopes}."""
        if request.method == "POST":
            given = await request.json()
            scopes = frozenset(given.pop("scopes", SCOPES))
            account = Account(**{**asdict(FIRST_ACCOUNT), **given, "scopes": scopes})
            Audience(self._seed, account.id, account.zone).level(self._clock.now())  # refuses an unknown zone
            self._state.add_account(account)
        rows = [{**asdict(account), "scopes": sorted(account.scopes)} for account in self._state.accounts()]
        return JSONResponse({"accounts": rows})

    async def order_fault(self, request: Request) -> Response:
        """Order a failure: {route: "POST /2/tweets" (a pattern), kind, times = 1, skip = 0, seconds = 0}."""
        given = await request.json()
        if given.get("kind") not in KINDS:
            return JSONResponse({"error": f"kind is one of {', '.join(KINDS)}"}, 400)
        re.compile(given["route"])
        with self._state.change() as db:
            db.execute(
                "INSERT INTO faults (route, kind, skip, times, seconds) VALUES (?, ?, ?, ?, ?)",
                (given["route"], given["kind"], given.get("skip", 0), given.get("times", 1), given.get("seconds", 0)),
            )
        return JSONResponse({"ordered": given})

    def cancel_faults(self, request: Request) -> Response:
        """Forget all failures that were ordered."""
        del request
        with self._state.change() as db:
            db.execute("DELETE FROM faults")
        return JSONResponse({"ordered": []})

    def page(self, request: Request) -> Response:
        """A post with the rest of its thread, for people."""
        post = self._state.post(request.path_params["id"])
        if post is None:
            return HTMLResponse("<p>This post does not exist.</p>", 404)
        owner = next(account for account in self._state.accounts() if account.id == post.owner)
        thread = [p for p in reversed(self._state.posts()) if p.conversation == post.conversation]
        now = self._clock.now()
        body = "".join(_article(p, self._state, x_posts.counts(self._state, self._seed, owner, p, now)) for p in thread)
        name = f"{html.escape(owner.name)} <small>@{html.escape(owner.handle)}</small>"
        return HTMLResponse(f"{_HEAD}<h1>{name}</h1>{body}")


def _article(post: Any, state: State, counts: dict[str, int]) -> str:
    pictures = ""
    for media_id in post.media:
        upload = state.upload(media_id)
        source, alt = f"/_sandbox/media/{media_id}", html.escape((upload and upload.alt) or "", quote=True)
        is_film = bool(upload and upload.facts.get("kind") == "video")
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


async def _unknown(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return JSONResponse(
        {
            "title": "Not Found",
            "type": "about:blank",
            "status": status,
            "detail": f"No {request.method} {request.url.path}.",
        },
        status,
        {"content-type": "application/problem+json"},
    )
