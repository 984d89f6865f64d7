"""Pictures that a guideline shows: taken in small and clean, seen by whoever may work on the project."""

import hashlib
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import NotFound
from annotate.core.storage import storage
from annotate.datasets.content import HEAD_BYTES, STRIPPERS, sniff
from annotate.datasets.decode_service import Decoder
from annotate.datasets.models import GuidePicture
from annotate.datasets.service import ImageFile
from annotate.datasets.zip_rules import Refusal
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.projects.states import ProjectState

LARGEST_MB = 5
_LARGEST_BYTES = LARGEST_MB * 1_000_000
MEDIA_TYPE = "image/webp"


@dataclass(frozen=True)
class StoredPicture:
    """A guide picture whose bytes are safely stored; the row is still to be written."""

    key: str
    sha256: str
    width_px: int
    height_px: int
    byte_size: int


def store_picture(stream: BinaryIO) -> StoredPicture | Refusal:
    """Open a stranger's file in the limited child and store its small WebP; before any transaction."""
    sent = stream.read(_LARGEST_BYTES + 1)
    if len(sent) > _LARGEST_BYTES:
        return Refusal("too_large", {"limit_mb": LARGEST_MB})
    media_type = sniff(sent[:HEAD_BYTES])
    if media_type not in STRIPPERS:
        return Refusal("not_a_picture", {"looks_like": media_type or "?"})
    with tempfile.TemporaryDirectory(prefix="douya-guide-") as folder:
        source, clean, small = (Path(folder) / name for name in ("source", "clean", "small"))
        source.write_bytes(sent)
        decoder = Decoder()
        try:
            opened = decoder.prepare(source, media_type, clean, small)
        finally:
            decoder.stop()
        if isinstance(opened, Refusal):
            return opened
        key = f"guides/{uuid.uuid4().hex}.webp"
        storage().put(key, small)
        return StoredPicture(
            key,
            hashlib.sha256(sent).hexdigest(),
            opened.preview_width_px,
            opened.preview_height_px,
            small.stat().st_size,
        )


def keep_picture(session: Session, actor_id: int, project_id: int, stored: StoredPicture) -> int:
    """Id of a stored picture in its project; the same file again is the one that is there. Raises NotFound."""
    projects.project_for(session, actor_id, project_id)
    # Locked: the same file sent twice at once must become one.
    session.get_one(Project, project_id, with_for_update=True)
    known = session.scalar(
        sa.select(GuidePicture.id).where(
            GuidePicture.project_id == project_id, GuidePicture.sha256 == stored.sha256
        )
    )
    if known is not None:
        storage().delete(stored.key)
        return known
    picture = GuidePicture(
        project_id=project_id,
        sha256=stored.sha256,
        storage_key=stored.key,
        width_px=stored.width_px,
        height_px=stored.height_px,
        byte_size=stored.byte_size,
        created_by=actor_id,
    )
    session.add(picture)
    session.flush()
    audit.record(session, actor_id, "guide_picture.added", "project", project_id, {"picture": picture.id})
    return picture.id


def may_see_guide(session: Session, account_id: int, project_id: int) -> bool:
    """The project's people always; annotators once it was opened, as they may read its guideline then."""
    if projects.may_see_project(session, account_id, project_id):
        return True
    account, project = session.get(Account, account_id), session.get(Project, project_id)
    if account is None or project is None:
        return False
    return account.role is Role.ANNOTATOR and project.state is not ProjectState.DRAFT


def picture_file(session: Session, account_id: int, picture_id: int) -> ImageFile:
    """Where a guide picture's bytes are. Raises NotFound, alike for absent and foreign ones."""
    picture = session.get(GuidePicture, picture_id)
    if picture is None or not may_see_guide(session, account_id, picture.project_id):
        raise NotFound
    return ImageFile(picture.storage_key, MEDIA_TYPE, picture.byte_size, f"{picture.sha256}-guide")
