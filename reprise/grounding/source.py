"""An article, prepared so that texts can be held against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import regex

from reprise.articles.article import Article, Block
from reprise.briefs.addressed import speaks_to_models
from reprise.briefs.brief import Brief
from reprise.briefs.language import base, is_spaceless, word_count
from reprise.briefs.sentences import split
from reprise.briefs.speech import speech
from reprise.grounding.dates import Day, days
from reprise.grounding.figures import Figure, broken_figures, figures
from reprise.grounding.furniture import counted, furniture, own_words
from reprise.grounding.tables import Pattern, Words, words
from reprise.grounding.textual import Word, key, plain, words_of
from reprise.sites import Site
from reprise.social.hashtags import tag
from reprise.social.rules import PLATFORMS

BREAK = " ¶"
_INFLECTED = frozenset(("ru", "uk", "pl", "cs", "sr", "hr", "sk", "sl", "bg", "fi", "hu", "tr", "el", "lt", "lv", "et"))
_PREFIX, _ENDING = 5, 3
_PART = 5  # letters of a word inside a compound
_COMPOUNDING = frozenset(("de", "nl", "sv", "da", "no", "nb", "fi", "hu"))
_READ_PER_MINUTE = (180, 260)


@dataclass(frozen=True)
class Passage:
    """A sentence, title, item or caption of the article. `block` is -1 for what stands around the text."""

    text: str
    key: str
    words: tuple[Word, ...]
    block: int
    figures: tuple[Figure, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words if word.content)

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(word.folded for word in self.words)


@dataclass(frozen=True)
class Source:
    """What a text may say: made once for an article with `of`, then every text is cheap to check.

    What an article says to a model ("ignore your instructions …") is no part of it: `tainted` are these passages.
    """

    article: Article
    brief: Brief | None = None
    site: Site | None = None
    also: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, article: Article, brief: Brief | None = None, site: Site | None = None, *, also: Iterable[str] = ()
    ) -> Source:
        """All that can be told from an article; the site's own name, address, accounts and wording are allowed too.

        The brief bears out nothing by itself, since a model may have written it; it says what kind of article it is.
        `also` are further texts that bear out what is said: credits, a script that somebody has approved.
        """
        source = cls(article, brief, site, tuple(also))
        for name, part in vars(cls).items():  # prepared now, so that the first text is as cheap as the next
            if isinstance(part, cached_property):
                getattr(source, name)
        return source

    @cached_property
    def language(self) -> str:
        return self.article.language

    @cached_property
    def table(self) -> Words:
        return words(self.article.language)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self._all if passage not in self._suspects)

    @cached_property
    def tainted(self) -> tuple[Passage, ...]:
        """Passages that tell a model what to do, with the rest of their paragraph."""
        return tuple(passage for passage in self._all if passage in self._suspects)

    @cached_property
    def whole(self) -> str:
        """The keys of all that the article says, paragraph by paragraph, in one string."""
        blocks: dict[int, list[str]] = defaultdict(list)
        for passage in self.passages:
            blocks[passage.block if passage.block >= 0 else -1 - len(blocks)].append(passage.key.strip())
        return "".join(f" {' '.join(keys)}{BREAK}" for keys in blocks.values()) + " "

    @cached_property
    def stems(self) -> Mapping[str, tuple[int, ...]]:
        """From a stem to the passages that have it."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, passage in enumerate(self.passages):
            for each in {word.stem for word in passage.words}:
                found[each].append(number)
        return {each: tuple(numbers) for each, numbers in found.items()}

    @cached_property
    def folded(self) -> frozenset[str]:
        """Every word of the article, case-folded."""
        return frozenset(word.folded for passage in self.passages for word in passage.words)

    @cached_property
    def lower(self) -> frozenset[str]:
        """The words that the article writes small: no names."""
        return frozenset(word.text for passage in self.passages for word in passage.words if word.text[:1].islower())

    @cached_property
    def own(self) -> frozenset[str]:
        """Words that are ours: the site's names, its author and accounts, and what platforms are called."""
        return own_words(self.article, self.site)

    @cached_property
    def furniture(self) -> Pattern:
        """Wording of ours that may stand in any text."""
        return furniture(self.article, self.site)

    @cached_property
    def counted(self) -> Pattern:
        """ "3 of 7 steps", where there are seven."""
        return counted(self.article, self.counts)

    @cached_property
    def figures(self) -> Mapping[float, tuple[tuple[int, Figure], ...]]:
        """From a value to the passages that have it, with the figure as it stands there."""
        found: dict[float, list[tuple[int, Figure]]] = defaultdict(list)
        for number, passage in enumerate(self.passages):
            for figure in passage.figures:
                for value in figure.values:
                    found[value].append((number, figure))
        return {value: tuple(places) for value, places in found.items()}

    @cached_property
    def broken(self) -> frozenset[str]:
        """Versions, dates in digits and clock times, as they stand."""
        return frozenset(text for passage in self.passages for text, _ in broken_figures(passage.text))

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days, months and years that the article names, and when it was published and changed."""
        found = [day for passage in self.passages for day in days(passage.text, self.table)]
        for moment in (self.article.published_at, self.article.modified_at):
            local = moment.astimezone(self.site.zone) if self.site else moment
            found.append(Day("", 0, 0, local.day, local.month, local.year, local.isoweekday()))
        return tuple(found)

    @cached_property
    def counts(self) -> frozenset[int]:
        """How many there are of what an article is made of: steps, items of a list, sections, questions, minutes."""
        article, brief = self.article, self.brief
        found = set(_lists(article.blocks))
        levels = [block.level for block in article.blocks if block.kind == "heading"]
        found |= {levels.count(level) for level in set(levels)} | {len(levels)}
        found |= {int(match[0]) for block in article.blocks if (match := regex.match(r"\d{1,2}(?=[.):])", block.text))}
        found |= {block.number for block in article.blocks if block.number}
        if brief is not None:
            found |= {
                len(part) for part in (brief.steps, brief.questions, brief.headings, brief.quotes, brief.key_points)
            }
        whole = word_count(article.text, article.language)
        found |= set(range(whole // _READ_PER_MINUTE[1], whole // _READ_PER_MINUTE[0] + 2))
        return frozenset(found - {0})

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of our own links: the article's and the site's."""
        urls = [self.article.url, *([self.site.url] if self.site else [])]
        return frozenset(_host(url) for url in urls if url)

    @cached_property
    def seen(self) -> str:
        """The article's visible text, case-folded: an address or account in it is allowed."""
        return " ".join(passage.text for passage in self.passages).casefold()

    @cached_property
    def spoken(self) -> tuple[tuple[str, str], ...]:
        """What people are quoted with, as keys, and who they are, where the article says it."""
        interview = self.brief is not None and self.brief.kind == "interview"
        return tuple((key(quote.text), quote.speaker) for quote in speech(self.article, interview=interview))

    @cached_property
    def title_stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in words_of(plain(self.article.title), self.language) if word.content)

    @cached_property
    def tags(self) -> frozenset[str]:
        """The article's tags and keywords as hashtags, case-folded; the brief's too where the article has the words."""
        found = [*self.article.tags, *self.article.keywords]
        if self.brief is not None:
            found += [word.text for word in self.brief.keywords if key(word.text) in self.whole]
        return frozenset(tag(topic).casefold() for topic in found)

    @cached_property
    def accounts(self) -> frozenset[str]:
        """The site's accounts on every platform, case-folded."""
        if self.site is None:
            return frozenset()
        return frozenset(each.name.casefold() for name in PLATFORMS for each in self.site.accounts(name))

    def tells(self, word: str) -> bool:
        """Whether the article has a word or one of its forms."""
        return self.knows(words_of(word, self.language)[0].stem if words_of(word, self.language) else word, word)

    def knows(self, stem: str, folded: str) -> bool:
        """Whether the article has a word: itself, in another form, or within a compound."""
        return stem in self.stems or folded in self.folded or bool(self.forms(folded))

    def forms(self, folded: str) -> tuple[str, ...]:
        """The article's words that are another form of one: they begin alike and differ in their endings."""
        if folded not in self._found:
            self._found[folded] = self._forms(folded)
        return self._found[folded]

    @cached_property
    def _found(self) -> dict[str, tuple[str, ...]]:
        """Forms that were looked for."""
        return {}

    def _forms(self, folded: str) -> tuple[str, ...]:
        if len(folded) < _PREFIX or is_spaceless(self.language):
            return ()
        found = [each for each in self._prefixes.get(folded[:_PREFIX], ()) if _alike(folded, each)]
        if not found and base(self.language) in _COMPOUNDING and len(folded) >= 2 * _PART:
            found = [part for part in (folded[:cut] for cut in range(_PART, len(folded) - 2)) if part in self.folded]
            found += [
                part for part in (folded[cut:] for cut in range(3, len(folded) - _PART + 1)) if part in self.folded
            ]
        return tuple(found)

    def named(self, folded: str) -> bool:
        """Whether the article has this name, perhaps with another ending."""
        if folded in self.folded or folded in self.own:
            return True
        bare = folded.removesuffix("'s").removesuffix("'")
        if bare in self.folded or bare in self.own:
            return True
        if base(self.language) in _INFLECTED:
            least = max(3, len(bare) - _ENDING)
            return any(
                each[:least] == bare[:least] and abs(len(each) - len(bare)) <= _ENDING
                for each in (*self._prefixes.get(bare[:_PREFIX], ()), *self._short.get(bare[:3], ()))
            )
        return any(
            (longer.startswith(shorter) and len(longer) - len(shorter) <= _ENDING and len(shorter) >= 4)
            for each in (*self._prefixes.get(bare[:_PREFIX], ()), *self._short.get(bare[:3], ()))
            for shorter, longer in (sorted((each, bare), key=len),)
        )

    @cached_property
    def _prefixes(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.folded:
            if len(each) >= _PREFIX:
                found[each[:_PREFIX]].append(each)
        return {prefix: tuple(group) for prefix, group in found.items()}

    @cached_property
    def _short(self) -> Mapping[str, tuple[str, ...]]:
        """Short words by their first three letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.folded:
            if 3 <= len(each) < _PREFIX + _ENDING:
                found[each[:3]].append(each)
        return {prefix: tuple(group) for prefix, group in found.items()}

    @cached_property
    def _all(self) -> tuple[Passage, ...]:
        texts = [*_texts(self.article), *((line, -1) for text in self.also for line in text.splitlines())]
        return tuple(_passage(text, block, self.language, self.table) for text, block in texts)

    @cached_property
    def _suspects(self) -> frozenset[Passage]:
        blocks = {
            number
            for number, block in enumerate(self.article.blocks)
            if speaks_to_models(block.text, self.language) or speaks_to_models(plain(block.text), self.language)
        }
        colons = {block + 1 for block in blocks if self.article.blocks[block].text.rstrip().endswith((":", "："))}
        return frozenset(
            passage
            for passage in self._all
            if passage.block in blocks | colons or (passage.block < 0 and speaks_to_models(passage.text, self.language))
        )


def _texts(article: Article) -> Iterator[tuple[str, int]]:
    around = (article.title, article.description, article.author or "", *article.tags, *article.keywords)
    pictures = (text for image in article.images for text in (image.alt, image.caption))
    for text in (*around, *pictures):
        if text.strip():
            for start, end in split(text, article.language) or [(0, len(text))]:
                yield text[start:end], -1
    for index, block in enumerate(article.blocks):
        if block.kind in ("code", "table"):
            for line in block.text.splitlines():
                yield line, index
        else:
            for start, end in split(block.text, article.language):
                yield block.text[start:end], index


def _passage(text: str, block: int, language: str, table: Words) -> Passage:
    shown = plain(text)
    return Passage(shown, key(shown), tuple(words_of(shown, language)), block, tuple(figures(shown, table)))


def _lists(blocks: Iterable[Block]) -> Iterator[int]:
    """The lengths of the article's lists."""
    length = 0
    for block in blocks:
        if block.kind == "list_item" and block.level <= 1:
            length += 1
        elif block.kind != "list_item" and length:
            yield length
            length = 0
    yield length


def _alike(word: str, other: str) -> bool:
    """Whether two words of five letters and more are forms of one."""
    shared = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        shared += 1
    return shared >= max(_PREFIX, min(len(word), len(other)) - _ENDING)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").casefold()
