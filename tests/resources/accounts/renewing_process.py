"""What a process of its own does in the tests of renewals: apart, so that it loads no more than it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reprise.clock import FileClock
from reprise.store.store import Store
from resources.accounts import Accounts, Vault


def renew_when_all_are_there(url: str, clock: str, key_file: str, env: str, start: Any, results: Any) -> None:
    """Open the account, wait for the others, and have its token renewed; the result is the token or the failure."""
    try:
        time, found = FileClock(Path(clock)), json.loads(env)
        accounts = Accounts(Store(url, time), Vault(Path(key_file), found), clock=time, env=found)
        access = accounts.access("demo", "x", "main")
        assert access is not None
        assert access.renew is not None
        start.wait(200)
        results.put(f"token {access.renew()}")
    except BaseException as error:
        results.put(f"{type(error).__name__}: {error}")
        raise
