"""What an article says to a machine and not to its readers: no writer takes it for something to be told."""

from __future__ import annotations

from reprise.articles.article import Article, Block
from reprise.grounding.tables import leaks


def without_orders(article: Article) -> Article:
    """The article with the paragraphs empty that tell a model what to do ("Ignore all previous instructions …"), and
    its description if that does. Every place in it stays what it is. An article of nothing else stays whole: what is
    made of it is looked at by `reprise.grounding`."""
    pattern = leaks(article.language)
    if not pattern.search(article.text) and not pattern.search(article.description):
        return article
    blocks = tuple(_emptied(block) if pattern.search(block.text) else block for block in article.blocks)
    if not any(block.text for block in blocks):
        return article
    description = "" if pattern.search(article.description) else article.description
    return article.model_copy(update={"blocks": blocks, "description": description})


def _emptied(block: Block) -> Block:
    return block.model_copy(update={"kind": "paragraph", "text": ""})
