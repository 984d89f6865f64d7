"""By what pictures can be found, and how far that is worked out."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core.db import Base, Id
from annotate.gallery.marks import Basis


class ShownPicture(Base):
    """A picture, or a frame of a clip, of which something is told: settled, drawn, or proposed."""

    __tablename__ = "shown_picture"

    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # The newest settlement; none before there is one.
    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consensus_round.id"))
    agreement: Mapped[float | None]
    basis: Mapped[Basis] = mapped_column(default=Basis.HOLDS, server_default=Basis.HOLDS.value)
    # Of what its marks were made: the same again need not be marked again.
    seen: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")


class ShownMark(Base):
    """One thing that it can be found by; see marks.py."""

    __tablename__ = "shown_mark"
    __table_args__ = (sa.Index("ix_shown_mark_find", "project_id", "what", "value", "label", "image_id"),)

    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), primary_key=True)
    what: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    label: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    count: Mapped[int]


class GalleryCursor(Base):
    """How far a project is marked. Locked while marks are written, so that two jobs write one after the other."""

    __tablename__ = "gallery_cursor"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    # Rounds up to here need not be looked at again.
    round_id: Mapped[int] = mapped_column(Id, default=0)
    # A walk over all pictures has come as far as this one; none when it is done.
    walked_id: Mapped[int | None] = mapped_column(Id, default=0, server_default="0")
    # Uploads of labels and check pictures as of the last walk: others begin a new one.
    labels: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
