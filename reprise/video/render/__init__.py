"""The renderer: from a `Film` to a finished mp4, unit by unit, each made once."""

from __future__ import annotations

from reprise.video.render.progress import EveryTenth, RenderProgress, Report
from reprise.video.render.renderer import Rendered, render

__all__ = ["EveryTenth", "RenderProgress", "Rendered", "Report", "render"]
