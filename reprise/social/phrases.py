"""The few words of our own that a post needs, by language; none of them says anything about the article's subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import regex
import yaml

from reprise.articles.article import Article
from reprise.briefs.brief import ArticleKind
from reprise.briefs.language import base

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True)
class Phrases:
    """Calls to action before a link (`article` to `short`) and without one (`bio`), headings of lists (`points` to
    `inside`), what slides show (`swipe_points` to `swipe_answers`), the label of a sentence's `source`, the language's
    quotation marks, and questions to the reader.

    `partial` takes {shown} and {all}, `source` {title}. `asks` are by situation, see `words.yaml`.
    """

    article: str = ""
    steps: str = ""
    recipe: str = ""
    interview: str = ""
    answers: str = ""
    short: str = ""
    bio: str = ""
    points: str = ""
    order: str = ""
    partial: str = ""
    inside: str = ""
    swipe_points: str = ""
    swipe_steps: str = ""
    swipe_answers: str = ""
    source: str = ""
    quotes: tuple[str, str] = ("“", "”")
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    forms: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, hash=False)

    def ask(self, situation: str, choice: int, form: str = "") -> str:
        """A question to the reader: `choice` picks one of those for the situation; "" in a language we do not speak.

        `form` is how the article addresses its reader, where the language has several ways.
        """
        table = self.forms.get(form, self.asks)
        questions = table.get(situation) or table.get("article") or ("",)
        return questions[choice % len(questions)]


NONE = Phrases()
"""For languages we do not speak: the link stands without words."""


def _read() -> Mapping[str, Phrases]:
    tables = yaml.safe_load(files("reprise.social").joinpath("words.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({language: _phrases(table) for language, table in tables.items()})


def _phrases(table: dict[str, object]) -> Phrases:
    asks = {
        name: _questions(part) for name, part in table.items() if name.startswith("asks") and isinstance(part, dict)
    }
    words = {name: tuple(part) if isinstance(part, list) else part for name, part in table.items() if name not in asks}
    forms = {name.removeprefix("asks_"): part for name, part in asks.items() if name != "asks"}
    return Phrases(**words, asks=asks["asks"], forms=forms)  # type: ignore[arg-type]


def _questions(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {situation: tuple(questions) for situation, questions in table.items()}


PHRASES: Mapping[str, Phrases] = _read()

CALLS: Mapping[ArticleKind, str] = MappingProxyType(
    {"how-to": "steps", "recipe": "recipe", "interview": "interview", "faq": "answers"}
)
"""The call to action (a field of `Phrases`) that suits a kind of article; "article" for the others."""

EMOJI: Mapping[ArticleKind, str] = MappingProxyType(
    {
        "article": "📖", "how-to": "🛠️", "listicle": "📋", "faq": "💬", "interview": "🎙️", "recipe": "🍳",
        "release": "📦", "news": "🗞️", "review": "🔎", "comparison": "⚖️", "product": "🧰", "service": "🤝",
    }
)  # fmt: skip

_FORMS = {  # words only a reader is addressed with; capitals that begin a sentence prove nothing
    "de": {
        "sie": regex.compile(r"(?<=[\p{Ll},] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b|^\p{Lu}\p{Ll}+en Sie\b", regex.M),
        "du": regex.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?)\b", regex.I),
        "ihr": regex.compile(
            r"\b(?:euch|euer|eure[mnrs]?)\b|\b(?:könnt|habt|müsst|wollt|solltet|braucht) ihr\b", regex.I
        ),
    }
}


def phrases(language: str) -> Phrases:
    """The phrases of a language ("pt-BR" is "pt"); empty ones when we do not speak it."""
    return PHRASES.get(base(language), NONE)


@lru_cache(maxsize=64)
def _form(text: str, language: str) -> str:
    counts = {form: len(pattern.findall(text)) for form, pattern in _FORMS.get(language, {}).items()}
    best = max(counts, key=lambda form: counts[form], default="")
    return best if best and counts[best] else ""


def form_of_address(article: Article) -> str:
    """How an article addresses its reader, in languages with several ways ("sie", "du", "ihr"); else ""."""
    return _form(article.text, base(article.language))


def pointer(language: str) -> str:
    """The hand that points along the line of writing."""
    return "👈" if base(language) in RIGHT_TO_LEFT else "👉"
