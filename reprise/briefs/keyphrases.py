"""Topics in the article's own words: phrases between stop words, names kept whole, endings folded together.

A phrase is worth its length, how often it comes, and whether title, headings or tags say it too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Keyword
from reprise.briefs.language import base, content_runs, is_content, is_spaceless, stem, stop_words
from reprise.briefs.standalone import is_clean

_PIECE = regex.compile(r"[^\s\p{Pd}\p{P}\p{S}]+(?:[.'’&+/-][^\s\p{P}\p{S}]+)*[+#]*|[\p{P}\p{S}]+")
_OWNER = regex.compile(r"['’]s$")
_LONGEST = 4
_WEAK_ALONE = frozenset(  # English words that are no topic by themselves
    """
    work works working need needs write written type build building builds built open new change changes continue
    understand understanding named adapt reuse talk day days huge big long small full free important time times
    people help user users point points number numbers place example examples end part order result results page
    pages call side problem problems group case values value set line lines text name names file files level tips
    tip run high low old young present turn today question questions answer answers post posts article blog team
    teams step steps thing move keep learn support process content list review meet week weeks month months year
    years hour hours minute minutes version versions interesting different specific common special possible
    current simple clear available read share show improve develop developed follow think manage consider include
    allow love close state visit update updates fix fixes option options fun story happened yesterday relate
    instance instances
    """.split()  # noqa: SIM905
)
_NOUNS_ARE_CAPITAL = {"de", "lb"}


@dataclass
class _Phrase:
    surfaces: Counter[str] = field(default_factory=Counter)
    count: int = 0
    middle: int = 0  # times within a sentence of the body, not at its beginning
    capital: int = 0  # … of these with capital first letters
    framed: float = 0.0
    first: int = 10**9

    @property
    def is_name(self) -> bool:
        """Whether it is mostly written with capitals where ordinary words are not."""
        return self.capital * 2 > self.middle


def keyphrases(article: Article, limit: int = 16) -> tuple[Keyword, ...]:
    """The article's topics, best first, at most `limit`."""
    found = _spaceless(article) if is_spaceless(article.language) else _spaced(article)
    if not found:
        return ()
    code = base(article.language)
    scored = {key: _score(key, phrase) for key, phrase in found.items()}
    best: list[Keyword] = []
    kept: list[tuple[str, ...]] = []
    top = max(scored.values())
    for key in sorted(scored, key=lambda key: (-scored[key], found[key].first)):
        if len(best) == limit:
            break
        if any(_overlap(key, other) for other in kept):
            continue
        phrase = found[key]
        text = phrase.surfaces.most_common(1)[0][0]
        name = code not in _NOUNS_ARE_CAPITAL and text[:1].isupper() and phrase.is_name
        kept.append(key)
        best.append(Keyword(text=text, score=round(scored[key] / top, 4), is_name=name))
    return tuple(best)


def _score(key: tuple[str, ...], phrase: _Phrase) -> float:
    length = 1 + 0.55 * (min(len(key), 3) - 1)
    name = 1.25 if phrase.is_name else 1.0
    return float(length * name * (phrase.count**0.8 + 2.2 * phrase.framed))


def _spaced(article: Article) -> dict[tuple[str, ...], _Phrase]:
    """Candidates of languages with spaces, by their stems; single mentions count only where they are framed."""
    language, stop = article.language, stop_words(article.language)
    found: dict[tuple[str, ...], _Phrase] = defaultdict(_Phrase)
    singles: Counter[str] = Counter()
    for order, (text, weight) in enumerate(_texts(article)):
        counts = text is not article.description  # usually repeats the body
        for words, starts in _chunks(text, stop):
            stems = [stem(word, language) for word in words]
            singles.update(stems if counts else ())
            for size in range(1, min(_LONGEST, len(words)) + 1):
                for at in range(len(words) - size + 1):
                    phrase = found[tuple(stems[at : at + size])]
                    surface = " ".join(words[at : at + size])
                    phrase.surfaces[surface] += 1
                    phrase.count += counts
                    phrase.framed = max(phrase.framed, weight)
                    phrase.first = min(phrase.first, order)
                    capital = all(word[:1].isupper() for word in words[at : at + size])
                    within = not (starts and at == 0) and not weight
                    phrase.middle += within
                    phrase.capital += capital and within
    return {key: phrase for key, phrase in found.items() if _is_candidate(key, phrase, singles)}


def _is_candidate(key: tuple[str, ...], phrase: _Phrase, singles: Counter[str]) -> bool:
    text = next(iter(phrase.surfaces))
    if not is_clean(text) or len(text) < 3 or text.replace(" ", "").isdigit():
        return False
    if len(key) == 1:
        if text.casefold() in _WEAK_ALONE:
            return False
        short_name = any(surface.isupper() for surface in phrase.surfaces)
        return (phrase.count >= 3 or phrase.framed > 0 or phrase.capital >= 2) and (len(text) > 3 or short_name)
    if len(key) == _LONGEST and not phrase.capital:
        return False
    tied = phrase.count >= 0.2 * min(singles[part] for part in key)  # words that come together, not by chance
    return (phrase.count >= 2 and tied) or (phrase.framed > 0.9 and len(key) <= 3)


def _chunks(text: str, stop: frozenset[str]) -> Iterator[tuple[list[str], bool]]:
    """Runs of content words, and whether each run begins a sentence."""
    run: list[str] = []
    run_starts = fresh = True
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece[0].isalnum() and (is_content(piece, stop) or (run and piece.isdigit() and len(piece) < 3)):
            if not run:
                run_starts = fresh
            owner = _OWNER.sub("", piece)
            run.append(owner)
            fresh = False
            if owner != piece:  # "Northport's ferries" are two topics
                yield run, run_starts
                run = []
            continue
        if run:
            yield run, run_starts
        run = []
        fresh = bool(regex.search(r"[.!?:;…\"“«„(]", piece)) if not piece[0].isalnum() else False
    if run:
        yield run, run_starts


def _spaceless(article: Article) -> dict[tuple[str, ...], _Phrase]:
    """Candidates of languages without spaces: runs of Han, Katakana and Latin characters that come again."""
    found: dict[tuple[str, ...], _Phrase] = defaultdict(_Phrase)
    for order, (text, weight) in enumerate(_texts(article)):
        for run in content_runs(text, article.language):
            if len(run) > 14:
                continue
            phrase = found[(run.casefold(),)]
            phrase.surfaces[run] += 1
            phrase.count += 1
            phrase.framed = max(phrase.framed, weight)
            phrase.first = min(phrase.first, order)
            phrase.middle += not weight
            phrase.capital += bool(regex.match(r"\p{Lu}", run)) and not weight
    return {key: phrase for key, phrase in found.items() if phrase.count >= 2 or phrase.framed > 0}


def _texts(article: Article) -> Iterator[tuple[str, float]]:
    """The article's texts with how much each frames it: title and tags most, then headings, then none."""
    yield article.title, 1.0
    for tag in article.tags:
        yield tag.replace("-", " "), 0.5
    yield article.description, 0.6
    for block in article.blocks:
        if block.kind == "heading":
            yield block.text, 0.4
        elif block.kind != "code":
            yield block.text, 0.0


def _within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    size = len(inner)
    return any(outer[at : at + size] == inner for at in range(len(outer) - size + 1))


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one phrase contains the other or both share two words: variants of one topic."""
    return _within(one, other) or _within(other, one) or len(set(one) & set(other)) >= 2
