"""Keeps addresses that open something out of the log: httpx writes down every address it asks."""

from __future__ import annotations

import logging
import re

from reprise.windows.failures import scrub

_QUERY = re.compile(r"\?\S+")


def without_query(record: logging.LogRecord) -> bool:
    """A filter: some addresses carry a secret in their query (an upload's) or in their path (a bot's token)."""
    record.msg, record.args = scrub(_QUERY.sub("?…", record.getMessage())), ()
    return True


def keep_quiet() -> None:
    """Apply it to whatever httpx logs in this process, once."""
    logging.getLogger("httpx").addFilter(without_query)
