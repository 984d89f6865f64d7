"""Reading a project's crowd anew at night: in chunks, with what is known kept in the database between them.

A chunk is read, learnt from without any transaction, and kept in a short one, so that nobody waits for a night's
reading; a killed job goes on at the chunk it was in. Memory holds one chunk and the people who drew in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.crowd import Crowd
from annotate.consensus.crowd_service import (
    count_final_rounds,
    figures,
    final_rounds,
    locked_model,
    profile_of,
    renew,
    scenes_of,
)
from annotate.consensus.fitting import fit_crowd
from annotate.consensus.models import AnnotatorDraft, AnnotatorQuality, ConsensusRound, CrowdModel
from annotate.consensus.scene import Scene
from annotate.consensus.settlement import MODEL_VERSION
from annotate.work import standing_service

CHUNK = 400
# How many people's weights are handed on in one transaction.
PEOPLE = 500
# A smaller change of somebody's quality is not worth a row.
WORTH_TELLING = 0.002


@dataclass(frozen=True)
class Chunk:
    """Some settled tasks of a project and what is known so far. after, last: rounds; done: tasks read before."""

    project_id: int
    scenes: Sequence[Scene]
    crowd: Crowd
    after: int
    last: int
    rounds: int
    done: int
    total: int


def projects_to_refit(session: Session, night: int | None = None) -> list[int]:
    """Projects with settled tasks, those with a refit half done among them, but not those done this night."""
    query = sa.select(ConsensusRound.project_id).distinct().order_by(ConsensusRound.project_id)
    done = sa.select(CrowdModel.project_id).where(CrowdModel.refit_night == night)
    return list(
        session.scalars(query if night is None else query.where(ConsensusRound.project_id.not_in(done)))
    )


def next_chunk(session: Session, project_id: int) -> Chunk | None:
    """What a refit reads next; None once it has read everything."""
    model = session.get(CrowdModel, project_id)
    draft = _draft_of(model)
    after = int(draft["after"])
    rounds = final_rounds(session, project_id, after, CHUNK)
    if not rounds:
        return None
    scenes = scenes_of(session, rounds)
    annotators = sorted({int(a.annotator) for scene in scenes for a in scene.answers})
    rows = session.scalars(
        sa.select(AnnotatorDraft).where(
            AnnotatorDraft.project_id == project_id, AnnotatorDraft.annotator_id.in_(annotators)
        )
    )
    # Leftovers of a refit by an older model count for nothing.
    known = {str(row.annotator_id): profile_of(row) for row in rows} if after else {}
    total = draft["total"] or count_final_rounds(session, project_id, 0)
    return Chunk(
        project_id,
        scenes,
        Crowd(draft["pooled"], known),
        after,
        rounds[-1].id,
        len(rounds),
        int(draft["done"]),
        int(total),
    )


def _draft_of(model: CrowdModel | None) -> dict[str, Any]:
    draft = model.draft if model is not None else None
    if draft is None or draft.get("model_version") != MODEL_VERSION or "done" not in draft:
        return {"after": 0, "pooled": {}, "done": 0, "total": 0}
    return draft


def learn_chunk(chunk: Chunk) -> Crowd:
    """What a chunk teaches on top of what was known. Pure; the long part of a step."""
    return fit_crowd(chunk.scenes, chunk.crowd)


def keep_chunk(session: Session, chunk: Chunk, crowd: Crowd) -> bool:
    """Write down what a chunk has taught; False when another job was quicker, and then nothing is written."""
    model = locked_model(session, chunk.project_id)
    if int(_draft_of(model)["after"]) != chunk.after:
        return False
    if not chunk.after:
        session.execute(sa.delete(AnnotatorDraft).where(AnnotatorDraft.project_id == chunk.project_id))
    rows = [figures(chunk.project_id, profile) for profile in crowd.profiles.values()]
    hers = AnnotatorDraft.annotator_id.in_([row["annotator_id"] for row in rows])
    session.execute(sa.delete(AnnotatorDraft).where(AnnotatorDraft.project_id == chunk.project_id, hers))
    if rows:
        session.execute(sa.insert(AnnotatorDraft), rows)
    done = chunk.done + chunk.rounds
    model.draft = {
        "model_version": MODEL_VERSION,
        "after": chunk.last,
        "pooled": dict(crowd.pooled),
        "done": done,
        "total": max(chunk.total, done),
    }
    return True


def publish(session: Session, project_id: int, night: int | None = None) -> None:
    """Put what a refit has learnt in place of what was known before, all at once.

    night: number of the event that asked for it, so that a repeat need not read it all again.
    """
    model = locked_model(session, project_id)
    draft = _draft_of(model)
    if draft["after"]:
        session.flush()
        session.execute(sa.delete(AnnotatorQuality).where(AnnotatorQuality.project_id == project_id))
        names = [column.name for column in AnnotatorQuality.__table__.columns]
        learnt = sa.select(*(AnnotatorDraft.__table__.c[name] for name in names))
        learnt = learnt.where(AnnotatorDraft.project_id == project_id)
        session.execute(sa.insert(AnnotatorQuality).from_select(names, learnt))
        renew(model, Crowd(draft["pooled"]), int(draft["after"]))
    session.execute(sa.delete(AnnotatorDraft).where(AnnotatorDraft.project_id == project_id))
    model.draft, model.refit_night = None, night


def hand_on_weights(session: Session, project_id: int, after: int) -> int | None:
    """Tell leasing each annotator's quality, some people at a time; the last of them, None when all are told.

    after: annotator to go on behind, 0 at first.
    """
    query = sa.select(AnnotatorQuality.annotator_id, AnnotatorQuality.quality).where(
        AnnotatorQuality.project_id == project_id, AnnotatorQuality.annotator_id > after
    )
    rows = session.execute(query.order_by(AnnotatorQuality.annotator_id).limit(PEOPLE)).all()
    told = standing_service.standings_in(session, project_id) if rows else {}
    for annotator_id, quality in rows:
        weight = min(max(quality, 0.0), 1.0)
        if annotator_id not in told or abs(told[annotator_id].weight - weight) > WORTH_TELLING:
            standing_service.set_weight(session, annotator_id, project_id, weight)
    return rows[-1].annotator_id if rows else None


def refit_project(session: Session, project_id: int) -> int:
    """All steps of a refit in one transaction; returns how many chunks. A job takes the steps apart instead."""
    steps = 0
    while chunk := next_chunk(session, project_id):
        keep_chunk(session, chunk, learn_chunk(chunk))
        session.flush()
        steps += 1
    publish(session, project_id)
    last: int | None = 0
    while last is not None:
        last = hand_on_weights(session, project_id, last)
    return steps
