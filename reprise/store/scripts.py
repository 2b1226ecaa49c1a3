"""Scripts under review: versions side by side, at most one of them approved, a person's never replaced by a run's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.errors import BadInput, Conflict, NotFound
from reprise.finding import Finding, not_in_article, told
from reprise.store.engine import serialize
from reprise.store.records import SceneEdit, ScriptState, ScriptVersion
from reprise.store.tables import ScriptRow
from reprise.video.script import Scene, Script, ensure_distinct
from reprise.video.writing.attempts import Attempt
from reprise.windows.lifecycle import ensure_actor, is_person

_PERSON = "person:"


class Scripts:
    """Versions of scripts by article and format. States: waiting, approved, rejected, superseded.

    `number` picks a version where a method takes one; without it the one that waits is meant, and `Conflict` is raised
    when several do (a person's and a newer generated one).
    """

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def submit(
        self, script: Script, origin: str, auto_approve: bool = False, *, findings: Sequence[Finding] = ()
    ) -> ScriptVersion:
        """Bring a generated script into review; the version that stands for it now.

        The same content as a version that waits, is approved or was rejected adds nothing, nor does what a person has
        edited, while that edit is in play. A new one takes the place of older generated versions that wait; a person's
        edit or approval stays in force and the new one waits beside.

        Args:
            origin: the writer's signature.
            auto_approve: the site approves scripts by itself; never above a person's decision, and never what has
                findings.
            findings: what the article does not bear out.

        Raises `BadInput` for a script in which two scenes have one name.
        """
        ensure_distinct(script)
        with self._sessions.begin() as session:
            rows = self._rows(session, script.article, script.format)
            row = _same(rows, script) or _edit_of(rows, script)
            if row is None:
                for older in rows:
                    if older.state == "waiting" and not _edited(older):
                        self._decide(older, "superseded", "automation")
                row = self._add(session, script, origin, rows)
            if row.state == "waiting" and not _edited(row):
                row.findings = [finding.record() for finding in findings]
            wanted = auto_approve and not row.findings and row.state == "waiting"
            if wanted and not any(_is_persons(other) for other in rows):
                self._approve(rows, row, "automation")
            session.flush()
            return _to_version(row)

    def current(self, article: str, format_: str) -> ScriptVersion | None:
        """The version in force: the approved one, else a person's that waits, else the newest that waits."""
        rows = self._read(article, format_)
        waiting = [row for row in rows if row.state == "waiting"]
        edited = [row for row in waiting if row.edited_by_person]
        return self.approved(article, format_) or next(reversed(edited or waiting), None)

    def approved(self, article: str, format_: str) -> ScriptVersion | None:
        """The approved version, if any: what may be spoken and drawn."""
        return next((row for row in self._read(article, format_) if row.state == "approved"), None)

    def versions(self, article: str, format_: str) -> tuple[ScriptVersion, ...]:
        """All versions, oldest first."""
        return self._read(article, format_)

    def waiting(self, site: str | None = None) -> tuple[ScriptVersion, ...]:
        """Everything that waits for a person, oldest first."""
        return self._select(ScriptRow.state == "waiting", site)

    def approved_not_produced(self, site: str | None = None) -> tuple[ScriptVersion, ...]:
        """The approved versions that no film was made from yet, oldest decision first."""
        versions = self._select((ScriptRow.state == "approved") & ScriptRow.produced.is_(False), site)
        return tuple(sorted(versions, key=lambda version: (version.decided_at or version.created_at, version.id)))

    def approve(
        self,
        article: str,
        format_: str,
        by: str,
        *,
        number: int | None = None,
        notes: str | None = None,
        despite_findings: bool = False,
    ) -> ScriptVersion:
        """Approve a version; the one approved before, and older ones that wait, are superseded.

        What the article does not bear out is approved by a person only, who says so with `despite_findings`; it is
        noted with the decision.
        """
        with self._sessions.begin() as session:
            rows = self._rows(session, article, format_)
            row = _pick(rows, number, article, format_)
            if row.state == "superseded":
                raise Conflict("A newer version took its place.", where=_name(row), remedy="Approve the newer one.")
            if row.findings:
                found = _to_version(row).findings
                if not (despite_findings and is_person(by)):
                    raise not_in_article(_name(row), found, f"reprise edit scene {article}")
                notes = " ".join(filter(None, (notes, f"Approved despite what was found: {told(found)}")))
                row.findings = []
            if row.state != "approved" or row.decided_by != by:
                self._approve(rows, row, by, notes)
            session.flush()
            return _to_version(row)

    def reject(self, article: str, format_: str, by: str, notes: str, *, number: int | None = None) -> ScriptVersion:
        """Reject a version with notes for whoever writes the next; an approved one can be rejected too."""
        if not notes.strip():
            raise BadInput(
                "A rejection needs notes.", where=f"{format_} script of {article}", remedy="Say what to mend."
            )
        with self._sessions.begin() as session:
            row = _pick(self._rows(session, article, format_), number, article, format_)
            if row.state == "superseded":
                raise Conflict("A newer version took its place.", where=_name(row), remedy="Reject the newer one.")
            self._decide(row, "rejected", by, notes.strip())
            session.flush()
            return _to_version(row)

    def edit(
        self,
        article: str,
        format_: str,
        edits: Mapping[str, SceneEdit],
        by: str,
        *,
        title: str | None = None,
        number: int | None = None,
    ) -> ScriptVersion:
        """A new waiting version with some scenes changed, by scene id. A version that waited is superseded by it.

        Without `number` the one that waits is edited, else the approved one. A scene's planned seconds follow the
        number of its words. What was found in the words that are gone is gone too. Raises `NotFound` for an unknown
        scene.
        """
        with self._sessions.begin() as session:
            rows = self._rows(session, article, format_)
            base = _pick(rows, number, article, format_, or_approved=True)
            script = _edited_script(Script.model_validate(base.document), edits, title, _name(base))
            return self._persons(session, rows, base, script, by)

    def replace_scene(
        self,
        article: str,
        format_: str,
        scene: Scene,
        by: str,
        *,
        number: int | None = None,
        findings: Sequence[Finding] = (),
    ) -> ScriptVersion:
        """A new waiting version in which a scene was told anew at a person's wish; as `edit`, it is that person's.

        `findings` are what the article does not bear out in the new scene. Without `number` the version that waits is
        meant, else the approved one. Raises `NotFound` for an unknown scene.
        """
        with self._sessions.begin() as session:
            rows = self._rows(session, article, format_)
            base = _pick(rows, number, article, format_, or_approved=True)
            script = _with_scene(Script.model_validate(base.document), scene, _name(base))
            return self._persons(session, rows, base, script, by, findings)

    def to_change(self, article: str, format_: str, number: int | None = None) -> ScriptVersion:
        """The version that `edit` and `replace_scene` would change."""
        with self._sessions.begin() as session:
            return _to_version(_pick(self._rows(session, article, format_), number, article, format_, or_approved=True))

    def attempts(self, article: str, format_: str) -> tuple[Attempt, ...]:
        """All versions with what was decided on them, oldest first: what the next writer should know."""
        return tuple(
            Attempt(number=version.number, script=version.script, state=version.state, notes=version.notes or "")
            for version in self._read(article, format_)
        )

    def _persons(
        self,
        session: Session,
        rows: list[ScriptRow],
        base: ScriptRow,
        script: Script,
        by: str,
        findings: Sequence[Finding] = (),
    ) -> ScriptVersion:
        """A person's version in place of the one it was made from, or the same one that is there already."""
        same = _same(rows, script)
        if same is not None:
            return _to_version(same)
        if base.state == "waiting":
            self._decide(base, "superseded", by)
        row = self._add(session, script, _PERSON + ensure_actor(by), rows)
        row.findings = [*_still_there(base, script), *(finding.record() for finding in findings)]
        session.flush()
        return _to_version(row)

    def mark_produced(self, article: str, format_: str, number: int) -> None:
        """The films of this version are made. Raises `NotFound`."""
        with self._sessions.begin() as session:
            _pick(self._rows(session, article, format_), number, article, format_).produced = True

    def _add(self, session: Session, script: Script, origin: str, rows: list[ScriptRow]) -> ScriptRow:
        row = ScriptRow(
            site=script.site,
            article=script.article,
            format=script.format,
            number=rows[-1].number + 1 if rows else 1,
            state="waiting",
            content_hash=script.content_hash,
            document=script.model_dump(mode="json"),
            origin=origin[:64],
            produced=False,
            findings=[],
            created_at=self._clock.now(),
        )
        session.add(row)
        rows.append(row)
        return row

    def _approve(self, rows: list[ScriptRow], row: ScriptRow, by: str, notes: str | None = None) -> None:
        for other in rows:
            older_waits = other.state == "waiting" and other.number < row.number
            if other is not row and (other.state == "approved" or older_waits):
                other.state = "superseded"  # who had decided on it stays on record
        self._decide(row, "approved", by, notes)

    def _decide(self, row: ScriptRow, state: ScriptState, by: str, notes: str | None = None) -> None:
        row.state, row.decided_by, row.decided_at = state, ensure_actor(by), self._clock.now()
        row.notes = notes or row.notes

    def _rows(self, session: Session, article: str, format_: str) -> list[ScriptRow]:
        """All versions, oldest first, with nobody else changing them until the transaction ends."""
        serialize(session, "script", article, format_)
        query = select(ScriptRow).where(ScriptRow.article == article, ScriptRow.format == format_)
        return list(session.scalars(query.order_by(ScriptRow.number)))

    def _read(self, article: str, format_: str) -> tuple[ScriptVersion, ...]:
        with self._readers.begin() as session:
            query = select(ScriptRow).where(ScriptRow.article == article, ScriptRow.format == format_)
            return tuple(_to_version(row) for row in session.scalars(query.order_by(ScriptRow.number)))

    def _select(self, condition: ColumnElement[bool], site: str | None) -> tuple[ScriptVersion, ...]:
        query = select(ScriptRow).where(condition).order_by(ScriptRow.created_at, ScriptRow.id)
        if site is not None:
            query = query.where(ScriptRow.site == site)
        with self._readers.begin() as session:
            return tuple(_to_version(row) for row in session.scalars(query))


def _same(rows: list[ScriptRow], script: Script) -> ScriptRow | None:
    """The version in play, or turned down, that says and shows the same."""
    return next((row for row in rows if row.content_hash == script.content_hash and row.state != "superseded"), None)


def _edit_of(rows: list[ScriptRow], script: Script) -> ScriptRow | None:
    """The person's version, waiting or approved, that took the place of one that said and showed the same."""
    changed = [
        row.number
        for row in rows
        if row.content_hash == script.content_hash and row.decided_by is not None and is_person(row.decided_by)
    ]
    edits = [row for row in rows if _edited(row) and row.state in ("waiting", "approved")]
    found = next((row for row in edits if changed and row.number > changed[-1]), None)
    return found or next((row for row in edits if _base_of(rows, row) == script.content_hash), None)


def _base_of(rows: list[ScriptRow], edit: ScriptRow) -> str | None:
    """What the generated version said that a person's was made from, also where nobody but the site had decided on
    it: the last one before it that was not turned down."""
    before = [row for row in rows if row.number < edit.number and not _edited(row) and row.state != "rejected"]
    return before[-1].content_hash if before else None


def _with_scene(script: Script, scene: Scene, where: str) -> Script:
    known = [each.id for each in script.scenes]
    if scene.id not in known:
        raise NotFound(f"It has no scene {scene.id!r}.", where=where, remedy=f"Its scenes are {', '.join(known)}.")
    scenes = tuple(scene if each.id == scene.id else each for each in script.scenes)
    return script.model_copy(update={"scenes": scenes})


def _edited_script(script: Script, edits: Mapping[str, SceneEdit], title: str | None, where: str) -> Script:
    known = [scene.id for scene in script.scenes]
    for scene_id in edits:
        if scene_id not in known:
            raise NotFound(f"It has no scene {scene_id!r}.", where=where, remedy=f"Its scenes are {', '.join(known)}.")
    scenes = tuple(_edited_scene(scene, edits.get(scene.id, SceneEdit()), where) for scene in script.scenes)
    return script.model_copy(update={"scenes": scenes, "title": script.title if title is None else title})


def _edited_scene(scene: Scene, edit: SceneEdit, where: str) -> Scene:
    changes: dict[str, object] = {
        name: value for name in ("narration", "on_screen", "cue") if (value := getattr(edit, name)) is not None
    }
    if edit.narration is not None:
        words, before = len(edit.narration.split()), len(scene.narration.split())
        if not words:
            raise BadInput("A scene has to say something.", where=f"{where}, scene {scene.id}", remedy="Give it words.")
        changes["seconds"] = round(scene.seconds * words / max(before, 1), 2)
    return scene.model_copy(update=changes)


def _pick(
    rows: list[ScriptRow], number: int | None, article: str, format_: str, *, or_approved: bool = False
) -> ScriptRow:
    where = f"{format_} script of {article}"
    if number is not None:
        row = next((row for row in rows if row.number == number), None)
        if row is None:
            raise NotFound(f"It has no version {number}.", where=where, remedy=f"It has {len(rows)}.")
        return row
    found = [row for row in rows if row.state == "waiting"]
    if not found and or_approved:
        found = [row for row in rows if row.state == "approved"]
    if not found:
        raise NotFound("No version waits for a decision.", where=where, remedy="Name a version by its number.")
    if len(found) > 1:
        numbers = " and ".join(str(row.number) for row in found)
        raise Conflict(f"Versions {numbers} are waiting.", where=where, remedy="Say which by its number.")
    return found[0]


def _edited(row: ScriptRow) -> bool:
    return row.origin.startswith(_PERSON)


def _still_there(base: ScriptRow, script: Script) -> list[dict[str, str]]:
    """What was found in a version and is still said by the one made from it."""
    said = json.dumps(script.model_dump(mode="json"), ensure_ascii=False)
    return [found for found in base.findings if json.dumps(found["text"], ensure_ascii=False)[1:-1] in said]


def _is_persons(row: ScriptRow) -> bool:
    """Whether a person stands behind a version that is still in play."""
    decided = row.state == "approved" and row.decided_by is not None and is_person(row.decided_by)
    return decided or (row.state == "waiting" and _edited(row))


def _name(row: ScriptRow) -> str:
    return f"{row.format} script of {row.article}, version {row.number}"


def _to_version(row: ScriptRow) -> ScriptVersion:
    return ScriptVersion(
        id=row.id,
        site=row.site,
        article=row.article,
        format=row.format,
        number=row.number,
        state=cast("ScriptState", row.state),
        content_hash=row.content_hash,
        script=Script.model_validate(row.document),
        origin=row.origin,
        notes=row.notes,
        produced=row.produced,
        findings=tuple(Finding(**found) for found in row.findings),
        created_at=row.created_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )
