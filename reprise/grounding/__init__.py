"""Holds generated texts against their article: what they say must be in it.

`Source.of(article, brief, site)` once, then `findings(text, source)` for every text a reader will see. An empty answer
means that nothing was found, not that every nuance is right: `docs/grounding.md` says what is looked at.
"""

from __future__ import annotations

from reprise.finding import Finding, FindingKind
from reprise.grounding.checking import findings
from reprise.grounding.overlap import Overlap, copied
from reprise.grounding.source import Source

__all__ = ["Finding", "FindingKind", "Overlap", "Source", "copied", "findings"]
