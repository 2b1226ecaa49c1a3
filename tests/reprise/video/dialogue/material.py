"""Articles written for the dialogues' tests: one subject in every language that questions are formed in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reprise.articles.article import Article, Block
from tests.builders import heading, item, make_article

CARGO: tuple[Block | str, ...] = (
    "A cargo bike is a bicycle with a large box or a long rack for heavy loads. "
    "More and more families in Alderney leave the car at home and ride a cargo bike.",
    heading("What it carries"),
    "A cargo bike carries up to 200 kilograms in its box. "
    "Two children, the shopping for a week or a washing machine fit into it.",
    heading("What it costs"),
    "A new cargo bike costs between 3,000 and 6,000 euros. Insurance and repairs add about 25 euros a month.",
    "The town pays a third of the price because every second car ride is shorter than five kilometres.",
    heading("What to look at before buying"),
    "Four things decide whether a cargo bike fits a household.",
    item("the weight of the loads"),
    item("a dry place to park it"),
    item("hills on the way"),
    item("brakes for wet roads"),
    "A test ride with full load tells more than any brochure, because brakes and balance change with the weight.",
    "“I have sold our second car and I have never missed it,” said Ana Lund of the parents’ council.",
    heading("How long does a battery last?"),
    "A battery lasts about 50 kilometres with a full box. It charges at any socket overnight.",
)

_OTHERS: Mapping[str, tuple[str, tuple[Block | str, ...]]] = MappingProxyType(
    {
        "de": (
            "Lastenräder in der Stadt",
            (
                "Ein Lastenrad ist ein Fahrrad mit einer großen Kiste für schwere Lasten. "
                "Immer mehr Familien in Altenau lassen das Auto stehen und fahren mit dem Lastenrad zur Schule.",
                heading("Was es trägt"),
                "Ein Lastenrad trägt bis zu 200 Kilogramm in seiner Kiste. "
                "Zwei Kinder oder der Einkauf einer ganzen Woche passen bequem hinein.",
                heading("Was es kostet"),
                "Ein neues Lastenrad kostet zwischen 3000 und 6000 Euro. Dazu kommen 25 Euro im Monat.",
                "Die Stadt zahlt ein Drittel des Preises, weil viele Fahrten mit dem Auto sehr kurz sind.",
                "Eine Probefahrt mit voller Kiste sagt mehr als jeder Prospekt im Laden.",
                "Gute Bremsen sind auf nassen Straßen wichtiger als ein starker Motor.",
            ),
        ),
        "fr": (
            "Le vélo cargo en ville",
            (
                "Le vélo cargo est un vélo avec une grande caisse pour les charges lourdes. "
                "De plus en plus de familles à Aubenas laissent la voiture au garage et roulent en vélo cargo.",
                heading("Ce qu’il porte"),
                "Un vélo cargo porte jusqu’à 200 kilos dans sa caisse. "
                "Deux enfants ou les courses de toute une semaine y trouvent leur place.",
                heading("Ce qu’il coûte"),
                "Un vélo cargo neuf coûte entre 3000 et 6000 euros. L’assurance coûte 25 euros par mois.",
                "La ville paie un tiers du prix parce que la moitié des trajets en voiture sont très courts.",
                "Un essai avec une caisse pleine en dit plus que toutes les brochures du magasin.",
                "De bons freins comptent plus sur les routes mouillées qu’un moteur puissant.",
            ),
        ),
        "es": (
            "Bicicletas de carga en la ciudad",
            (
                "Una bicicleta de carga es una bicicleta con una caja grande para cargas pesadas. "
                "Cada vez más familias de Almansa dejan el coche en casa y van en bicicleta de carga.",
                heading("Lo que lleva"),
                "Una bicicleta de carga lleva hasta 200 kilos en su caja. "
                "Dos niños o la compra de toda una semana caben en ella sin problemas.",
                heading("Lo que cuesta"),
                "Una bicicleta de carga nueva cuesta entre 3000 y 6000 euros. El seguro cuesta unos 25 euros al mes.",
                "La ciudad paga un tercio del precio porque la mitad de los viajes en coche son muy cortos.",
                "Una prueba con la caja llena dice más que todos los folletos de la tienda.",
                "Los buenos frenos importan más en calles mojadas que un motor potente.",
            ),
        ),
        "it": (
            "Biciclette da carico in città",
            (
                "Una bicicletta da carico è una bicicletta con una grande cassa per carichi pesanti. "
                "Sempre più famiglie di Aosta lasciano l’auto a casa e usano la bicicletta da carico.",
                heading("Che cosa porta"),
                "Una bicicletta da carico porta fino a 200 chili nella sua cassa. "
                "Due bambini o la spesa di tutta una settimana ci stanno comodamente.",
                heading("Quanto costa"),
                "Una bicicletta da carico nuova costa tra 3000 e 6000 euro. L’assicurazione costa 25 euro al mese.",
                "Il comune paga un terzo del prezzo perché la metà dei viaggi in auto è molto breve.",
                "Una prova con la cassa piena dice più di tutti gli opuscoli del negozio.",
                "I buoni freni contano di più sulle strade bagnate di un motore potente.",
            ),
        ),
        "pt": (
            "Bicicletas de carga na cidade",
            (
                "Uma bicicleta de carga é uma bicicleta com uma caixa grande para cargas pesadas. "
                "Cada vez mais famílias de Aveiro deixam o carro em casa e usam a bicicleta de carga.",
                heading("O que leva"),
                "Uma bicicleta de carga leva até 200 quilos na sua caixa. "
                "Duas crianças ou as compras de toda uma semana cabem lá dentro sem problemas.",
                heading("Quanto custa"),
                "Uma bicicleta de carga nova custa entre 3000 e 6000 euros. O seguro custa cerca de 25 euros por mês.",
                "A cidade paga um terço do preço porque metade das viagens de carro são muito curtas.",
                "Um teste com a caixa cheia diz mais do que todos os folhetos da loja.",
                "Bons travões contam mais em estradas molhadas do que um motor potente.",
            ),
        ),
        "nl": (
            "Bakfietsen in de stad",
            (
                "Een bakfiets is een fiets met een grote bak voor zware ladingen. "
                "Steeds meer gezinnen in Almelo laten de auto thuis staan en rijden met de bakfiets naar school.",
                heading("Wat hij draagt"),
                "Een bakfiets draagt tot 200 kilo in zijn bak. "
                "Twee kinderen of de boodschappen van een hele week passen er gemakkelijk in.",
                heading("Wat hij kost"),
                "Een nieuwe bakfiets kost tussen 3000 en 6000 euro. Verzekering en onderhoud kosten 25 euro per maand.",
                "De stad betaalt een derde van de prijs omdat de helft van de autoritten erg kort is.",
                "Een proefrit met een volle bak zegt meer dan alle folders van de winkel.",
                "Goede remmen zijn op natte wegen belangrijker dan een sterke motor.",
            ),
        ),
        "pl": (
            "Rowery towarowe w mieście",
            (
                "Rower towarowy to rower z dużą skrzynią na ciężkie ładunki. "
                "Coraz więcej rodzin w Augustowie zostawia samochód w domu i jeździ rowerem towarowym.",
                heading("Co przewozi"),
                "Rower towarowy przewozi do 200 kilogramów w swojej skrzyni. "
                "Dwoje dzieci albo zakupy na cały tydzień mieszczą się w niej bez trudu.",
                heading("Ile kosztuje"),
                "Nowy rower towarowy kosztuje od 3000 do 6000 euro. Ubezpieczenie kosztuje około 25 euro miesięcznie.",
                "Miasto płaci jedną trzecią ceny, ponieważ połowa przejazdów samochodem jest bardzo krótka.",
                "Jazda próbna z pełną skrzynią mówi więcej niż wszystkie foldery w sklepie.",
                "Dobre hamulce są na mokrej drodze ważniejsze niż mocny silnik.",
            ),
        ),
        "ru": (
            "Грузовые велосипеды в городе",
            (
                "Грузовой велосипед — это велосипед с большим ящиком для тяжёлых грузов. "
                "Всё больше семей в Анапе оставляют машину дома и ездят на грузовом велосипеде.",
                heading("Что он возит"),
                "Грузовой велосипед перевозит до 200 килограммов в своём ящике. "
                "Двое детей или покупки на целую неделю легко помещаются в нём.",
                heading("Сколько он стоит"),
                "Новый грузовой велосипед стоит от 3000 до 6000 евро. Страховка и ремонт стоят около 25 евро в месяц.",
                "Город платит треть цены, потому что половина поездок на машине очень короткая.",
                "Пробная поездка с полным ящиком говорит больше, чем все буклеты в магазине.",
                "Хорошие тормоза на мокрой дороге важнее, чем сильный мотор.",
            ),
        ),
    }
)

LANGUAGES = ("en", *_OTHERS)


def cargo(language: str = "en", **changes: object) -> Article:
    """What a cargo bike is, carries and costs, in one of `LANGUAGES`."""
    if language == "en":
        return make_article("Why families ride cargo bikes", *CARGO, **changes)
    title, blocks = _OTHERS[language]
    return make_article(title, *blocks, language=language, **changes)
