"""Projects, versions of what may be drawn and of how to draw it, members."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.projects.budget import LEVEL_BONUS
from annotate.projects.guideline_change import Redo
from annotate.projects.states import MemberRole, ProjectState


class Project(Base):
    """What a client wants labelled, at which price, by how many people each."""

    __tablename__ = "project"
    __table_args__ = (
        sa.CheckConstraint("rate_e4 > 0", name="rate"),
        sa.CheckConstraint("0 < redundancy_min AND redundancy_min <= redundancy_max", name="redundancy"),
        sa.CheckConstraint("funded_e4 >= 0", name="funded"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # Empty for a manager without an organisation: then it is the owner's alone.
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.DRAFT, index=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    # Per accepted answer, that is per picture and annotator.
    rate_e4: Mapped[int] = mapped_column(sa.BigInteger)
    redundancy_min: Mapped[int]
    redundancy_max: Mapped[int]
    # Answers are asked for until consensus is this sure.
    confidence: Mapped[float]
    lease_minutes: Mapped[int]
    # A foundation's programme; a later room knows what it is.
    programme_id: Mapped[int | None] = mapped_column(Id)
    funded_e4: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    # While only a pilot is open: how many tasks it has. Empty: the whole project.
    pilot_tasks: Mapped[int | None]
    # Usual share of check pictures in a bag; beginners get more, see work/gold_mix.py. 0: none.
    gold_share: Mapped[float] = mapped_column(default=0.0, server_default="0")
    # Per cent on top of the rate at levels 1, 2, 3, 4; frozen into each assignment with the rate.
    level_bonus: Mapped[list[int]] = mapped_column(
        Json, default=lambda: [*LEVEL_BONUS], server_default="[0, 10, 20, 30]"
    )
    # Newcomers learn first: course, practice and exam, all paid.
    needs_training: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Held for that pay beside the budget of the work itself; 0 while nobody has to learn first.
    training_reserve_e4: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    # Newest versions; no foreign keys, because versions point here already.
    ontology_version_id: Mapped[int | None] = mapped_column(Id)
    guideline_version_id: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    published_at: Mapped[dt.datetime | None]


class OntologyVersion(Base):
    """Labels, shape kinds and attributes as of one moment; never changed."""

    __tablename__ = "ontology_version"
    __table_args__ = (sa.UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class GuidelineVersion(Base):
    """How to label, in Markdown as written and as clean HTML; never changed."""

    __tablename__ = "guideline_version"
    __table_args__ = (sa.UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    number: Mapped[int]
    text_zh: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text)
    html_zh: Mapped[str] = mapped_column(sa.Text)
    html_en: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class GuidelineChange(Base):
    """What a new version of a published project's guideline does to answers by older ones; written with the version."""

    __tablename__ = "guideline_change"
    __table_args__ = (
        sa.CheckConstraint("cost_e4 >= 0", name="cost"),
        sa.Index("ix_guideline_change_project", "project_id", "version_id"),
    )

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("guideline_version.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    # What it is about, see guideline_change.Touched.
    labels: Mapped[list[str]] = mapped_column(Json)
    everything: Mapped[bool]
    alters: Mapped[bool]
    # Until then answers by older versions are judged kindly.
    kind_until: Mapped[dt.datetime]
    redo: Mapped[Redo] = mapped_column(default=Redo.NONE)
    # Held for the answers that are to be made anew, until each was offered.
    cost_e4: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    offered_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ProjectMember(Base):
    """Somebody of another organisation who may see a project."""

    __tablename__ = "project_member"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True, index=True)
    role: Mapped[MemberRole]
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
