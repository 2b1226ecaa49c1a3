"""Who talks in a dialogue."""

from __future__ import annotations

import pytest

from reprise.video.dialogue.cast import appearance, colour_of, name_of
from tests.builders import make_site


def test_unnamed_characters_are_called_kim_and_robin() -> None:
    site = make_site(films={"characters": {"explainer": {"name": " "}}})
    assert (name_of(site, "questioner"), name_of(site, "explainer")) == ("Kim", "Robin")


def test_a_sites_names_and_colours_are_used() -> None:
    characters = {"questioner": {"name": "Ada", "color": "#102030"}, "explainer": {"name": "Grace"}}
    site = make_site(films={"characters": characters})
    assert name_of(site, "questioner") == "Ada"
    assert colour_of(site, "questioner") == (16, 32, 48)
    assert appearance(site, "questioner").colour == (16, 32, 48)


@pytest.mark.parametrize("colour", ["#000000", "#0b5563", "#ffffff", "#e2703a"])
def test_the_two_have_colours_that_are_told_apart_even_where_the_brand_has_one(colour: str) -> None:
    site = make_site(brand={"colors": {"primary": colour, "secondary": colour}})
    one, other = colour_of(site, "questioner"), colour_of(site, "explainer")
    assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) >= 90


def test_two_of_the_same_name_still_look_different() -> None:
    site = make_site(films={"characters": {"questioner": {"name": "Alex"}, "explainer": {"name": "Alex"}}})
    one, other = appearance(site, "questioner"), appearance(site, "explainer")
    assert one.style != other.style and one.skin != other.skin and one.outfit != other.outfit
