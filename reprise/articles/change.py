"""What an edit of an article is: a slip mended, something else said, or the whole taken back; and what follows for
posts that were made of it before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from reprise.articles.article import Article

if TYPE_CHECKING:
    from reprise.store.records import Post

Kind = Literal["none", "typo", "substantive", "retraction"]

LATE = timedelta(days=7)
"""So long after its article was first posted about, a new kind of post is no news any more."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+(?:['’]\w+)*")
_FEW, _SHARE = 3, 0.01
_LONGEST = 4000
_ALIKE = 0.6

# Words whose coming, going or change turns a sentence round, however small the edit looks.
_TURNING = frozenset(
    (
        *(
            "no",
            "not",
            "never",
            "none",
            "nor",
            "neither",
            "without",
            "unless",
            "except",
            "cannot",
            "nothing",
            "nobody",
        ),  # en
        *("nicht", "kein", "keine", "keinen", "keinem", "keiner", "nie", "niemals", "ohne"),  # de
        *("pas", "jamais", "sans", "aucun", "aucune"),  # fr
        *("nunca", "sin", "ninguno", "ninguna"),  # es
        *("non", "mai", "senza", "nessuno"),  # it
        *("não", "nem", "sem", "nenhum", "nenhuma"),  # pt
        *("niet", "geen", "nooit", "zonder"),  # nl
        *("nie", "bez", "żaden", "nigdy"),  # pl
    )
)

# How articles that no longer hold are marked, at the start of their title or of their text.
_RETRACTED_TITLE = re.compile(
    r"^\W*(?:retracted|withdrawn|zurückgezogen|rétracté|retirado|retractado|ritirato|ingetrokken|wycofan[eyo])\s*[\])}:–—-]",
    re.IGNORECASE,
)
_RETRACTED_TEXT = re.compile(
    r"^\W*(?:editor.?s note:?\s*)?(?:this (?:article|story|post|piece) (?:has been|was|is) (?:retracted|withdrawn)"
    r"|dieser (?:artikel|beitrag) (?:wurde|ist) zurückgezogen"
    r"|cet article a été (?:retiré|rétracté)"
    r"|este artículo ha sido (?:retirado|retractado)"
    r"|questo articolo è stato ritirato"
    r"|este artigo foi (?:retirado|retratado)"
    r"|dit artikel is ingetrokken"
    r"|ten artykuł został wycofany)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """An edit; `summary` is one sentence for people."""

    kind: Kind
    summary: str = ""


def classify(before: Article, after: Article) -> Change:
    """What the edit from one content to the other is. In doubt it is substantive: that costs a look, no more."""
    if before.content_hash == after.content_hash:
        return Change("none")
    if label := retraction(after):
        return Change("retraction", label)
    swaps = list(_swaps(_words(before), _words(after)))
    count = sum(max(len(old), len(new)) for old, new in swaps)
    if any(_turns(old, new) for old, new in swaps):
        return Change("substantive", "A number or a negation changed.")
    few = count <= max(_FEW, _SHARE * len(_words(after)))
    if few and all(_is_slip(old, new) for old, new in swaps):
        return Change("typo", f"{count} words were corrected." if count else "Only marks or pictures changed.")
    return Change("substantive", f"About {count} words changed.")


def retraction(article: Article) -> str | None:
    """What the article says when it is marked as taken back; None otherwise."""
    if _RETRACTED_TITLE.match(article.title):
        return f"Its title says that it no longer holds: “{article.title[:120]}”."
    first = next((block.text for block in article.blocks if block.kind != "heading" and block.text.strip()), "")
    if _RETRACTED_TEXT.match(first):
        return f"Its text begins: “{first[:120]}”."
    return None


def arrives_late(post: Post, others: Iterable[Post]) -> bool:
    """Whether an edit brought this post long after its article was posted about on the platform.

    Such a post waits for a person: nothing old is announced again because a new kind of post became possible. Films
    come late by their nature and are left out.
    """
    if post.type == "video":
        return False
    times = [
        other.published_at
        for other in others
        if other.published_at is not None
        and other.type != "video"
        and (other.article, other.platform) == (post.article, post.platform)
    ]
    return bool(times) and post.created_at - min(times) > LATE


def _words(article: Article) -> list[str]:
    text = unicodedata.normalize("NFKC", f"{article.title}\n{article.text}\n{article.description}").casefold()
    return _WORD.findall(text)


def _swaps(before: list[str], after: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The runs of words that gave way to others; one big one where too much changed to look closely."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) > _LONGEST or len(new) > _LONGEST:
        yield old, new
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield old[i:j], new[k:m]


def _turns(old: list[str], new: list[str]) -> bool:
    if len(old) > _LONGEST or len(new) > _LONGEST:
        return False
    words = {*old} ^ {*new}
    return any(word in _TURNING or word.endswith(("n't", "n’t")) or any(map(str.isdigit, word)) for word in words)


def _is_slip(old: list[str], new: list[str]) -> bool:
    """Words that are spelt otherwise, or one that stood there twice."""
    if "".join(old) == "".join(new):  # written together or apart
        return True
    if len(old) != len(new):
        return False
    return all(SequenceMatcher(None, a, b).ratio() >= _ALIKE for a, b in zip(old, new, strict=True))
