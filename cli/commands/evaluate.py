"""`evaluate`: how well what would be posted is written, measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cli.evaluating import EXTRACTIVE
from cli.output import console, errors, json_option, plain, progress, show
from cli.session import Session
from reprise.errors import BadInput
from reprise.evaluation import RUBRICS, Comparison, Evaluation, RatedText, compare
from reprise.evaluation.results import mean_of, table

_SHOWN, _WORSE = 3, 10
_NAME = 16  # letters of an article's name that the table has room for


class _Shown(click.ParamType[tuple[int, int]]):
    """How many of the best and of the worst texts are shown in full."""

    name = "best|worst|number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        named = {"best": (_SHOWN, 0), "worst": (0, _SHOWN)}
        if value in named:
            return named[value]
        if not str(value).isdigit():
            self.fail(f"{value!r}: write best, worst or how many of both.", param, ctx)
        return int(value), int(value)


@click.group()
def evaluate() -> None:
    """Measure what is written."""


@evaluate.command("writing")
@click.option("--site", "site_name", help="Write for this site, in its wording, for its platforms.")
@click.option(
    "--writer",
    default=EXTRACTIVE,
    show_default=True,
    help="extractive, auto (all models there are), site (as its file says), or one, such as openai:gpt-5-mini.",
)
@click.option(
    "--articles",
    "folder",
    type=click.Path(path_type=Path),
    help="A folder of articles as Markdown or HTML, instead of those that come with Reprise.",
)
@click.option("--against", type=click.Path(path_type=Path), help="Compare with this earlier result.")
@click.option(
    "--show", "shown", type=_Shown(), default=(_SHOWN, _SHOWN), help="Texts in full: best, worst or a number."
)
@click.option("--scripts", is_flag=True, help="Rate the films' scripts, too.")
@click.option("--yes", is_flag=True, help="Ask models without asking whether they may be paid.")
@json_option
@click.pass_obj
def writing(
    session: Session,
    *,
    site_name: str | None,
    writer: str,
    folder: Path | None,
    against: Path | None,
    shown: tuple[int, int],
    scripts: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Rate posts by rubrics that say what is wrong with them, and keep the result to compare with.

    Nothing is posted or stored as a draft. The built-in writer costs nothing; what models would cost is said first.
    """
    from cli.evaluating import evaluate_articles, evaluation_site, keep, read_evaluation
    from reprise.evaluation.collection import built_in, read_articles

    earlier = read_evaluation(against) if against else None
    site = evaluation_site(session, site_name, writer)
    now = session.clock.now()
    articles, unreadable = read_articles(folder or built_in(), site, now)
    for each in unreadable:
        errors.print(f"Left out {each.path.name}: {each.error}", markup=False)
    if writer != EXTRACTIVE:
        _agree(session, site, articles, scripts=scripts, yes=yes)
    with progress("Writing", len(articles)) as began:
        evaluation, written = evaluate_articles(session, site, articles, writer, now, scripts=scripts, began=began)
    for name, why in written.failed:
        errors.print(f"Left out {name}: {why}", markup=False)
    if not evaluation.texts:
        raise BadInput("Nothing was written.", where=site.id, remedy="See what is said about each article above.")
    path = keep(evaluation, session.settings.home / "evaluations")
    comparison = compare(earlier, evaluation) if earlier else None
    if as_json:
        sys.stdout.write(json.dumps(_as_json(evaluation, comparison, path), ensure_ascii=False, indent=1) + "\n")
        return
    _print(evaluation, comparison, path, shown)


def _agree(session: Session, site: Any, articles: Sequence[Any], *, scripts: bool, yes: bool) -> None:
    """Say what it may cost, and stop unless somebody agrees."""
    from cli.evaluating import estimated, is_asked

    if not is_asked(session, site):
        errors.print("No model is set up for this; the built-in writer writes.")
        return
    cost, unknown = estimated(session, site, articles, scripts=scripts)
    for each in unknown:
        errors.print(f"Not in the estimate: {each}", markup=False)
    if not cost and not unknown:
        return
    errors.print(f"Asking models about {len(articles)} articles costs about ${cost:.4f}; the same is never paid twice.")
    if not yes:
        click.confirm("Go on?", abort=True, err=True)


def _print(evaluation: Evaluation, comparison: Comparison | None, path: Path, shown: tuple[int, int]) -> None:
    rows = [{**row, "article": str(row["article"])[:_NAME]} for row in table(evaluation)]
    show(rows, ("article", "texts", "total", *list(RUBRICS)[:4]), as_json=False, empty="")
    console.print()
    show(_rubrics(evaluation), ("rubric", "weight", "mean", "lowest"), as_json=False, empty="")
    ranked = evaluation.ranked()
    best, worst = shown
    _print_texts("The best", ranked[:best])
    _print_texts("The worst", ranked[::-1][:worst])
    if comparison:
        _print_comparison(comparison)
    built_in = [text for text in evaluation.texts if text.writer.split(" ")[0] in ("", EXTRACTIVE)]
    if len(built_in) < len(evaluation.texts):
        console.print(
            f"{len(evaluation.texts) - len(built_in)} texts are worded by models, cost ${evaluation.usd:.4f}."
        )
    console.print(
        f"Writer {evaluation.writer}: {evaluation.total:.3f} over {len(evaluation.texts)} texts. Kept as {path}",
        soft_wrap=True,
    )


def _rubrics(evaluation: Evaluation) -> list[dict[str, Any]]:
    """A row for each rubric: its weight, its mean, and the text that it likes least."""
    rows = []
    for name, rubric in RUBRICS.items():
        rated = [text for text in evaluation.texts if text.score(name) is not None]
        if not rated:
            continue
        lowest = min(rated, key=lambda text: (text.score(name) or 0.0, text.name))
        shown = f"{lowest.score(name):.2f} {lowest.name}"
        rows.append({"rubric": name, "weight": rubric.weight, "mean": mean_of(tuple(rated), name), "lowest": shown})
    return rows


def _print_texts(heading: str, texts: Sequence[RatedText]) -> None:
    for number, text in enumerate(texts, start=1):
        console.print(f"\n[bold]{heading}, {number}:[/] ", end="")
        console.print(f"{text.name}  {text.total:.3f}", markup=False)
        for line in (*([text.title] if text.title else []), *text.texts):
            console.print(line, markup=False, soft_wrap=True)
            console.print("·", style="dim")
        for rating in text.ratings:
            for why in rating.why:
                console.print(f"  {rating.rubric} {rating.score:.2f}: {why}", markup=False, soft_wrap=True)


def _print_comparison(comparison: Comparison) -> None:
    console.print()
    rows = [
        {"rubric": each.name, "before": each.before, "after": each.after, "change": f"{each.delta:+.3f}"}
        for each in comparison.rubrics
    ]
    show(rows, ("rubric", "before", "after", "change"), as_json=False, empty="")
    for word, changes in (("worse", comparison.worse), ("better", comparison.better)):
        console.print(f"{len(changes)} texts got {word}" + (":" if changes else "."))
        for each in changes[:_WORSE]:
            console.print(f"  {each.delta:+.3f}  {each.name}", markup=False)
    for word, names in (("gone", comparison.only_before), ("new", comparison.only_after)):
        if names:
            console.print(f"{len(names)} texts are {word}: {', '.join(names[:_WORSE])}", markup=False)


def _as_json(evaluation: Evaluation, comparison: Comparison | None, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {
        "file": str(path),
        "writer": evaluation.writer,
        "total": evaluation.total,
        "usd": evaluation.usd,
        "table": table(evaluation),
        "evaluation": plain(evaluation),
    }
    if comparison:
        found["comparison"] = {
            "rubrics": {each.name: {"before": each.before, "after": each.after} for each in comparison.rubrics},
            **{
                word: [{"text": each.name, "before": each.before, "after": each.after} for each in changes]
                for word, changes in (("worse", comparison.worse), ("better", comparison.better))
            },
            "gone": list(comparison.only_before),
            "new": list(comparison.only_after),
        }
    return found
