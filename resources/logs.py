"""Structured logs: one JSON object for each line, with run, step, job, site and article, and never a secret."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dagster import Field, InitLoggerContext, Noneable, logger

from reprise.windows.failures import scrub

_SECRET_NAMES = ("TOKEN", "SECRET", "PASSWORD", "API_KEY", "REPRISE_KEY", "WEBHOOK")
"""Parts of the names of variables that hold secrets; the address of a webhook is one, since whoever has it can post."""


def secrets_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The values of the environment that must not be seen: those whose names say so. Of a list with commas also each
    part, since it is used alone."""
    values = [value for name, value in environment.items() if any(part in name for part in _SECRET_NAMES)]
    parts = [part.strip() for value in values if "," in value for part in value.split(",")]
    return tuple(value for value in (*values, *parts) if len(value) >= 6)


class JsonLines(logging.Formatter):
    """A log record as one line of JSON. Dagster puts run, step and job into `dagster_meta`."""

    def format(self, record: logging.LogRecord) -> str:
        meta: dict[str, Any] = getattr(record, "dagster_meta", None) or {}
        tags = meta.get("job_tags") or {}
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": meta.get("orig_message") or record.getMessage(),
            "job": meta.get("job_name"),
            "run": meta.get("run_id"),
            "step": meta.get("step_key"),
            "site": tags.get("site"),
            "article": tags.get("article") or tags.get("dagster/partition"),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        # before they are quoted for JSON: a secret with a quote in it would look different afterwards
        secrets = secrets_of(os.environ)
        shown = {name: scrub(value, secrets) for name, value in entry.items() if value is not None}
        return json.dumps(shown, ensure_ascii=False)


@logger(
    config_schema={
        "log_level": Field(str, default_value="INFO", description="Least level that is written."),
        "file": Field(Noneable(str), default_value=None, is_required=False, description="Append there, not to stderr."),
    },
    description="One JSON object for each line, with run, step, job, site and article.",
)
def json_console(init_context: InitLoggerContext) -> logging.Logger:
    """Replaces Dagster's coloured console."""
    chosen = logging.Logger("reprise", level=init_context.logger_config["log_level"].upper())
    file = init_context.logger_config["file"]
    handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler()
    handler.setFormatter(JsonLines())
    chosen.addHandler(handler)
    return chosen
