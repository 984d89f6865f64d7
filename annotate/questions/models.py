"""Questions about an object in a picture, and their answers."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json


class Question(Base):
    """What she asks about an object in a picture while she works on; its answer, and the guideline note made of both."""

    __tablename__ = "question"
    __table_args__ = (
        sa.Index("ix_question_hers", "annotator_id", "id"),
        sa.Index(
            "ix_question_open",
            "project_id",
            "due_at",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # The client's own: sending twice cannot make two.
    key: Mapped[str] = mapped_column(sa.String(36), unique=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"), index=True)
    image_id: Mapped[int] = mapped_column(sa.ForeignKey("image.id"))
    annotator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(sa.String(500))
    # The object as it was drawn when she asked: {"kind", "label", "box" | "points", "rotation"}; none: the whole picture.
    mark: Mapped[dict[str, Any] | None] = mapped_column(Json)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    due_at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
    # Where to look: [x, y, width, height] in pixels of the picture.
    region: Mapped[list[float] | None] = mapped_column(Json)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    answered_at: Mapped[dt.datetime | None]
    # Once the manager was told that it waits for too long.
    overdue_at: Mapped[dt.datetime | None]
    # The guideline version that took it in.
    noted_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("guideline_version.id"))
