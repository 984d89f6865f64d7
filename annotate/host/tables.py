"""Imports the tables of every room, so that `Base.metadata` is whole."""

import importlib

import sqlalchemy as sa
from sqlalchemy.orm import configure_mappers

from annotate.core.db import Base

ROOMS = (
    "core",
    "people",
    "messages",
    "registry",
    "projects",
    "datasets",
    "work",
    "consensus",
    "quality",
    "insight",
    "gallery",
    "hooks",
    "questions",
    "training",
    "ledger",
    "pay",
    "households",
    "programmes",
    "care",
    "reports",
    "oversight",
)


def all_tables() -> sa.MetaData:
    """The metadata of the whole database, room by room in pipeline order."""
    for room in ROOMS:
        importlib.import_module(f"annotate.{room}.models")
    return Base.metadata


def ready_to_share() -> None:
    """Work out how all tables belong together, once: each forked child would do it for itself, 15 MB a time."""
    all_tables()
    configure_mappers()


def trigger_sql(engine_name: str) -> list[str]:
    """What the tables alone cannot say: append-only rows, balanced entries. engine_name: sqlite, postgresql.

    Each upper-case dict by engine name in a triggers.py counts.
    """
    statements: list[str] = []
    for name in ("annotate.core.triggers", "annotate.ledger.triggers"):
        for word, by_engine in vars(importlib.import_module(name)).items():
            if word.isupper() and isinstance(by_engine, dict) and engine_name in by_engine:
                statements += by_engine[engine_name]
    return statements
