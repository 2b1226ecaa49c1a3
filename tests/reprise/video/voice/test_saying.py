"""Figures, units, money, dates and abbreviations as they are said in each language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.video.voice.numerals import numerals
from reprise.video.voice.speech import shown, utter, written_words

SAID = {
    "en": """
3.5 km = three point five kilometres
1 km = one kilometre
$2.5M = two point five million dollars
$2.5 million = two point five million dollars
$1 = one dollar
£3bn = three billion pounds
EUR 5 = five euros
10 % = ten percent
1% = one percent
§ 5 = section five
No. 3 = number three
No, 3 are left. = No, three are left.
#1 = number one
10/21/2026 = October twenty-first, twenty twenty-six
2026-10-21 = October twenty-first, twenty twenty-six
October 21, 2026 = October twenty-first, twenty twenty-six
in 2026 = in twenty twenty-six
the 1990s = the nineteen nineties
2019–2021 = twenty nineteen to twenty twenty-one
10–12 km = ten to twelve kilometres
10-12 = ten to twelve
5 km/h = five kilometres per hour
-5°C = minus five degrees Celsius
12 m² = twelve square metres
v2.1 = version two point one
2.1.3 = two point one point three
e.g. this = for example this
1st and 22nd = first and twenty-second
the USA = the U S A
NASA = NASA
GDP = G D P
THIS IS GREAT = THIS IS GREAT
1,200,000 users = one million two hundred thousand users
10k users = ten thousand users
10:30 = ten thirty
10:05 a.m. = ten oh five A M
5:00 pm = five pm
16:9 = sixteen to nine
1/2 cup = one half cup
+49 30 123456 = plus four nine, three zero, one two three four five six
555-1234 = five five five, one two three four
007 = zero zero seven
3D and x86 = three D and x eighty-six
C++ = C plus plus
""",
    "de": """
3,5 km = drei Komma fünf Kilometer
1.000.000 € = eine Million Euro
1 Stunde = eine Stunde
1 km = ein Kilometer
10 % = zehn Prozent
§ 5 = Paragraph fünf
Nr. 3 = Nummer drei
21.10.2026 = einundzwanzigster Oktober zweitausendsechsundzwanzig
am 21. Oktober 2026 = am einundzwanzigsten Oktober zweitausendsechsundzwanzig
der 3. Platz = der dritte Platz
Es waren 3. Dann = Es waren drei. Dann
im Jahr 1998. = im Jahr neunzehnhundertachtundneunzig.
die 1990er = die neunzehnhundertneunziger
−5 °C = minus fünf Grad Celsius
12 m² = zwölf Quadratmeter
z. B. das = zum Beispiel das
19 % MwSt. = neunzehn Prozent Mehrwertsteuer
die USA = die U S A
10–12 Uhr = zehn bis zwölf Uhr
10:30 Uhr = zehn Uhr dreißig
2,5 Mio. Euro = zwei Komma fünf Millionen Euro
3,14 = drei Komma eins vier
5 km/h = fünf Kilometer pro Stunde
v2.1 = Version zwei Punkt eins
""",
    "fr": """
3,5 km = trois virgule cinq kilomètres
1,5 km = un virgule cinq kilomètre
1 000 000 € = un million d'euros
2,5 millions € = deux virgule cinq millions d'euros
10 % = dix pour cent
le 21/10/2026 = le vingt et un octobre deux mille vingt-six
1er = premier
2e = deuxième
10h30 = dix heures trente
n° 3 = numéro trois
5 km/h = cinq kilomètres heure
10–12 = dix à douze
""",
    "es": """
3,5 km = tres coma cinco kilómetros
1 km = un kilómetro
1.000.000 € = un millón de euros
10 % = diez por ciento
21/10/2026 = veintiuno de octubre de dos mil veintiséis
1.º = primero
3ª = tercera
EE. UU. = Estados Unidos
5 km/h = cinco kilómetros por hora
""",
    "it": """
3,5 km = tre virgola cinque chilometri
1.000.000 € = un milione di euro
10 % = dieci per cento
21/10/2026 = ventuno ottobre duemilaventisei
1º = primo
20 °C = venti gradi Celsius
""",
    "pt": """
3,5 km = três vírgula cinco quilómetros
1.000.000 € = um milhão de euros
R$ 5 = cinco reais
21/10/2026 = vinte e um de outubro de dois mil e vinte e seis
1.º = primeiro
""",
    "nl": """
3,5 km = drie komma vijf kilometer
1.000.000 € = een miljoen euro
21-10-2026 = eenentwintig oktober tweeduizendzesentwintig
20ste = twintigste
5 km/u = vijf kilometer per uur
10–12 = tien tot twaalf
""",
    "pl": """
1 km = jeden kilometr
2 km = dwa kilometry
5 km = pięć kilometrów
3,5 km = trzy przecinek pięć kilometra
1 000 000 zł = milion złotych
5 października = piątego października
-5 °C = minus pięć stopni Celsjusza
""",
    "ru": """
1 км = один километр
2 км = два километра
5 км = пять километров
3,5 км = три целых пять десятых километра
2 минуты = две минуты
2 часа = два часа
21 минута = двадцать одна минута
2 % = два процента
1 000 000 € = один миллион евро
21.10.2026 = двадцать первого октября две тысячи двадцать шестого года
1-й = первый
5-го = пятого
90-х = девяностых
5 км/ч = пять километров в час
США = С Ш А
т. е. = то есть
""",
    "el": """
10 % = 10 τοις εκατό
1.000.000 € = 1000000 ευρώ
21/10/2026 = 21 Οκτωβρίου 2026
π.χ. = για παράδειγμα
""",
    "ja": """
3.5km = 三 点 五 キロメートル
10:30 = 十時三十分
""",
    "zh": """
增长了5%。 = 增长了百分之5。
5 % = 百分之5
10–12 = 10 到 12
""",
    "ko": """
3.5 km = 삼 점 오 킬로미터
-5 = 마이너스 오
""",
    "ar": """
5% = خمسة بالمئة
10–12 = عشرة إلى اثنا عشر
""",
}
ROWS = [
    (language, *line.split(" = ")) for language, table in SAID.items() for line in table.strip().splitlines() if line
]


@pytest.mark.parametrize(("language", "written", "spoken"), ROWS)
def test_what_is_said_for_what_is_written(language: str, written: str, spoken: str) -> None:
    assert " ".join(utter(written, language, spell=True).text.split()) == spoken


@pytest.mark.parametrize(
    ("language", "written", "figures"),
    [
        ("en", "1,200,000", "1200000"),
        ("de", "1.200.000", "1200000"),
        ("de", "3,5", "3 Komma 5"),
        ("fr", "-5", "moins 5"),
    ],
)
def test_a_voice_that_reads_figures_gets_plain_ones(language: str, written: str, figures: str) -> None:
    assert utter(written, language).text == figures


DICTIONARY = {"Nguyen": "nwin", "SQL": "sequel", "et cetera": "etsetera", "New York": "noo york", "東京": "とうきょう"}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Nguyen’s plan", "nwin’s plan"),
        ("(Nguyen), Nguyen.", "(nwin), nwin."),
        ("nguyen and Nguyens", "nguyen and Nguyens"),
        ("SQL, but not sql or MySQL", "sequel, but not sql or MySQL"),
        ("Et Cetera! and et  cetera", "etsetera! and etsetera"),
        ("In New York, today", "In noo york, today"),
        ("a Nguyen-style plan", "a nwin-style plan"),
    ],
)
def test_the_sites_dictionary_counts_for_whole_words(written: str, spoken: str) -> None:
    utterance = utter(written, "en", DICTIONARY)
    assert utterance.text == spoken
    assert tuple(word.text for word in utterance.words) == written_words(written, "en")
    assert utter("東京へ", "ja", DICTIONARY).text == "とうきょうへ"


def test_a_phrase_shares_its_sound_among_its_words() -> None:
    utterance = utter("see et cetera now", "en", DICTIONARY)
    assert [utterance.text[word.start : word.end] for word in utterance.words] == ["see", "et", "setera", "now"]


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet="0123456789.,:-–/ °C%€$mkhMNr#§½²v+s'ºA", max_size=30),
    st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "el", "ja", "zh", "ko", "ar", "sv", "xx"]),
    st.booleans(),
)
def test_any_figures_can_be_said_and_every_word_is_there(text: str, language: str, spell: bool) -> None:
    utterance = utter(text, language, {"M": "em", "5": "V"}, spell=spell)
    assert tuple(word.text for word in utterance.words) == written_words(text, language)
    places = [(word.start, word.end) for word in utterance.words]
    assert places == sorted(places)
    assert all(0 <= start <= end <= len(utterance.text) for start, end in places)


@settings(deadline=None, max_examples=100)
@given(
    st.integers(0, 10**15 - 1),
    st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "ja", "ko", "ar"]),
)
def test_spelled_numbers_have_no_figures(number: int, language: str) -> None:
    assert not any(map(str.isdecimal, numerals(language, spell=True).number(str(number))))


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(
        ["https://example.com/a?b=1&c", "http://x.example/~a_b", "www.example.org/path#x", "**bold**", "`code`"]
    ),
    st.sampled_from(["", "(", "“", "See "]),
    st.sampled_from(["", ").", "”", " now", ", and"]),
    st.booleans(),
)
def test_markup_and_addresses_are_never_read_aloud(inner: str, before: str, after: str, spell: bool) -> None:
    said = utter(before + inner + after, "en", spell=spell).text
    assert not set(said) & set("*`_/?&#~=<>[]")
    assert "http" not in said
    assert "www" not in said
    assert shown(before + inner + after) == shown(shown(before + inner + after))
