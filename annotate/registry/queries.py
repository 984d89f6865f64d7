"""Reads of counties and standards."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.registry.models import County, Standard
from annotate.registry.standards import StandardRow
from annotate.registry.words import StandardKind, StandardOrigin


def counties(session: Session, codes: Iterable[str] | None = None) -> list[County]:
    """In order of their codes."""
    query = sa.select(County).order_by(County.code)
    return list(session.scalars(query if codes is None else query.where(County.code.in_(set(codes)))))


def county_or_none(session: Session, code: str | None) -> County | None:
    return session.get(County, code) if code else None


def _usable() -> sa.ColumnElement[bool]:
    return sa.or_(Standard.origin == StandardOrigin.SHIPPED, Standard.approved_by.is_not(None))


def standards(session: Session, kind: StandardKind | None = None) -> Sequence[Standard]:
    """Rows that may be used: shipped with their source, or approved by a second person."""
    query = sa.select(Standard).where(_usable()).order_by(Standard.id)
    return session.scalars(query.where(Standard.kind == kind) if kind else query).all()


def waiting(session: Session) -> Sequence[Standard]:
    """Rows that a second person has still to approve."""
    return session.scalars(sa.select(Standard).where(sa.not_(_usable())).order_by(Standard.id)).all()


def usable_standard(session: Session, standard_id: int | None) -> Standard | None:
    if standard_id is None:
        return None
    return session.scalar(sa.select(Standard).where(_usable(), Standard.id == standard_id))


def as_row(standard: Standard) -> StandardRow:
    """The pure value of a row."""
    return StandardRow(
        standard.kind,
        standard.region_code,
        standard.scope,
        Decimal(standard.value),
        standard.unit,
        standard.price_year,
        standard.valid_from,
        standard.valid_to,
        standard.source_title,
        standard.document_number,
        standard.note,
    )
