"""Writes a project's labels into a zip, streaming, with a manifest that says exactly what is in it."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.db import reading
from annotate.core.errors import NotFound
from annotate.core.storage import storage
from annotate.datasets import notice_service
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import EXPORTS, File, Format, TableFormat, TrackFormat
from annotate.datasets.import_service import OpenPart
from annotate.datasets.models import Export
from annotate.datasets.states import ExportFault, ExportScope, RunState
from annotate.projects import service as projects
from annotate.projects.models import GuidelineVersion, OntologyVersion, Project
from annotate.projects.ontology import Ontology, merged_ontology, parse_ontology

# The consensus room gives the pictures; it stands to the right, so the job hands its reader in.
PicturesOf = Callable[[Session, int, ExportScope], Iterable[LabelledPicture]]
# Rooms further right know whose answers they are and how they were judged.
# The last word: how the names of the files end, which says what they are.
TablesOf = Callable[[Session, int, ExportScope, str], Iterator[File]]


def _no_tables(_session: Session, _project_id: int, _only: ExportScope, _suffix: str) -> Iterator[File]:
    raise RuntimeError("the job that writes tables hands in who makes them")


@dataclass
class _Count:
    """Sums over the pictures while they stream past."""

    pictures: int = 0
    labelled: int = 0
    confirmed_empty: int = 0
    annotations: int = 0
    imported: dict[str, int] = field(default_factory=dict)
    by_label: dict[str, int] = field(default_factory=dict)
    by_kind: dict[str, int] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    ignore_regions: int = 0

    def over(self, pictures: Iterable[LabelledPicture]) -> Iterator[LabelledPicture]:
        for picture in pictures:
            self.pictures += 1
            self.labelled += picture.is_labelled
            self.confirmed_empty += picture.confirmed_empty
            self.annotations += len(picture.annotations)
            if source := picture.imported_from:
                self.imported[source] = self.imported.get(source, 0) + 1
            for annotation in picture.annotations:
                label, kind = annotation["label"], annotation["kind"]
                self.by_label[label] = self.by_label.get(label, 0) + 1
                self.by_kind[kind] = self.by_kind.get(kind, 0) + 1
                self.ignore_regions += label in self.ignored
            yield picture


def write_export(
    open_part: OpenPart, export_id: int, pictures_of: PicturesOf, tables_of: TablesOf = _no_tables
) -> None:
    """Make the file of an export, once: a second run finds it done, a killed one begins anew."""
    with open_part() as session:
        export = session.get_one(Export, export_id)
        if export.state is RunState.DONE:
            return
        project_id, only, format = export.project_id, export.only, EXPORTS[export.format]
    with tempfile.TemporaryDirectory(prefix="douya-export-") as folder:
        target = Path(folder) / "export.zip"
        with reading() as session:
            manifest = _write_zip(session, target, project_id, only, format, (pictures_of, tables_of))
        key, size = f"exports/{project_id}/{export_id}.zip", target.stat().st_size
        digest = _sha256(target)
        storage().put(key, target)
    with open_part() as session:
        export = session.get_one(Export, export_id)
        export.storage_key, export.byte_size, export.sha256 = key, size, digest
        export.manifest, export.state, export.finished_at = manifest, RunState.DONE, clock.now()
        export.error = None
        outbox.announce(session, "export.finished", export.id, key=f"export-finished-{export.id}")


def give_up(session: Session, export_id: int, fault: ExportFault) -> None:
    """All tries failed: the state says so, and whoever asked for the file is told why."""
    export = session.get_one(Export, export_id)
    if export.state is RunState.DONE:
        return
    export.state, export.error, export.finished_at = RunState.FAILED, fault.value, clock.now()
    notice_service.tell_export_failed(session, export)


def try_again(session: Session, actor_id: int, export_id: int) -> Export:
    """Five new tries for an export that failed; pressed twice it is tried once. Raises NotFound."""
    export = session.get(Export, export_id)
    if export is None:
        raise NotFound
    projects.project_for(session, actor_id, export.project_id)
    if outbox.revive_keyed(session, f"export-requested-{export.id}"):
        export.state, export.error, export.finished_at = RunState.RUNNING, None, None
        audit.record(session, actor_id, "export.retried", "project", export.project_id, {"export": export.id})
    return export


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write_zip(
    session: Session,
    target: Path,
    project_id: int,
    only: ExportScope,
    format: Format | TrackFormat | TableFormat,
    sources: tuple[PicturesOf, TablesOf],
) -> dict[str, Any]:
    ontology = _ontology_of_all_versions(session, project_id)
    count, files = _Count(ignored=ontology.ignored), []
    project = session.get_one(Project, project_id)
    pictures_of, tables_of = sources
    pictures = count.over(pictures_of(session, project_id, only))
    # Level 4 takes half the time of the usual 6 and gives two percent away.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        if isinstance(format, TableFormat):
            written = tables_of(session, project_id, only, format.suffix)
            for _counted in pictures:
                pass
        else:
            written = format.write(pictures, ontology)
        for name, parts in written:
            files.append(_write_file(archive, name, parts))
        manifest = _manifest(session, project, only, format, count)
        archive.writestr(
            _entry("manifest.json"), orjson.dumps({**manifest, "files": files}, option=orjson.OPT_INDENT_2)
        )
    return {**manifest, "file_count": len(files)}


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without the hour of its making: the same labels give the same bytes."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    # Packed by itself already.
    packing = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
    entry.compress_type, entry.external_attr = packing, 0o644 << 16
    return entry


def _write_file(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with archive.open(_entry(name), "w", force_zip64=True) as file:
        for part in parts:
            file.write(part)
            digest.update(part)
            size += len(part)
    return {"path": name, "bytes": size, "sha256": digest.hexdigest()}


def _ontology_of_all_versions(session: Session, project_id: int) -> Ontology:
    """Labels in the order of their first appearance, so that class numbers never change between exports."""
    versions = sa.select(OntologyVersion.document).where(OntologyVersion.project_id == project_id)
    documents = session.scalars(versions.order_by(OntologyVersion.number))
    return merged_ontology([parse_ontology(document) for document in documents])


def _manifest(
    session: Session,
    project: Project,
    only: ExportScope,
    format: Format | TrackFormat | TableFormat,
    count: _Count,
) -> dict[str, Any]:
    ontology = session.get(OntologyVersion, project.ontology_version_id or 0)
    guideline = session.get(GuidelineVersion, project.guideline_version_id or 0)
    return {
        "format": format.title,
        "convention": format.convention,
        "only": only.value,
        "made_at": clock.now().isoformat(),
        "project": {"id": project.id, "name": project.name},
        "ontology_version": ontology.number if ontology else None,
        "guideline": {"version": guideline.number, "sha256": guideline.sha256} if guideline else None,
        "consensus": {
            "redundancy_min": project.redundancy_min,
            "redundancy_max": project.redundancy_max,
            "confidence": project.confidence,
        },
        "counts": {
            "pictures": count.pictures,
            "labelled": count.labelled,
            "confirmed_empty": count.confirmed_empty,
            "not_labelled": count.pictures - count.labelled,
            "annotations": count.annotations,
            # Pictures that nobody here labelled, by where their labels come from.
            "imported": count.imported,
            "by_label": count.by_label,
            # Kinds that the format has no word for: said here, never dropped in silence.
            "left_out": {kind: n for kind, n in count.by_kind.items() if kind not in format.kinds},
            "ignore_regions": {"count": count.ignore_regions, "written": format.ignore},
        },
    }
