"""The few words of our own that a post needs, by language; none of them says anything about the article's subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reprise.briefs.brief import ArticleKind

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True)
class Phrases:
    """Calls to action before a link (`article` to `short`) and without one (`bio`), questions to the reader
    (`opinion` to `curious`), headings of lists (`points` to `inside`), and the language's quotation marks."""

    article: str
    steps: str
    recipe: str
    interview: str
    answers: str
    short: str
    bio: str
    opinion: str
    practice: str
    choice: str
    cook: str
    curious: str
    points: str
    order: str
    inside: str
    quotes: tuple[str, str] = ("“", "”")


NONE = Phrases("", "", "", "", "", "", "", "", "", "", "", "", "", "", "")
"""For languages we do not speak: the link stands without words."""

PHRASES: Mapping[str, Phrases] = MappingProxyType(
    {
        "en": Phrases(
            "Read the full article:", "All the steps:", "The full recipe:", "The whole interview:",
            "More questions and answers:", "Read on:", "Full article: link in bio.",
            "How do you see it?", "How do you do it?", "Which one stands out to you?",
            "Would you cook it this way?", "What else would you like to know?",
            "Key points:", "Step by step:", "Inside:",
        ),
        "de": Phrases(
            "Zum ganzen Artikel:", "Alle Schritte:", "Zum ganzen Rezept:", "Zum ganzen Interview:",
            "Mehr Fragen und Antworten:", "Weiterlesen:", "Ganzer Artikel: Link in der Bio.",
            "Wie seht ihr das?", "Wie macht ihr das?", "Welcher Punkt ist für euch der wichtigste?",
            "Würdet ihr es auch so kochen?", "Was möchtet ihr noch wissen?",
            "Das Wichtigste:", "Schritt für Schritt:", "Im Artikel:", ("„", "“"),
        ),
        "fr": Phrases(
            "Lire l’article complet :", "Toutes les étapes :", "La recette complète :", "L’entretien complet :",
            "D’autres questions et réponses :", "Lire la suite :", "Article complet : lien en bio.",
            "Qu’en pensez-vous ?", "Et vous, comment faites-vous ?", "Quel point retenez-vous ?",
            "La cuisineriez-vous ainsi ?", "Que voudriez-vous encore savoir ?",
            "À retenir :", "Étape par étape :", "Au sommaire :", ("« ", " »"),
        ),
        "es": Phrases(
            "Lee el artículo completo:", "Todos los pasos:", "La receta completa:", "La entrevista completa:",
            "Más preguntas y respuestas:", "Sigue leyendo:", "Artículo completo: enlace en la bio.",
            "¿Cómo lo ves?", "¿Y tú, cómo lo haces?", "¿Con cuál te quedas?", "¿Tú también lo cocinas así?",
            "¿Qué más te gustaría saber?",
            "Puntos clave:", "Paso a paso:", "En el artículo:", ("«", "»"),
        ),
        "pt": Phrases(
            "Leia o artigo completo:", "Todos os passos:", "A receita completa:", "A entrevista completa:",
            "Mais perguntas e respostas:", "Leia mais:", "Artigo completo: link na bio.",
            "O que acha?", "E você, como faz?", "Qual deles chama mais a sua atenção?",
            "Você também faria assim?", "O que mais gostaria de saber?",
            "Pontos principais:", "Passo a passo:", "No artigo:",
        ),
        "it": Phrases(
            "Leggi l’articolo completo:", "Tutti i passaggi:", "La ricetta completa:", "L’intervista completa:",
            "Altre domande e risposte:", "Continua a leggere:", "Articolo completo: link in bio.",
            "Che cosa ne pensate?", "E voi, come fate?", "Quale punto vi colpisce di più?",
            "La cucinereste così?", "Che altro vorreste sapere?",
            "In breve:", "Passo dopo passo:", "Nell’articolo:", ("«", "»"),
        ),
        "nl": Phrases(
            "Lees het hele artikel:", "Alle stappen:", "Het hele recept:", "Het hele interview:",
            "Meer vragen en antwoorden:", "Lees verder:", "Hele artikel: link in bio.",
            "Hoe kijk jij ernaar?", "Hoe doe jij het?", "Welke springt er voor jou uit?",
            "Zou jij het ook zo maken?", "Wat wil je nog meer weten?",
            "De hoofdpunten:", "Stap voor stap:", "In het artikel:",
        ),
        "ru": Phrases(
            "Читать статью целиком:", "Все шаги:", "Рецепт целиком:", "Интервью целиком:",
            "Ещё вопросы и ответы:", "Читать дальше:", "Статья целиком — ссылка в профиле.",
            "А что думаете вы?", "А как делаете вы?", "Какой пункт важнее для вас?", "А вы готовите так же?",
            "Что ещё вы хотели бы узнать?",
            "Главное:", "Шаг за шагом:", "В статье:", ("«", "»"),
        ),
        "uk": Phrases(
            "Читати статтю повністю:", "Усі кроки:", "Рецепт повністю:", "Інтерв’ю повністю:",
            "Більше запитань і відповідей:", "Читати далі:", "Повна стаття — посилання в профілі.",
            "А що думаєте ви?", "А як робите ви?", "Який пункт важливіший для вас?", "А ви готуєте так само?",
            "Що ще ви хотіли б дізнатися?",
            "Головне:", "Крок за кроком:", "У статті:", ("«", "»"),
        ),
        "pl": Phrases(
            "Przeczytaj cały artykuł:", "Wszystkie kroki:", "Cały przepis:", "Cały wywiad:",
            "Więcej pytań i odpowiedzi:", "Czytaj dalej:", "Cały artykuł: link w bio.",
            "Co o tym myślicie?", "A jak wy to robicie?", "Który punkt jest dla was najważniejszy?",
            "Też tak to gotujecie?", "Co jeszcze chcielibyście wiedzieć?",
            "Najważniejsze:", "Krok po kroku:", "W artykule:", ("„", "”"),
        ),
        "ja": Phrases(
            "記事の全文はこちら：", "すべての手順はこちら：", "レシピの全文はこちら：", "インタビューの全文はこちら：",
            "ほかの質問と回答はこちら：", "続きはこちら：", "記事の全文はプロフィールのリンクから。",
            "みなさんはどう思いますか？", "みなさんはどうしていますか？", "気になるのはどれですか？",
            "みなさんもこう作りますか？", "ほかに知りたいことはありますか？",
            "ポイント：", "手順：", "記事の内容：", ("「", "」"),
        ),
        "zh": Phrases(
            "阅读全文：", "全部步骤：", "完整食谱：", "完整访谈：", "更多问答：", "继续阅读：", "全文链接见主页简介。",
            "你怎么看？", "你是怎么做的？", "哪一点最打动你？", "你也会这样做吗？", "你还想了解什么？",
            "要点：", "步骤：", "文中内容：",
        ),
        "ar": Phrases(
            "اقرأ المقال كاملًا:", "جميع الخطوات:", "الوصفة كاملة:", "المقابلة كاملة:", "مزيد من الأسئلة والأجوبة:",
            "تابع القراءة:", "المقال كاملًا: الرابط في الملف الشخصي.",
            "ما رأيكم؟", "وكيف تفعلون ذلك أنتم؟", "أيّ نقطة تلفت انتباهكم أكثر؟", "هل تطبخونها هكذا أيضًا؟",
            "ماذا تودّون أن تعرفوا أيضًا؟",
            "أهم النقاط:", "خطوة بخطوة:", "في المقال:", ("«", "»"),
        ),
    }
)  # fmt: skip

CALLS: Mapping[ArticleKind, str] = MappingProxyType(
    {"how-to": "steps", "recipe": "recipe", "interview": "interview", "faq": "answers"}
)
"""The call to action (a field of `Phrases`) that suits a kind of article; "article" for the others."""

QUESTIONS: Mapping[ArticleKind, str] = MappingProxyType({"how-to": "practice", "listicle": "choice", "recipe": "cook"})
"""The question to the reader by kind of article; "opinion" for the others."""

EMOJI: Mapping[ArticleKind, str] = MappingProxyType(
    {
        "article": "📖", "how-to": "🛠️", "listicle": "📋", "faq": "💬", "interview": "🎙️", "recipe": "🍳",
        "release": "📦", "news": "🗞️",
    }
)  # fmt: skip


def phrases(language: str) -> Phrases:
    """The phrases of a language ("pt-BR" is "pt"); empty ones when we do not speak it."""
    return PHRASES.get(language.split("-", maxsplit=1)[0].lower(), NONE)


def pointer(language: str) -> str:
    """The hand that points along the line of writing."""
    return "👈" if language.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "👉"
