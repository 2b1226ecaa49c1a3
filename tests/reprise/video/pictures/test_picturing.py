"""Pictures by words, and who made them."""

from __future__ import annotations

import pytest

from reprise.articles.article import ArticleImage
from reprise.video.pictures.picturing import Telling, credit_of, file_words, without_credit
from tests.builders import heading, make_article

ARTICLE = make_article(
    "A ride in winter",
    heading("Brakes"),
    "Cold brake pads squeal until they are warm.",
    "Nothing else is said about them.",
    heading("Lights"),
    "A front light should reach thirty metres.",
    "Charge it every evening.",
    heading("Clothes"),
    "Wear gloves.",
)


def image(
    alt: str = "", *, url: str = "https://example.org/a.jpg", caption: str = "", before: int | None = None
) -> ArticleImage:
    return ArticleImage(url=url, alt=alt, caption=caption, before=before)


def test_the_picture_whose_words_are_said_fits_best() -> None:
    telling = Telling(ARTICLE)
    said = "A front light should reach thirty metres."
    pictures = [
        image("A light that reaches thirty metres", url="one", before=1),
        image("Worn brake pads", url="two", before=5),
        image("", url="three", before=6),
    ]
    best = max(pictures, key=lambda picture: telling.fitness(picture, said, [4]))
    assert best.url == "one"


def test_alternative_text_caption_and_file_name_all_count() -> None:
    telling, said = Telling(ARTICLE), "Cold brake pads squeal until they are warm."
    for picture in (
        image("Squealing brake pads"),
        image(caption="The pads of a brake. Photo: Ada Lovelace"),
        image(url="https://example.org/uploads/IMG_2041-brake-pads-cold.jpg"),
    ):
        assert telling.fits(picture, said, [1]), picture
    assert not telling.fits(image(url="https://example.org/IMG_2041.jpg"), said, [1])


def test_words_meet_in_other_forms() -> None:
    telling = Telling(ARTICLE.model_copy(update={"language": "ru", "title": "Зима"}))
    assert telling.fits(image("Тормозные колодки"), "Холодные тормозные колодки скрипят.", [])


def test_a_picture_right_beside_the_words_fits_without_any_text() -> None:
    assert Telling(ARTICLE).fits(image(before=5), "A front light should reach thirty metres.", [4])


def test_a_picture_of_something_else_misleads_even_there() -> None:
    telling = Telling(ARTICLE)
    beside = image("A team of accountants at their desk", before=5)
    assert telling.fitness(beside, "A front light should reach thirty metres.", [4]) < 0.45
    assert not telling.fits(beside, "A front light should reach thirty metres.", [4])


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The bridge at dawn. Photo: Jane Doe", "The bridge at dawn.", "Photo: Jane Doe"),
        ("The bridge (Foto: Max Müller/dpa)", "The bridge", "Foto: Max Müller/dpa"),
        ("Die Brücke. Bild: Stadtarchiv", "Die Brücke.", "Bild: Stadtarchiv"),
        ("Le pont. Crédit photo : Anne Dupont", "Le pont.", "Crédit photo : Anne Dupont"),
        ("El puente | Foto de: Ana Ruiz", "El puente", "Foto de: Ana Ruiz"),
        ("Мост. Фото: Иван Петров", "Мост.", "Фото: Иван Петров"),
        ("Η γέφυρα. Φωτογραφία: Νίκος", "Η γέφυρα.", "Φωτογραφία: Νίκος"),
        ("الجسر. تصوير: ليلى", "الجسر.", "تصوير: ليلى"),
        ("橋。写真：山田太郎", "橋。", "写真：山田太郎"),
        ("Photo by Sam Poe", "", "Photo by Sam Poe"),
        ("The bridge © City of Porto", "The bridge", "© City of Porto"),
        ("The bridge seen from the photo shop", "The bridge seen from the photo shop", ""),
        ("", "", ""),
    ],
)
def test_who_made_a_picture_is_found_in_its_caption(caption: str, text: str, credit: str) -> None:
    assert without_credit(caption) == (text, credit)
    assert credit_of(image(caption=caption)) == (credit or None)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://example.org/2024/05/brake-pads_worn.jpg?w=300", "brake pads worn"),
        ("https://example.org/DSC_0412.JPG", ""),
        ("https://example.org/img/frontLightAtNight-scaled-1024x768.png", "front Light Night"),
        ("https://example.org/%D0%BC%D0%BE%D1%81%D1%82.jpg", "мост"),
    ],
)
def test_a_files_name_gives_its_words(url: str, words: str) -> None:
    assert file_words(url) == words
