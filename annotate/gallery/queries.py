"""A page of pictures with what is drawn on them, and one picture whole: a handful of statements, however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets.models import Image
from annotate.datasets.states import ImageState
from annotate.gallery.filters import Filter, Stage
from annotate.gallery.marks import EMPTY, SHOWN, SIZE, Basis
from annotate.gallery.models import ShownMark, ShownPicture
from annotate.gallery.shown_queries import Shown, shown_of
from annotate.people.models import Account
from annotate.quality import dispute_queries
from annotate.quality.clips import at_frame
from annotate.quality.dispute_queries import MERGED, Version
from annotate.work.models import Gold, Submission, Task
from annotate.work.states import TaskKind, TaskState

PAGE = 24
# More than this is "more than": nobody reads the exact number, and it would be counted anew on each page.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Card:
    """One picture of the gallery. basis: what the drawn shapes are; none where nothing is told of it."""

    image_id: int
    name: str
    width_px: int
    height_px: int
    task_id: int | None
    stage: Stage
    answers: int
    agreement: float | None
    basis: Basis | None
    # Of a clip: which of its frames this picture is, from 0.
    frame: int | None
    # What a manifest said of it.
    told: Mapping[str, Any]
    drawn: Sequence[Mapping[str, Any]]


# Each condition looks at one picture by a key of its own, so that a page costs no more than a walk over the pictures,
# whatever an engine knows of its tables.
def _task_where(*where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Of a frame the clip it belongs to."""
    alone = sa.select(Task.id).where(Task.image_id == Image.id)
    clip = sa.select(Task.id).where(
        Task.sequence_id == Image.sequence_id,
        Task.first_frame <= Image.frame_index,
        Task.first_frame + Task.frame_count > Image.frame_index,
    )
    by_picture, by_clip = (
        one.where(Task.kind == TaskKind.LABEL, *where).correlate(Image).exists() for one in (alone, clip)
    )
    # Asked of the picture whether it is a frame: asked of the tasks, PostgreSQL would walk over all that are none.
    return sa.or_(
        sa.and_(Image.sequence_id.is_(None), by_picture), sa.and_(Image.sequence_id.is_not(None), by_clip)
    )


def _marked(what: str, value: str, label: str) -> sa.ColumnElement[bool]:
    mark = [ShownMark.image_id == Image.id, ShownMark.what == what, ShownMark.value == value]
    if label:
        mark.append(ShownMark.label == label)
    return sa.select(ShownMark.count).where(*mark).correlate(Image).exists()


_IN_USE = sa.select(Gold.task_id).where(Gold.task_id == Task.id, Gold.withdrawn_at.is_(None)).correlate(Task)
_IS_SETTLED = Task.state.in_([TaskState.AGREED, TaskState.TO_REVIEWER])
_IS_BEGUN = sa.or_(Task.taken > 0, Task.done > 0, Task.state == TaskState.SETTLING)


def _of_stage(stage: Stage) -> sa.ColumnElement[bool]:
    """The same as `_stage` says of one picture."""
    if stage is Stage.UNTOUCHED:
        return sa.not_(_task_where(sa.or_(_IS_SETTLED, _IS_BEGUN, _IN_USE.exists())))
    if stage is Stage.BEGUN:
        return _task_where(sa.not_(_IS_SETTLED), _IS_BEGUN, sa.not_(_IN_USE.exists()))
    if stage is Stage.CHECK:
        return _task_where(_IN_USE.exists())
    if stage is Stage.LEFT_OUT:
        return sa.true()
    return _task_where(Task.state == TaskState(stage.value), sa.not_(_IN_USE.exists()))


def _conditions(session: Session, project_id: int, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.stage:
        found.append(_of_stage(wanted.stage))
    if wanted.size:
        found.append(_marked(SIZE, wanted.size, wanted.label))
    if wanted.question:
        found.append(_marked(wanted.question, wanted.answer, wanted.label))
    if wanted.label and not wanted.size and not wanted.question:
        found.append(_marked(SHOWN, "", wanted.label))
    if wanted.is_empty:
        found.append(_marked(EMPTY, "", ""))
    if wanted.under is not None:
        less = sa.select(ShownPicture.image_id).where(
            ShownPicture.image_id == Image.id, ShownPicture.agreement < wanted.under / 100
        )
        found.append(less.correlate(Image).exists())
    if wanted.by:
        who = session.scalar(sa.select(Account.id).where(Account.alias == wanted.by)) or 0
        # + 0: by the few answers of this picture, not by all of hers.
        hers = sa.select(Submission.id).where(
            Submission.task_id == Task.id, Submission.annotator_id + 0 == who
        )
        found.append(_task_where(hers.correlate(Task).exists()))
    return found


def _ids(session: Session, project_id: int, wanted: Filter) -> sa.Select[int]:
    state = ImageState.LEFT_OUT if wanted.stage is Stage.LEFT_OUT else ImageState.READY
    query = sa.select(Image.id).where(Image.project_id == project_id, Image.state == state)
    return query.where(*_conditions(session, project_id, wanted))


def count(session: Session, project_id: int, wanted: Filter) -> int:
    """How many pictures fit; MOST_COUNTED + 1 for more."""
    some = _ids(session, project_id, wanted).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


@dataclass(frozen=True)
class Page:
    """after, before: ids to go on with, where there are more."""

    cards: Sequence[Card]
    before: int | None
    after: int | None


def page_of(
    session: Session, project_id: int, wanted: Filter, after: int | None = None, before: int | None = None
) -> Page:
    """Pictures by id: those above `after`, or the last ones below `before`."""
    query = _ids(session, project_id, wanted)
    if before is not None:
        found = list(
            session.scalars(query.where(Image.id < before).order_by(Image.id.desc()).limit(PAGE + 1))
        )
        ids, is_more = sorted(found[:PAGE]), len(found) > PAGE
        return Page(_cards(session, ids), ids[0] if ids and is_more else None, ids[-1] if ids else None)
    query = query.where(Image.id > after) if after is not None else query
    found = list(session.scalars(query.order_by(Image.id).limit(PAGE + 1)))
    ids = found[:PAGE]
    is_first = after is None
    return Page(
        _cards(session, ids), None if is_first or not ids else ids[0], ids[-1] if len(found) > PAGE else None
    )


def beside(session: Session, project_id: int, wanted: Filter, image_id: int) -> tuple[int | None, int | None]:
    """(the picture before, the picture after) among those that fit."""
    query = _ids(session, project_id, wanted)
    before = query.where(Image.id < image_id).order_by(Image.id.desc()).limit(1)
    after = query.where(Image.id > image_id).order_by(Image.id).limit(1)
    return session.scalar(before), session.scalar(after)


def card_of(session: Session, project_id: int, image_id: int) -> Card | None:
    """One picture, whether it fits a filter or not; None when it is not of this project."""
    is_ours = sa.select(Image.id).where(Image.id == image_id, Image.project_id == project_id)
    if session.scalar(is_ours) is None:
        return None
    [card] = _cards(session, [image_id])
    return card


def _cards(session: Session, image_ids: Sequence[int]) -> list[Card]:
    if not image_ids:
        return []
    images = session.scalars(sa.select(Image).where(Image.id.in_(image_ids)).order_by(Image.id)).all()
    tasks = _tasks(session, images)
    of_people = {task.id: task for task, _frame in tasks.values()}
    shown = shown_of(session, list(of_people.values()), image_ids)
    in_use = sa.select(Gold.task_id).where(Gold.task_id.in_(of_people), Gold.withdrawn_at.is_(None))
    checks = set(session.scalars(in_use))
    return [_card(image, tasks.get(image.id), shown, checks) for image in images]


def _tasks(session: Session, images: Sequence[Image]) -> dict[int, tuple[Task, int | None]]:
    """By picture its task, and of a clip which of its frames the picture is."""
    alone = [image.id for image in images if image.sequence_id is None]
    found: dict[int, tuple[Task, int | None]] = {}
    if alone:
        query = sa.select(Task).where(Task.image_id.in_(alone), Task.kind == TaskKind.LABEL)
        found = {task.image_id: (task, None) for task in session.scalars(query)}
    frames = [image for image in images if image.sequence_id is not None and image.frame_index is not None]
    if frames:
        query = sa.select(Task).where(
            Task.sequence_id.in_({image.sequence_id for image in frames}), Task.kind == TaskKind.LABEL
        )
        clips = session.scalars(query.order_by(Task.first_frame)).all()
        for image in frames:
            for clip in clips:
                number = (image.frame_index or 0) - clip.first_frame
                if clip.sequence_id == image.sequence_id and 0 <= number < clip.frame_count:
                    found[image.id] = (clip, number)
    return found


def _stage(image: Image, task: Task | None, checks: set[int]) -> Stage:
    if image.state is ImageState.LEFT_OUT:
        return Stage.LEFT_OUT
    if task is None:
        return Stage.UNTOUCHED
    if task.id in checks:
        return Stage.CHECK
    if task.state is TaskState.AGREED:
        return Stage.AGREED
    if task.state is TaskState.TO_REVIEWER:
        return Stage.TO_REVIEWER
    is_begun = task.taken > 0 or task.done > 0 or task.state is TaskState.SETTLING
    return Stage.BEGUN if is_begun else Stage.UNTOUCHED


def _card(
    image: Image, found: tuple[Task, int | None] | None, shown: Mapping[int, Shown], checks: set[int]
) -> Card:
    task, frame = found or (None, None)
    told = shown.get(task.image_id if task else image.id)
    drawn = told.drawn if told else []
    if told and frame is not None:
        drawn = [shape for version in told.versions for shape in at_frame(version, frame)]
    return Card(
        image_id=image.id,
        name=image.name,
        width_px=image.width_px,
        height_px=image.height_px,
        task_id=task.id if task else None,
        stage=_stage(image, task, checks),
        answers=task.done if task else 0,
        agreement=told.agreement if told else None,
        basis=told.basis if told else None,
        frame=frame,
        told=image.attributes or {},
        drawn=drawn,
    )


def versions_of(session: Session, card: Card) -> list[Version]:
    """What each person drew on this picture, by pseudonym; of a clip at this frame.

    First, where nothing holds yet, what they agree on so far.
    """
    if card.task_id is None:
        return []
    found = dispute_queries.versions_of(session, card.task_id)
    found = [one for one in found if one.key != MERGED or card.basis is Basis.DRAWN]
    if card.frame is None:
        return found
    return [Version(one.key, one.alias, at_frame(one.annotations, card.frame)) for one in found]


def known_answers(session: Session, project_id: int, most: int = 200) -> list[tuple[str, str]]:
    """(question, answer) that stand on pictures of this project, in order."""
    query = (
        sa.select(ShownMark.what, ShownMark.value)
        .where(ShownMark.project_id == project_id, ShownMark.what.not_in([SHOWN, SIZE, EMPTY]))
        .distinct()
        .order_by(ShownMark.what, ShownMark.value)
        .limit(most)
    )
    return [(what, value) for what, value in session.execute(query)]
