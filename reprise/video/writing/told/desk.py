"""All that a told film is made of: the article by numbers, the site's manner, what reviewers said, its length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from reprise.articles.article import Article, ArticleImage, Place
from reprise.briefs.brief import Brief
from reprise.briefs.language import is_spaceless, spoken_seconds, word_count
from reprise.grounding import Source, findings
from reprise.prompts.manners import KINDS, STYLES, tone_of
from reprise.prompts.source import NumberedArticle, harmless, numbered
from reprise.sites import Site
from reprise.video.presets import Format
from reprise.video.writing.attempts import Attempt, rejected
from reprise.video.writing.cues import fits_pages, is_telling
from reprise.video.writing.lengths import target_of
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes, wishes_of
from reprise.video.writing.units import Material

SENTENCE_WORDS = 25
"""Words of a spoken sentence that can be followed with ease; what is asked for."""
_PICTURES, _CODE = 12, 8
_TELLABLE = 0.9  # of what an article would take to read out: more than that would be padding


@dataclass(frozen=True)
class Desk:
    """One film while it is told. `pictures` and `code` (blocks) are shown to the model by number, from 1."""

    article: Article
    brief: Brief
    site: Site
    fmt: Format
    words_per_minute: float
    earlier: tuple[Attempt, ...] = ()

    @cached_property
    def text(self) -> NumberedArticle:
        return numbered(self.article)

    @cached_property
    def source(self) -> Source:
        return Source.of(self.article, self.brief, self.site)

    @cached_property
    def material(self) -> Material:
        return Material.of(self.article, self.brief)

    @cached_property
    def pictures(self) -> tuple[ArticleImage, ...]:
        return tuple(image for image in self.article.pictures if is_telling(image))[:_PICTURES]

    @cached_property
    def code(self) -> tuple[int, ...]:
        blocks = enumerate(self.article.blocks)
        return tuple(n for n, each in blocks if each.kind == "code" and fits_pages(each.text.split("\n")))[:_CODE]

    @cached_property
    def wishes(self) -> Wishes:
        return wishes_of(self.earlier)

    @cached_property
    def manner(self) -> Manner:
        return Manner.of(self.site, self.article.language)

    @property
    def language(self) -> str:
        return self.article.language

    @property
    def refused(self) -> frozenset[str]:
        """What the scripts that were turned down said and showed."""
        return frozenset(attempt.script.content_hash for attempt in rejected(self.earlier))

    @property
    def readable_seconds(self) -> float:
        """How long the article's own sentences would take to read out."""
        told = " ".join(sentence.text for sentence in self.text.sentences[: self.text.shown])
        return spoken_seconds(told, self.language, self.words_per_minute)

    @property
    def target(self) -> float:
        """Seconds the film is to last: what the site asks for, as far as the article has words for it."""
        wished = target_of(self.site, self.fmt, self.wishes.length)
        return round(max(self.fmt.seconds[0] * 1.05, min(wished, _TELLABLE * self.readable_seconds)), 1)

    @property
    def is_enough(self) -> bool:
        """Whether the article has words for the format's shortest film."""
        return _TELLABLE * self.readable_seconds >= self.fmt.seconds[0]

    def words(self, seconds: float) -> int:
        """About how many words of the article's language are spoken in so many seconds."""
        told = " ".join(sentence.text for sentence in self.text.sentences[: self.text.shown][:60])
        each = spoken_seconds(told, self.language, self.words_per_minute) / max(1, word_count(told, self.language))
        return max(0, round(seconds / each))

    def is_said(self, text: str) -> bool:
        """Whether the article bears out a few words: a card's, a chapter's title, a call to action."""
        return not findings(text, self.source)

    def places(self, numbers: Sequence[int]) -> tuple[Place, ...]:
        return self.text.places(numbers)

    def fields(self) -> Mapping[str, object]:
        """What every prompt for a film is filled in with."""
        films = self.site.films
        return MappingProxyType(
            {
                "site": self.site.name,
                "tone": tone_of(self.site, film=True),
                "style": STYLES[films.style],
                "kind": KINDS[self.brief.kind],
                "language": self.language,
                "counting": self._counting(),
                "sentence_words": SENTENCE_WORDS,
                "wishes": self._wishes(),
                "pictures": self._pictures(),
                "article": self.text.text,
            }
        )

    def listed_code(self) -> str:
        """The pieces of code by number, as far as they are needed to choose among them; "" for none."""
        rows = []
        for number, block in enumerate(self.code, start=1):
            lines = [harmless(line) for line in self.article.blocks[block].text.split("\n") if line.strip()]
            before = max((n for n, each in enumerate(self.text.sentences, 1) if each.place.block < block), default=0)
            rows.append(f"{number}. after [{before}]: {' / '.join(lines[:3])[:160]}")
        return _between("code", "Pieces of code in the article", rows)

    def _counting(self) -> str:
        """How words are counted where no spaces set them apart."""
        if not is_spaceless(self.language):
            return "Lengths are counted in words."
        told = "".join(sentence.text for sentence in self.text.sentences[:40])
        each = len(told) / max(1, word_count(told, self.language))
        return f"Where a length is given in words, {each:.1f} characters count as a word."

    def _pictures(self) -> str:
        rows = []
        for number, image in enumerate(self.pictures, start=1):
            words = harmless(" – ".join(filter(None, (image.alt, image.caption))))[:200]
            rows.append(f"{number}. {words or 'without a description'}")
        return _between("pictures", "Pictures of the article", rows)

    def _wishes(self) -> str:
        """What reviewers said of the versions they turned down, and how those began."""
        rows = []
        for attempt in rejected(self.earlier):
            opening = next((scene.narration for scene in attempt.script.scenes), "")
            notes = harmless(attempt.notes) or "no reason given: begin and choose in another way"
            rows.append(f"- version {attempt.number}, which began {harmless(opening)!r}: {notes}")
        if self.wishes.words:
            rows.append(f"- never say: {', '.join(map(harmless, self.wishes.words))}")
        lead = "An editor turned down these versions. Heed what is asked for; none of them may come again"
        return _between("notes", lead, rows)


def _between(mark: str, lead: str, rows: Sequence[str]) -> str:
    listed = "\n".join(rows)
    return f"{lead}:\n<{mark}>\n{listed}\n</{mark}>\n\n" if rows else ""
