"""The few connecting words a film adds to the article's own, by language, and abbreviations as they are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from reprise.briefs.language import base


@dataclass(frozen=True)
class FilmWords:
    """`cta` names the site where {site} stands; `first` and `last` introduce the first and the last step shown;
    `turns` are conjunctions a long sentence may be parted before; `sayings` are abbreviations spoken in full."""

    cta: str = ""
    first: str = ""
    last: str = ""
    full_stop: str = "."
    turns: tuple[str, ...] = ()
    sayings: Mapping[str, str] = field(default_factory=dict)


_WORDS: Mapping[str, FilmWords] = MappingProxyType(
    {
        "en": FilmWords(
            "Read the full story on {site}.", "First,", "Finally,", turns=("but", "so", "yet"),
            sayings={"e.g.": "for example", "i.e.": "that is", "etc.": "and so on", "vs.": "versus", "&": "and",
                     "w/": "with", "w/o": "without", "approx.": "about", "tbsp": "tablespoons", "tsp": "teaspoons"},
        ),
        "de": FilmWords(
            "Der ganze Beitrag steht auf {site}.", "Zuerst:", "Zum Schluss:", turns=("aber", "sondern"),
            sayings={"z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt",
                     "usw.": "und so weiter", "bzw.": "beziehungsweise", "u. a.": "unter anderem", "ca.": "circa",
                     "&": "und"},
        ),
        "fr": FilmWords(
            "Lisez l’article complet sur {site}.", "D’abord :", "Pour finir :", turns=("mais",),
            sayings={"p. ex.": "par exemple", "c.-à-d.": "c’est-à-dire", "etc.": "et cetera", "&": "et"},
        ),
        "es": FilmWords(
            "Lee el artículo completo en {site}.", "Primero:", "Por último:", turns=("pero", "sino"),
            sayings={"p. ej.": "por ejemplo", "etc.": "etcétera", "EE. UU.": "Estados Unidos", "&": "y"},
        ),
        "pt": FilmWords(
            "Leia o artigo completo em {site}.", "Primeiro:", "Por fim:", turns=("mas", "porém"),
            sayings={"p. ex.": "por exemplo", "etc.": "et cetera", "&": "e"},
        ),
        "it": FilmWords(
            "Leggi l’articolo completo su {site}.", "Per prima cosa:", "Infine:", turns=("ma", "però"),
            sayings={"p. es.": "per esempio", "ecc.": "eccetera", "&": "e"},
        ),
        "nl": FilmWords(
            "Lees het hele artikel op {site}.", "Eerst:", "Tot slot:", turns=("maar",),
            sayings={"bijv.": "bijvoorbeeld", "d.w.z.": "dat wil zeggen", "enz.": "enzovoort", "&": "en"},
        ),
        "ru": FilmWords(
            "Читайте статью полностью на сайте {site}.", "Сначала:", "И наконец:", turns=("но", "однако"),
            sayings={"т. е.": "то есть", "т.е.": "то есть", "т. д.": "так далее", "т.д.": "так далее",
                     "т. п.": "тому подобное", "т.п.": "тому подобное", "др.": "другие", "напр.": "например",
                     "&": "и"},
        ),
        "uk": FilmWords(
            "Читайте статтю повністю на сайті {site}.", "Спочатку:", "І нарешті:", turns=("але", "однак"),
            sayings={"тощо.": "тощо", "т. д.": "так далі", "т.д.": "так далі", "&": "і"},
        ),
        "pl": FilmWords(
            "Cały artykuł przeczytasz na {site}.", "Najpierw:", "Na koniec:", turns=("ale", "lecz"),
            sayings={"np.": "na przykład", "tj.": "to jest", "itd.": "i tak dalej", "itp.": "i tym podobne", "&": "i"},
        ),
        "el": FilmWords(
            "Διαβάστε ολόκληρο το άρθρο στο {site}.", "Πρώτα:", "Και τέλος:", turns=("αλλά", "όμως", "ωστόσο"),
            sayings={"π.χ.": "για παράδειγμα", "π. χ.": "για παράδειγμα", "δηλ.": "δηλαδή", "κ.λπ.": "και λοιπά",
                     "κ.ά.": "και άλλα", "&": "και"},
        ),
        "sv": FilmWords("Läs hela artikeln på {site}.", "Först:", "Till sist:", turns=("men",)),
        "da": FilmWords("Læs hele artiklen på {site}.", "Først:", "Til sidst:", turns=("men",)),
        "no": FilmWords("Les hele artikkelen på {site}.", "Først:", "Til slutt:", turns=("men",)),
        "tr": FilmWords("Yazının tamamını {site} sitesinde okuyun.", "Önce:", "Son olarak:", turns=("ama", "fakat")),
        "ja": FilmWords("続きは{site}でお読みください。", full_stop="。"),
        "zh": FilmWords("全文请见{site}。", full_stop="。"),
        "ar": FilmWords("اقرأ المقال كاملًا على {site}.", "أولًا:", "وأخيرًا:"),
    }
)  # fmt: skip


def film_words(language: str) -> FilmWords:
    """The words of a language; none of its own where there is no table: only the article speaks then."""
    return _WORDS.get(base(language), FilmWords())
