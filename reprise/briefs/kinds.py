"""What kind of article it is, from its title and the shape of its blocks."""

from __future__ import annotations

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import ArticleKind, Question, Step
from reprise.briefs.language import word_count
from reprise.briefs.questions import is_question
from reprise.briefs.steps import DIRECTIONS, HOW_TO

_INGREDIENTS = regex.compile(
    r"^(?:ingredients?|zutaten|ingrédients|ingredientes|ingredienti|ingrediënten|składniki|ингредиенты"
    r"|інгредієнти|材料|食材|配料|المكونات)\b",
    regex.I,
)
_RELEASE = regex.compile(
    r"\b(?:released?|changelog|release notes|what['’]s new|veröffentlicht|released|выпущен\p{L}*|релиз"
    r"|lanzamiento|sortie de)\b|リリース|发布"
    r"|\bv?\d+\.\d+(?:\.\d+)?\b|^\p{Lu}[\p{L}.]+ \d{1,3}(?:\.\d+)*(?::|$)",
    regex.I,
)
_INTERVIEW = regex.compile(
    r"\binterview|\bq\s?(?:&|and)\s?a\b|\bquestions (?:for|to|with)\b|\bin conversation with\b|\bspotlight:"
    r"|интервью|entrevista|"
    r"entretien|intervista|wywiad|インタビュー|访谈|专访|مقابلة",
    regex.I,
)
_FAQ = regex.compile(
    r"\bfaqs?\b|frequently asked|(?:common|häufige) (?:questions|fragen)|よくある質問|常见问题|частые вопросы"
    r"|preguntas frecuentes",
    regex.I,
)
_REVIEW = regex.compile(
    r"\b(?:reviews?|hands[- ]on|tested|test drive|first impressions|erfahrungsbericht|im test|testbericht|rezension"
    r"|reseña|análisis de|critique|recensione|recensie|recenzja|обзор|огляд)\b|レビュー|评测|مراجعة",
    regex.I,
)
_NO_REVIEW = regex.compile(
    r"\b(?:year|month|week|quarter) in review\b"
    r"|\b(?:code|peer|pull request|design|security|annual|quarterly|paper|software)[- ]reviews?\b"
    r"|\breviews? (?:process|criteria|guide|policy|editors?)\b",
    regex.I,
)
_COMPARISON = regex.compile(
    r"\p{L}\S* (?:vs\.?|versus|gegen|contra|против)\s\S|\bcompared\b|\bcomparison\b|\bim vergleich\b"
    r"|\bcomparativ[ao]\b|\bcomparatif\b|\bconfronto\b|\bсравнение\b|比較|对比",
    regex.I,
)
_COUNT_WORDS = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty "
    "zwei drei vier fünf sechs sieben acht neun zehn "
    "dos tres cuatro cinco seis siete ocho nueve diez deux trois quatre cinq sept huit neuf dix"
)
COUNTED_TITLE = regex.compile(
    rf"(?:^|: )(?:the |my |our |top )?(?:\d{{1,3}}|{'|'.join(_COUNT_WORDS.split())})\s+\p{{L}}", regex.I
)
_NEWS = regex.compile(
    r"\b(?:announc\p{L}+|launch\p{L}*|joins?|now (?:available|open|can)|can now|introduc\p{L}+|coming soon"
    r"|welcom\p{L}+|wins?|update|"
    r"roundup|quiet (?:period|month))\b",
    regex.I,
)


def kind_of(article: Article, questions: tuple[Question, ...], steps: tuple[Step, ...]) -> ArticleKind:
    """The kind that decides how the article is told."""
    title = article.title
    headings = [block.text for block in article.blocks if block.kind == "heading"]
    words = word_count(article.text, article.language)
    parts = max(len(headings), len(questions), _numbered(article))
    signs: tuple[tuple[bool, ArticleKind], ...] = (
        (_is_recipe(article, headings), "recipe"),
        (bool(_INTERVIEW.search(title)) and len(questions) >= 2, "interview"),
        (_is_asking(article, headings, questions), "interview" if _is_personal(questions) else "faq"),
        (bool(COUNTED_TITLE.search(title)) and parts >= 3, "listicle"),
        (bool(_COMPARISON.search(title)), "comparison"),
        (bool(_REVIEW.search(title)) and not _NO_REVIEW.search(title), "review"),
        (bool(_RELEASE.search(title)), "release"),
        (bool(HOW_TO.search(title)) or _is_mostly(steps, article), "how-to"),
        (bool(_NEWS.search(title)) or (words < 250 and len(headings) < 2), "news"),
    )
    return next((kind for sign, kind in signs if sign), "article")


def _is_recipe(article: Article, headings: list[str]) -> bool:
    if any(_INGREDIENTS.match(text) for text in headings) or any(tag.casefold() == "recipe" for tag in article.tags):
        return True
    directed = any(DIRECTIONS.match(text) for text in headings)
    return directed and any(_INGREDIENTS.match(block.text) for block in article.blocks)


def _is_asking(article: Article, headings: list[str], questions: tuple[Question, ...]) -> bool:
    """Whether questions and answers carry the article: by its title, its headings or a conversation."""
    asking = sum(map(is_question, headings))
    if _FAQ.search(article.title) and questions:
        return True
    return (asking >= 3 and asking * 2 >= len(headings)) or (len(questions) >= 3 and asking == 0)


def _is_personal(questions: tuple[Question, ...]) -> bool:
    """Whether the questions are put to somebody rather than about something."""
    personal = regex.compile(r"\b(?:you|your|yourself|ihr|ihre|sie|usted|tu|tus|vous|votre|ты|вы|ваш\p{L}*)\b", regex.I)
    own = regex.compile(r"\b(?:I|my|me|I['’]m)\b")
    asked = sum(1 for item in questions if personal.search(item.question))
    told = sum(1 for item in questions if own.search(item.answer))
    return asked * 3 >= len(questions) and told * 3 >= len(questions)


def _is_mostly(steps: tuple[Step, ...], article: Article) -> bool:
    """Whether the procedure is what the article is about, not a list on the way."""
    told = sum(word_count(step.text, article.language) for step in steps)
    return len(steps) >= 4 and told * 3 >= word_count(article.text, article.language)


def _numbered(article: Article) -> int:
    return sum(1 for block in article.blocks if block.number is not None and block.level <= 1)
