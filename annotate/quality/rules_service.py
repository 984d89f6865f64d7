"""A project's own marks for levels, pauses and the breaker."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import N_, Fault, Invalid
from annotate.projects import service as projects
from annotate.quality.levels import USUAL_RULES, Rules
from annotate.quality.models import QualityRules


def rules_of(session: Session, project_id: int) -> Rules:
    """The usual ones where the project has none of its own."""
    row = session.get(QualityRules, project_id)
    if row is None:
        return USUAL_RULES
    return Rules(
        level_percents=(row.level_2, row.level_3, row.level_4),
        gate_percent=row.gate_percent,
        gate_least=row.gate_least,
        pause_hours=row.pause_hours,
        second_percent=row.second_percent,
        freeze_percent=row.freeze_percent,
        batch_least=row.batch_least,
        most_of_one=row.most_of_one,
    )


def set_rules(session: Session, actor_id: int, project_id: int, rules: Rules) -> None:
    """They hold from the next look on. Raises NotFound, Invalid with each fault."""
    projects.project_for(session, actor_id, project_id)
    if faults := _faults(rules):
        raise Invalid(faults)
    session.merge(QualityRules(project_id=project_id, **_columns(rules)))
    session.flush()
    audit.record(session, actor_id, "project.quality_rules", "project", project_id, asdict(rules))


def _columns(rules: Rules) -> dict[str, int]:
    values = asdict(rules)
    level_2, level_3, level_4 = values.pop("level_percents")
    return {"level_2": level_2, "level_3": level_3, "level_4": level_4, **values}


def _faults(rules: Rules) -> list[Fault]:
    faults = []
    marks = rules.level_percents
    if not (50 <= marks[0] <= marks[1] <= marks[2] <= 99):
        words = N_("The marks of the levels must rise, from 50 to 99 percent.")
        faults.append(Fault("level_percents", "levels", words))
    # A stricter gate than this would shut out people whose work is accepted.
    if not (0 <= rules.gate_percent <= 90 and 20 <= rules.gate_least <= 200 and 1 <= rules.pause_hours <= 72):
        words = N_("A pause: under at most 90 percent, over 20 to 200 pictures, for 1 to 72 hours.")
        faults.append(Fault("gate", "gate", words))
    # The breaker protects her: a project may tighten it, never loosen it.
    usual = USUAL_RULES
    loose = (
        not 0 <= rules.second_percent <= usual.second_percent
        or not 0 <= rules.freeze_percent <= usual.freeze_percent
        or not 1 <= rules.batch_least <= usual.batch_least
        or not 1 <= rules.most_of_one <= usual.most_of_one
    )
    if loose:
        words = N_("The brake on rejections may be made stricter than usual, not looser.")
        faults.append(Fault("breaker", "breaker", words))
    return faults
