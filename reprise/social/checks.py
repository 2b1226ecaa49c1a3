"""What a platform would refuse in a post, or a reader stumble over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import regex

from reprise.social.addresses import whole_spans
from reprise.social.counting import length
from reprise.social.links import UTM
from reprise.social.media_checks import media_faults
from reprise.social.plain import CASHTAG, HASHTAG, MENTION, lonely_brackets, remnants
from reprise.social.post import PostDraft
from reprise.social.rules import PlatformRules, TextRules

__all__ = ["faults", "media_faults"]

_UNSENDABLE = regex.compile(r"[\p{Cs}\ufffd\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]")
_CUT = regex.compile(r"(?:\p{L}-|\u200d|\u00ad)…?$", regex.MULTILINE)
_BROKEN_START = regex.compile(r"^\s*[\p{Mn}\u200d\ufe0f]", regex.MULTILINE)


def faults(draft: PostDraft, rules: PlatformRules, *, has_media: bool) -> list[str]:
    """Every fault of a draft in plain words; empty when it may be posted.

    Args:
        has_media: whether a picture or film goes with it, which shortens the limit on some platforms.
    """
    found = [*_lengths(draft, rules, has_media), *_signs(draft, rules.text), *_links(draft, rules.text)]
    shown = [*draft.texts, *([draft.title] if draft.title else [])]
    for text in shown:
        found += _wording(text, rules.text)
    return list(dict.fromkeys(found))


def _lengths(draft: PostDraft, rules: PlatformRules, has_media: bool) -> Iterator[str]:
    text_rules = rules.text
    limit = text_rules.media_limit if has_media and text_rules.media_limit else text_rules.limit
    if not any(text.strip() for text in draft.texts):
        yield "The post has no text."
    for number, text in enumerate(draft.texts, start=1):
        where = f"Text {number}" if len(draft.texts) > 1 else "The text"
        if not text.strip() and len(draft.texts) > 1:
            yield f"{where} is empty."
        count = length(text, text_rules)
        if count > limit:
            yield f"{where} is {count} long as {rules.title} counts; it takes {limit}."
    yield from _thread(draft, rules)
    yield from _title(draft, rules)


def _thread(draft: PostDraft, rules: PlatformRules) -> Iterator[str]:
    if draft.type != "thread":
        if len(draft.texts) > 1:
            yield f"A post of type {draft.type} has one text, this one {len(draft.texts)}."
        return
    fewest, most = rules.text.thread or (0, 0)
    if not fewest <= len(draft.texts) <= most:
        yield f"A thread on {rules.title} has {fewest} to {most} posts, this one {len(draft.texts)}."


def _title(draft: PostDraft, rules: PlatformRules) -> Iterator[str]:
    limit = rules.text.title_limit
    if limit is None:
        return
    counting = "characters" if rules.text.counting == "bytes" else rules.text.counting
    if not (draft.title or "").strip():
        yield f"The title is missing; {rules.title} shows one."
    elif length(draft.title or "", counting) > limit:
        yield f"The title is {length(draft.title or '', counting)} long; {rules.title} takes {limit}."


def _signs(draft: PostDraft, rules: TextRules) -> Iterator[str]:
    """Hashtags, mentions and cashtags beyond what is allowed or usual."""
    hashtags = sum(_count(HASHTAG, text) for text in draft.texts)
    most = min(rules.hashtags[1], rules.hashtag_limit or rules.hashtags[1])
    if hashtags > most:
        yield f"There are {hashtags} hashtags; at most {most} are usual."
    for pattern, limit, name in (
        (MENTION, rules.mention_limit, "mentions"),
        (CASHTAG, rules.cashtag_limit, "cashtags"),
    ):
        count = max((_count(pattern, text) for text in draft.texts), default=0)
        if limit is not None and count > limit:
            yield f"There are {count} {name}; at most {limit} are taken."


def _links(draft: PostDraft, rules: TextRules) -> Iterator[str]:
    """The tracked link is where readers expect it, and no address carries a parameter of ours twice."""
    link = draft.link
    if rules.link == "none":
        if link and any(link in text for text in draft.texts):
            yield "The link cannot be clicked in a text here."
    elif link is None:
        yield "The link is missing."
    elif not any(link in text for text in draft.texts):
        yield "The link is not in the text."
    elif rules.link == "last_of_thread" and link not in draft.texts[-1]:
        yield "The link is not in the last text."
    elif rules.link == "first_line" and link not in draft.texts[0].split("\n", maxsplit=1)[0]:
        yield "The link is not in the first line."
    for address in _addresses(draft):
        try:
            names = Counter(name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True))
        except ValueError:
            continue
        for name in UTM:
            if names[name] > 1:
                yield f"An address carries {name} {names[name]} times."


def _wording(text: str, rules: TextRules) -> Iterator[str]:
    for name, excerpt in remnants(text):
        yield f"There is {name} in the text: {excerpt!r}."
    lonely = lonely_brackets(text)
    if lonely:
        yield f"A bracket has no partner: {text[max(0, lonely[0] - 15) : lonely[0] + 15]!r}."
    for character in rules.forbidden:
        if character in text:
            yield f"The character {character} is refused."
    if _UNSENDABLE.search(text):
        yield "There are characters in the text that cannot be sent or shown."
    if cut := _CUT.search(text):
        yield f"A word is cut: {text[max(0, cut.start() - 15) : cut.end()]!r}."
    if _BROKEN_START.search(text):
        yield "A line begins with a mark that belongs to a character before it."


def _count(pattern: regex.Pattern[str], text: str) -> int:
    spans = whole_spans(text)
    return sum(not any(start <= m.start() < end for start, end in spans) for m in pattern.finditer(text))


def _addresses(draft: PostDraft) -> list[str]:
    found = [draft.link] if draft.link else []
    for text in draft.texts:
        found += [text[start:end] for start, end in whole_spans(text)]
    return found
