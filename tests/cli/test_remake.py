"""`remake` makes one part of a post anew, and never what a person has touched."""

from __future__ import annotations

from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.server import serve
from tests.cli.reprise_command import Reprise

TAGS = "wording: {hashtags: [OurWorkshop]}\n"


def post_of(reprise: Reprise, platform: str, type_: str) -> dict[str, object]:
    found = [post for post in reprise("posts", "--platform", platform, "--json").json if post["type"] == type_]
    assert found, f"{platform} has no {type_}"
    return dict(found[0])


def test_the_same_again_changes_nothing(on_prepared: Reprise) -> None:
    on_prepared.place.configure("")
    post = post_of(on_prepared, "telegram", "announcement")
    said = on_prepared("remake", "post", str(post["id"]), "--part", "hashtags")
    assert (said.code, said.out) == (0, f"{post['id']}: its hashtags would be made the same again.\n")
    assert post_of(on_prepared, "telegram", "announcement")["version"] == post["version"]


def test_new_hashtags_of_the_site_come_in(on_prepared: Reprise) -> None:
    post = post_of(on_prepared, "linkedin", "announcement")
    on_prepared.place.configure(TAGS)
    said = on_prepared("remake", "post", str(post["id"]), "--part", "hashtags")
    assert said.out == f"{post['id']}: hashtags made anew.\n"
    assert "#OurWorkshop" in str(post_of(on_prepared, "linkedin", "announcement")["texts"])


def test_what_a_person_touched_is_refused(on_prepared: Reprise) -> None:
    post = post_of(on_prepared, "facebook", "announcement")
    on_prepared("approve", "post", str(post["id"]), "--by", "kim")
    on_prepared.place.configure(TAGS)
    said = on_prepared("remake", "post", str(post["id"]), "--part", "hashtags")
    assert said.code == 1
    assert "kim has changed it or decided on it" in said.err
    assert "#OurWorkshop" not in str(post_of(on_prepared, "facebook", "announcement")["texts"])


def test_a_part_that_a_post_does_not_have_is_one_line(on_prepared: Reprise) -> None:
    post = post_of(on_prepared, "linkedin", "announcement")
    said = on_prepared("remake", "post", str(post["id"]), "--part", "thread")
    assert said.code == 1
    assert "no thread" in said.err


def test_a_sites_model_makes_a_carousel_anew_with_its_pictures(on_prepared: Reprise) -> None:
    post = post_of(on_prepared, "linkedin", "carousel")
    with serve(CompatibleStandIn()) as stand_in:
        on_prepared.place.configure(f"models: {{providers: {{compatible: {{url: '{stand_in.url}/v1'}}}}}}\n")
        said = on_prepared("remake", "post", str(post["id"]), "--part", "carousel")
    assert said.code == 0, said.err
    assert said.out.startswith(f"{post['id']}: carousel made anew by compatible ")
    assert len(stand_in.bills.all()) in (1, 2)
    made = post_of(on_prepared, "linkedin", "carousel")
    assert made["texts"] != post["texts"]
    assert made["pictures"] != post["pictures"]
