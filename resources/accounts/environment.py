"""Accounts that are not connected but named in the environment: a token somebody else keeps fresh."""

from __future__ import annotations

from collections.abc import Mapping

from resources.accounts.settings import base_urls, variable
from resources.platforms.access import Access

DETAILS = ("VERSION", "PRIVACY", "CATEGORY", "VISIBILITY", "LOCAL")
"""What clients let operators choose: the API's version; who sees posts; a film's category; whether the server is one
of their own. Each client says which it knows."""


def from_environment(platform: str, account: str, env: Mapping[str, str]) -> Access | None:
    """Access by REPRISE_<PLATFORM>_<ACCOUNT>_TOKEN, else by REPRISE_<PLATFORM>_TOKEN; None where neither is set.

    _ACCOUNT_ID and _HANDLE are read in the same two forms, _URL, _URL_<HOST> and the `DETAILS` too.
    """
    token = _value(platform, account, "TOKEN", env)
    if not token:
        return None
    return Access(
        token,
        remote_id=_value(platform, account, "ACCOUNT_ID", env),
        handle=_value(platform, account, "HANDLE", env),
        base_urls=base_urls(platform, env, account),
        details={"scopes": "", **details(platform, account, env)},
    )


def details(platform: str, account: str, env: Mapping[str, str]) -> dict[str, str]:
    """What operators have set of `DETAILS`, by its name in small letters: for one account, else for the platform."""
    found = {name.lower(): _value(platform, account, name, env) for name in DETAILS}
    return {name: value for name, value in found.items() if value}


def _value(platform: str, account: str, name: str, env: Mapping[str, str]) -> str | None:
    return env.get(variable(platform, name, account)) or env.get(variable(platform, name)) or None
