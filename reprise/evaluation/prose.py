"""What a post says, apart from what every post has: calls to action, hashtags, numbering, bullets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from reprise.briefs.language import base
from reprise.briefs.sentences import split
from reprise.sites import Site
from reprise.social.phrases import phrases
from reprise.social.plain import WORD_JOINER
from reprise.social.post import PostDraft

_NUMBERING = regex.compile(r"^\(?\d{1,2}/\d{1,2}\)?\s+")
_BULLET = regex.compile(r"^(?:[→•🔹▪◦*–—-]|\d{1,2}[.)])\s+")
_EMOJI = regex.compile(r"^(?:[\p{Extended_Pictographic}\u200d\ufe0f❓]+\s*)+")
_TAGS = regex.compile(r"^(?:#[\p{L}\p{M}\p{N}_]+\s*)+$")
_ADDRESS = regex.compile(r"https?://\S+")
_PROFILE = regex.compile(
    r"\b(?:link|enlace|lien|ссылк\p{L}*)\b.{0,20}\b(?:bio|profil\p{L}*|perfil|профил\p{L}*)\b|プロフィール|主页|简介",
    regex.I,
)
_CALLS = ("article", "steps", "recipe", "interview", "answers", "short", "bio")


@dataclass(frozen=True)
class Part:
    """A line that says something. `listed` marks items of a list, `fresh` what begins a post or a paragraph."""

    text: str
    listed: bool = False
    fresh: bool = True


@dataclass(frozen=True)
class Prose:
    """`first` is the line a reader sees first, `parts` all lines in order (the first among them), `calls` the lines
    that ask the reader to go on elsewhere."""

    language: str
    parts: tuple[Part, ...]
    calls: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        return self.parts[0].text if self.parts else ""

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts)

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for part in self.parts for sentence in sentences_of(part.text, self.language))


def sentences_of(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


def prose_of(draft: PostDraft, site: Site) -> Prose:
    """The prose of one draft."""
    known = set(_known_calls(draft, site))
    parts: list[Part] = [Part(_plain(draft.title))] if draft.title else []
    calls: list[str] = []
    for text in draft.texts:
        above = True
        for line in _NUMBERING.sub("", text.replace(WORD_JOINER, "")).splitlines():
            bare = _plain(line)
            if not line.strip() or _TAGS.match(line.strip()):
                above = True
                continue
            if _ADDRESS.search(line) or _PROFILE.search(line) or bare.rstrip(" :：").casefold() in known:
                calls.append(bare)
                continue
            listed = bool(_BULLET.match(line.strip()))
            parts.append(Part(_plain(_BULLET.sub("", line.strip())), listed, above))
            above = False
    return Prose(draft.language, tuple(part for part in parts if part.text), tuple(calls))


def prose_from(texts: Iterable[str], language: str) -> Prose:
    """The prose of spoken lines, each of which stands where the one before has ended."""
    return Prose(language, tuple(Part(text, fresh=number == 0) for number, text in enumerate(texts) if text.strip()))


def words_of(text: str, language: str) -> list[str]:
    """A text's words, folded, without signs; for languages without spaces its letters one by one."""
    folded = _ADDRESS.sub(" ", text.casefold().replace("’", "'"))
    if base(language) in ("ja", "zh", "th"):
        return list(map(str, regex.findall(r"[\p{Latin}\p{N}]+|[\p{L}\p{M}]", folded)))
    return list(map(str, regex.findall(r"[\p{L}\p{M}\p{N}]+(?:['.,-][\p{L}\p{N}]+)*", folded)))


def runs(text: str, language: str, length: int = 4) -> set[tuple[str, ...]]:
    """The runs of `length` words of a text, line by line and twice as long without spaces; a shorter line is one."""
    size = length * 2 if base(language) in ("ja", "zh", "th") else length
    found: set[tuple[str, ...]] = set()
    for line in text.splitlines():
        words = words_of(line, language)
        if words:
            found |= {tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))}
    return found


def _plain(text: str | None) -> str:
    return str(_EMOJI.sub("", (text or "").replace(WORD_JOINER, "").strip())).strip()


def _known_calls(draft: PostDraft, site: Site) -> Iterator[str]:
    own = site.wording.calls_to_action
    table = phrases(draft.language)
    built_in = (str(getattr(table, name)) for name in _CALLS)
    for call in (*own.get(draft.platform, ()), *own.get("default", ()), *built_in):
        if call:
            yield call.rstrip(" :：").casefold()
