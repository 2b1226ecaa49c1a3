"""What the stand-ins' mind finds in a prompt: the article's numbered sentences, its words, numbers and quotations."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

_ARTICLE = re.compile(r"<article>(.*?)</article>", re.DOTALL)
_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_TITLE = re.compile(r"^Title: (.+)$", re.MULTILINE)
_QUOTED = re.compile(r"[“\"„«]([^”\"“»]{12,})[”\"“»]")
NUMBER = re.compile(r"[$€£]?\b\d[\d.,]*(?:\s?%|\b)(?:\s(?:percent|million|billion|thousand|euros?|dollars?))?")
_SPEAKER = re.compile(r"(?:said|says|explains?|told|according to)\s+((?:[A-Z][\w'’-]+\s?){1,3})")
_ADDRESS = re.compile(r"https?:|\bwww\.|\w\.\w+/|[#@]\w")
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_LEADING = re.compile(
    r"^(?:however|but|and|so|also|then|therefore|moreover|in addition|for example|for instance|of course|in fact|"
    r"aber|und|doch|also|denn|mais|donc|pero|además)\b,?\s+",
    re.IGNORECASE,
)
_LOOSE_ENDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "and",
        "or",
        "but",
        "as",
        "that",
        "which",
        "who",
        "whose",
        "from",
        "into",
        "than",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "its",
        "their",
        "his",
        "her",
        "our",
        "your",
        "my",
        "this",
        "these",
        "not",
        "be",
        "been",
        "being",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "if",
        "when",
    ]
)
_SWAPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bdo not\b", ("don't",)),
    (r"\bdoes not\b", ("doesn't",)),
    (r"\bis not\b", ("isn't",)),
    (r"\bare not\b", ("aren't",)),
    (r"\bit is\b", ("it's",)),
    (r"\bthere is\b", ("there's",)),
    (r"\bfor example\b", ("for instance",)),
    (r"\bbecause\b", ("since", "as")),
    (r"\bbut\b", ("yet", "though")),
    (r"\boften\b", ("frequently",)),
    (r"\bmany\b(?! of)", ("a lot of", "plenty of")),
    (r"\bvery\b", ("really", "quite")),
    (r"\balso\b", ("too", "as well")),
    (r"\babout\b", ("around",)),
    (r"\bbig\b", ("large",)),
    (r"\busing\b", ("with",)),
    (r"\bonly\b", ("just",)),
    (r"\bneeds to\b", ("has to",)),
    (r"\bneed to\b", ("have to",)),
    (r"\bwithin\b", ("inside",)),
    (r"\bbefore\b", ("ahead of",)),
    (r"(?<=\w )and\b", ("plus", "and also", "as well as")),
    (r"(?<=\w )the\b", ("this", "the")),
    (r"(?<=\w )with\b", ("along with", "together with")),
    (r"(?<=\w )that (?=\w+s\b)", ("which ",)),
    (r"(?<=\w )in (?=the|this|an?|every|each|your|our)\b", ("within ",)),
    (r"(?<=\w )on (?=the|this|an?|every|each|your|our)\b", ("upon ",)),
    (r"(?<=\w )can\b(?! not)", ("may",)),
    (r"(?<=\w )have to\b", ("need to",)),
    (r"(?<=[a-z] )is (?=a|the|an)\b", ("is indeed ", "is in fact ")),
    (r"(?<=[a-z] )are (?=the|a|all)\b", ("are indeed ",)),
    (r"(?<=[a-z] )will (?=[a-z])", ("will then ",)),
    (r"(?<=[a-z] )we (?=[a-z]+ed\b)", ("we then ",)),
)
"""Words that can take each other's place, so that what is said is not a copy of what is read."""


@dataclass(frozen=True)
class Sentence:
    number: int
    text: str

    @property
    def quotation(self) -> str:
        found = _QUOTED.search(self.text)
        return found[1].strip() if found else ""

    @property
    def speaker(self) -> str:
        found = _SPEAKER.search(self.text)
        return found[1].strip() if found else ""

    @property
    def asks(self) -> bool:
        return self.text.endswith("?")

    @property
    def figure(self) -> str:
        """The first number of more than a digit, with its unit."""
        return next((found[0].rstrip(".,") for found in NUMBER.finditer(self.text) if len(found[0]) > 1), "")


@dataclass
class Reading:
    """A prompt's material. Sentences are handed out in turn, so that different fields say different things."""

    title: str
    sentences: tuple[Sentence, ...]
    _said: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, text: str) -> Reading:
        """The article between marks; without any, the lines of the text."""
        inside = _ARTICLE.search(text)
        material = inside[1] if inside else text
        found = [Sentence(int(number), line.strip()) for number, line in _NUMBERED.findall(material)]
        if not found:
            lines = [line.strip() for line in material.splitlines() if len(line.split()) > 2]
            found = [Sentence(number, line) for number, line in enumerate(lines, start=1)]
        title = _TITLE.search(material)
        return cls(title[1] if title else "", tuple(found))

    def next(self, wish: str = "") -> Sentence:
        """The sentence that was said least so far, of those with what is wished for where there are any."""
        pool = self.having(wish) or self.sentences or (Sentence(0, self.title or "Nothing is said"),)
        chosen = min(pool, key=lambda each: self._said[each.number])
        self._said[chosen.number] += 1
        return chosen

    def having(self, wish: str) -> tuple[Sentence, ...]:
        """The sentences that have what is wished for; telling ones where nothing is."""
        if wish:
            return tuple(each for each in self.sentences if getattr(each, wish))
        telling = (each for each in self.sentences if 5 <= len(each.text.split()) <= 26)
        return tuple(each for each in telling if not _ADDRESS.search(each.text)) or self.sentences

    def numbered(self, number: int) -> Sentence | None:
        return next((each for each in self.sentences if each.number == number), None)

    def words(self, many: int) -> list[str]:
        """The article's most frequent long words."""
        counted = Counter(word.strip("'’-") for each in self.sentences for word in _WORD.findall(each.text))
        telling = {word: times for word, times in counted.items() if word.lower() not in _LOOSE_ENDS and len(word) > 4}
        unique: dict[str, str] = {}
        for word, _ in sorted(telling.items(), key=lambda pair: (-pair[1], pair[0])):
            unique.setdefault(word.lower(), word)
        return list(unique.values())[:many]


def reworded(text: str, turn: int = 0) -> str:
    """The sentence with other small words, and without a connective in front; what stands in quotation marks stays."""
    if _QUOTED.search(text):
        return text
    bare = _LEADING.sub("", text)
    said = bare[:1].upper() + bare[1:]
    for number, (pattern, others) in enumerate(_SWAPS):
        turns = count(turn + number)

        def other(match: re.Match[str], others: tuple[str, ...] = others, turns: count[int] = turns) -> str:
            chosen = others[next(turns) % len(others)]
            return chosen.capitalize() if match[0][:1].isupper() else chosen

        said = re.sub(pattern, other, said)
    return said


def shortened(text: str, characters: int) -> str:
    """The text within so many characters: whole sentences, else clauses, else words that do not hang in the air."""
    if len(text) <= characters:
        return text
    for ends in (r"[.!?](?=\s)", r"[;:,–—](?=\s)"):
        cuts = [found.start() for found in re.finditer(ends, text) if 20 <= found.start() < characters]
        if cuts:
            return _finished(text[: cuts[-1]], characters)
    words = text[: max(1, characters - 1)].rsplit(" ", 1)[0].split() or [text[:characters]]
    while len(words) > 2 and words[-1].lower().strip(",;:") in _LOOSE_ENDS:
        words.pop()
    return _finished(" ".join(words), characters)


def _finished(text: str, characters: int) -> str:
    """With a full stop where there is room, and no quotation mark left open."""
    bare = _balanced(text.rstrip(" ,;:–—-."))
    return f"{bare}." if len(bare) < characters and bare[-1:].isalnum() else bare[:characters]


def first_words(text: str, many: int) -> str:
    """About so many words of the beginning, as a title has them."""
    words = text.split()[:many]
    while len(words) > 2 and words[-1].lower().strip(",;:") in _LOOSE_ENDS:
        words.pop()
    return _balanced(" ".join(words).rstrip(" ,;:–—-."))


def _balanced(text: str) -> str:
    """Without quotation marks where one is left open."""
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        return text.replace('"', "").replace("“", "").replace("”", "")
    return text
