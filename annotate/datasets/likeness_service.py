"""Finds pictures that look alike, one lookup a picture however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.core.db import insert_once
from annotate.datasets.likeness import MOST_DIFFERENT, bands_of, distance
from annotate.datasets.models import Dataset, Image, Likeness, PictureLook
from annotate.datasets.states import ImageState

_BANDS = (PictureLook.a, PictureLook.b, PictureLook.c, PictureLook.d)
# Of pictures that all look alike, such as a night without lamps: enough to find one of them.
_MOST_CANDIDATES = 200


def note_look(session: Session, dataset_id: int, image_id: int, look: int) -> None:
    """Keep how a new picture looks, and the older one that it looks like, if there is one."""
    # One at a time: of two alike pictures that come at once, one must see the other.
    session.get_one(Dataset, dataset_id, with_for_update=True)
    bands = bands_of(look)
    found = _nearest(session, dataset_id, image_id, bands)
    a, b, c, d = bands
    values = {"image_id": image_id, "dataset_id": dataset_id, "a": a, "b": b, "c": c, "d": d}
    if insert_once(session, PictureLook, values) and found is not None:
        like_id, bits = found
        insert_once(session, Likeness, {"image_id": image_id, "like_id": like_id, "distance": bits})


def _nearest(
    session: Session, dataset_id: int, image_id: int, bands: Sequence[int]
) -> tuple[int, int] | None:
    """(picture, bits between them): the nearest, of several the oldest."""
    # The data set stands in each part: only so does SQLite take four indexes and not all pictures of one.
    of_set = PictureLook.dataset_id == dataset_id
    same_band = sa.or_(*(sa.and_(of_set, column == band) for column, band in zip(_BANDS, bands, strict=True)))
    query = sa.select(PictureLook.image_id, *_BANDS).where(same_band, PictureLook.image_id != image_id)
    candidates = session.execute(query.order_by(PictureLook.image_id).limit(_MOST_CANDIDATES))
    near = [(distance(bands, row[1:]), row.image_id) for row in candidates]
    bits, like_id = min(near, default=(MOST_DIFFERENT + 1, 0))
    return (like_id, bits) if bits <= MOST_DIFFERENT else None


@dataclass(frozen=True)
class AlikePair:
    """A picture and the older one that it looks like. bits: between them, of 64."""

    image: Image
    like: Image
    bits: int

    @property
    def both_in(self) -> bool:
        return ImageState.LEFT_OUT not in (self.image.state, self.like.state)


def pairs_of(session: Session, project_id: int, after: int | None = None, limit: int = 30) -> list[AlikePair]:
    """Pairs of a project, newest first, from below picture `after` on."""
    newer, older = aliased(Image), aliased(Image)
    query = (
        sa.select(newer, older, Likeness.distance)
        .join(newer, newer.id == Likeness.image_id)
        .join(older, older.id == Likeness.like_id)
        .where(newer.project_id == project_id)
    )
    if after is not None:
        query = query.where(Likeness.image_id < after)
    rows = session.execute(query.order_by(Likeness.image_id.desc()).limit(limit))
    return [AlikePair(*row) for row in rows]


@dataclass(frozen=True)
class AlikeCounts:
    """Pairs, and how many of them have one picture left out."""

    pairs: int
    decided: int


def counts_of(session: Session, project_id: int) -> AlikeCounts:
    newer, older = aliased(Image), aliased(Image)
    is_decided = sa.or_(newer.state == ImageState.LEFT_OUT, older.state == ImageState.LEFT_OUT)
    query = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((is_decided, 1), else_=0)), 0))
        .select_from(Likeness)
        .join(newer, newer.id == Likeness.image_id)
        .join(older, older.id == Likeness.like_id)
        .where(newer.project_id == project_id)
    )
    pairs, decided = session.execute(query).one()
    return AlikeCounts(pairs, int(decided))


def alike_in_import(session: Session, import_id: int, limit: int = 500) -> list[tuple[str, str]]:
    """(name, name of the one that it looks like) of an upload's pictures."""
    newer, older = aliased(Image), aliased(Image)
    query = (
        sa.select(newer.name, older.name)
        .select_from(Likeness)
        .join(newer, newer.id == Likeness.image_id)
        .join(older, older.id == Likeness.like_id)
        .where(newer.import_run_id == import_id)
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(newer.id).limit(limit))]
