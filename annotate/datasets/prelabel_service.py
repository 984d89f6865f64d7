"""Takes labels of a model or an older data set as pre-labels of the project's pictures; says what did not fit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, Invalid
from annotate.core.storage import storage
from annotate.datasets.clip_label_service import (
    Clip,
    SingleFrames,
    clips_told,
    footage_of,
    read_footage,
    single_frames,
)
from annotate.datasets.clip_labels import ClipTarget, fit_clip
from annotate.datasets.errors import ClipsAreNoChecks, NothingSent, UnknownFormat
from annotate.datasets.formats.guess import guess_format
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import TWICE, Reading
from annotate.datasets.formats.registry import READABLE, TrackFormat
from annotate.datasets.import_service import OpenPart
from annotate.datasets.label_file_service import label_files
from annotate.datasets.models import (
    Image,
    ImportProblem,
    ImportRun,
    Parcel,
    Prelabel,
    PrelabelImport,
    PrelabelPolicy,
)
from annotate.datasets.prelabels import Finder, Fitted, Target, fit_annotations, misfits, source_name
from annotate.datasets.service import Piece
from annotate.datasets.states import ImageState, LabelPurpose, RunState
from annotate.datasets.told import Told
from annotate.projects import service as projects
from annotate.projects.annotations import MOST_SHAPES
from annotate.projects.errors import WrongState
from annotate.projects.models import Project
from annotate.projects.ontology import Ontology
from annotate.projects.states import ProjectState

BATCH = 200


@dataclass(frozen=True)
class Known:
    """What an upload says for certain of a picture or a clip."""

    image_id: int
    annotations: list[dict[str, Any]]
    # The first frame is then the picture.
    clip: ClipTarget | None = None


# keep(session, run, source, known): later rooms make checks or finished work of it; reasons of refusals by image.
Keep = Callable[[Session, ImportRun, str, Sequence[Known]], Mapping[int, str]]


def receive_labels(
    session: Session,
    actor_id: int,
    project_id: int,
    pieces: Sequence[Piece],
    format: str,
    source: str = "",
    purpose: LabelPurpose = LabelPurpose.PRELABELS,
) -> ImportRun:
    """Note whole files of labels; a job reads them. source: as what they are counted, else the file's name.

    Raises NotFound, UnknownFormat, ClipsAreNoChecks, NothingSent, and WrongState where a closed project should get known answers.
    """
    project = projects.project_for(session, actor_id, project_id)
    if purpose is not LabelPurpose.PRELABELS and project.state is ProjectState.CLOSED:
        raise WrongState
    if format not in READABLE:
        raise UnknownFormat(known=", ".join(READABLE))
    if isinstance(READABLE[format], TrackFormat) and purpose is LabelPurpose.GOLD:
        raise ClipsAreNoChecks
    if not pieces:
        raise NothingSent
    name = pieces[0].name
    run = ImportRun(project_id=project.id, name=name, created_by=actor_id, state=RunState.RUNNING)
    session.add(run)
    session.flush()
    for position, piece in enumerate(pieces):
        sizes = {"received_bytes": piece.byte_size, "total_bytes": piece.byte_size}
        parcel = Parcel(import_run_id=run.id, position=position, name=piece.name, pieces=[piece.key], **sizes)
        session.add(parcel)
    named = source_name(source, name)
    session.add(PrelabelImport(import_run_id=run.id, format=format, source=named, purpose=purpose))
    session.flush()
    detail = {"import": run.id, "purpose": purpose.value}
    audit.record(session, actor_id, "prelabels.received", "project", project.id, detail)
    outbox.announce(session, "prelabels.received", run.id, key=f"import-received-{run.id}")
    return run


def set_hidden_percent(session: Session, actor_id: int, project_id: int, percent: int) -> None:
    """For how many of 100 tasks pre-labels are kept back. Raises NotFound, Invalid."""
    project = projects.project_for(session, actor_id, project_id)
    if not 0 <= percent <= 100:
        raise Invalid([Fault("hidden_percent", "percent", N_("must be from 0 to 100"))])
    policy = session.get(PrelabelPolicy, project.id) or PrelabelPolicy(project_id=project.id)
    policy.hidden_percent = percent
    session.add(policy)
    session.flush()
    audit.record(session, actor_id, "prelabels.hidden", "project", project.id, {"percent": percent})


_NOBODY: Mapping[LabelPurpose, Keep] = MappingProxyType({})
Pairs = Sequence[tuple[Target, LabelledPicture]]


def read_labels(open_part: OpenPart, import_id: int, keepers: Mapping[LabelPurpose, Keep] = _NOBODY) -> None:
    """The job of `prelabels.received`: proposals for each picture that the files name, or what a keeper makes of them.

    Killed half-way and run again it gives the same. What the source proposed before is replaced.
    """
    with open_part() as session:
        run, about = session.get_one(ImportRun, import_id), session.get_one(PrelabelImport, import_id)
        project = session.get_one(Project, run.project_id)
        ontology = projects.open_ontology(session, project.ontology_version_id or 0)
        parcels = list(session.scalars(parcels_of(import_id)))
        targets = list(targets_of(session, run.project_id))
        footage = footage_of(session, run.project_id)
    if run.state is not RunState.DONE:
        told = Told(import_id)
        files = label_files(parcels, told.say)
        pairs: Sequence[tuple[Target, LabelledPicture]] = ()
        clips: Sequence[Clip] = ()
        format = READABLE[about.format]
        if isinstance(format, TrackFormat):
            found = read_footage(format, files, footage)
            clips = list(clips_told(found, footage))
        else:
            found = format.read(files, {one.name: (one.width_px, one.height_px) for one in targets})
            pairs = list(paired(Finder(targets), found.pictures, told))
            if about.purpose is LabelPurpose.PRELABELS:
                # Nobody is shown a frame by itself: what is said of it goes to its clip.
                frames = [pair for pair in pairs if pair[0].sequence_id is not None]
                pairs = [pair for pair in pairs if pair[0].sequence_id is None]
                apart = single_frames(ontology, footage, frames, about.source)
                _tell_apart(apart, told)
                clips = apart.clips
        if not found.pictures and (other := guess_format(files)) not in (None, about.format):
            told.say(run.name, "label_format_other", {"format": READABLE[other].title})
        _tell_faults(run.name, found, told)
        if about.purpose is not LabelPurpose.PRELABELS and (count := _lost(found)):
            told.say(run.name, "known_faulty", {"count": count})
            pairs = clips = ()
        total = len(pairs) + len(clips)
        for start in range(0, max(total, 1), BATCH):
            with open_part() as session:
                some = pairs[start : start + BATCH]
                if about.purpose is LabelPurpose.PRELABELS:
                    _propose(session, run, ontology, about.source, some, told)
                    _propose_tracks(session, run, ontology, about.source, clips[start : start + BATCH], told)
                else:
                    whole = [*_whole(ontology, about.source, some, told)]
                    whole += _whole_clips(ontology, about.source, clips[start : start + BATCH], told)
                    _keep(session, run, about.source, whole, told, keepers[about.purpose])
                now = session.get_one(ImportRun, import_id)
                now.total, now.done = total, min(start + BATCH, total)
        with open_part() as session:
            _finish(session, told, about.source)
    forget_pieces(open_part, parcels)


def _propose(
    session: Session, run: ImportRun, ontology: Ontology, source: str, pairs: Pairs, told: Told
) -> None:
    for target, picture in pairs:
        fitted = fit_annotations(ontology, target, picture.annotations, source)
        told.leave_out(picture.name, fitted.left_out)
        told.boxed.update(fitted.boxed)
        told.pictures += 1
        told.objects += len(fitted.annotations)
        _put(session, run, target.id, source, fitted.annotations)


def _propose_tracks(
    session: Session, run: ImportRun, ontology: Ontology, source: str, clips: Sequence[Clip], told: Told
) -> None:
    """Kept with the clip's first frame, by which its task is known. A clip of which nothing is told stays without."""
    for target, frames in clips:
        fitted, _wrong = fit_clip(ontology, target, frames, source)
        told.leave_out(target.name, fitted.left_out)
        if len(fitted.annotations) > MOST_SHAPES:
            # Nobody could hand it in.
            told.say(
                target.name, "prelabel_too_many", {"count": len(fitted.annotations), "limit": MOST_SHAPES}
            )
        elif fitted.annotations:
            told.pictures += 1
            # Where a track ends is no object.
            told.objects += sum(not key.get("outside") for key in fitted.annotations)
            _put(session, run, target.image_id, source, fitted.annotations)


def _tell_apart(apart: SingleFrames, told: Told) -> None:
    told.boxed.update(apart.boxed)
    for name in apart.waiting:
        told.say(name, "prelabel_video_waits")
    for name, left_out in apart.left_out:
        told.leave_out(name, left_out)
    for video, count in apart.objects.items():
        if count:
            told.say(video, "prelabel_one_frame", {"count": count})


def _tell_faults(name: str, found: Reading, told: Told) -> None:
    if not (found.pictures or found.faults):
        told.say(name, "no_labels")
    for fault in found.faults:
        told.say(fault.path.rstrip(": "), "label_file", {"what": [fault.detail, dict(fault.params)]})


# Of a file that is about another video, or of lines that are meant to be passed over: no object is lost by it.
_HARMLESS = frozenset({"flag", "video", "size", "dialect"})


def _lost(found: Reading) -> int:
    """Places that may have held an object which nobody can read."""
    return sum(fault.code not in _HARMLESS for fault in found.faults)


def _whole(ontology: Ontology, source: str, pairs: Pairs, told: Told) -> Iterator[tuple[str, Known]]:
    """Pictures that are taken whole, by name; the others are told."""
    for target, picture in pairs:
        fitted = fit_annotations(ontology, target, picture.annotations, source)
        if _is_whole(picture.name, fitted, misfits(ontology, target, fitted), picture.is_labelled, told):
            told.boxed.update(fitted.boxed)
            yield picture.name, Known(target.id, fitted.annotations)


def _whole_clips(
    ontology: Ontology, source: str, clips: Sequence[Clip], told: Told
) -> Iterator[tuple[str, Known]]:
    for target, frames in clips:
        fitted, wrong = fit_clip(ontology, target, frames, source)
        if _is_whole(target.name, fitted, wrong, bool(fitted.annotations), told):
            yield target.name, Known(target.image_id, fitted.annotations, target)


def _is_whole(name: str, fitted: Fitted, wrong: int, is_labelled: bool, told: Told) -> bool:
    told.leave_out(name, fitted.left_out)
    if wrong:
        told.refuse(name, "known_incomplete", {"count": wrong})
    elif not is_labelled:
        told.refuse(name, "known_unlabelled")
    return not wrong and is_labelled


def _keep(
    session: Session,
    run: ImportRun,
    source: str,
    whole: Sequence[tuple[str, Known]],
    told: Told,
    keep: Keep,
) -> None:
    """What is whole goes to the room that keeps it; what that room refuses is told by its name."""
    refused = keep(session, run, source, [known for _, known in whole])
    for name, known in whole:
        if known.image_id in refused:
            told.refuse(name, refused[known.image_id])
        else:
            told.pictures += 1
            told.objects += len(known.annotations)


def parcels_of(import_id: int) -> sa.Select[Parcel]:
    return sa.select(Parcel).where(Parcel.import_run_id == import_id).order_by(Parcel.position)


def targets_of(session: Session, project_id: int) -> Iterator[Target]:
    columns = (Image.id, Image.name, Image.sha256, Image.width_px, Image.height_px, Image.sequence_id)
    query = sa.select(*columns).where(Image.project_id == project_id, Image.state != ImageState.FAILED)
    for row in session.execute(query.order_by(Image.id)):
        yield Target(*row)


def paired(
    finder: Finder, pictures: Sequence[LabelledPicture], told: Told
) -> Iterator[tuple[Target, LabelledPicture]]:
    """Pictures of the file with those of the project; each that has no partner is told."""
    seen: set[int] = set()
    for picture in pictures:
        targets = finder.find(picture)
        if len(targets) != 1:
            told.say(picture.name, "prelabel_several" if targets else "prelabel_no_picture")
            continue
        target = targets[0]
        theirs, ours = (picture.width_px, picture.height_px), (target.width_px, target.height_px)
        if theirs != ours:
            told.say(picture.name, "prelabel_size", {"theirs": _side(*theirs), "ours": _side(*ours)})
        elif target.id in seen:
            told.say(picture.name, "label_file", {"what": [TWICE, {}]})
        else:
            seen.add(target.id)
            yield target, picture


def _side(width_px: int, height_px: int) -> str:
    return f"{width_px} x {height_px}"


def _put(session: Session, run: ImportRun, image_id: int, source: str, annotations: list[Any]) -> None:
    """The newest words of a source on a picture; the same import's words stand already after a kill."""
    current = session.scalar(_current(run.project_id, source).where(Prelabel.image_id == image_id))
    if current is not None and current.import_run_id == run.id:
        return
    replace_prelabel(session, run.project_id, image_id, source, run.id, annotations)


def _current(project_id: int, source: str) -> sa.Select[Prelabel]:
    return sa.select(Prelabel).where(
        Prelabel.project_id == project_id, Prelabel.source == source, Prelabel.replaced_at.is_(None)
    )


def replace_prelabel(
    session: Session, project_id: int, image_id: int, source: str, import_id: int, annotations: list[Any]
) -> Prelabel:
    """What a source says of a picture from now on; what it said before is kept, for answers begun with it."""
    old = _current(project_id, source).where(Prelabel.image_id == image_id).with_for_update()
    for prelabel in session.scalars(old):
        prelabel.replaced_at = clock.now()
    session.flush()
    fresh = Prelabel(
        project_id=project_id,
        image_id=image_id,
        source=source,
        import_run_id=import_id,
        annotations=annotations,
    )
    session.add(fresh)
    session.flush()
    return fresh


def _finish(session: Session, told: Told, source: str) -> None:
    run = session.get_one(ImportRun, told.import_id)
    about = session.get_one(PrelabelImport, told.import_id)
    if about.purpose is LabelPurpose.PRELABELS:
        # Pictures of which the source says nothing any more.
        gone = _current(run.project_id, source).where(Prelabel.import_run_id != run.id)
        for prelabel in session.scalars(gone):
            prelabel.replaced_at = clock.now()
    for (label, kind), count in sorted(told.boxed.items()):
        told.say(label, "prelabel_boxed", {"label": label, "kind": kind, "count": count})
    for (code, label, kind), count in sorted(told.unknown.items()):
        if code != "prelabel_outside":
            told.say(label, code, {"label": label, "kind": kind, "count": count})
    note_problems(session, told)
    about.objects, about.left_out = told.objects, told.unknown.total()
    about.pictures, about.refused = told.pictures, dict(told.refused)
    run.state, run.done, run.finished_at = RunState.DONE, run.total, clock.now()
    outbox.announce(session, "import.finished", run.id, key=f"import-finished-{run.id}")


def note_problems(session: Session, told: Told) -> None:
    """All at once, at the end; a job that runs again notes each once."""
    for position, (name, code, detail) in enumerate(told.problems):
        values = {"position": position, "name": name, "code": code, "detail": detail}
        insert_once(session, ImportProblem, {"import_run_id": told.import_id, **values})


def forget_pieces(open_part: OpenPart, parcels: list[Parcel]) -> None:
    for parcel in parcels:
        for key in parcel.pieces:
            storage().delete(key)
    with open_part() as session:
        ids = [parcel.id for parcel in parcels]
        session.execute(sa.update(Parcel).where(Parcel.id.in_(ids)).values(pieces=[]))
