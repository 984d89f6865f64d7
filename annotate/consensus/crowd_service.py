"""Learning a project's crowd: a little after every few settled tasks, all of it again at night."""

from collections.abc import Collection, Iterable, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.answers_service import Versions, drawn_last
from annotate.consensus.crowd import AnnotatorProfile, Crowd
from annotate.consensus.fitting import fit_crowd
from annotate.consensus.kinds.tracks import drawn_frames
from annotate.consensus.models import AnnotatorQuality, ConsensusRound, CrowdModel
from annotate.consensus.scene import Answer, Scene, Shape, read_shapes
from annotate.consensus.settlement import MODEL_VERSION, Decision
from annotate.consensus.verifying import MODEL_VERSION as VERIFY_VERSION
from annotate.core import clock
from annotate.core.db import insert_once
from annotate.datasets.models import Image
from annotate.work.mend_service import mended_versions
from annotate.work.models import Submission, SubmissionProposals, Task
from annotate.work.provenance import Decision as Taken

# Few enough to learn within a job that somebody waits for, many enough to be worth it.
LESSON = 20
CHUNK = 200


def scene_of(
    task: Task,
    image: Image,
    submissions: Sequence[Submission],
    gold: Sequence[Any] | None = None,
    assisted: Collection[str] = (),
    mended: Versions = MappingProxyType({}),
) -> Scene:
    """One task's picture with its answers, of a clip all frames at once; annotators go by their account ids.

    assisted: ids of submissions. mended: what was mended stands in place of the first answer, by submission id.
    """
    answers = tuple(
        Answer(str(s.annotator_id), drawn_shapes(task, drawn_last(s, mended)), s.id, s.id in assisted)
        for s in sorted(submissions, key=lambda s: s.id)
    )
    truth = None if gold is None else drawn_shapes(task, gold)
    return Scene(str(task.id), image.width_px, image.height_px, answers, truth)


def assisted_of(session: Session, submissions: Iterable[Submission]) -> set[str]:
    """Ids of the answers that hold proposals of a machine as they were."""
    query = sa.select(SubmissionProposals.submission_id, SubmissionProposals.entries)
    rows = session.execute(query.where(SubmissionProposals.submission_id.in_([s.id for s in submissions])))
    return {name for name, told in rows if any(one["decision"] == Taken.ACCEPTED for one in told)}


def drawn_shapes(task: Task, annotations: Sequence[Any]) -> tuple[Shape, ...]:
    """Shapes of an answer or of a settlement, of a clip those of all frames."""
    return read_shapes(_drawn(task, annotations))


def _drawn(task: Task, annotations: Sequence[Any]) -> Sequence[Any]:
    return annotations if task.sequence_id is None else drawn_frames(annotations, task.frame_count)


def crowd_for(session: Session, project_id: int, annotator_ids: Sequence[int]) -> tuple[Crowd, int]:
    """(what is known of these annotators and their project's crowd, version of that knowledge)."""
    model = session.get(CrowdModel, project_id)
    if model is None or model.model_version != MODEL_VERSION:
        return Crowd(), 0
    rows = session.scalars(
        sa.select(AnnotatorQuality).where(
            AnnotatorQuality.project_id == project_id,
            AnnotatorQuality.annotator_id.in_(annotator_ids),
        )
    )
    return Crowd(model.pooled, {str(row.annotator_id): _profile(row) for row in rows}), model.version


def _profile(row: AnnotatorQuality) -> AnnotatorProfile:
    return AnnotatorProfile(
        annotator=str(row.annotator_id),
        quality=row.quality,
        low=row.quality_low,
        high=row.quality_high,
        miss_rate=row.miss_rate,
        false_rate=row.false_rate,
        label_accuracy=row.label_accuracy,
        sigma=row.sigma,
        judged=row.judged,
        copies=row.copies,
        state=row.statistics,
    )


def learn_more(session: Session, project_id: int) -> int:
    """Learn from tasks settled since the last lesson, once there are enough; returns how many."""
    model = _model(session, project_id)
    if model.draft is not None:
        return 0
    rounds = _final_rounds(session, project_id, model.learnt_round_id, LESSON)
    if len(rounds) < LESSON:
        return 0
    scenes = _scenes(session, rounds)
    annotators = sorted({int(a.annotator) for scene in scenes for a in scene.answers})
    crowd, _ = crowd_for(session, project_id, annotators)
    _publish(session, model, fit_crowd(scenes, crowd), rounds[-1].id)
    return len(rounds)


def projects_to_refit(session: Session) -> list[int]:
    """Projects with settled tasks, those with a refit half done among them."""
    query = sa.select(ConsensusRound.project_id).distinct().order_by(ConsensusRound.project_id)
    return list(session.scalars(query))


def refit_step(session: Session, project_id: int) -> bool:
    """Read one more chunk of a project's settled tasks from the beginning; True while more are left.

    The crowd so far rests in the model's draft, so that each chunk may be its own transaction and a
    killed job goes on where it stopped. The last step puts the new crowd in place of the old.
    """
    model = _model(session, project_id)
    draft = model.draft or {}
    if draft.get("model_version") != MODEL_VERSION:
        draft = {"after": 0, "pooled": {}, "profiles": {}}
    rounds = _final_rounds(session, project_id, int(draft["after"]), CHUNK)
    profiles = {name: AnnotatorProfile(**fields) for name, fields in draft["profiles"].items()}
    crowd = Crowd(draft["pooled"], profiles)
    if not rounds:
        if crowd.profiles:
            _publish(session, model, crowd, int(draft["after"]))
        model.draft = None
        return False
    crowd = fit_crowd(_scenes(session, rounds), crowd)
    model.draft = {
        "model_version": MODEL_VERSION,
        "after": rounds[-1].id,
        "pooled": dict(crowd.pooled),
        "profiles": {
            name: vars(profile) | {"state": dict(profile.state)} for name, profile in crowd.profiles.items()
        },
    }
    return True


def refit_project(session: Session, project_id: int) -> int:
    """All steps of a refit at once; returns how many. A job takes `refit_step` in parts instead."""
    steps = 1
    while refit_step(session, project_id):
        steps += 1
    return steps


def _model(session: Session, project_id: int) -> CrowdModel:
    """The project's model, locked, so that two jobs learn one after the other."""
    empty = {
        "project_id": project_id,
        "pooled": {},
        "model_version": MODEL_VERSION,
        "version": 0,
        "learnt_round_id": 0,
        "updated_at": clock.now(),
    }
    insert_once(session, CrowdModel, empty)
    return session.get_one(CrowdModel, project_id, with_for_update=True, populate_existing=True)


def _final_rounds(session: Session, project_id: int, after: int, limit: int) -> list[ConsensusRound]:
    """Rounds that ended the asking, each task's newest only, in the order they were written."""
    later = sa.orm.aliased(ConsensusRound)
    superseded = sa.select(later.id).where(
        later.task_id == ConsensusRound.task_id, later.number > ConsensusRound.number
    )
    query = sa.select(ConsensusRound).where(
        ConsensusRound.project_id == project_id,
        ConsensusRound.id > after,
        ConsensusRound.decision != Decision.ONE_MORE,
        # What people say of drawn objects teaches nothing about drawing.
        ConsensusRound.model_version != VERIFY_VERSION,
        ~superseded.exists(),
    )
    return list(session.scalars(query.order_by(ConsensusRound.id).limit(limit)))


def _scenes(session: Session, rounds: Sequence[ConsensusRound]) -> list[Scene]:
    task_ids = [r.task_id for r in rounds]
    tasks = session.execute(
        sa.select(Task, Image).join(Image, Image.id == Task.image_id).where(Task.id.in_(task_ids))
    ).all()
    submissions: dict[int, list[Submission]] = {}
    for submission in session.scalars(sa.select(Submission).where(Submission.task_id.in_(task_ids))):
        submissions.setdefault(submission.task_id, []).append(submission)
    gold = {r.task_id: r.annotations for r in rounds if r.adjudicated_by is not None}
    helped = assisted_of(session, [one for answers in submissions.values() for one in answers])
    mended = mended_versions(session, task_ids)
    return [
        scene_of(task, image, submissions.get(task.id, []), gold.get(task.id), helped, mended)
        for task, image in tasks
    ]


def _publish(session: Session, model: CrowdModel, crowd: Crowd, learnt: int) -> None:
    model.pooled = dict(crowd.pooled)
    model.model_version = MODEL_VERSION
    model.version += 1
    model.learnt_round_id = max(model.learnt_round_id, learnt)
    model.updated_at = clock.now()
    for profile in crowd.profiles.values():
        session.merge(
            AnnotatorQuality(
                project_id=model.project_id,
                annotator_id=int(profile.annotator),
                quality=profile.quality,
                quality_low=profile.low,
                quality_high=profile.high,
                miss_rate=profile.miss_rate,
                false_rate=profile.false_rate,
                label_accuracy=profile.label_accuracy,
                sigma=profile.sigma,
                copies=profile.copies,
                judged=profile.judged,
                statistics=dict(profile.state),
                updated_at=clock.now(),
            )
        )
    session.flush()
