"""Posts held against their article, all that a reader sees of them."""

from __future__ import annotations

from collections.abc import Iterator

from reprise.finding import Finding
from reprise.grounding.checking import findings
from reprise.grounding.links import is_about
from reprise.grounding.source import Source
from reprise.social.post import PostDraft


def findings_of(draft: PostDraft, source: Source) -> tuple[Finding, ...]:
    """What a post says that its article does not bear out: its texts, title, slides, comment, and what its picture
    shows."""
    found = dict.fromkeys(finding for text in _texts(draft) for finding in findings(text, source))
    for tag in draft.hashtags:
        if not is_about(tag, source):
            found[Finding("address", f"#{tag}", "the article is not about this")] = None
    return tuple(found)


def judged(drafts: tuple[PostDraft, ...], source: Source) -> tuple[PostDraft, ...]:
    """The drafts with their findings, as the store takes them."""
    return tuple(draft.model_copy(update={"findings": findings_of(draft, source)}) for draft in drafts)


def _texts(draft: PostDraft) -> Iterator[str]:
    yield from draft.texts
    for text in (draft.title, draft.featured, draft.first_comment):
        if text:
            yield text
    for slide in draft.slides:
        yield from (text for text in (slide.text, slide.label, *slide.items) if " " in text)
