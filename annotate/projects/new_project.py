"""What a new project must say, and every fault of it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import N_, Fault
from annotate.projects.errors import InvalidProject
from annotate.projects.guideline import LONGEST_GUIDELINE
from annotate.projects.ontology import InvalidOntology, Ontology, parse_ontology

HIGHEST_RATE_E4 = 100_000_000  # 10,000 a picture: a slip of the hand, not a price
MOST_ANSWERS = 20
MOST_GOLD_SHARE = 0.5
LEAST_CONFIDENCE, MOST_CONFIDENCE = 0.5, 0.9999


@dataclass(frozen=True)
class NewProject:
    """ontology: the document `{"labels": [...]}`; confidence: 0.5 ... 0.9999."""

    name: str
    ontology: Any
    rate_e4: int
    currency: str = "CNY"
    redundancy_min: int = 2
    redundancy_max: int = 3
    confidence: float = 0.95
    lease_minutes: int = 60
    guideline_zh: str = ""
    guideline_en: str = ""
    programme_id: int | None = None
    gold_share: float = 0.0
    # Newcomers learn first: course, practice, exam.
    needs_training: bool = False


def project_faults(new: NewProject) -> Iterator[Fault]:
    if not 1 <= len(new.name.strip()) <= 200 or not new.name.strip().isprintable():
        yield Fault("name", "name", N_("must be a name of 1 to 200 letters"))
    if not 1 <= new.rate_e4 <= HIGHEST_RATE_E4:
        yield Fault("rate_e4", "rate", N_("must be above 0 and at most 10,000 a picture"))
    if not re.fullmatch(r"[A-Z]{3}", new.currency):
        yield Fault("currency", "currency", N_("must be three capital letters such as CNY"))
    if not 1 <= new.redundancy_min <= new.redundancy_max <= MOST_ANSWERS:
        yield Fault(
            "redundancy", "redundancy", N_("needs 1 <= min <= max <= %(most)s"), {"most": MOST_ANSWERS}
        )
    if not LEAST_CONFIDENCE <= new.confidence <= MOST_CONFIDENCE:
        yield Fault("redundancy.confidence", "confidence", N_("must be from 0.5 to 0.9999"))
    if not 5 <= new.lease_minutes <= 7 * 24 * 60:
        yield Fault("lease_minutes", "lease", N_("must be from 5 minutes to 7 days"))
    if not 0 <= new.gold_share <= MOST_GOLD_SHARE:
        yield Fault("gold_share", "gold_share", N_("must be from 0 to 0.5"))
    yield from guideline_faults(new.guideline_zh, new.guideline_en)


def guideline_faults(*texts: str) -> Iterator[Fault]:
    if any(len(text) > LONGEST_GUIDELINE for text in texts):
        detail = N_("is longer than %(most)s letters")
        yield Fault("guideline", "too_long", detail, {"most": LONGEST_GUIDELINE})
    if any("\x00" in text for text in texts):
        yield Fault("guideline", "letters", N_("holds letters that cannot be stored"))


def check_project(new: NewProject) -> Ontology:
    """The parsed labels of a project that may be made. Raises InvalidProject with all faults at once."""
    faults = list(project_faults(new))
    try:
        ontology = parse_ontology(new.ontology)
    except InvalidOntology as error:
        raise InvalidProject([*faults, *error.faults]) from error
    if faults:
        raise InvalidProject(faults)
    return ontology
