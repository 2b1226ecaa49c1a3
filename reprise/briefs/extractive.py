"""The built-in writer's brief: everything in it is found in the article, nothing is made up."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief, Excerpt
from reprise.briefs.keyphrases import keyphrases
from reprise.briefs.kinds import kind_of
from reprise.briefs.language import word_count
from reprise.briefs.orders import without_orders
from reprise.briefs.phrases import phrases
from reprise.briefs.questions import is_question, questions
from reprise.briefs.quotes import quotes
from reprise.briefs.ranking import Ranked, Ranking, rank
from reprise.briefs.sentences import sentences
from reprise.briefs.standalone import is_clean
from reprise.briefs.statistics import statistics
from reprise.briefs.steps import steps
from reprise.errors import BadInput

WRITER = "extractive 6"
_SUMMARY_SENTENCES, _SUMMARY_WORDS, _KEY_POINTS, _DEFINITIONS = 3, 65, 12, 4
_COUNT = regex.compile(r"^\(?\d{1,2}[.)]\s+(?=\p{L})")
_EMPTY_HEADING = regex.compile(
    r"^(?:introduction|intro|conclusion|conclusions|summary|overview|contents?|table of contents|references"
    r"|links|notes|footnotes|"
    r"further reading|acknowledge?ments|thanks|author|contribution|related (?:posts|articles)|einleitung|fazit"
    r"|zusammenfassung|"
    r"introducción|conclusión|conclusiones|resumen|conclusão|introduzione|conclusione|введение|заключение"
    r"|выводы|итоги|вступ|висновки|"
    r"はじめに|おわりに|まとめ|概要|参考(?:文献|資料|リンク)?|目次|简介|介绍|总结|参考|مقدمة|خاتمة|خلاصة)\s*[:：.]?$",
    regex.I,
)


def write_brief(article: Article) -> Brief:
    """Distil one article. Raises `BadInput` when it has no sentence that can be used."""
    article = without_orders(article)
    ranking = rank(article, sentences(article))
    summary = _summary(article, ranking)
    if not summary:
        raise BadInput(
            "The article has no sentence to work with (only headings, code, links or pictures).",
            where=article.key,
            remedy="Add at least one written sentence to it.",
        )
    asked, procedure = questions(article), steps(article)
    kind = kind_of(article, asked, procedure)
    return Brief(
        article=article.key,
        content_hash=article.content_hash,
        language=article.language,
        title=article.title.strip(),
        kind=kind,
        summary=tuple(_excerpt(item) for item in summary),
        key_points=tuple(_excerpt(item) for item in _key_points(ranking, summary)),
        quotes=quotes(article, ranking, summary, interview=kind == "interview"),
        statistics=statistics(ranking.ranked, article.language),
        questions=asked,
        steps=procedure,
        definitions=_definitions(article, ranking),
        headings=telling_headings(article),
        keywords=keyphrases(article),
        writer=WRITER,
    )


def _summary(article: Article, ranking: Ranking) -> list[Ranked]:
    """One to three sentences in reading order: what it is about first, then what it says."""
    standing = [item for item in ranking.ranked if item.judgement.standing and item.judgement.quality > 0.15]
    if not standing:
        return _last_resort(ranking)
    lead = max(standing, key=lambda item: _lead_value(item, ranking))
    chosen = [lead]
    words = word_count(lead.sentence.text, article.language)
    for item in ranking.best(standing, 6, taken=chosen):
        length = word_count(item.sentence.text, article.language)
        if len(chosen) < _SUMMARY_SENTENCES and words + length <= _SUMMARY_WORDS and item.score > 0.35:
            chosen.append(item)
            words += length
    return sorted(chosen, key=lambda item: item.row)


def _lead_value(item: Ranked, ranking: Ranking) -> float:
    """How well a sentence opens a summary: early, close to title and description, well worded."""
    early = max(0.0, 1 - item.sentence.position / 0.25)
    opening = 0.15 if item.sentence.in_block == 0 else 0.0
    listed = 0.4 if item.sentence.block.kind != "paragraph" else 1.0
    return (
        (0.5 * early + 0.6 * float(ranking.framing[item.row]) + 0.5 * item.score + opening)
        * listed
        * (0.4 + 0.6 * item.judgement.quality)
    )


def _last_resort(ranking: Ranking) -> list[Ranked]:
    """For stubs: the best sentences that are at least clean, though they may lean on the title."""
    usable = [item for item in ranking.ranked if item.judgement.usable]
    finished = [item for item in usable if item.sentence.block.kind != "list_item"] or usable
    best = sorted(finished, key=lambda item: (-item.judgement.quality, item.row))[:2]
    return sorted(best, key=lambda item: item.row)


def _key_points(ranking: Ranking, summary: Sequence[Ranked]) -> list[Ranked]:
    """The most telling sentences by rank. Short articles may repeat no summary, so theirs are fewer."""
    standing = [item for item in ranking.ranked if item.judgement.standing and item.judgement.quality > 0.25]
    standing = [item for item in standing if not is_question(item.sentence.text)]
    chosen = ranking.best(standing, _KEY_POINTS, taken=summary)
    texts = {item.sentence.text for item in summary}
    return [item for item in chosen if item.sentence.text not in texts]


def _definitions(article: Article, ranking: Ranking) -> tuple[Excerpt, ...]:
    """Sentences that say what something is, best first."""
    pattern = phrases(article.language).definition
    found = [item for item in ranking.ranked if item.judgement.standing and pattern.search(item.sentence.text)]
    found.sort(key=lambda item: -item.score)
    return tuple(_excerpt(item) for item in found[:_DEFINITIONS])


def telling_headings(article: Article) -> tuple[str, ...]:
    """Section titles that say something, without those every article has."""
    found = (_COUNT.sub("", block.text).rstrip(" :：") for block in article.blocks if block.kind == "heading")
    title = article.title.casefold().strip()
    telling = (text for text in found if is_clean(text) and not _EMPTY_HEADING.match(text) and text.casefold() != title)
    return tuple(dict.fromkeys(text for text in telling if len(text) > 1))


def _excerpt(item: Ranked) -> Excerpt:
    place: Place = item.sentence.place
    return Excerpt(text=item.sentence.text, place=place, score=round(item.score, 4))
