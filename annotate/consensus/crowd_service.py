"""Learning a project's crowd, a little after every few settled tasks; `refit_service` reads all of it at night."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.answers_service import Versions, drawn_last
from annotate.consensus.crowd import AnnotatorProfile, Crowd
from annotate.consensus.excused_service import excused_answers
from annotate.consensus.fitting import fit_crowd
from annotate.consensus.kinds.tracks import drawn_frames
from annotate.consensus.models import AnnotatorQuality, ConsensusRound, CrowdModel, QualityFigures
from annotate.consensus.scene import Answer, Scene, Shape, read_shapes
from annotate.consensus.settlement import IMPORTED, MODEL_VERSION, Decision
from annotate.consensus.verifying import MODEL_VERSION as VERIFY_VERSION
from annotate.core import clock
from annotate.core.db import insert_once
from annotate.datasets.models import Image
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.work.mend_service import mended_versions
from annotate.work.models import Submission, SubmissionProposals, Task
from annotate.work.provenance import Decision as Taken

# Few enough to learn within a job that somebody waits for, many enough to be worth it.
LESSON = 20


def scene_of(
    task: Task,
    image: Image,
    submissions: Sequence[Submission],
    gold: Sequence[Any] | None = None,
    assisted: Collection[str] = (),
    mended: Versions = MappingProxyType({}),
    ignored: frozenset[str] = frozenset(),
) -> Scene:
    """One task's picture with its answers, of a clip all frames at once; annotators go by their account ids.

    assisted: ids of submissions. mended: what was mended stands in place of the first answer, by submission id.
    ignored: labels of areas to ignore, see `ignored_labels`; frames of a clip are settled with all they hold.
    """
    answers = tuple(
        Answer(str(s.annotator_id), drawn_shapes(task, drawn_last(s, mended)), s.id, s.id in assisted)
        for s in sorted(submissions, key=lambda s: s.id)
    )
    truth = None if gold is None else drawn_shapes(task, gold)
    left_out = ignored if task.sequence_id is None else frozenset()
    return Scene(str(task.id), image.width_px, image.height_px, answers, truth, left_out)


def ignored_labels(session: Session, project_id: int) -> frozenset[str]:
    """Names of a project's labels for areas of which nothing is asked."""
    version_id = session.scalar(sa.select(Project.ontology_version_id).where(Project.id == project_id))
    return frozenset() if version_id is None else projects.open_ontology(session, version_id).ignored


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
    return Crowd(model.pooled, {str(row.annotator_id): profile_of(row) for row in rows}), model.version


def profile_of(row: QualityFigures) -> AnnotatorProfile:
    """Columns as the profile that they were made from."""
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
    model = locked_model(session, project_id)
    if model.draft is not None:
        return 0
    rounds = final_rounds(session, project_id, model.learnt_round_id, LESSON)
    if len(rounds) < LESSON:
        return 0
    scenes = scenes_of(session, rounds)
    annotators = sorted({int(a.annotator) for scene in scenes for a in scene.answers})
    crowd, _ = crowd_for(session, project_id, annotators)
    _publish(session, model, fit_crowd(scenes, crowd), rounds[-1].id)
    return len(rounds)


def locked_model(session: Session, project_id: int) -> CrowdModel:
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


@dataclass(frozen=True)
class FinalRound:
    """A round that ended the asking; by_person: a person made it, so its annotations are the truth."""

    id: int
    task_id: int
    by_person: bool


def final_rounds(session: Session, project_id: int, after: int, limit: int) -> list[FinalRound]:
    """Rounds that ended the asking, each task's newest only, in the order they were written."""
    columns = ConsensusRound.id, ConsensusRound.task_id, ConsensusRound.adjudicated_by
    query = sa.select(*columns).where(*_final(project_id, after)).order_by(ConsensusRound.id).limit(limit)
    return [FinalRound(r.id, r.task_id, r.adjudicated_by is not None) for r in session.execute(query)]


def count_final_rounds(session: Session, project_id: int, after: int) -> int:
    """How many of them are still to be read."""
    query = sa.select(sa.func.count()).select_from(ConsensusRound).where(*_final(project_id, after))
    return session.scalar(query) or 0


def _final(project_id: int, after: int) -> tuple[sa.ColumnElement[bool], ...]:
    later = sa.orm.aliased(ConsensusRound)
    superseded = sa.select(later.id).where(
        later.task_id == ConsensusRound.task_id, later.number > ConsensusRound.number
    )
    return (
        ConsensusRound.project_id == project_id,
        ConsensusRound.id > after,
        ConsensusRound.decision != Decision.ONE_MORE,
        # What people say of drawn objects teaches nothing about drawing.
        # And nobody here drew what came from elsewhere.
        ConsensusRound.model_version.not_in((VERIFY_VERSION, IMPORTED)),
        ~superseded.exists(),
    )


def scenes_of(session: Session, rounds: Sequence[FinalRound]) -> list[Scene]:
    """What these rounds were settled from, with the truth where a person said it; without what is excused."""
    task_ids = [r.task_id for r in rounds]
    tasks = session.execute(
        sa.select(Task, Image).join(Image, Image.id == Task.image_id).where(Task.id.in_(task_ids))
    ).all()
    if not tasks:
        return []
    submissions = session.scalars(sa.select(Submission).where(Submission.task_id.in_(task_ids))).all()
    truths = sa.select(ConsensusRound.task_id, ConsensusRound.annotations)
    known = session.execute(truths.where(ConsensusRound.id.in_([r.id for r in rounds if r.by_person])))
    gold = {row.task_id: row.annotations for row in known}
    project_id = tasks[0][0].project_id
    excused = excused_answers(session, project_id, [r.id for r in rounds], submissions)
    teaching = _teaching(submissions, excused, gold)
    helped = assisted_of(session, [one for answers in teaching.values() for one in answers])
    mended, ignored = mended_versions(session, task_ids), ignored_labels(session, project_id)
    return [
        scene_of(task, image, teaching[task.id], gold.get(task.id), helped, mended, ignored)
        for task, image in tasks
        if task.id in teaching
    ]


def _teaching(
    submissions: Sequence[Submission], excused: Collection[str], known: Collection[int]
) -> dict[int, list[Submission]]:
    """Answers to learn from by task; a picture of which an excused answer leaves one alone teaches nothing.

    known: tasks whose truth a person told.
    """
    found: dict[int, list[Submission]] = {}
    lost = {one.task_id for one in submissions if one.id in excused}
    for one in submissions:
        if one.id not in excused:
            found.setdefault(one.task_id, []).append(one)
    return {
        task_id: answers
        for task_id, answers in found.items()
        if task_id not in lost or task_id in known or len(answers) > 1
    }


def _publish(session: Session, model: CrowdModel, crowd: Crowd, learnt: int) -> None:
    renew(model, crowd, learnt)
    for profile in crowd.profiles.values():
        session.merge(AnnotatorQuality(**figures(model.project_id, profile)))
    session.flush()


def renew(model: CrowdModel, crowd: Crowd, learnt: int) -> None:
    """A newer version of what is common to all. learnt: the last round that taught it."""
    model.pooled = dict(crowd.pooled)
    model.model_version = MODEL_VERSION
    model.version += 1
    model.learnt_round_id = max(model.learnt_round_id, learnt)
    model.updated_at = clock.now()


def figures(project_id: int, profile: AnnotatorProfile) -> dict[str, Any]:
    """A profile as the columns of `QualityFigures`."""
    return {
        "project_id": project_id,
        "annotator_id": int(profile.annotator),
        "quality": profile.quality,
        "quality_low": profile.low,
        "quality_high": profile.high,
        "miss_rate": profile.miss_rate,
        "false_rate": profile.false_rate,
        "label_accuracy": profile.label_accuracy,
        "sigma": profile.sigma,
        "copies": profile.copies,
        "judged": profile.judged,
        "statistics": dict(profile.state),
        "updated_at": clock.now(),
    }
