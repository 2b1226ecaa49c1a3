"""The sandbox as one web application: each platform's API below its name, and the operator's desk below `_sandbox`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import oauth
from sandbox.faults import TRANSPORT, FaultBook, Faults
from sandbox.kit import Kit, SandboxPlatform
from sandbox.oauth_state import OAuthState
from sandbox.platforms import PLAYED

MEDIA = "/_media"
"""Where the operator's own files are served, for platforms that fetch them."""


def build(kit: Kit, names: Iterable[str] = tuple(PLAYED), media: Path | None = None) -> Starlette:
    """The application that plays the named platforms, and closes them when it ends (ASGI lifespan).

    Args:
        media: the operator's folder of files that platforms fetch by themselves.
    """
    book, signs_in = FaultBook(kit.folder), OAuthState(kit)
    played = {name: PLAYED[name](kit) for name in names}
    mounts = [
        Mount(
            f"/{name}",
            routes=[*oauth.routes(kit, platform, signs_in), *platform.routes()],
            middleware=[Middleware(Faults, platform=name, book=book, refusals=platform.refusals, clock=kit.clock)],
        )
        for name, platform in played.items()
    ]
    if media is not None:
        mounts.append(Mount(MEDIA, StaticFiles(directory=media, check_dir=False)))
    desk = Desk(kit, played, book, signs_in)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        yield
        for platform in played.values():
            platform.close()
        book.close()
        signs_in.close()

    return Starlette(routes=[*desk.routes(), *mounts], lifespan=lifespan)


class Desk:
    """The operator's view of every platform: what is public, accounts, tokens, and failures to order."""

    def __init__(self, kit: Kit, played: Mapping[str, SandboxPlatform], book: FaultBook, signs_in: OAuthState) -> None:
        self._kit = kit
        self._signs_in = signs_in
        self._played = played
        self._book = book

    def routes(self) -> list[Route]:
        return [
            Route("/_sandbox", self.platforms),
            Route("/_sandbox/{platform}/posts", self._on(self.posts)),
            Route("/_sandbox/{platform}/accounts", self._on(self.accounts), methods=["GET", "POST"]),
            Route("/_sandbox/{platform}/tokens", self._on(self.tokens), methods=["POST"]),
            Route("/_sandbox/{platform}/faults", self._on(self.faults), methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/{platform}/orders", self._on(self.orders), methods=["POST"]),
            Route("/_sandbox/{platform}/oauth", self._on(self.oauth), methods=["GET", "POST"]),
        ]

    def _on(self, action: Callable[[SandboxPlatform, str, Any], Any]) -> Callable[[Request], Any]:
        async def serve(request: Request) -> Response:
            platform = self._played.get(request.path_params["platform"])
            if platform is None:
                return JSONResponse(
                    {"error": f"The sandbox does not play it; it plays {', '.join(self._played)}."}, 404
                )
            given = await request.json() if request.method == "POST" else None
            try:
                return JSONResponse(action(platform, request.method, given))
            except (ValueError, KeyError, TypeError) as error:
                return JSONResponse({"error": str(error) or type(error).__name__}, 400)

        return serve

    def platforms(self, request: Request) -> Response:
        del request
        return JSONResponse({"now": self._kit.clock.now().isoformat(), "platforms": list(self._played)})

    def posts(self, platform: SandboxPlatform, method: str, given: Any) -> Any:
        """Everything public, newest first."""
        del method, given
        rows = [{**asdict(made), "created_at": made.created_at.isoformat()} for made in platform.made()]
        return {"now": self._kit.clock.now().isoformat(), "posts": rows}

    def accounts(self, platform: SandboxPlatform, method: str, given: Any) -> Any:
        """List the accounts, or make one."""
        if method == "POST":
            platform.add_account(given)
        return {"accounts": platform.accounts()}

    def tokens(self, platform: SandboxPlatform, method: str, given: Any) -> Any:
        """{do: issue | expire | revoke, account, token, scopes, kind, seconds}."""
        del method
        tokens, name = self._kit.tokens, platform.name
        if given["do"] == "issue":
            scopes = frozenset(given.get("scopes", ()))
            text = tokens.issue(
                name,
                given["account"],
                scopes,
                kind=given.get("kind", "user"),
                seconds=given.get("seconds"),
                token=given.get("token"),
            )
            return {"token": text}
        if given["do"] not in ("expire", "revoke"):
            raise ValueError("do is one of issue, expire, revoke")
        change = tokens.expire if given["do"] == "expire" else tokens.revoke
        return {"changed": change(name, token=given.get("token"), account=given.get("account"))}

    def faults(self, platform: SandboxPlatform, method: str, given: Any) -> Any:
        """Order a failure, list those that wait, or forget them all."""
        if method == "POST":
            known = {*TRANSPORT, *platform.refusals, *(f"{name}_after" for name in platform.refusals)}
            if given.get("kind") not in known:
                raise ValueError(f"kind is one of {', '.join(sorted(known))}")
            self._book.order(platform.name, given)
        elif method == "DELETE":
            self._book.forget(platform.name)
        return {"waiting": self._book.waiting(platform.name)}

    def oauth(self, platform: SandboxPlatform, method: str, given: Any) -> Any:
        """Clients and the next consent (see `sandbox.oauth.desk`)."""
        del method
        return oauth.desk(self._signs_in, platform.name, given)

    def orders(self, platform: SandboxPlatform, method: str, given: Any) -> Any:
        """Order a failure of the platform's own, such as a film that cannot be processed."""
        del method
        platform.order(given)
        return {"ordered": given}
