from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reprise.articles.article import Article
from reprise.articles.parsing import parse
from reprise.articles.raw import RawArticle, RawImage
from reprise.errors import BadInput
from reprise.sites import Site

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "https://example.org/a/b/"
FOLDER = {"type": "folder", "path": "posts"}


def site(**changes: Any) -> Site:
    return Site.model_validate(
        {"id": "demo", "name": "Demo", "url": "https://example.org/", "source": FOLDER, **changes}
    )


def article(html: str | None = None, markdown: str | None = None, *, at: Site | None = None, **facts: Any) -> Article:
    given = {"url": URL, "title": "A title", **facts}
    raw = RawArticle({}, (), html=html, markdown=markdown, **given)
    return parse(raw, at or site(), key="demo-a", now=NOW)


def seen(found: Article) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in found.blocks]


def test_markdown_becomes_blocks_in_reading_order() -> None:
    found = article(
        markdown="## Why\n\nBecause *it* is\nso.\n\n1. one\n2. two\n   - deep\n\n> Said.\n\n"
        "```python\nx = 1\n\ny\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    assert seen(found) == [
        ("heading", "Why"),
        ("paragraph", "Because it is so."),
        ("list_item", "one"),
        ("list_item", "two"),
        ("list_item", "deep"),
        ("quote", "Said."),
        ("code", "x = 1\n\ny"),
        ("table", "a\tb\n1\t2"),
    ]
    assert [(block.level, block.number) for block in found.blocks[2:5]] == [(1, 1), (1, 2), (2, None)]
    assert found.blocks[0].level == 2
    assert found.blocks[6].code_language == "python"


def test_an_ordered_list_counts_from_its_start() -> None:
    found = article('<ol start="3"><li>c</li><li value="7">g</li><li><p>h</p><p>more</p></li></ol>')
    assert [(block.kind, block.number) for block in found.blocks] == [
        ("list_item", 3),
        ("list_item", 7),
        ("list_item", 8),
        ("paragraph", None),
    ]


def test_japanese_lines_are_joined_without_a_space_and_others_with_one() -> None:
    assert seen(article(markdown="これは\n文章です。\nand this\nis English"))[0][1] == (
        "これは文章です。 and this is English"
    )


def test_scripts_styles_forms_and_navigation_are_gone() -> None:
    found = article(
        "<nav>Home</nav><p onclick='x()'>Text <script>alert(1)</script><a href='javascript:alert(1)'>link</a></p>"
        "<style>p{}</style><form><button>Buy</button></form><iframe src='x'></iframe>"
        "<div class='sharedaddy'>Share</div>"
        "<p style='display:none'>hidden</p><svg><text>drawn</text></svg>"
    )
    assert seen(found) == [("paragraph", "Text link")]
    assert "<script" not in found.html and "onclick" not in found.html and "javascript" not in found.html


def test_footnotes_stay_out_of_the_text() -> None:
    assert seen(article(markdown="A claim[^1] stands.\n\n[^1]: The source.")) == [("paragraph", "A claim stands.")]


def test_pictures_keep_their_place_alternative_text_and_caption() -> None:
    found = article(
        '<p>one</p><figure><img src="/i/1.png" alt="A"><figcaption>Cap</figcaption></figure>'
        '<p>two <img src="2.png"></p>'
        '<p><img src="3.png" title="T">three</p><p><img src="4.png"></p>'
    )
    assert [(block.text) for block in found.blocks] == ["one", "two", "three"]
    assert [(image.url, image.alt, image.caption, image.before) for image in found.images] == [
        ("https://example.org/i/1.png", "A", "Cap", 1),
        (f"{URL}2.png", "", "", 2),
        (f"{URL}3.png", "", "T", 2),
        (f"{URL}4.png", "", "", 3),
    ]


def test_lazy_pictures_are_found() -> None:
    found = article(
        '<p>x</p><img src="data:image/gif;base64,R0" data-src="/a.jpg"><img srcset="/s.jpg 300w, /l.jpg 900w">'
        '<p>y</p><noscript><img src="/n.jpg"></noscript><img src="/v.jpg"><noscript><img src="/v.jpg?full"></noscript>'
    )
    assert [image.url.rpartition("/")[2] for image in found.images] == ["a.jpg", "l.jpg", "n.jpg", "v.jpg"]


def test_old_captions_are_captions() -> None:
    found = article('<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">Cap</p></div><p>Text</p>')
    assert (found.images[0].caption, seen(found)) == ("Cap", [("paragraph", "Text")])


def test_the_featured_picture_comes_first_and_once_whatever_its_size() -> None:
    found = article(
        '<p>x</p><img src="https://example.org/pic-300x200.jpg" alt="inline"><img src="/other.png">',
        image=RawImage("https://example.org/pic.jpg"),
    )
    assert [(image.url, image.alt, image.before) for image in found.images] == [
        ("https://example.org/pic.jpg", "inline", None),
        ("https://example.org/other.png", "", 1),
    ]


@pytest.mark.parametrize(
    "metadata",
    [
        {"image": "/c.png"},
        {"cover": {"image": "/c.png"}},
        {"og_image": "/c.png"},
        {"resources": [{"name": "featuredImage", "src": "/c.png"}]},
    ],
)
def test_front_matter_names_the_featured_picture(metadata: dict[str, Any]) -> None:
    assert article(markdown="x", metadata=metadata).images[0].url == "https://example.org/c.png"


def test_metadata_tells_what_the_source_does_not() -> None:
    found = article(
        markdown="Text",
        title="",
        metadata={
            "title": "Fish &amp; <em>chips</em>",
            "authors": [{"name": "Ada"}, {"name": "Grace"}],
            "tags": ["a", "B"],
            "categories": "b, Uncategorized",
            "summary": "Short.",
            "keywords": "fish, chips",
            "date": "2026-01-02",
            "lastmod": "2026-01-03 10:00",
            "lang": "pt_br",
        },
        at=site(timezone="Europe/Berlin"),
    )
    assert found.title == "Fish & chips"
    assert found.author == "Ada, Grace"
    assert found.tags == ("a", "B")
    assert (found.description, found.keywords, found.language) == ("Short.", ("fish", "chips"), "pt-BR")
    assert found.published_at == datetime(2026, 1, 1, 23, tzinfo=UTC)
    assert found.modified_at == datetime(2026, 1, 3, 9, tzinfo=UTC)


def test_a_first_heading_that_repeats_the_title_is_dropped() -> None:
    found = article("<h1>A Title!</h1><p>x</p><img src='a.png'><p>y</p>")
    assert seen(found) == [("paragraph", "x"), ("paragraph", "y")]
    assert found.images[0].before == 1


def test_the_first_heading_is_the_title_where_none_is_told() -> None:
    assert article(markdown="# Named here\n\ntext", title="").title == "Named here"


@pytest.mark.parametrize(
    ("settings", "metadata", "text", "language"),
    [
        ({"language": "de"}, {"lang": "fr"}, "x", "fr"),
        ({"language": "de"}, {}, "Clearly this is English text, and quite a lot of it for that matter.", "de"),
        ({}, {}, "Dies ist ein deutscher Satz, und zwar einer, der lang genug ist, um ihn zu erkennen.", "de"),
        ({}, {}, "Ok.", "en"),
    ],
)
def test_the_language_is_the_article_s_own_then_the_site_s_then_detected(
    settings: dict[str, Any], metadata: dict[str, Any], text: str, language: str
) -> None:
    assert article(markdown=text, metadata=metadata, at=site(**settings)).language == language


def test_without_any_date_it_is_published_now_and_never_modified_before() -> None:
    found = article(markdown="x", modified_at=datetime(2026, 1, 1, tzinfo=UTC), published_at=NOW)
    assert (found.published_at, found.modified_at) == (NOW, NOW)
    assert article(markdown="x").published_at == NOW


PAGE = """<!doctype html><html lang="de"><head><title>Vom Brot – Backstube</title>
<link rel="canonical" href="/brot/"><meta name="description" content="Alles über Brot">
<meta property="og:image" content="/brot.jpg"><meta property="article:tag" content="Backen">
<script type="application/ld+json">{"@graph":[{"@type":"BlogPosting","datePublished":"2026-02-01T08:00:00+01:00",
"author":[{"name":"Ida"}]}]}</script></head><body><header><h1>Backstube</h1><nav><a href="/">Start</a></nav></header>
<main><article><h1>Vom Brot</h1>TEXT<pre><code class="language-sh">backe brot</code></pre></article>
<aside><p>Lesen Sie auch unsere anderen Beiträge über Kuchen, Torten und Gebäck aller Art.</p></aside></main>
<footer><p>Impressum und Datenschutz, alle Rechte vorbehalten, Backstube GmbH.</p></footer></body></html>"""
TEXT = "".join(
    f"<p>Absatz {number}: Ein gutes Brot braucht Zeit, Mehl, Wasser und Salz, und der Teig will lange ruhen.</p>"
    for number in range(8)
)


def test_a_whole_page_gives_its_article_and_its_facts() -> None:
    found = article(PAGE.replace("TEXT", TEXT), page=True, title="")
    assert found.title == "Vom Brot"
    assert (found.url, found.author, found.tags) == ("https://example.org/brot/", "Ida", ("Backen",))
    assert found.published_at == datetime(2026, 2, 1, 7, tzinfo=UTC)
    assert found.images[0].url == "https://example.org/brot.jpg"
    assert found.language == "de"
    assert [block.kind for block in found.blocks] == ["paragraph"] * 8 + ["code"]
    assert "Kuchen" not in found.text and "Impressum" not in found.text and "Start" not in found.text


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "no text"),
        ("  \n", "no text"),
        ("<p>&nbsp;</p><img src='a.png'>", "no text"),
        ("<h2>Only</h2><h2>headings</h2>", "no text"),
        ("<script>only()</script>", "no text"),
        ("<div>" * 5_000 + "deep", "nested more than"),
        ("<b><blockquote>" * 300 + "deep", "nested more than"),
        ("x" * 10_000_001, "10 MB"),
        ("<p>a</p>" * 6_000, "more than 5000 paragraphs"),
    ],
)
def test_what_cannot_be_used_is_one_clear_error(body: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as error:
        article(body)
    assert "demo-a" in str(error.value) and error.value.remedy


def test_a_page_without_text_is_one_clear_error() -> None:
    with pytest.raises(BadInput, match="text"):
        article("<html><body><nav><a href='/'>Home</a></nav></body></html>", page=True)


def test_a_title_is_needed() -> None:
    with pytest.raises(BadInput, match="no title"):
        article("<p>x</p>", title="")


def test_deep_quotes_in_markdown_are_no_danger() -> None:
    assert article(markdown="a\n\n" + ">" * 3_000 + " deep").blocks[0].text == "a"


def test_the_hash_names_what_readers_see() -> None:
    def hashed(html: str = "<p>x</p><img src='/a.png?w=100'>", **facts: Any) -> str:
        return article(html, **facts).content_hash

    same = [
        hashed("<p class='y'>x </p>\n<div><img src='/a.png?w=900&token=1'></div>"),
        hashed(modified_at=NOW),
        hashed(author="Else"),
    ]
    assert set(same) == {hashed()}
    other = [hashed("<p>x!</p><img src='/a.png'>"), hashed(title="B"), hashed(tags=("t",)), hashed(description="d")]
    assert len({hashed(), *other}) == 5


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.booleans())
def test_no_text_brings_the_parser_down(text: str, markdown: bool) -> None:
    try:
        found = article(None if markdown else text, text if markdown else None)
    except BadInput:
        return
    assert found.blocks


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "<li>",
                "</ul>",
                "<table>",
                "<tr>",
                "<td>",
                "<pre>",
                "<img src=a>",
                "<figure>",
                "<figcaption>",
                "</figure>",
                "<blockquote>",
                "text ",
                "<b>",
                "</b>",
                "<h2>",
                "&amp;",
                "<",
            ]
        ),
        max_size=40,
    )
)
def test_tag_soup_leaves_no_markup_and_no_lost_picture(parts: list[str]) -> None:
    try:
        found = article("".join(parts))
    except BadInput:
        return
    assert not any("<p" in block.text or "</" in block.text for block in found.blocks if block.kind != "code")
    assert all(image.before is not None and 0 <= image.before <= len(found.blocks) for image in found.images)


def test_a_bold_line_before_a_break_heads_its_paragraph_or_item() -> None:
    found = article(
        html="<ul><li><strong>Videos get longer<br> </strong>Short is over.</li></ul>"
        "<p><b>Q: Who pays?</b><br>The reader does.</p><p><strong>Note</strong> this one.<br>And this.</p>"
    )
    assert seen(found) == [
        ("heading", "Videos get longer"),
        ("list_item", "Short is over."),
        ("heading", "Q: Who pays?"),
        ("paragraph", "The reader does."),
        ("paragraph", "Note this one. And this."),
    ]
