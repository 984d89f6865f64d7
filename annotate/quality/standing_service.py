"""Her level, the steps before a pause, and how her week went: written into her standing, by a job."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import AnnotatorQuality
from annotate.core import audit, clock, outbox
from annotate.core.db import insert_once
from annotate.messages import service as messages
from annotate.projects.models import Project
from annotate.quality.drift import Drift, drift_of
from annotate.quality.evidence import Outcome
from annotate.quality.evidence_queries import Piece, evidence_between, newest_evidence, people_judged
from annotate.quality.levels import Rules, Stage, Step, Tally, level_of, step_of, tally_of
from annotate.quality.models import QualityStage
from annotate.quality.rules_service import rules_of
from annotate.work import standing_service as standings
from annotate.work.models import WorkStanding
from annotate.work.states import Gate

WEEK = dt.timedelta(days=7)
# Judged answers gather so long before her standing is looked at again.
GATHER = dt.timedelta(minutes=5)
POOR_WORK = "poor_work"
# A smaller change of the estimate is no news to the lease.
NOTABLE_WEIGHT = 0.01


def ask_for_look(session: Session, annotator_id: int, project_id: int) -> None:
    """Announce that her answers were judged; those of the next minutes are one look."""
    number = int(clock.now().timestamp()) // int(GATHER.total_seconds()) + 1
    due_at = dt.datetime.fromtimestamp(number * GATHER.total_seconds(), dt.UTC)
    pair = f"{annotator_id}-{project_id}"
    outbox.announce(session, "standing.due", pair, key=f"standing-{pair}-{number}", due_at=due_at)


def refresh(session: Session, annotator_id: int, project_id: int) -> None:
    """Look at what was judged and write her level, her weight and the next step; again changes nothing.

    The job of `standing.due`, and every night for everybody.
    """
    stage = _stage(session, annotator_id, project_id)
    rules, pieces = rules_of(session, project_id), newest_evidence(session, annotator_id, project_id)
    before = standings.standing_of(session, annotator_id, project_id)
    tally = tally_of([one.outcome for one in pieces])
    level = level_of(before.level, tally, rules)
    shown = _shown(pieces, tally, level, before.level, before.shown)
    if level != before.level:
        standings.set_level(session, annotator_id, project_id, level, shown)
        _tell_level(session, annotator_id, project_id, before.level, level, shown["example"])
    weight = _weight(session, annotator_id, project_id, tally)
    if abs(weight - before.weight) >= NOTABLE_WEIGHT or (
        level == before.level and shown != _told(before.shown)
    ):
        standings.set_weight(session, annotator_id, project_id, weight, shown)
    _step(session, stage, pieces, rules)


def _told(shown: Any) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name in _NAMES}


_NAMES = ("good", "judged", "was", "changed_at", "example", "drift", "week", "week_before")


def _shown(
    pieces: Sequence[Piece], tally: Tally, level: int, level_before: int, before: Any
) -> dict[str, Any]:
    """Facts for her page: how many were good, what her level was, a picture that shows why, how her week went."""
    now = clock.now()
    week = _week(pieces, now - WEEK, now)
    last = _week(pieces, now - 2 * WEEK, now - WEEK)
    facts: dict[str, Any] = {
        "good": tally.good,
        "judged": tally.answers,
        "drift": drift_of(week, last).value,
        "week": [week.good, week.answers],
        "week_before": [last.good, last.answers],
    }
    if level != level_before:
        wanted = Outcome.GOOD if level > level_before else Outcome.POOR
        example = next((one.judgement_id for one in pieces if one.outcome is wanted), None)
        return {**facts, "was": level_before, "changed_at": now.isoformat(), "example": example}
    kept = {name: before[name] for name in ("was", "changed_at", "example") if name in before}
    return {**facts, **kept}


def _week(pieces: Sequence[Piece], start: dt.datetime, end: dt.datetime) -> Tally:
    return tally_of([one.outcome for one in pieces if start <= one.received_at < end])


def _weight(session: Session, annotator_id: int, project_id: int, tally: Tally) -> float:
    """Expected F1 as the model of the crowd sees it; before it knows her, from what was judged."""
    row = session.get(AnnotatorQuality, (project_id, annotator_id))
    if row is not None:
        return min(1.0, max(0.0, row.quality))
    # As if ten answers of a usual newcomer had come before.
    return (tally.good + 7) / (tally.answers + 10)


def _stage(session: Session, annotator_id: int, project_id: int) -> QualityStage:
    """Her row, locked: two jobs look at her one after the other."""
    key = {"annotator_id": annotator_id, "project_id": project_id}
    fresh = {**key, "stage": Stage.CLEAR, "pauses": 0, "changed_at": clock.now()}
    insert_once(session, QualityStage, fresh)
    return session.get_one(
        QualityStage, (annotator_id, project_id), with_for_update=True, populate_existing=True
    )


def _step(session: Session, stage: QualityStage, pieces: Sequence[Piece], rules: Rules) -> None:
    since = stage.counted_from
    counted = [one.outcome for one in pieces if since is None or one.received_at >= since]
    step = step_of(stage.stage, tally_of(counted, doubted_too=False), rules)
    if step is Step.NONE:
        return
    now = clock.now()
    stage.changed_at = stage.counted_from = now
    who = (stage.annotator_id, stage.project_id)
    if step is Step.CLEAR:
        stage.stage = Stage.CLEAR
        _show_hint(session, *who, None)
        return
    example = next((one.judgement_id for one in pieces if one.outcome is Outcome.POOR), None)
    if step is Step.HINT:
        stage.stage = Stage.HINTED
        _show_hint(session, *who, example)
        _announce(session, "practice.offered", *who, {})
        _say(session, *who, "quality.hint", example)
    elif standings.standing_of(session, *who).gate is Gate.OPEN:
        until = now + dt.timedelta(hours=rules.pause_hours)
        stage.stage, stage.counted_from, stage.pauses = Stage.PAUSED, until, stage.pauses + 1
        standings.set_gate(session, *who, Gate.PAUSED, reason=POOR_WORK, until=until, shown={"hint": example})
        _announce(session, "gate.paused", *who, {"hours": rules.pause_hours})
        _say(session, *who, "gate.paused", example, until_at=until.isoformat())


def _show_hint(session: Session, annotator_id: int, project_id: int, example: int | None) -> None:
    """A picture of hers that shows what differs; none once there is nothing to hint at."""
    weight = standings.standing_of(session, annotator_id, project_id).weight
    standings.set_weight(session, annotator_id, project_id, weight, {"hint": example})


def _tell_level(
    session: Session, annotator_id: int, project_id: int, before: int, level: int, example: int | None
) -> None:
    _announce(session, "level.changed", annotator_id, project_id, {"from": before, "to": level})
    bonus = session.get_one(Project, project_id).level_bonus[level - 1]
    kind = "level.raised" if level > before else "level.lowered"
    _say(session, annotator_id, project_id, kind, example, bonus=bonus)


def _announce(
    session: Session, kind: str, annotator_id: int, project_id: int, detail: dict[str, Any]
) -> None:
    outbox.announce(session, kind, f"{annotator_id}-{project_id}")
    audit.record(session, None, kind, "project", project_id, {"account": annotator_id, **detail})


def _say(
    session: Session, annotator_id: int, project_id: int, kind: str, example: int | None, **blanks: Any
) -> None:
    """A message to her; the picture that shows why is one tap away."""
    project = session.get_one(Project, project_id)
    link = f"/answers/{example}" if example else ""
    messages.send(session, annotator_id, kind, {"project": project.name, **blanks}, link)


def refresh_some(session: Session, after: tuple[int, int], limit: int = 100) -> tuple[int, int] | None:
    """Look at the next people in order; the last of them, or None when all are done. Nightly, in parts."""
    pairs = people_judged(session, after, limit)
    for project_id, annotator_id in pairs:
        refresh(session, annotator_id, project_id)
    return pairs[-1] if pairs else None


def open_after_pauses(session: Session, limit: int = 200) -> int:
    """Open the gates of those whose pause is over; how many. Every few minutes."""
    query = sa.select(WorkStanding.annotator_id, WorkStanding.project_id).where(
        WorkStanding.gate == Gate.PAUSED,
        WorkStanding.reason == POOR_WORK,
        WorkStanding.paused_until <= clock.now(),
    )
    over = session.execute(query.order_by(WorkStanding.paused_until).limit(limit)).all()
    for annotator_id, project_id in over:
        stage = _stage(session, annotator_id, project_id)
        standing = standings.standing_of(session, annotator_id, project_id)
        if standing.gate is Gate.PAUSED and standing.reason == POOR_WORK:
            standings.set_gate(session, annotator_id, project_id, Gate.OPEN, shown={"hint": None})
            _announce(session, "gate.opened", annotator_id, project_id, {})
            _say(session, annotator_id, project_id, "gate.opened", None)
        stage.stage, stage.changed_at = Stage.CLEAR, clock.now()
    return len(over)


def project_drift(session: Session, project_id: int) -> Drift:
    """Of all people of a project together: what came this week against what came last week."""
    now = clock.now()
    pieces = evidence_between(session, project_id, now - 2 * WEEK, now)
    return drift_of(_week(pieces, now - WEEK, now), _week(pieces, now - 2 * WEEK, now - WEEK))
