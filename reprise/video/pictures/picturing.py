"""Which picture of the article fits which words, by its texts, its file's name and its place; and who made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import regex

from reprise.articles.article import Article, ArticleImage
from reprise.briefs.language import content_terms

_CREDIT = regex.compile(
    r"(?:^|[\s(\[|–—·.,;:/。、（「-])(?P<credit>(?:(?:photos?|pictures?|images?|illustrations?|graphics?|foto(?:s|graf(?:ie|ía|ia)?)?"
    r"|fotograf|bild(?:er|quelle|nachweis)?|grafik|abbildung|quelle|crédits?(?: photo)?|credits?(?: photo)?|crédito"
    r"|imagen|imagem|immagine|afbeelding|beeld|zdjęcie|фото(?:графия)?|изображение|зображення|φωτο(?:γραφία)?|εικόνα"
    r"|صورة|تصوير|写真|画像|图|圖|图片|사진)\s*(?:credits?|by|von|de|di|van|od)?\s*[:：©]\s*|(?:photos?|pictures?|images?"
    r"|illustrations?) (?:by|courtesy of) |©\s*)(?P<who>[^\n()\[\]|]{2,80}))",
    regex.I,
)
_SENTENCE_END = regex.compile(r"(?<=\p{L}{3}|\))[.!?](?:\s|$)")
_CAMERA = regex.compile(r"^(?:img|dsc[fn]?|dscn|image|photo|foto|bild|picture|pic|screenshot|screen|shot|untitled"
                        r"|scaled|copy|final|edit(?:ed)?|cropped|hero|header|featured|thumb(?:nail)?|large|small|medium"
                        r"|jpe?g|png|webp|gif|v|x|px|web|www|uploads?|wp)$", regex.I)  # fmt: skip
_NEAR = 3  # blocks between words and a picture that belongs to them
_MATCHES = 2
"""Words that a picture and a scene must share where the picture stands elsewhere in the article."""


@dataclass
class Telling:
    """What the article's pictures tell, in its language's word stems; worked out once for each picture."""

    article: Article
    _own: dict[str, frozenset[str]] = field(default_factory=dict)
    _about: frozenset[str] | None = None

    def own(self, image: ArticleImage) -> frozenset[str]:
        """Stems of a picture's alternative text, caption and file name."""
        if image.url not in self._own:
            caption, _ = without_credit(image.caption)
            text = f"{image.alt} {caption} {file_words(image.url)}"
            self._own[image.url] = frozenset(content_terms(text, self.article.language))
        return self._own[image.url]

    def section(self, block: int) -> frozenset[str]:
        """Stems of a block and the headings above it."""
        blocks = self.article.blocks
        if not 0 <= block < len(blocks):
            return frozenset()
        heads = [found.text for found in blocks[: block + 1] if found.kind == "heading"][-1:]
        return frozenset(content_terms(" ".join((*heads, blocks[block].text)), self.article.language))

    def fitness(self, image: ArticleImage, words: str, blocks: Sequence[int]) -> float:
        """How well a picture goes with words told from some blocks: 0 and less where it would mislead.

        What both name counts most, then how near the picture stands in the article.
        """
        own, said = self.own(image), frozenset(content_terms(words, self.article.language))
        shared = len(own & said)
        away = _distance(image, blocks)
        near = away is not None and away <= _NEAR
        score = 1.6 * shared / max(1.0, min(len(own), len(said), 4)) if shared else 0.0
        if near and away is not None:
            score += 0.8 - 0.1 * away
            if own and not shared and not own & self._around(blocks):
                score -= 1.0  # it stands here, and yet is of something else
        elif shared < min(_MATCHES, len(own)):
            score *= 0.4
        return score

    def fits(self, image: ArticleImage, words: str, blocks: Sequence[int]) -> bool:
        """Whether a picture tells more of the words than a card would."""
        return self.fitness(image, words, blocks) >= 0.45

    def _around(self, blocks: Sequence[int]) -> frozenset[str]:
        if self._about is None:
            title = f"{self.article.title} {' '.join(self.article.tags)} {' '.join(self.article.keywords)}"
            self._about = frozenset(content_terms(title, self.article.language))
        return self._about.union(*(self.section(block) for block in blocks))


def without_credit(caption: str) -> tuple[str, str]:
    """A caption and who made the picture, as it is written there ("Photo: Jane Doe"); "" when nobody is named."""
    found = _CREDIT.search(caption)
    if found is None:
        return caption.strip(), ""
    end = _SENTENCE_END.search(found["credit"])
    credit = found["credit"][: end.start()] if end else found["credit"]
    start = found.start("credit")
    rest = caption[:start].rstrip(" ([|–—·,;:/（「-") + " " + caption[start + len(credit) :].lstrip(" )].,;")
    return " ".join(rest.split()), " ".join(credit.split()).rstrip(" ,;:|/-–—")


def credit_of(image: ArticleImage) -> str | None:
    """Who made a picture, by its caption; None where the article does not say."""
    return without_credit(image.caption)[1] or None


def file_words(url: str) -> str:
    """The words in a file's name; none of a camera's or a program's."""
    stem = unquote(urlsplit(url).path).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    parts: Iterable[str] = regex.findall(r"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{Lo}+", stem)
    return " ".join(part for part in parts if len(part) > 2 and not _CAMERA.match(part))


def _distance(image: ArticleImage, blocks: Sequence[int]) -> int | None:
    """Blocks between a picture and the nearest of the told ones; None where its place is not known."""
    if image.before is None or not blocks:
        return None
    return min(abs(image.before - 1 - block) for block in blocks)
