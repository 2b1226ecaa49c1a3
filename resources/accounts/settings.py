"""What the environment says about the app through which accounts are connected, and about single accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from reprise.errors import BadSettings

REDIRECT_VARIABLE = "REPRISE_REDIRECT_URL"
CALLBACK_PORT = 8721
"""Where a sign-in's answer is received unless the redirect address names another port. Chosen by us, and unassigned."""


@dataclass(frozen=True)
class AppSettings:
    """An app on one platform.

    Args:
        hosts: the platform's addresses by our names for them.
        redirect: where the platform sends the person back to, exactly as it is registered there.
        version: the API's version where addresses or headers name one.
    """

    platform: str
    hosts: Mapping[str, str]
    redirect: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    version: str = ""
    scopes: tuple[str, ...] = ()

    def url(self, host: str, path: str) -> str:
        """An address on one of the platform's hosts; `{version}` in the path is filled in."""
        return f"{self.hosts[host]}{path.replace('{version}', self.version)}"

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.client_secret,) if self.client_secret else ()

    @property
    def redirects_to_loopback(self) -> bool:
        return urlsplit(self.redirect).hostname in ("127.0.0.1", "localhost", "::1")


def variable(platform: str, name: str, account: str | None = None) -> str:
    """The name of a platform's (or one account's) variable."""
    middle = f"_{account.replace('-', '_').upper()}" if account else ""
    return f"REPRISE_{platform.upper()}{middle}_{name}"


def app_settings(
    platform: str, env: Mapping[str, str], hosts: Mapping[str, str], version: str | None, server: str | None = None
) -> AppSettings:
    """The app on a platform. `server` is the address of the instance or PDS where each account has its own."""
    redirect = env.get(REDIRECT_VARIABLE, "").strip() or f"http://127.0.0.1:{CALLBACK_PORT}/callback"
    parts = urlsplit(redirect)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise BadSettings(
            f"{REDIRECT_VARIABLE} is not an address a browser can be sent to.",
            remedy="Write it exactly as it is registered at the platform, for instance https://example.org/callback.",
        )
    given = base_urls(platform, env)
    for_all = given.get("") or server or ""
    known = {name: given.get(name) or for_all or address for name, address in hosts.items()}
    return AppSettings(
        platform=platform,
        hosts={name: address.rstrip("/") for name, address in known.items()},
        redirect=redirect,
        client_id=env.get(variable(platform, "CLIENT_ID"), ""),
        client_secret=env.get(variable(platform, "CLIENT_SECRET"), ""),
        version=env.get(variable(platform, "VERSION"), "") or version or "",
        scopes=tuple(env.get(variable(platform, "SCOPES"), "").replace(",", " ").split()),
    )


def base_urls(platform: str, env: Mapping[str, str], account: str | None = None) -> dict[str, str]:
    """Addresses that replace the platform's own: REPRISE_<PLATFORM>_URL, and _URL_<HOST> for single hosts."""
    found = {}
    for start in dict.fromkeys((variable(platform, "URL"), variable(platform, "URL", account))):
        for name, value in env.items():
            if value and (name == start or name.startswith(f"{start}_")):
                found[name.removeprefix(start).lstrip("_").lower()] = value.rstrip("/")
    return found
