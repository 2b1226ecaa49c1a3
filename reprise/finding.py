"""What is found in a text that its article does not bear out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from reprise.errors import Conflict

FindingKind = Literal[
    "number",  # a figure, amount, share or count
    "date",  # a year, day, month or time
    "name",  # a person, organisation, product or place
    "quote",  # words in quotation marks
    "speaker",  # who is said to have said something
    "address",  # a link, an e-mail address, an account, a hashtag
    "claim",  # a statement
    "negation",  # the article's statement with or without its "not"
    "comparison",  # more where the article says less
    "superlative",  # first, best, only, guaranteed
    "instruction",  # what somebody told the model to write, or what the model told about itself
]


@dataclass(frozen=True)
class Finding:
    """`text` as it stands in what was checked, `why` in plain words what is wrong with it."""

    kind: FindingKind
    text: str
    why: str

    def __str__(self) -> str:
        return f"“{self.text}”: {self.why}"

    def record(self) -> dict[str, str]:
        """The finding as it is kept."""
        return asdict(self)


def told(found: Sequence[Finding], most: int = 3) -> str:
    """Findings in one line, the first few in full."""
    more = f"; and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(map(str, found[:most])) + more


def not_in_article(where: str, found: Sequence[Finding], edit: str) -> Conflict:
    """The error for a piece that cannot be approved: what is not in its article, and how to go on."""
    return Conflict(
        f"It says what its article does not. {told(found)}.",
        where=where,
        remedy=f"Edit it ({edit}), or approve it as it is with --despite-findings.",
    )
