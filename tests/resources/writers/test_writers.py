"""The writer that is always there."""

from __future__ import annotations

from reprise.social.rules import PLATFORMS
from reprise.video.presets import FORMATS
from resources.writers import open_writer
from tests.builders import make_site
from tests.reprise.briefs.material import harbour


def test_the_extractive_writer_opens_without_any_key() -> None:
    writer = open_writer()
    assert writer.name == "extractive"
    assert int(writer.version) > 0
    assert not writer.trail.steps


def test_it_writes_brief_script_and_metadata_of_one_article() -> None:
    writer, site, article = open_writer(), make_site(), harbour()
    brief = writer.brief(article)
    script = writer.script(article, brief, site, FORMATS["short"], words_per_minute=150)
    metadata = writer.metadata(article, brief, script, site, PLATFORMS["youtube"])
    assert script.writer == f"{writer.name} {writer.version}"
    assert brief.writer.startswith(writer.name)
    assert script.article_hash == brief.content_hash == article.content_hash
    assert metadata.title.startswith("Northport's electric ferries")
