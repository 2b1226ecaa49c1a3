"""How LinkedIn's API is spoken: versions, the Rest.li protocol, tokens, daily limits, encoded URNs; and its routes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.kit import Grant, Kit
from sandbox.linkedin.problems import ApiProblem, forbidden, invalid, throttled, unauthorised
from sandbox.linkedin.state import Account, State
from sandbox.orders import Orders

LIVE = frozenset({"202512", *(f"2026{month:02}" for month in range(1, 11))})
"""The versions that answer; older ones are gone (426), newer ones are not there yet (426)."""
COMMUNITY = frozenset(
    (
        "w_organization_social", "r_organization_social", "rw_organization_admin", "r_organization_admin",
        "r_member_postAnalytics", "r_member_profileAnalytics", "w_member_social_feed", "r_organization_social_feed",
        "w_organization_social_feed",
    )
)  # fmt: skip
"""Scopes that only an application with approved Community Management can have; the others are self-serve."""
SELF_SERVE_DAY = 150
_DAYS = {"development": 100, "standard": 100_000}
MAX_BODY = 1 << 20


@dataclass(frozen=True)
class Answer:
    """What a handler answers."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One authorised request: who, when, and what was sent."""

    state: State
    orders: Orders
    seed: int
    grant: Grant
    member: Account
    now: datetime
    version: str
    base: str
    path: dict[str, str]
    query: dict[str, str]
    raw_query: str
    action: str
    body: Any

    @property
    def community(self) -> bool:
        """Whether the token is of an application with approved Community Management."""
        return bool(self.grant.scopes & COMMUNITY)

    def needs(self, problem: ApiProblem, *scopes: str) -> None:
        """Raise the problem unless the token has one of these scopes."""
        if not self.grant.scopes & set(scopes):
            raise problem

    def acts_for(self, urn: str) -> Account:
        """The account of this URN if the member may act for it."""
        if not re.fullmatch(r"urn:li:(person|organization):[\w-]+", urn):
            raise invalid(f"{urn!r} is no URN of a person or an organization", "INVALID_URN_TYPE")
        account = self.state.account(urn)
        if account is None:
            raise invalid(f"This URN Id is invalid: {urn}", "INVALID_URN_ID")
        if self.member.id not in (account.id, account.admin):
            raise forbidden(f"Member {self.member.urn} does not have permission to act for {urn}")
        return account


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Endpoint:
    """A route and what it does; `versioned` ones need the Rest.li headers."""

    method: str
    path: str
    handler: Handler
    versioned: bool = True


def routes(endpoints: tuple[Endpoint, ...], kit: Kit, state: State, orders: Orders) -> list[Route]:
    """The endpoints as routes; whatever else is asked for is not there."""
    known = [Route(each.path, _serve(each, kit, state, orders), methods=[each.method]) for each in endpoints]
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return [*known, Route("/{path:path}", _unknown, methods=methods)]


def _serve(endpoint: Endpoint, kit: Kit, state: State, orders: Orders) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        try:
            grant, member = authorise(request, kit, state)
            version = _version(request) if endpoint.versioned else ""
            count(state, grant, member, kit.clock.now())
            call = Call(
                state=state,
                orders=orders,
                seed=kit.seed,
                grant=grant,
                member=member,
                now=kit.clock.now(),
                version=version,
                base=f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}",
                path=_path(request),
                query=dict(request.query_params),
                raw_query=request.url.query,
                action=request.headers.get("x-restli-method", "").upper(),
                body=await _body(request) if request.method == "POST" else None,
            )
            answer = await run_in_threadpool(endpoint.handler, call)
        except ApiProblem as problem:
            return JSONResponse(problem.body, problem.status)
        if answer.body is None:
            return Response(status_code=answer.status, headers=answer.headers)
        return JSONResponse(answer.body, answer.status, answer.headers)

    return serve


def authorise(request: Request, kit: Kit, state: State) -> tuple[Grant, Account]:
    """The token's grant and its member. Raises 401."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorised("empty")
    grant = kit.tokens.find("linkedin", token)
    member = state.account(grant.account) if grant else None
    if grant is None or member is None or grant.kind != "user":
        raise unauthorised("unknown")
    if grant.state != "valid":
        raise unauthorised(grant.state)
    return grant, member


def count(state: State, grant: Grant, member: Account, now: datetime) -> None:
    """Count one request against the member's day. Raises 429."""
    most = _DAYS[member.tier] if grant.scopes & COMMUNITY else SELF_SERVE_DAY
    product = "community" if grant.scopes & COMMUNITY else "share"
    if state.spend(f"{member.id} {product}", now) > most:
        raise throttled()


def page(query: dict[str, str]) -> tuple[int, int]:
    """The `start` and `count` of a finder."""
    start, size = query.get("start", "0"), query.get("count", "10")
    if not start.isdigit() or not size.isdigit() or not 1 <= int(size) <= 100:
        raise invalid("start is 0 or more, count is 1 to 100", "INVALID_QUERY_PARAMETERS")
    return int(start), int(size)


def known(query: dict[str, str], *names: str) -> None:
    """Refuse query parameters the resource does not have."""
    for name in query:
        if name not in names:
            raise invalid(f"Query parameter {name!r} is not known", "INVALID_QUERY_PARAMETERS")


def encoded_urns(call: Call, name: str, start: str, end: str) -> list[str]:
    """The URNs in a structured query parameter such as `List(urn%3Ali%3Ashare%3A1)`; their colons must be encoded."""
    raw = re.search(rf"(?:^|&){name}=([^&]*)", call.raw_query)
    value = raw.group(1).replace("%28", "(").replace("%29", ")").replace("%2C", ",") if raw else ""
    if not value.startswith(start) or not value.endswith(end):
        raise invalid(f"Query parameter {name!r} is not of the form {start}…{end}", "INVALID_QUERY_PARAMETERS")
    inner = value[len(start) : len(value) - len(end)]
    if ":" in inner:
        raise invalid(f"Query parameter {name!r}: the URNs in it are not encoded", "INVALID_QUERY_PARAMETERS")
    return [urn.replace("%3A", ":").replace("%3a", ":") for urn in inner.split(",") if urn]


def _version(request: Request) -> str:
    version = request.headers.get("linkedin-version", "")
    if not version:
        words = "A version must be present. Please specify a version by adding the LinkedIn-Version header."
        raise invalid(words, "VERSION_MISSING")
    if not re.fullmatch(r"20\d{2}(0[1-9]|1[0-2])", version):
        raise invalid(f"Invalid version format {version!r}: YYYYMM is expected", "INVALID_VERSION")
    if version not in LIVE:
        raise ApiProblem(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    if request.headers.get("x-restli-protocol-version") != "2.0.0":
        raise invalid("X-Restli-Protocol-Version: 2.0.0 is required")
    return version


def _path(request: Request) -> dict[str, str]:
    """The parts of the path; the colons of a URN must be encoded in it."""
    raw = request.scope.get("raw_path", b"").decode("ascii", "replace")
    if ":" in raw:
        raise invalid("Syntax exception in path variables: a URN in a path is encoded", "INVALID_PATH_VARIABLE")
    return {name: str(value) for name, value in request.path_params.items()}


async def _body(request: Request) -> Any:
    if int(request.headers.get("content-length") or 0) > MAX_BODY:
        raise ApiProblem(413, "REQUEST_ENTITY_TOO_LARGE", "The request is too large")
    data = await request.body()
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ApiProblem(415, "UNSUPPORTED_MEDIA_TYPE", "The Content-Type is not application/json")
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise invalid("Request body could not be converted to data map")
    return body


async def _unknown(request: Request) -> Response:
    path = request.url.path.removeprefix(request.scope["root_path"])
    body = {"status": 404, "code": "RESOURCE_NOT_FOUND", "message": f"No virtual resource found: {path}"}
    return JSONResponse(body, 404)
