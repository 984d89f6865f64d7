"""The night's look at every woman and centre: findings become cases, some hundred at a time [schedule]."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from annotate.care import monitoring_queries as seen
from annotate.care.early_signs import (
    Thresholds,
    WomanFacts,
    centre_signs,
    thresholds,
    with_tenure,
    woman_signs,
)
from annotate.care.errors import BadThreshold
from annotate.care.models import SignThreshold
from annotate.care.service import Finding, merge_findings
from annotate.core import audit
from annotate.programmes.tenure import GAP_DAYS, tenure_on

CHUNK = 2000


@dataclass(frozen=True)
class Night:
    """What all parts of one night share."""

    today: dt.date
    at: Thresholds
    floors: Mapping[str, int] = field(default_factory=dict)
    left_ms: Mapping[int, int] = field(default_factory=dict)


def night_of(session: Session, today: dt.date) -> Night:
    """today: the morning; yesterday is the last day that counts."""
    at = thresholds(seen.own_thresholds(session))
    return Night(today, at, seen.floors_by_county(session, today), seen.work_left_ms(session, today))


def look_at_women(session: Session, night: Night, after_id: int, limit: int = CHUNK) -> int | None:
    """One part of the women; where to go on, None at the end. Again is harmless: an open case takes a sign once."""
    women = seen.watched_after(session, after_id, limit)
    if not women:
        return None
    facts = seen.woman_facts(session, women, night.today, night.at, night.floors)
    facts |= _tenures(session, facts, night)
    counties = {woman.account_id: woman.county_code for woman in women}
    findings = []
    for account_id, one in facts.items():
        signs = woman_signs(one, night.at)
        if signs:
            findings.append(Finding(counties[account_id], signs, account_id=account_id))
    merge_findings(session, night.today, findings, night.at)
    return women[-1].account_id


def _tenures(session: Session, facts: Mapping[int, WomanFacts], night: Night) -> dict[int, WomanFacts]:
    """Tenure is reckoned only where the gap is about to end, or has just ended."""
    around = range(GAP_DAYS - night.at.tenure_warn_days, GAP_DAYS + night.at.tenure_warn_days + 2)
    asked = {id_: one for id_, one in facts.items() if one.idle_days in around and one.last_day is not None}
    spells = seen.spells_of(session, asked)
    return {
        id_: with_tenure(one, tenure_on(spells[id_], one.last_day))
        for id_, one in asked.items()
        if id_ in spells and one.last_day is not None
    }


def look_at_centres(session: Session, night: Night, after_id: int, limit: int = CHUNK) -> int | None:
    """One part of the centres; where to go on, None at the end."""
    centres = seen.centres_after(session, after_id, limit)
    if not centres:
        return None
    counties = dict(centres)
    facts = seen.centre_facts(session, list(counties), night.today, night.left_ms)
    found = ((centre_id, centre_signs(one, night.at)) for centre_id, one in facts.items())
    findings = [Finding(counties[id_], signs, centre_id=id_) for id_, signs in found if signs]
    merge_findings(session, night.today, findings, night.at)
    return centres[-1][0]


def set_threshold(session: Session, actor_id: int | None, name: str, value: int) -> None:
    """From the next night on. Raises BadThreshold."""
    try:
        thresholds({name: value})
    except ValueError as error:
        raise BadThreshold from error
    session.merge(SignThreshold(name=name, value=value, set_by=actor_id))
    audit.record(session, actor_id, "threshold.set", "threshold", name, {"value": value})
