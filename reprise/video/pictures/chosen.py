"""Pictures from outside that a film shows where its article has none: what they are, whose they are, and how that is
said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from reprise.briefs.language import base
from reprise.media import Media
from reprise.model import Document

PictureKind = Literal["photo", "clip", "generated"]

_WORDS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "en": ("Photo", "Video", "Picture made with AI", "Pictures made with AI"),
        "de": ("Foto", "Video", "Mit KI erzeugtes Bild", "Mit KI erzeugte Bilder"),
        "fr": ("Photo", "Vidéo", "Image créée par IA", "Images créées par IA"),
        "es": ("Foto", "Vídeo", "Imagen creada con IA", "Imágenes creadas con IA"),
        "it": ("Foto", "Video", "Immagine creata con l’IA", "Immagini create con l’IA"),
        "pt": ("Foto", "Vídeo", "Imagem criada com IA", "Imagens criadas com IA"),
        "nl": ("Foto", "Video", "Met AI gemaakt beeld", "Met AI gemaakte beelden"),
        "pl": ("Zdjęcie", "Film", "Obraz utworzony przez AI", "Obrazy utworzone przez AI"),
        "sv": ("Foto", "Video", "AI-skapad bild", "AI-skapade bilder"),
        "da": ("Foto", "Video", "Billede skabt med AI", "Billeder skabt med AI"),
        "cs": ("Foto", "Video", "Obrázek vytvořený pomocí AI", "Obrázky vytvořené pomocí AI"),
        "tr": ("Fotoğraf", "Video", "Yapay zekâyla üretilmiş görsel", "Yapay zekâyla üretilmiş görseller"),
        "ru": ("Фото", "Видео", "Изображение создано ИИ", "Изображения созданы ИИ"),
        "uk": ("Фото", "Відео", "Зображення створено ШІ", "Зображення створено ШІ"),
        "el": ("Φωτογραφία", "Βίντεο", "Εικόνα από τεχνητή νοημοσύνη", "Εικόνες από τεχνητή νοημοσύνη"),
        "ja": ("写真", "動画", "AI生成画像", "AI生成画像"),
        "zh": ("图片", "视频", "AI 生成的图片", "AI 生成的图片"),
        "ko": ("사진", "영상", "AI로 생성한 이미지", "AI로 생성한 이미지"),
        "ar": ("صورة", "فيديو", "صورة مولّدة بالذكاء الاصطناعي", "صور مولّدة بالذكاء الاصطناعي"),
    }
)
"""Photo, video, one and several generated pictures, by language; elsewhere they are named in English."""


class ChosenPicture(Document):
    """A picture or clip from outside for one scene.

    `identity` names it at its provider ("pexels photo 4711"), so that a film shows it once. `provider` is its name in
    the site's file, `service` its public name; `author` who made it, `source` its page, `licence` what it is under.
    `model` is who drew a generated one. `call` is its row in the store.
    """

    scene: str
    media: Media
    kind: PictureKind
    identity: str
    provider: str
    service: str
    alt: str = ""
    author: str = ""
    source: str = ""
    licence: str = ""
    model: str = ""
    call: str = ""

    def label(self, language: str) -> str:
        """What is drawn beside the picture: whose it is, in a few words."""
        photo, video, generated, _ = _words(language)
        if self.kind == "generated":
            return generated
        name = video if self.kind == "clip" else photo
        return f"{name}: {' / '.join(filter(None, (self.author, self.service)))}"

    def line(self, language: str) -> str:
        """The same with its page, as descriptions say it."""
        return f"{self.label(language)}{f' – {self.source}' if self.source else ''}"


class ChosenPictures(Document):
    """What was chosen for a script, and in `notes` why scenes that wanted a picture have none."""

    pictures: tuple[ChosenPicture, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, scene: str) -> ChosenPicture | None:
        return next((picture for picture in self.pictures if picture.scene == scene), None)


def credit_lines(pictures: Iterable[ChosenPicture], language: str) -> tuple[str, ...]:
    """What a film's description says of them: author, library and page of each; one line for all generated ones."""
    shown = list(pictures)
    lines = dict.fromkeys(picture.line(language) for picture in shown if picture.kind != "generated")
    generated = [picture for picture in shown if picture.kind == "generated"]
    if generated:
        _, _, one, several = _words(language)
        makers = ", ".join(dict.fromkeys(filter(None, (_maker(picture) for picture in generated))))
        lines[f"{one if len(generated) == 1 else several}{f' ({makers})' if makers else ''}"] = None
    return tuple(lines)


def licences(pictures: Sequence[ChosenPicture]) -> str:
    """The licences of pictures, for those who answer for the film; "" for none."""
    return "; ".join(dict.fromkeys(f"{picture.service}: {picture.licence}" for picture in pictures if picture.licence))


def _maker(picture: ChosenPicture) -> str:
    return f"{picture.service}, {picture.model}" if picture.model else picture.service


def _words(language: str) -> tuple[str, str, str, str]:
    return _WORDS.get(base(language), _WORDS["en"])
