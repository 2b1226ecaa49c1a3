"""How signs, units and abbreviations are said, one small table per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SpokenForms:
    """A language's words for what is written without letters.

    `signs` stand alone or between words; `units` follow a number; `currencies` are said after their amount (or its
    `magnitudes`: "$2 million"); `abbreviations` are whole words in lower case; `pairs` two of them in a row.
    """

    signs: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    magnitudes: frozenset[str] = frozenset()
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    dot: str = " "
    to: str = " "


def _table(keys: str, words: str) -> dict[str, str]:
    return dict(zip(keys.split(), (word.replace("_", " ") for word in words.split()), strict=True))


_SIGNS = "% ‰ & + = ~ ≈ × ÷ > < → ° °C °F @ §"
_UNITS = "km/h m/s km cm mm kg g ml l m² m³ kWh kW MB GB TB kB Mbit/s GHz MHz ms min px h"
_MONEY = "$ € £ ¥"

FORMS: Mapping[str, SpokenForms] = {
    "en": SpokenForms(
        _table(
            _SIGNS,
            "percent per_mille and plus equals about about times divided_by greater_than less_than to degrees"
            " degrees_Celsius degrees_Fahrenheit at section",
        ),
        _table(
            _UNITS,
            "kilometres_per_hour metres_per_second kilometres centimetres millimetres kilograms grams millilitres"
            " litres square_metres cubic_metres kilowatt_hours kilowatts megabytes gigabytes terabytes kilobytes"
            " megabits_per_second gigahertz megahertz milliseconds minutes pixels hours",
        ),
        _table(_MONEY, "dollars euros pounds yen"),
        frozenset({"thousand", "million", "billion", "trillion", "k", "m", "bn"}),
        _table(
            "e.g. i.e. etc. vs. vs approx. dr. mr. mrs. ms. prof. fig. u.s. u.k. u.n. a.m. p.m. w/ w/o c++ c# .net",
            "for_example that_is et_cetera versus versus approximately doctor mister missus miss professor figure"
            " U_S U_K U_N A_M P_M with without C_plus_plus C_sharp dot_net",
        ),
        dot=" dot ",
        to=" to ",
    ),
    "de": SpokenForms(
        _table(
            _SIGNS,
            "Prozent Promille und plus gleich etwa etwa mal geteilt_durch größer_als kleiner_als zu Grad Grad_Celsius"
            " Grad_Fahrenheit ät Paragraph",
        ),
        _table(
            _UNITS,
            "Kilometer_pro_Stunde Meter_pro_Sekunde Kilometer Zentimeter Millimeter Kilogramm Gramm Milliliter Liter"
            " Quadratmeter Kubikmeter Kilowattstunden Kilowatt Megabyte Gigabyte Terabyte Kilobyte"
            " Megabit_pro_Sekunde Gigahertz Megahertz Millisekunden Minuten Pixel Stunden",
        ),
        _table(_MONEY, "Dollar Euro Pfund Yen"),
        frozenset({"tausend", "million", "millionen", "mio.", "milliarde", "milliarden", "mrd."}),
        _table(
            "z.b. d.h. u.a. usw. bzw. ca. evtl. ggf. inkl. vgl. nr. dr. prof. mio. mrd. sog. bspw. c++ c#",
            "zum_Beispiel das_heißt unter_anderem und_so_weiter beziehungsweise circa eventuell gegebenenfalls"
            " inklusive vergleiche Nummer Doktor Professor Millionen Milliarden sogenannte beispielsweise"
            " C_plus_plus C_sharp",
        ),
        {
            ("z.", "b."): ("zum", "Beispiel"),
            ("d.", "h."): ("das", "heißt"),
            ("u.", "a."): ("unter", "anderem"),
            ("i.", "d."): ("in", "der"),
        },
        dot=" Punkt ",
        to=" bis ",
    ),
    "fr": SpokenForms(
        _table(
            _SIGNS,
            "pour_cent pour_mille et plus égale environ environ fois divisé_par supérieur_à inférieur_à vers degrés"
            " degrés_Celsius degrés_Fahrenheit arobase paragraphe",
        ),
        _table(
            "km/h km cm mm kg g l m² MB GB Mo Go min h",
            "kilomètres_heure kilomètres centimètres millimètres kilos grammes litres mètres_carrés mégaoctets"
            " gigaoctets mégaoctets gigaoctets minutes heures",
        ),
        _table(_MONEY, "dollars euros livres yens"),
        frozenset({"mille", "million", "millions", "milliard", "milliards"}),
        _table("p.ex. etc. env. m. mme dr n°", "par_exemple et_cetera environ monsieur madame docteur numéro"),
        dot=" point ",
        to=" à ",
    ),
    "es": SpokenForms(
        _table(
            _SIGNS,
            "por_ciento por_mil y más igual_a unos unos por entre mayor_que menor_que a grados grados_Celsius"
            " grados_Fahrenheit arroba sección",
        ),
        _table(
            "km/h km cm mm kg g l m² MB GB min h",
            "kilómetros_por_hora kilómetros centímetros milímetros kilos gramos litros metros_cuadrados megabytes"
            " gigabytes minutos horas",
        ),
        _table(_MONEY, "dólares euros libras yenes"),
        frozenset({"mil", "millón", "millones"}),
        _table(
            "p.ej. etc. aprox. sr. sra. dr. dra. ee.uu. núm. pág.",
            "por_ejemplo etcétera aproximadamente señor señora doctor doctora Estados_Unidos número página",
        ),
        {("p.", "ej."): ("por", "ejemplo"), ("ee.", "uu."): ("Estados", "Unidos")},
        dot=" punto ",
        to=" a ",
    ),
    "it": SpokenForms(
        _table(
            "% & + = ~ × ° °C @",
            "per_cento e più uguale circa per gradi gradi_Celsius chiocciola",
        ),
        _table("km/h km cm kg g GB MB", "chilometri_orari chilometri centimetri chili grammi gigabyte megabyte"),
        _table(_MONEY, "dollari euro sterline yen"),
        frozenset({"mila", "milione", "milioni", "miliardi"}),
        _table("es. ecc. sig. dott.", "esempio eccetera signor dottor"),
        dot=" punto ",
        to=" a ",
    ),
    "pt": SpokenForms(
        _table("% & + = ~ × ° °C @", "por_cento e mais igual_a cerca_de vezes graus graus_Celsius arroba"),
        _table(
            "km/h km cm kg g GB MB", "quilómetros_por_hora quilómetros centímetros quilos gramas gigabytes megabytes"
        ),
        {**_table(_MONEY, "dólares euros libras ienes"), "R$": "reais"},
        frozenset({"mil", "milhão", "milhões", "bilhões"}),
        _table("p.ex. etc. sr. sra. dr.", "por_exemplo etcétera senhor senhora doutor"),
        dot=" ponto ",
        to=" a ",
    ),
    "nl": SpokenForms(
        _table("% & + = ~ × ° °C @", "procent en plus is ongeveer keer graden graden_Celsius apenstaartje"),
        _table(
            "km/h km/u km cm kg g GB MB",
            "kilometer_per_uur kilometer_per_uur kilometer centimeter kilo gram gigabyte megabyte",
        ),
        _table(_MONEY, "dollar euro pond yen"),
        frozenset({"duizend", "miljoen", "miljard"}),
        _table("bijv. o.a. enz. ca. dr.", "bijvoorbeeld onder_andere enzovoort circa dokter"),
        dot=" punt ",
        to=" tot ",
    ),
    "ru": SpokenForms(
        _table(
            _SIGNS,
            "процентов промилле и плюс равно примерно примерно на разделить_на больше меньше к градусов"
            " градусов_Цельсия градусов_Фаренгейта собака параграф",
        ),
        _table(
            "км/ч км см мм кг г л м² МБ ГБ мин ч",
            "километров_в_час километров сантиметров миллиметров килограммов граммов литров квадратных_метров"
            " мегабайт гигабайт минут часов",
        ),
        {**_table(_MONEY, "долларов евро фунтов иен"), "₽": "рублей"},
        frozenset({"тысяч", "тысячи", "тыс.", "млн", "млрд", "миллион", "миллиона", "миллионов", "миллиардов"}),
        _table(
            "т.е. т.д. т.п. т.к. т.н. др. руб. тыс. млн млрд см. напр.",
            "то_есть так_далее тому_подобное так_как так_называемый другие рублей тысяч миллионов миллиардов смотри"
            " например",
        ),
        {("т.", "е."): ("то", "есть"), ("т.", "д."): ("так", "далее"), ("т.", "п."): ("тому", "подобное")},
        dot=" точка ",
        to=" до ",
    ),
    "pl": SpokenForms(
        _table("% & + = ~ × ° °C @", "procent i plus równa_się około razy stopni stopni_Celsjusza małpa"),
        _table("km/h km cm kg GB MB", "kilometrów_na_godzinę kilometrów centymetrów kilogramów gigabajtów megabajtów"),
        {**_table(_MONEY, "dolarów euro funtów jenów"), "zł": "złotych"},
        frozenset({"tysięcy", "tys.", "mln", "mld"}),
        _table("np. itd. itp. tzn. m.in. dr", "na_przykład i_tak_dalej i_tym_podobne to_znaczy między_innymi doktor"),
        dot=" kropka ",
        to=" do ",
    ),
    "ja": SpokenForms(
        _table("% & + = ~ × ° °C @", "パーセント アンド プラス イコール 約 かける 度 度 アット"),
        _table(
            "km/h km cm kg g GB MB",
            "キロメートル毎時 キロメートル センチメートル キログラム グラム ギガバイト メガバイト",
        ),
        _table(_MONEY, "ドル ユーロ ポンド 円"),
        frozenset({"万", "億"}),
        to="から",
    ),
    "zh": SpokenForms(
        _table("% & + = ~ × ° °C @", "个百分点 和 加 等于 约 乘 度 摄氏度 艾特"),
        _table("km/h km cm kg g GB MB", "公里每小时 公里 厘米 公斤 克 吉字节 兆字节"),
        _table(_MONEY, "美元 欧元 英镑 元"),
        frozenset({"万", "亿"}),
        to="到",
    ),
    "ko": SpokenForms(
        _table("% & + = ~ × ° °C @", "퍼센트 앤드 더하기 는 약 곱하기 도 도 골뱅이"),
        _table("km/h km cm kg g GB MB", "킬로미터 킬로미터 센티미터 킬로그램 그램 기가바이트 메가바이트"),
        {**_table(_MONEY, "달러 유로 파운드 엔"), "₩": "원"},
        frozenset({"만", "억"}),
    ),
    "ar": SpokenForms(
        _table("% ٪ & + = ~ × ° °C @", "بالمئة بالمئة و زائد يساوي حوالي ضرب درجة درجة_مئوية آت"),
        _table("كم/س كم سم كغ", "كيلومتر_في_الساعة كيلومتر سنتيمتر كيلوغرام"),
        _table(_MONEY, "دولار يورو جنيه ين"),
        frozenset({"ألف", "مليون", "مليار"}),
        to=" إلى ",
    ),
}

NEUTRAL = SpokenForms({})
"""For languages without a table: the voice reads signs by its own rules."""


def forms(language: str) -> SpokenForms:
    """The table of a language such as "en" or "pt-BR"."""
    return FORMS.get(language.split("-", maxsplit=1)[0].lower(), NEUTRAL)
