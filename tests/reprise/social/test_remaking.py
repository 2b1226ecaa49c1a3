"""One part of a post is made anew, the rest stays."""

from __future__ import annotations

import pytest

from reprise.errors import BadInput
from reprise.social.remaking import remade
from reprise.social.writing import write_post
from tests.builders import make_site
from tests.reprise.social.test_writing import garden


def test_hashtags_are_made_anew_and_the_wording_stays() -> None:
    article, brief = garden()
    draft = write_post(article, brief, make_site(), "linkedin", "announcement")
    assert draft is not None
    site = make_site(wording={"hashtags": ["OurGarden"]})
    made = remade("hashtags", draft, article, brief, site)
    assert "OurGarden" in made.hashtags
    assert made.texts[0].split("#")[0] == draft.texts[0].split("#")[0]
    assert made.texts[0].endswith(" ".join(f"#{name}" for name in made.hashtags))


@pytest.mark.parametrize(("part", "platform"), [("thread", "mastodon"), ("carousel", "instagram")])
def test_a_thread_or_carousel_is_made_whole_from_the_brief(part: str, platform: str) -> None:
    article, brief = garden()
    fresh = write_post(article, brief, make_site(), platform, part)  # type: ignore[arg-type]
    assert fresh is not None
    old = fresh.model_copy(update={"texts": ("Old.",)})
    assert remade(part, old, article, brief, make_site()) == fresh  # type: ignore[arg-type]


def test_a_post_without_the_part_is_an_error_that_says_so() -> None:
    article, brief = garden()
    draft = write_post(article, brief, make_site(), "x", "announcement")
    assert draft is not None
    with pytest.raises(BadInput, match="no carousel; its type is announcement"):
        remade("carousel", draft, article, brief, make_site())
    thread = write_post(article, brief, make_site(), "x", "thread")
    assert thread is not None
    _, poor = garden(key_points=())
    with pytest.raises(BadInput, match="no thread"):
        remade("thread", thread, article, poor, make_site())
