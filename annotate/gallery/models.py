"""By what settled pictures can be found, and how far that is worked out."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core.db import Base, Id


class ShownPicture(Base):
    """A picture (of a clip its first frame) whose newest settlement is marked."""

    __tablename__ = "shown_picture"

    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("consensus_round.id"))
    agreement: Mapped[float]


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
    """Rounds of a project up to here need not be looked at again."""

    __tablename__ = "gallery_cursor"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(Id, default=0)
