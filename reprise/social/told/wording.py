"""One wording held against the article and the platform: what would be wrong with showing it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import regex

from reprise.articles.article import Article
from reprise.articles.language import detect
from reprise.briefs.brief import Brief
from reprise.briefs.language import base
from reprise.briefs.phrases import phrases
from reprise.briefs.sentences import is_finished
from reprise.briefs.standalone import is_dangling
from reprise.digest import digest
from reprise.grounding import Source, copied, findings
from reprise.sites import Site
from reprise.social.addresses import whole_spans
from reprise.social.counting import length
from reprise.social.plain import CASHTAG, HASHTAG, MENTION, clean, remnants
from reprise.social.rules import TextRules

QUESTION_MARKS = ("?", "？", "؟", "⸮", ";")  # the last is the Greek one

_LONGEST_RUN, _SHARE, _FEWEST_WORDS = 9, 0.7, 8
"""Words of the article in a row, and their share of a wording, from which it is a copy; shorter wordings are none."""
_LISTED = regex.compile(r"^\s*(?:[-*•·–—→▪]|\(?\d{1,2}[.)/:])\s")
_UNFINISHED = regex.compile(r"(?:…|\.\.\.|[,:;–—-])\s*$")
_SIGN = regex.compile(r"[\p{So}\p{Sk}\p{Co}\p{Cn}\p{Cs}]|\p{Extended_Pictographic}")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}")
_THIS = regex.compile(
    r"(?:this|these|those|that|it|they|he|she|such|however|therefore|also|but|and|er|sie|es|dies\p{L}*|aber|und|deshalb|il"
    r"|elle|ils|elles|cela|ceci|mais|et|esto|eso|ello|pero|y|questo|ciò|ma|это|он|она|они|но|и)(?![\p{L}\p{N}’'-])|[而但它他她这那]|しかし|これ|それ",
    regex.I,
)  # words that begin no text which stands alone
_LETTER = regex.compile(r"\p{L}")
_LATIN, _NAME = "LATIN", 20
"""A script, and the letters of a name that may be written in it anywhere."""
_NO_EMOJI = frozenset("0123456789#*©®™")
_SAME_LANGUAGE = {"nb": "no", "nn": "no", "bs": "hr", "sr": "hr"}  # a detector mistakes one for the other


@dataclass(frozen=True)
class Fault:
    """What is wrong with a wording. `slight` is worth asking again for, but better than doing without the wording."""

    why: str
    slight: bool = False


@dataclass(frozen=True)
class Measure:
    """How one wording is looked at: its `limit` as `rules` count; whether it is a `question` or a whole `sentence`, and
    whether it has to stand `alone`, with nothing before it to lean on."""

    rules: TextRules
    limit: int
    question: bool = False
    sentence: bool = False
    alone: bool = False


@dataclass(frozen=True)
class _Case:
    """An article as one site knows it, by its `name`."""

    name: str
    article: Article = field(compare=False)
    brief: Brief = field(compare=False)
    site: Site = field(compare=False)


@dataclass(frozen=True)
class Examiner:
    """Knows the article, and what it has found: all platforms of a run read the same answer."""

    article: Article
    source: Source
    found: dict[tuple[str, Measure], tuple[Fault, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, article: Article, brief: Brief, site: Site) -> Examiner:
        name = digest(article.key, article.content_hash, article.language, brief, site)
        return _examiner(_Case(name, article, brief, site))

    @property
    def language(self) -> str:
        return self.article.language

    def faults(self, text: str, measure: Measure) -> tuple[Fault, ...]:
        """Everything that is wrong with a wording; () when it may be shown."""
        known = self.found.get((text, measure))
        if known is not None:
            return known
        bare = clean(text, measure.rules.forbidden)
        if _LETTER.search(bare):
            faults = (*self._form(text, bare, measure), *self._signs(text), *self._truth(bare))
        else:
            faults = (Fault("it says nothing"),)
        self.found[text, measure] = faults
        return faults

    def is_foreign(self, text: str) -> bool:
        """Whether a text of some length is surely in another language than the article."""
        found = detect(text)
        return found is not None and self._own_language is not None and _tongue(found) != self._own_language

    def _form(self, text: str, bare: str, measure: Measure) -> Iterator[Fault]:
        counted = length(bare, measure.rules)
        if counted > measure.limit:
            yield Fault(f"it is {counted} characters long; it may be {measure.limit}")
        if any(remnants(text)) or _LISTED.match(text):
            yield Fault("it has markup or a list mark; give plain words")
        if measure.question and not bare.endswith(QUESTION_MARKS):
            yield Fault("it is no question")
        elif not measure.question and _UNFINISHED.search(bare):
            yield Fault("it is not finished")
        elif measure.sentence and not is_finished(bare):
            yield Fault("it does not end as a sentence", slight=True)
        if measure.alone and self._points_back(bare):
            yield Fault("it leans on a sentence before it; name what it is about")
        if self._is_not_latin and len(bare) > _NAME and all(_script(each) == _LATIN for each in _LETTER.findall(bare)):
            yield Fault(f"it is not in the article's language ({self.language})")
        table = phrases(self.language)
        if table.meta.search(bare):
            yield Fault("it speaks of the article; say what the article says")
        elif table.page.search(bare):  # "Tap the …" may be about a barrel
            yield Fault("it speaks of a page and its links", slight=True)

    def _points_back(self, bare: str) -> bool:
        """Whether a text surely begins in the middle: with a pronoun for something said before, or a small letter.

        Of the article's own sentences more is asked, because they had neighbours; these were written to stand alone.
        """
        if not is_dangling(bare, self.language):
            return False
        pointing = phrases(self.language).pointing.match(bare) or _THIS.match(bare)
        return bool(pointing) or (bare[:1].islower() and bare[:1].upper() != bare[:1])

    def _signs(self, text: str) -> Iterator[Fault]:
        """What our own layout adds, or nobody: links, hashtags, mentions, emoji, letters of other scripts."""
        article = self._text
        if any(text[start:end].casefold() not in self._folded for start, end in whole_spans(text)):
            yield Fault("it has a link; the layout adds the link")
        for pattern, name in ((HASHTAG, "hashtag"), (MENTION, "mention"), (CASHTAG, "cashtag")):
            if any(_word_at(text, found.start()).casefold() not in self._folded for found in pattern.finditer(text)):
                yield Fault(f"it has a {name}")
        odd = (sign for sign in _SIGN.findall(text) if sign not in _NO_EMOJI)
        if any(sign not in article or _EMOJI.match(sign) for sign in odd):
            yield Fault("it has emoji or signs; the layout adds those")
        strange = {_script(letter) for letter in _LETTER.findall(text) if letter not in article} - self._scripts
        if strange:
            yield Fault("it has letters of another script than the article")

    def _truth(self, bare: str) -> Iterator[Fault]:
        for finding in findings(bare, self.source):
            yield Fault(str(finding))
        overlap = copied(bare, self.source)
        run = overlap.longest_run_words
        if overlap.words >= _FEWEST_WORDS and (run >= _LONGEST_RUN or overlap.share >= _SHARE):
            yield Fault(f"it copies {run} words in a row from the article; say it in other words", slight=True)

    @cached_property
    def _text(self) -> str:
        article = self.article
        return "\n".join([article.title, article.description, *(block.text for block in article.blocks)])

    @cached_property
    def _folded(self) -> str:
        return self._text.casefold()

    @cached_property
    def _scripts(self) -> frozenset[str]:
        return frozenset({_LATIN, *map(_script, set(_LETTER.findall(self._text)))})

    @cached_property
    def _is_not_latin(self) -> bool:
        """Whether the article is written in another script, in which no sentence is all Latin letters."""
        letters = _LETTER.findall(self.article.text)
        return 2 * sum(_script(letter) == _LATIN for letter in letters) < len(letters)

    @cached_property
    def _own_language(self) -> str | None:
        """The article's language where what it says agrees with what it is said to be."""
        found = detect(self.article.text)
        return _tongue(found) if found and _tongue(found) == _tongue(self.language) else None


@lru_cache(maxsize=8)
def _examiner(case: _Case) -> Examiner:
    return Examiner(case.article, Source.of(case.article, case.brief, case.site))


def _tongue(language: str) -> str:
    return _SAME_LANGUAGE.get(base(language), base(language))


def _script(letter: str) -> str:
    """The beginning of a character's name, which is its script's: CYRILLIC, CJK, LATIN."""
    return unicodedata.name(letter, "NONE").split(" ", maxsplit=1)[0]


def _word_at(text: str, start: int) -> str:
    """A sign with the word behind it."""
    match = regex.compile(r"\S[\p{L}\p{N}_]*").match(text, start)
    return match[0] if match else text[start : start + 1]
