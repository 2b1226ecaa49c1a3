"""Cards' words as pieces."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.graphics.cards import CardContent, CardKind
from reprise.graphics.text import Box
from reprise.media import MediaStore
from reprise.video.look.stage import Stage
from reprise.video.pictures.grounds import night
from reprise.video.pictures.lettering import Piece, set_card
from reprise.video.pictures.wording import Wording
from tests.builders import make_site

ROOM = Box(75, 374, 1005, 1219)
LONG = "A thorough account of everything that can go wrong between the flour bin and the oven, with remedies. " * 2
KINDS: tuple[CardKind, ...] = ("title", "quote", "statistic", "list", "question", "step", "cta")


def pieces(folder: Path, card: Wording) -> tuple[Piece, ...]:
    stage = Stage.of(make_site(), 1080, 1920, MediaStore(folder))
    return set_card(stage, card, night(stage), ROOM)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "content",
    [
        CardContent("Ja", "7", ("One", "Two")),
        CardContent(LONG, LONG, (LONG,) * 7),
        CardContent("عنوان قصير", "من؟", ("واحد", "اثنان")),
        CardContent("", "", ()),
    ],
)
def test_every_piece_lies_in_its_room_with_the_way_it_comes(
    tmp_path: Path, kind: CardKind, content: CardContent
) -> None:
    if not content.text:
        content = CardContent("Only a text")
    for piece in pieces(tmp_path, Wording(kind, content, share=0.4 if kind == "statistic" else None)):
        assert piece.x >= 60 and piece.x + piece.image.width <= 1020
        assert piece.y >= 360 and piece.y + piece.image.height + max(0, piece.slide[1]) <= 1290


def test_a_card_uses_its_room(tmp_path: Path) -> None:
    for kind in KINDS:
        content = CardContent("Pull the tube out of the tyre", "3", ("Press the tyre in", "Lift it over the rim"))
        made = pieces(tmp_path, Wording(kind, content))
        top, bottom = min(p.y for p in made), max(p.y + p.image.height for p in made)
        assert bottom - top >= 0.42 * ROOM.height, kind


def test_lines_come_with_their_words_where_the_card_says_it_all(tmp_path: Path) -> None:
    content = CardContent("Roughen an area larger than the patch with sandpaper until it looks dull", "5")
    made = pieces(tmp_path, Wording("step", content, text_from=1, complete=True))
    words = [piece.word for piece in made if piece.word is not None]
    assert len(words) >= 2 and words == sorted(words) and words[0] > 1
    together = pieces(tmp_path, Wording("step", content, text_from=1))
    assert all(piece.word is None for piece in together)


def test_a_list_builds_up_item_by_item(tmp_path: Path) -> None:
    content = CardContent("Signs", items=("It has grown", "It jiggles", "Bubbles show", "It smells"))
    turns = [piece.at for piece in pieces(tmp_path, Wording("list", content)) if piece.at is not None]
    assert sorted(set(turns)) == [0, 0.25, 0.5, 0.75]
    assert turns == sorted(turns)


def test_a_share_is_drawn_in_proportion(tmp_path: Path) -> None:
    content = CardContent("71 percent", "of the June traffic")
    bars = [p.image.width for p in pieces(tmp_path, Wording("statistic", content, share=0.71)) if p.image.height == 64]
    assert bars[0] == pytest.approx(ROOM.width, abs=2)
    assert bars[1] == pytest.approx(0.71 * ROOM.width, abs=2)
    plain = pieces(tmp_path, Wording("statistic", content))
    assert not [p for p in plain if p.reveal]
