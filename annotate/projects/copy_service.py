"""A new draft with what another project says: labels, guideline, price, rules; never pictures, money or people."""

from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.projects import queries, service
from annotate.projects.models import Project
from annotate.projects.new_project import NewProject

LONGEST_NAME = 200


def copy_project(session: Session, actor_id: int, project_id: int, ending: str) -> Project:
    """The copy, which is the actor's. ending: put behind the name, such as ' (copy)'. Raises NotFound, InvalidProject."""
    first = service.project_for(session, actor_id, project_id)
    said = queries.newest_versions(session, first)
    new = NewProject(
        name=first.name[: LONGEST_NAME - len(ending)] + ending,
        ontology=said.ontology,
        rate_e4=first.rate_e4,
        currency=first.currency,
        redundancy_min=first.redundancy_min,
        redundancy_max=first.redundancy_max,
        confidence=first.confidence,
        lease_minutes=first.lease_minutes,
        guideline_zh=said.text_zh,
        guideline_en=said.text_en,
        programme_id=first.programme_id,
        gold_share=first.gold_share,
        needs_training=first.needs_training,
    )
    made = service.create_project(session, actor_id, new)
    made.level_bonus = list(first.level_bonus)
    audit.record(session, actor_id, "project.copied", "project", made.id, {"of": project_id})
    return made
