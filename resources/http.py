"""Reading from the open web without being led astray: every hop's address is checked before it is connected to,
answers are bounded in size and time, and errors carry neither credentials nor query strings."""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from reprise.characters import load_json
from reprise.errors import BadInput, BadSettings, Unavailable

MEGABYTE = 1_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_AGENT = "Reprise/0.1 (reads published articles of the sites it is set up for)"
_PIECE = 65_536
_CONNECT = 15.0  # seconds; who lets a server think for minutes still wants to know soon that it is not there

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Response:
    """A finished answer: `url` after redirects, header names in lower case, the decoded body."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        """Without parameters, in lower case; empty when the server names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        return message.get_content_charset()

    def json(self) -> Any:
        """Raises `Unavailable` when the body is no JSON."""
        try:
            return load_json(self.content)
        except (ValueError, RecursionError) as error:
            raise Unavailable(
                "The answer is not JSON.", where=shown(self.url), remedy="Check that this address is an API."
            ) from error


@dataclass(frozen=True, slots=True)
class _Ask:
    """What stays the same over the hops of one request; `ends` is on the monotonic clock. `name` stands for an address
    that is a secret; such a request is answered where it was sent to, whatever the status."""

    headers: dict[str, str] = field(repr=False)
    auth: tuple[str, str] | None = field(repr=False)
    limit: int
    ends: float
    types: tuple[str, ...] = ()
    accept_status: Collection[int] = ()
    content: bytes | None = field(default=None, repr=False)
    name: str = ""


class Fetcher:
    """Reads http and https addresses.

    Args:
        timeout: seconds to connect and between two pieces of an answer.
        deadline: seconds for a whole answer with its redirects.
        max_bytes: largest answer, after decompression.
        allow_private: networks (CIDR) that may be read although they are not public, such as 127.0.0.0/8.
    """

    def __init__(
        self,
        *,
        timeout: float = 15.0,
        deadline: float = 30.0,
        max_bytes: int = 10 * MEGABYTE,
        allow_private: Sequence[str] = (),
        max_redirects: int = 5,
    ) -> None:
        self.timeout = timeout
        self.deadline = deadline
        self.max_bytes = max_bytes
        self.max_redirects = max_redirects
        self.allow_private = tuple(_network(text) for text in allow_private)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        types: Sequence[str] = (),
        accept_status: Collection[int] = (),
        max_bytes: int | None = None,
    ) -> Response:
        """The answer to a GET.

        Args:
            params: added to the query.
            auth: user and password (Basic); like `headers`, never sent to another origin after a redirect.
            types: prefixes of content types that are usable; an answer that names none is let through.
            accept_status: statuses besides 2xx that are answers and not errors.
            max_bytes: another limit than the fetcher's.

        Raises:
            BadInput: the address is no web address, leads into a private network, is gone or forbidden, or its
                answer is too large or of another type.
            Unavailable: trying later may succeed.
        """
        request = httpx.URL(_checked(url))
        if params:
            request = request.copy_merge_params(dict(params))
        ends = time.monotonic() + self.deadline
        limit = self.max_bytes if max_bytes is None else max_bytes
        ask = _Ask(dict(headers or {}), auth, limit, ends, tuple(types), accept_status)
        for _ in range(self.max_redirects + 1):
            response, target = self._hop(request, ask)
            if response is not None:
                return response
            following = httpx.URL(_checked(urljoin(str(request), target)))
            if _origin(following) != _origin(request):
                ask = replace(ask, headers={}, auth=None)
            request = following
        raise BadInput(
            f"It redirects more than {self.max_redirects} times.", where=shown(url), remedy="Check the address."
        )

    def post(
        self, url: str, content: bytes, *, headers: Mapping[str, str], name: str, max_bytes: int = MEGABYTE
    ) -> Response:
        """The answer to a POST to an address that is a secret: errors and the answer say `name` in its place.

        Every status is an answer, a redirect too. Raises `BadInput` and `Unavailable` as `get` does.
        """
        try:
            request = httpx.URL(_checked(url))
        except BadInput as error:
            raise BadInput(error.what, where=name, remedy=error.remedy) from None
        ask = _Ask(dict(headers), None, max_bytes, time.monotonic() + self.deadline, content=content, name=name)
        response, _ = self._hop(request, ask)
        assert response is not None, "such a request follows no redirect"
        return response

    def _hop(self, url: httpx.URL, ask: _Ask) -> tuple[Response | None, str]:
        """One request: the answer, or None and where it redirects to."""
        where = ask.name or shown(str(url))
        failure: Exception | None = None
        for address in self._addresses(url, where):
            try:
                with _client(self.timeout) as client, _open(client, url, address, ask) as answer:
                    target = answer.headers.get("location")
                    if answer.status_code in _REDIRECTS and target and not ask.name:
                        return None, target
                    found = {name.lower(): value for name, value in answer.headers.items()}
                    if answer.status_code not in ask.accept_status and not ask.name:
                        _check_status(answer.status_code, where, found)
                        _check_type(found, ask.types, where)
                    body = b"" if answer.status_code == 304 else _body(answer, ask, where)
                    return Response(ask.name or str(url), answer.status_code, found, body), ""
            except httpx.ConnectError as error:
                failure = error  # the host's next address may answer
            except httpx.TimeoutException as error:
                raise _unavailable(f"It did not answer within {self.timeout:g} seconds.", where) from error
            except httpx.HTTPError as error:
                raise _unavailable(f"The connection failed ({type(error).__name__}).", where) from error
        raise _unavailable("No connection can be made.", where) from failure

    def _addresses(self, url: httpx.URL, where: str) -> list[Address]:
        """The host's addresses that may be connected to (at most three)."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _unavailable("The host's name cannot be resolved.", where) from error
        unique = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
        addresses = [ipaddress.ip_address(text) for text in unique]
        allowed = [address for address in addresses if self._allowed(address)]
        if not allowed:
            raise BadInput(
                "This address leads into a private network.",
                where=where,
                remedy="If that is meant, add the network to the fetcher's `allow_private`.",
            )
        return allowed[:3]

    def _allowed(self, address: Address) -> bool:
        inner = _embedded(address)
        if any(inner in network for network in self.allow_private if network.version == inner.version):
            return True
        return inner.is_global and not inner.is_multicast and not inner.is_reserved


def shown(url: str) -> str:
    """An address as errors may show it: without user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an unreadable address"
    return f"{parts.scheme}://{host}{port}{parts.path}"[:300]


def _checked(url: str) -> str:
    try:
        parsed = httpx.URL(url.strip())
        if parsed.scheme in ("http", "https") and parsed.host:
            return str(parsed.copy_with(fragment=None, username=None, password=None))
    except (httpx.InvalidURL, ValueError, TypeError):
        pass
    raise BadInput("This is not an http or https address.", where=shown(url), remedy="Correct the link.")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise BadSettings(
            f"{text!r} is not a network.", where="allow_private", remedy="Write it like 192.168.0.0/16."
        ) from error


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo, NAT64), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def _client(timeout: float) -> httpx.Client:
    # No proxy from the environment: it would resolve the name again, and the checked address would mean nothing.
    patience = httpx.Timeout(timeout, connect=min(timeout, _CONNECT))
    return httpx.Client(timeout=patience, trust_env=False, follow_redirects=False)


def _open(client: httpx.Client, url: httpx.URL, address: Address, ask: _Ask) -> Any:
    """The request sent to the very address that was checked, in the name of the host."""
    pinned = url.copy_with(host=str(address))
    all_headers = {
        "User-Agent": _AGENT,
        "Accept": "*/*",
        **ask.headers,
        "Accept-Encoding": "gzip, deflate",
        "Host": url.netloc.decode("ascii"),
    }
    extensions = {"sni_hostname": url.raw_host.decode("ascii")}
    basic = httpx.BasicAuth(*ask.auth) if ask.auth else None
    method = "GET" if ask.content is None else "POST"
    return client.stream(method, pinned, headers=all_headers, auth=basic, content=ask.content, extensions=extensions)


def _check_status(status: int, where: str, headers: Mapping[str, str]) -> None:
    if 200 <= status < 300:
        return
    if status in (404, 410):
        raise BadInput(f"There is nothing at this address ({status}).", where=where, remedy="Check the address.")
    if status in (401, 403):
        raise BadInput(f"Reading is not allowed ({status}).", where=where, remedy="Check the site's credentials.")
    if status in (408, 425, 429) or status >= 500:
        after = headers.get("retry-after", "")
        wait = f" It asks to wait {after} seconds." if after.isdigit() else ""
        raise _unavailable(f"The server answered {status}.{wait}", where)
    raise BadInput(f"The server answered {status}.", where=where, remedy="Open the address in a browser.")


def _check_type(headers: Mapping[str, str], types: Sequence[str], where: str) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if types and kind and not kind.startswith(tuple(types)):
        raise BadInput(
            f"The answer is {kind}, not {' or '.join(types)}.", where=where, remedy="Check what the address leads to."
        )


def _body(answer: httpx.Response, ask: _Ask, where: str) -> bytes:
    """The decoded body, read piece by piece and never beyond the limit."""
    body = bytearray()
    for piece in _decoded(answer, where):
        body += piece
        if len(body) > ask.limit:
            raise BadInput(
                f"The answer is larger than {ask.limit / MEGABYTE:g} MB.", where=where, remedy="Use a smaller file."
            )
        if time.monotonic() > ask.ends:
            raise _unavailable("The answer takes too long.", where)
    return bytes(body)


def _decoded(answer: httpx.Response, where: str) -> Iterator[bytes]:
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from answer.iter_raw(_PIECE)
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise _unavailable(f"The answer is packed as {coding!r}, which was not asked for.", where)
    unpack = zlib.decompressobj(wbits=47)  # gzip or zlib, told by the header
    try:
        for packed in answer.iter_raw(_PIECE):
            rest = packed
            while rest:  # in bounded pieces, so that a bomb is noticed before it is unpacked
                yield unpack.decompress(rest, _PIECE)
                rest = unpack.unconsumed_tail
    except zlib.error as error:
        raise _unavailable("The packed answer is damaged.", where) from error


def _unavailable(what: str, where: str) -> Unavailable:
    return Unavailable(what, where=where, remedy="Try again later.")
