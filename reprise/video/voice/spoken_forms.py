"""How signs, units and abbreviations are said, one small table per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SpokenForms:
    """A language's words for what is written without letters.

    `signs` stand alone or between words; `units` follow a number; `currencies` are said after their amount (or its
    `magnitudes`: "$2 million"), before which `scales` may be written short ("$2M"); all of these in their forms for
    one, few, many and fractions, as far as the language has them ("metre|metres"). `abbreviations` are whole words in
    lower case; `counted` are those that need a number after them ("no. 3"); `pairs` are two abbreviations in a row.
    `letters` are words of capitals that are spelled though they could be read. `of` stands between a magnitude and a
    currency; `percent_first` is said before the number instead of a sign after it.
    """

    signs: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    magnitudes: frozenset[str] = frozenset()
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    scales: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, str] = field(default_factory=dict)
    letters: frozenset[str] = frozenset()
    of: str = ""
    percent_first: str = ""
    dot: str = " "
    to: str = " "


def _table(keys: str, words: str) -> dict[str, str]:
    return dict(zip(keys.split(), (word.replace("_", " ") for word in words.split()), strict=True))


_SIGNS = "% ‰ & + = ~ ≈ × ÷ > < → ° °C °F @ §"
_UNITS = (
    "km/h m/s km m cm mm kg g mg t ml l m² km² m³ kWh kW W MB GB TB kB Mbit/s GHz MHz ms s min px h EUR USD GBP CHF JPY"
)
_MONEY = "$ € £ ¥"
_LETTERS = frozenset(
    [
        "USA",
        "EU",
        "UN",
        "UK",
        "UAE",
        "UNO",
        "AI",
        "KI",
        "IA",
        "API",
        "URL",
        "IT",
        "UX",
        "UI",
        "EV",
        "ISO",
        "IPO",
        "CEO",
        "CIO",
        "IOT",
        "AR",
        "EDV",
        "EZB",
    ]
)

FORMS: Mapping[str, SpokenForms] = {
    "en": SpokenForms(
        _table(
            _SIGNS,
            "percent per_mille and plus equals about about times divided_by greater_than less_than to degree|degrees"
            " degree_Celsius|degrees_Celsius degree_Fahrenheit|degrees_Fahrenheit at section",
        ),
        _table(
            _UNITS,
            "kilometre_per_hour|kilometres_per_hour metre_per_second|metres_per_second kilometre|kilometres"
            " metre|metres centimetre|centimetres millimetre|millimetres kilogram|kilograms gram|grams"
            " milligram|milligrams tonne|tonnes millilitre|millilitres litre|litres square_metre|square_metres"
            " square_kilometre|square_kilometres cubic_metre|cubic_metres kilowatt_hour|kilowatt_hours"
            " kilowatt|kilowatts watt|watts megabyte|megabytes gigabyte|gigabytes terabyte|terabytes"
            " kilobyte|kilobytes megabit_per_second|megabits_per_second gigahertz megahertz millisecond|milliseconds"
            " second|seconds minute|minutes pixel|pixels hour|hours euro|euros dollar|dollars pound|pounds"
            " Swiss_franc|Swiss_francs yen",
        ),
        _table(_MONEY, "dollar|dollars euro|euros pound|pounds yen"),
        frozenset({"thousand", "million", "billion", "trillion", "k", "m", "bn"}),
        _table(
            "e.g. i.e. etc. vs. vs approx. dr. mr. mrs. ms. prof. u.s. u.k. u.n. a.m. p.m. am pm w/ w/o c++ c# .net"
            " jan. feb. aug. sept. oct. nov. dec. inc. ltd. st.",
            "for_example that_is et_cetera versus versus approximately doctor mister missus miss professor"
            " U_S U_K U_N A_M P_M am P_M with without C_plus_plus C_sharp dot_net"
            " January February August September October November December incorporated limited Saint",
        ),
        scales=_table("k K M m B bn T tn", "thousand thousand million million billion billion trillion trillion"),
        counted=_table("no. nos. fig. p. pp. vol. ch.", "number numbers figure page pages volume chapter"),
        letters=_LETTERS - {"IT"},
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
            f"{_UNITS} Mio Mrd",
            "Kilometer_pro_Stunde Meter_pro_Sekunde Kilometer Meter Zentimeter Millimeter Kilogramm Gramm Milligramm"
            " Tonne|Tonnen Milliliter Liter Quadratmeter Quadratkilometer Kubikmeter Kilowattstunde|Kilowattstunden"
            " Kilowatt Watt Megabyte Gigabyte Terabyte Kilobyte Megabit_pro_Sekunde Gigahertz Megahertz"
            " Millisekunde|Millisekunden Sekunde|Sekunden Minute|Minuten Pixel Stunde|Stunden Euro Dollar Pfund"
            " Schweizer_Franken Yen Million|Millionen Milliarde|Milliarden",
        ),
        _table(_MONEY, "Dollar Euro Pfund Yen"),
        frozenset({"tausend", "million", "millionen", "mio", "mio.", "milliarde", "milliarden", "mrd", "mrd."}),
        _table(
            "z.b. d.h. u.a. usw. bzw. ca. evtl. ggf. inkl. vgl. nr. dr. prof. mio. mrd. tsd. sog. bspw. u.s.w. i.d.r."
            " z.t. o.ä. mwst. mwst st. str. abs. art. jh. s. c++ c#",
            "zum_Beispiel das_heißt unter_anderem und_so_weiter beziehungsweise circa eventuell gegebenenfalls"
            " inklusive vergleiche Nummer Doktor Professor Millionen Milliarden tausend sogenannte beispielsweise"
            " und_so_weiter in_der_Regel zum_Teil oder_Ähnliches Mehrwertsteuer Mehrwertsteuer Sankt Straße Absatz"
            " Artikel Jahrhundert siehe C_plus_plus C_sharp",
        ),
        {
            ("z.", "b."): ("zum", "Beispiel"),
            ("d.", "h."): ("das", "heißt"),
            ("u.", "a."): ("unter", "anderem"),
            ("i.", "d."): ("in", "der"),
            ("z.", "t."): ("zum", "Teil"),
            ("o.", "ä."): ("oder", "Ähnliches"),
        },
        scales=_table("k K M Mio Mrd", "tausend tausend Millionen Millionen Milliarden"),
        counted=_table("s.", "Seite"),
        letters=_LETTERS,
        dot=" Punkt ",
        to=" bis ",
    ),
    "fr": SpokenForms(
        _table(
            _SIGNS,
            "pour_cent pour_mille et plus égale environ environ fois divisé_par supérieur_à inférieur_à vers"
            " degré|degrés degré_Celsius|degrés_Celsius degré_Fahrenheit|degrés_Fahrenheit arobase paragraphe",
        ),
        _table(
            "km/h km m cm mm kg g t l m² km² MB GB Mo Go To kWh min s EUR USD h",
            "kilomètre_heure|kilomètres_heure kilomètre|kilomètres mètre|mètres centimètre|centimètres"
            " millimètre|millimètres kilo|kilos gramme|grammes tonne|tonnes litre|litres mètre_carré|mètres_carrés"
            " kilomètre_carré|kilomètres_carrés mégaoctet|mégaoctets gigaoctet|gigaoctets mégaoctet|mégaoctets"
            " gigaoctet|gigaoctets téraoctet|téraoctets kilowattheure|kilowattheures minute|minutes"
            " seconde|secondes euro|euros dollar|dollars heure|heures",
        ),
        _table(_MONEY, "dollar|dollars euro|euros livre|livres yen|yens"),
        frozenset({"mille", "million", "millions", "milliard", "milliards"}),
        _table(
            "p.ex. etc. env. m. mme mlle dr n° tva av. apr.",
            "par_exemple et_cetera environ monsieur madame mademoiselle docteur numéro T_V_A avant après",
        ),
        {("p.", "ex."): ("par", "exemple"), ("c.-à-d.", ""): ("c'est-à-dire", "")},
        scales=_table("k K M Md Mds", "mille mille millions milliards milliards"),
        counted=_table("no p. fig.", "numéro page figure"),
        letters=_LETTERS - {"AR"},
        of="de",
        dot=" point ",
        to=" à ",
    ),
    "es": SpokenForms(
        _table(
            _SIGNS,
            "por_ciento por_mil y más igual_a unos unos por entre mayor_que menor_que a grado|grados"
            " grado_Celsius|grados_Celsius grado_Fahrenheit|grados_Fahrenheit arroba sección",
        ),
        _table(
            "km/h km m cm mm kg g t l m² km² MB GB kWh min s EUR USD h",
            "kilómetro_por_hora|kilómetros_por_hora kilómetro|kilómetros metro|metros centímetro|centímetros"
            " milímetro|milímetros kilo|kilos gramo|gramos tonelada|toneladas litro|litros"
            " metro_cuadrado|metros_cuadrados kilómetro_cuadrado|kilómetros_cuadrados megabyte|megabytes"
            " gigabyte|gigabytes kilovatio_hora|kilovatios_hora minuto|minutos segundo|segundos euro|euros"
            " dólar|dólares hora|horas",
        ),
        _table(_MONEY, "dólar|dólares euro|euros libra|libras yen|yenes"),
        frozenset({"mil", "millón", "millones"}),
        _table(
            "p.ej. etc. aprox. sr. sra. dr. dra. ee.uu. núm. pág. n.º ud. uds. iva",
            "por_ejemplo etcétera aproximadamente señor señora doctor doctora Estados_Unidos número página número"
            " usted ustedes I_V_A",
        ),
        {("p.", "ej."): ("por", "ejemplo"), ("ee.", "uu."): ("Estados", "Unidos")},
        scales=_table("k K M", "mil mil millones"),
        counted=_table("no. n.o p.", "número número página"),
        letters=_LETTERS - {"USA", "IA"},
        of="de",
        dot=" punto ",
        to=" a ",
    ),
    "it": SpokenForms(
        _table(
            _SIGNS,
            "per_cento per_mille e più uguale circa circa per diviso maggiore_di minore_di a grado|gradi"
            " grado_Celsius|gradi_Celsius grado_Fahrenheit|gradi_Fahrenheit chiocciola paragrafo",
        ),
        _table(
            "km/h km m cm mm kg g t l m² km² MB GB kWh min s EUR USD h",
            "chilometro_orario|chilometri_orari chilometro|chilometri metro|metri centimetro|centimetri"
            " millimetro|millimetri chilo|chili grammo|grammi tonnellata|tonnellate litro|litri"
            " metro_quadrato|metri_quadrati chilometro_quadrato|chilometri_quadrati megabyte gigabyte"
            " chilowattora minuto|minuti secondo|secondi euro dollaro|dollari ora|ore",
        ),
        _table(_MONEY, "dollaro|dollari euro sterlina|sterline yen"),
        frozenset({"mila", "milione", "milioni", "miliardo", "miliardi"}),
        _table(
            "p.es. ecc. sig. sig.ra dott. dott.ssa n. pag. iva",
            "per_esempio eccetera signor signora dottor dottoressa numero pagina I_V_A",
        ),
        {("p.", "es."): ("per", "esempio"), ("ad", "es."): ("ad", "esempio")},
        scales=_table("k K M mln mld", "mila mila milioni milioni miliardi"),
        letters=_LETTERS - {"USA", "IA"},
        of="di",
        dot=" punto ",
        to=" a ",
    ),
    "pt": SpokenForms(
        _table(
            _SIGNS,
            "por_cento por_mil e mais igual_a cerca_de cerca_de vezes dividido_por maior_que menor_que para grau|graus"
            " grau_Celsius|graus_Celsius grau_Fahrenheit|graus_Fahrenheit arroba secção",
        ),
        _table(
            "km/h km m cm mm kg g t l m² km² MB GB kWh min s EUR USD h",
            "quilómetro_por_hora|quilómetros_por_hora quilómetro|quilómetros metro|metros centímetro|centímetros"
            " milímetro|milímetros quilo|quilos grama|gramas tonelada|toneladas litro|litros"
            " metro_quadrado|metros_quadrados quilómetro_quadrado|quilómetros_quadrados megabyte|megabytes"
            " gigabyte|gigabytes quilowatt-hora|quilowatts-hora minuto|minutos segundo|segundos euro|euros"
            " dólar|dólares hora|horas",
        ),
        {**_table(_MONEY, "dólar|dólares euro|euros libra|libras iene|ienes"), "R$": "real|reais"},
        frozenset({"mil", "milhão", "milhões", "bilhão", "bilhões"}),
        _table(
            "p.ex. etc. sr. sra. dr. dra. n.º pág. iva",
            "por_exemplo etcétera senhor senhora doutor doutora número página I_V_A",
        ),
        {("p.", "ex."): ("por", "exemplo")},
        scales=_table("k K M", "mil mil milhões"),
        letters=_LETTERS - {"IA"},
        of="de",
        dot=" ponto ",
        to=" a ",
    ),
    "nl": SpokenForms(
        _table(
            _SIGNS,
            "procent promille en plus is ongeveer ongeveer keer gedeeld_door groter_dan kleiner_dan naar graad|graden"
            " graad_Celsius|graden_Celsius graad_Fahrenheit|graden_Fahrenheit apenstaartje paragraaf",
        ),
        _table(
            "km/h km/u km m cm mm kg g t l m² km² MB GB kWh min s EUR USD u h",
            "kilometer_per_uur kilometer_per_uur kilometer meter centimeter millimeter kilo gram ton liter"
            " vierkante_meter vierkante_kilometer megabyte gigabyte kilowattuur minuut|minuten seconde|seconden"
            " euro dollar uur uur",
        ),
        _table(_MONEY, "dollar euro pond yen"),
        frozenset({"duizend", "miljoen", "miljard", "mln", "mld"}),
        _table(
            "bijv. bv. o.a. enz. ca. dr. mln mld d.w.z. m.a.w. nr. blz. btw i.p.v. t.o.v.",
            "bijvoorbeeld bijvoorbeeld onder_andere enzovoort circa dokter miljoen miljard dat_wil_zeggen"
            " met_andere_woorden nummer bladzijde B_T_W in_plaats_van ten_opzichte_van",
        ),
        scales=_table("k K M", "duizend duizend miljoen"),
        letters=_LETTERS,
        dot=" punt ",
        to=" tot ",
    ),
    "ru": SpokenForms(
        _table(
            _SIGNS,
            "процент|процента|процентов промилле и плюс равно примерно примерно на разделить_на больше меньше к"
            " градус|градуса|градусов градус_Цельсия|градуса_Цельсия|градусов_Цельсия"
            " градус_Фаренгейта|градуса_Фаренгейта|градусов_Фаренгейта собака параграф",
        ),
        _table(
            "км/ч км м см мм кг г т л м² км² МБ ГБ ТБ кВт·ч мин с ч EUR USD km/h km m cm kg GB MB",
            "километр_в_час|километра_в_час|километров_в_час километр|километра|километров метр|метра|метров"
            " сантиметр|сантиметра|сантиметров миллиметр|миллиметра|миллиметров килограмм|килограмма|килограммов"
            " грамм|грамма|граммов тонна|тонны|тонн литр|литра|литров"
            " квадратный_метр|квадратных_метра|квадратных_метров|квадратного_метра"
            " квадратный_километр|квадратных_километра|квадратных_километров|квадратного_километра"
            " мегабайт|мегабайта|мегабайт гигабайт|гигабайта|гигабайт терабайт|терабайта|терабайт"
            " киловатт-час|киловатт-часа|киловатт-часов минута|минуты|минут секунда|секунды|секунд час|часа|часов"
            " евро доллар|доллара|долларов километр_в_час|километра_в_час|километров_в_час"
            " километр|километра|километров метр|метра|метров сантиметр|сантиметра|сантиметров"
            " килограмм|килограмма|килограммов гигабайт|гигабайта|гигабайт мегабайт|мегабайта|мегабайт",
        ),
        {**_table(_MONEY, "доллар|доллара|долларов евро фунт|фунта|фунтов иена|иены|иен"), "₽": "рубль|рубля|рублей"},
        frozenset(
            {"тысяча", "тысяч", "тысячи", "тыс.", "млн", "млрд", "миллион", "миллиона", "миллионов", "миллиардов"}
        ),
        _table(
            "т.е. т.д. т.п. т.к. т.н. др. руб. тыс. млн млрд см. напр. ндс ул. гг.",
            "то_есть так_далее тому_подобное так_как так_называемый другие рублей тысяч миллионов миллиардов смотри"
            " например Н_Д_С улица годы",
        ),
        {("т.", "е."): ("то", "есть"), ("т.", "д."): ("так", "далее"), ("т.", "п."): ("тому", "подобное")},
        scales=_table("к тыс млн млрд", "тысяч тысяч миллионов миллиардов"),
        counted=_table("№ стр. рис.", "номер страница рисунок"),
        letters=frozenset(["США", "ЕС", "РФ", "ООН", "СССР", "ИИ", "ЕЦБ", "ВВП"]),
        dot=" точка ",
        to=" до ",
    ),
    "pl": SpokenForms(
        _table(
            _SIGNS,
            "procent|procent|procent promil i plus równa_się około około razy podzielić_przez większe_niż mniejsze_niż"
            " do stopień|stopnie|stopni|stopnia stopień_Celsjusza|stopnie_Celsjusza|stopni_Celsjusza|stopnia_Celsjusza"
            " stopień_Fahrenheita|stopnie_Fahrenheita|stopni_Fahrenheita|stopnia_Fahrenheita małpa paragraf",
        ),
        _table(
            "km/h km m cm mm kg g t l m² GB MB kWh min s h zł EUR USD",
            "kilometr_na_godzinę|kilometry_na_godzinę|kilometrów_na_godzinę|kilometra_na_godzinę"
            " kilometr|kilometry|kilometrów|kilometra metr|metry|metrów|metra"
            " centymetr|centymetry|centymetrów|centymetra milimetr|milimetry|milimetrów|milimetra"
            " kilogram|kilogramy|kilogramów|kilograma gram|gramy|gramów|grama"
            " tona|tony|ton|tony litr|litry|litrów|litra"
            " metr_kwadratowy|metry_kwadratowe|metrów_kwadratowych|metra_kwadratowego"
            " gigabajt|gigabajty|gigabajtów|gigabajta megabajt|megabajty|megabajtów|megabajta"
            " kilowatogodzina|kilowatogodziny|kilowatogodzin|kilowatogodziny minuta|minuty|minut|minuty"
            " sekunda|sekundy|sekund|sekundy godzina|godziny|godzin|godziny złoty|złote|złotych|złotego euro"
            " dolar|dolary|dolarów|dolara",
        ),
        {
            **_table(_MONEY, "dolar|dolary|dolarów|dolara euro funt|funty|funtów|funta jen|jeny|jenów|jena"),
            "zł": "złoty|złote|złotych|złotego",
        },
        frozenset({"tysiąc", "tysiące", "tysięcy", "tys.", "milion", "miliony", "milionów", "mln", "mld"}),
        _table(
            "np. itd. itp. tzn. m.in. dr prof. tys. mln mld nr ul. vat ok. tzw.",
            "na_przykład i_tak_dalej i_tym_podobne to_znaczy między_innymi doktor profesor tysięcy milionów miliardów"
            " numer ulica wat około tak_zwany",
        ),
        scales=_table("k tys mln mld", "tysięcy tysięcy milionów miliardów"),
        counted=_table("s.", "strona"),
        letters=_LETTERS - {"USA", "UE"},
        dot=" kropka ",
        to=" do ",
    ),
    "el": SpokenForms(
        _table(
            "% ‰ & + = ~ × ° °C °F @ §",
            "τοις_εκατό τοις_χιλίοις και συν ίσον περίπου επί μοίρα|μοίρες βαθμός_Κελσίου|βαθμοί_Κελσίου"
            " βαθμός_Φαρενάιτ|βαθμοί_Φαρενάιτ παπάκι παράγραφος",
        ),
        _table(
            "km/h χλμ km cm kg g m² GB MB EUR",
            "χιλιόμετρο_την_ώρα|χιλιόμετρα_την_ώρα χιλιόμετρο|χιλιόμετρα χιλιόμετρο|χιλιόμετρα εκατοστό|εκατοστά"
            " κιλό|κιλά γραμμάριο|γραμμάρια τετραγωνικό_μέτρο|τετραγωνικά_μέτρα gigabyte megabyte ευρώ",
        ),
        _table(_MONEY, "δολάριο|δολάρια ευρώ λίρα|λίρες γεν"),
        frozenset({"χιλιάδες", "εκατομμύριο", "εκατομμύρια", "δισεκατομμύρια", "εκατ.", "δισ."}),
        _table(
            "π.χ. δηλ. κ.λπ. κ.ά. εκατ. δισ. φπα",
            "για_παράδειγμα δηλαδή και_λοιπά και_άλλα εκατομμύρια δισεκατομμύρια Φι_Πι_Α",
        ),
        dot=" τελεία ",
        to=" έως ",
    ),
    "ja": SpokenForms(
        _table("% & + = ~ × ° °C @", "パーセント アンド プラス イコール 約 かける 度 度 アット"),
        _table(
            "km/h km cm m kg g m² GB MB",
            "キロメートル毎時 キロメートル センチメートル メートル キログラム グラム"
            " 平方メートル ギガバイト メガバイト",
        ),
        _table(_MONEY, "ドル ユーロ ポンド 円"),
        frozenset({"万", "億"}),
        to="から",
    ),
    "zh": SpokenForms(
        _table("% & + = ~ × ° °C @", "百分之 和 加 等于 约 乘 度 摄氏度 艾特"),
        _table("km/h km cm m kg g m² GB MB", "公里每小时 公里 厘米 米 公斤 克 平方米 吉字节 兆字节"),
        _table(_MONEY, "美元 欧元 英镑 元"),
        frozenset({"万", "亿"}),
        percent_first="百分之",
        to="到",
    ),
    "ko": SpokenForms(
        _table("% & + = ~ × ° °C @", "퍼센트 앤드 더하기 는 약 곱하기 도 도 골뱅이"),
        _table(
            "km/h km cm m kg g m² GB MB", "킬로미터 킬로미터 센티미터 미터 킬로그램 그램 제곱미터 기가바이트 메가바이트"
        ),
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
