"""An answer beside the reference: everything that says why it was judged as it was."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.consensus.models import ConsensusRound
from annotate.datasets.models import Image
from annotate.datasets.sequence_service import frames_between
from annotate.people.models import Account
from annotate.projects.models import GuidelineVersion, OntologyVersion, Project
from annotate.quality.clips import at_frame, differences_in, reason_at, worst_frame
from annotate.quality.judgement import part_of
from annotate.quality.models import Appeal, Judgement
from annotate.work.models import Assignment, Gold, Mending, Submission, Task, VerifyTask


@dataclass(frozen=True)
class Comparison:
    """Her answer beside the reference. reference: none where no consensus was found.

    Of a clip the frame where they differ most is shown: frame, frames: from 0, of how many; hers, reference
    and `shown_reason` are of that frame.
    """

    judgement: Judgement
    alias: str
    project_name: str
    image_id: int
    image_name: str
    width_px: int
    height_px: int
    hers: list[dict[str, Any]]
    reference: list[dict[str, Any]] | None
    rate_e4: int
    currency: str
    active_ms: int
    received_at: dt.datetime
    titles: dict[str, dict[str, str]]
    guideline_zh: str
    guideline_en: str
    judged_by_alias: str | None
    appeal: Appeal | None
    mending: Mending | None
    frame: int | None
    frames: int
    shown_reason: dict[str, Any]

    @property
    def pays_e4(self) -> int:
        """What this judgement pays, to the ten-thousandth; 0 while it is open."""
        return part_of(self.rate_e4, self.judgement.share_percent or 0)


def comparison(session: Session, judgement_id: int) -> Comparison | None:
    """Everything a person needs to see why an answer was judged as it was, with its own guideline version."""
    row = _row(session, judgement_id)
    if row is None:
        return None
    found = _comparison(*row[:3], *row[4:])
    return found if row[3].sequence_id is None else _at_worst_frame(session, row[3], found)


def comparison_of(
    session: Session,
    judgement_id: int,
    hers: list[dict[str, Any]],
    reference: list[dict[str, Any]] | None,
    reason: dict[str, Any],
    guideline: GuidelineVersion,
) -> Comparison | None:
    """The same for another drawing of the answer, by a newer guideline."""
    row = _row(session, judgement_id)
    if row is None:
        return None
    found = replace(
        _comparison(*row[:3], *row[4:]),
        hers=hers,
        reference=reference,
        shown_reason=reason,
        guideline_zh=guideline.html_zh,
        guideline_en=guideline.html_en,
    )
    return found if row[3].sequence_id is None else _at_worst_frame(session, row[3], found)


def _row(session: Session, judgement_id: int) -> Any:
    judge = aliased(Account)
    query = (
        sa.select(
            Judgement,
            Account.alias,
            Project.name,
            Task,
            Image,
            Submission,
            # Of a check picture the known answer.
            sa.func.coalesce(
                ConsensusRound.annotations, Gold.reference, type_=ConsensusRound.annotations.type
            ),
            OntologyVersion.document,
            GuidelineVersion,
            judge.alias,
            Appeal,
            Mending,
            VerifyTask,
        )
        .join(Submission, Submission.id == Judgement.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Task, Task.id == Judgement.task_id)
        .join(Image, Image.id == Task.image_id)
        .join(VerifyTask, VerifyTask.task_id == Task.id, isouter=True)
        .join(Project, Project.id == Judgement.project_id)
        .join(Account, Account.id == Judgement.annotator_id)
        .join(OntologyVersion, OntologyVersion.id == Submission.ontology_version_id, isouter=True)
        .join(GuidelineVersion, GuidelineVersion.id == Assignment.guideline_version_id, isouter=True)
        .join(ConsensusRound, ConsensusRound.id == Judgement.consensus_round_id, isouter=True)
        .join(judge, judge.id == Judgement.judged_by, isouter=True)
        .join(Appeal, Appeal.judgement_id == Judgement.id, isouter=True)
        .join(Mending, Mending.submission_id == Judgement.submission_id, isouter=True)
        .join(Gold, Gold.task_id == Judgement.task_id, isouter=True)
        .where(Judgement.id == judgement_id)
    )
    return session.execute(query).one_or_none()


def _at_worst_frame(session: Session, task: Task, found: Comparison) -> Comparison:
    reason = found.shown_reason
    frame = worst_frame(differences_in(reason))
    [image] = frames_between(session, task.sequence_id or 0, task.first_frame + frame, 1)
    return replace(
        found,
        image_id=image.id,
        image_name=image.name,
        hers=at_frame(found.hers, frame),
        reference=None if found.reference is None else at_frame(found.reference, frame),
        frame=frame,
        frames=task.frame_count,
        shown_reason=reason_at(reason, frame),
    )


def _comparison(
    judgement: Judgement,
    alias: str,
    project_name: str,
    image: Image,
    submission: Submission,
    reference: list[dict[str, Any]] | None,
    ontology: dict[str, Any] | None,
    guideline: GuidelineVersion | None,
    judged_by_alias: str | None,
    appeal: Appeal | None,
    mending: Mending | None,
    verify: VerifyTask | None,
) -> Comparison:
    labels = ontology["labels"] if ontology else []
    return Comparison(
        judgement=judgement,
        alias=alias,
        project_name=project_name,
        image_id=image.id,
        image_name=image.name,
        width_px=image.width_px,
        height_px=image.height_px,
        # Of a verify task the objects that she was asked about: her choices have no place of their own.
        hers=submission.annotations if verify is None else verify.objects,
        reference=reference,
        rate_e4=submission.rate_e4,
        currency=submission.currency,
        active_ms=submission.active_ms,
        received_at=submission.received_at,
        titles={label["name"]: label.get("title", {}) for label in labels},
        guideline_zh=guideline.html_zh if guideline else "",
        guideline_en=guideline.html_en if guideline else "",
        judged_by_alias=judged_by_alias,
        appeal=appeal,
        mending=mending,
        frame=None,
        frames=1,
        shown_reason=judgement.reason,
    )
