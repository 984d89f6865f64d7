"""Setting up projects: making, versions of labels and guideline, members, money on account, states."""

from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.errors import N_, Fault, NotFound
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.projects.errors import InvalidProject, WrongState
from annotate.projects.guideline import guideline_html, guideline_sha256
from annotate.projects.guideline_change import GRACE, USUAL_EFFECT, Effect, touched_by
from annotate.projects.models import (
    GuidelineChange,
    GuidelineVersion,
    OntologyVersion,
    Project,
    ProjectMember,
)
from annotate.projects.new_project import (
    LEAST_CONFIDENCE,
    MOST_CONFIDENCE,
    MOST_GOLD_SHARE,
    check_project,
    guideline_faults,
)
from annotate.projects.new_project import NewProject as NewProject
from annotate.projects.ontology import Ontology, ontology_document, parse_ontology
from annotate.projects.states import MemberRole, ProjectState
from annotate.projects.training import usual_reserve_e4


def create_project(session: Session, actor_id: int, new: NewProject) -> Project:
    """A draft with version 1 of its labels and, when there is a text, of its guideline. Raises InvalidProject."""
    ontology = check_project(new)
    owner = session.get_one(Account, actor_id)
    project = Project(
        organisation_id=owner.organisation_id,
        owner_id=actor_id,
        name=new.name.strip(),
        currency=new.currency,
        rate_e4=new.rate_e4,
        redundancy_min=new.redundancy_min,
        redundancy_max=new.redundancy_max,
        confidence=new.confidence,
        lease_minutes=new.lease_minutes,
        programme_id=new.programme_id,
        gold_share=new.gold_share,
        needs_training=new.needs_training,
        training_reserve_e4=usual_reserve_e4() if new.needs_training else 0,
    )
    session.add(project)
    session.flush()
    _add_ontology(session, project, ontology)
    if new.guideline_zh.strip() or new.guideline_en.strip():
        add_guideline(session, actor_id, project, new.guideline_zh, new.guideline_en)
    audit.record(session, actor_id, "project.created", "project", project.id)
    return project


def change_draft(session: Session, actor_id: int, project: Project, new: NewProject) -> None:
    """Set a draft up anew; labels and guideline become new versions where they differ.

    Raises WrongState once it was published (price and rules are promises then), InvalidProject.
    """
    if project.state is not ProjectState.DRAFT:
        raise WrongState
    ontology = check_project(new)
    project.name, project.rate_e4, project.lease_minutes = new.name.strip(), new.rate_e4, new.lease_minutes
    project.redundancy_min, project.redundancy_max = new.redundancy_min, new.redundancy_max
    project.confidence = new.confidence
    if new.needs_training != project.needs_training:
        project.needs_training = new.needs_training
        project.training_reserve_e4 = usual_reserve_e4() if new.needs_training else 0
    if ontology != open_ontology(session, project.ontology_version_id or 0):
        _add_ontology(session, project, ontology)
    if project.guideline_version_id or new.guideline_zh.strip() or new.guideline_en.strip():
        add_guideline(session, actor_id, project, new.guideline_zh, new.guideline_en)
    audit.record(session, actor_id, "project.changed", "project", project.id)


def _is_visible_to(session: Session, account: Account, project: Project) -> bool:
    if account.id == project.owner_id or account.role is Role.ADMIN:
        return True
    if account.organisation_id is not None and account.organisation_id == project.organisation_id:
        return True
    return session.get(ProjectMember, (project.id, account.id)) is not None


def may_see_project(session: Session, account_id: int, project_id: int) -> bool:
    """Its owner, its organisation's staff, its members, and the operator may."""
    project, account = session.get(Project, project_id), session.get(Account, account_id)
    if project is None or account is None:
        return False
    return _is_visible_to(session, account, project)


def project_for(session: Session, account_id: int, project_id: int) -> Project:
    """The project, when this person may see it. Raises NotFound, alike for absent and foreign ones."""
    if not may_see_project(session, account_id, project_id):
        raise NotFound
    return session.get_one(Project, project_id)


def owner_of(session: Session, project_id: int) -> int:
    """Account of whoever made the project: the operator's commands act for her. Raises NotFound."""
    owner_id = session.scalar(sa.select(Project.owner_id).where(Project.id == project_id))
    if owner_id is None:
        raise NotFound
    return owner_id


def name_of(session: Session, project_id: int) -> str:
    """What a project is called. Raises NotFound."""
    name = session.scalar(sa.select(Project.name).where(Project.id == project_id))
    if name is None:
        raise NotFound
    return name


def _next_number(
    session: Session, table: type[OntologyVersion] | type[GuidelineVersion], project_id: int
) -> int:
    highest = session.scalar(sa.select(sa.func.max(table.number)).where(table.project_id == project_id))
    return (highest or 0) + 1


def _add_ontology(session: Session, project: Project, ontology: Ontology) -> OntologyVersion:
    version = OntologyVersion(
        project_id=project.id,
        number=_next_number(session, OntologyVersion, project.id),
        document=ontology_document(ontology),
    )
    session.add(version)
    session.flush()
    project.ontology_version_id = version.id
    return version


def add_ontology(session: Session, actor_id: int, project: Project, document: Any) -> OntologyVersion:
    """A new version of the labels; work already handed out keeps its own. Raises InvalidOntology."""
    version = _add_ontology(session, project, parse_ontology(document))
    detail = {"number": version.number}
    audit.record(session, actor_id, "project.ontology_changed", "project", project.id, detail)
    return version


def add_guideline(
    session: Session,
    actor_id: int,
    project: Project,
    text_zh: str,
    text_en: str,
    effect: Effect = USUAL_EFFECT,
) -> GuidelineVersion:
    """A new version of the guideline, unless the text is the newest one's. Raises InvalidProject.

    effect: what the change does to answers by older versions; of a draft it does nothing.
    """
    if faults := list(guideline_faults(text_zh, text_en)):
        raise InvalidProject(faults)
    digest = guideline_sha256(text_zh, text_en)
    newest = session.get(GuidelineVersion, project.guideline_version_id or 0)
    if newest is not None and newest.sha256 == digest:
        return newest
    version = GuidelineVersion(
        project_id=project.id,
        number=_next_number(session, GuidelineVersion, project.id),
        text_zh=text_zh,
        text_en=text_en,
        # Where one language is missing, the other is better than an empty pane.
        html_zh=guideline_html(text_zh if text_zh.strip() else text_en),
        html_en=guideline_html(text_en if text_en.strip() else text_zh),
        sha256=digest,
    )
    session.add(version)
    session.flush()
    project.guideline_version_id = version.id
    if newest is not None and project.state is not ProjectState.DRAFT:
        _keep_change(session, newest, version, effect)
        outbox.announce(session, "guideline.changed", version.id, key=f"guideline-changed-{version.id}")
    detail = {"number": version.number, "alters": effect.alters, "redo": effect.redo.value}
    audit.record(session, actor_id, "project.guideline_changed", "project", project.id, detail)
    return version


def _keep_change(session: Session, old: GuidelineVersion, new: GuidelineVersion, effect: Effect) -> None:
    touched = touched_by([(old.text_zh, new.text_zh), (old.text_en, new.text_en)])
    now = clock.now()
    change = GuidelineChange(
        version_id=new.id,
        project_id=new.project_id,
        labels=list(touched.labels),
        everything=touched.everything,
        alters=effect.alters,
        kind_until=now + GRACE,
        redo=effect.redo,
        changed_at=now,
    )
    session.add(change)
    session.flush()


def hold_for_rework(session: Session, version_id: int, cost_e4: int) -> None:
    """Hold what answers made anew because of this version cost at most, and announce that they are to be offered."""
    session.get_one(GuidelineChange, version_id).cost_e4 = cost_e4
    outbox.announce(session, "rework.offer", version_id, key=f"rework-offer-{version_id}")
    session.flush()


_ONTOLOGY_TEXT = sa.select(sa.cast(OntologyVersion.document, sa.Text)).where(
    OntologyVersion.id == sa.bindparam("version_id")
)


@lru_cache(maxsize=64)
def _ontology_of(text: str) -> Ontology:
    """Every answer is checked against its labels, and they are the same for thousands of answers."""
    return parse_ontology(orjson.loads(text))


def open_ontology(session: Session, version_id: int) -> Ontology:
    """The labels of one version. Raises NotFound."""
    text = session.scalar(_ONTOLOGY_TEXT, {"version_id": version_id})
    if text is None:
        raise NotFound
    return _ontology_of(text)


def add_member(
    session: Session, actor_id: int, project: Project, account_id: int, role: MemberRole
) -> ProjectMember:
    """Let somebody of another organisation in, or change her part. Raises NotFound for no such account."""
    account = session.get(Account, account_id)
    if account is None or account.state is not AccountState.ACTIVE:
        raise NotFound
    member = session.get(ProjectMember, (project.id, account_id))
    if member is None:
        member = ProjectMember(project_id=project.id, account_id=account_id)
        session.add(member)
    member.role = role
    session.flush()
    detail = {"account": account_id, "role": role.value}
    audit.record(session, actor_id, "project.member_added", "project", project.id, detail)
    return member


def remove_member(session: Session, actor_id: int, project: Project, account_id: int) -> None:
    """Take access back; somebody who is no member stays none."""
    where = (ProjectMember.project_id == project.id) & (ProjectMember.account_id == account_id)
    session.execute(sa.delete(ProjectMember).where(where))
    detail = {"account": account_id}
    audit.record(session, actor_id, "project.member_removed", "project", project.id, detail)


def is_reviewer(session: Session, account_id: int, project: Project) -> bool:
    """Whether somebody may judge answers: a reviewer of its organisation, or a member with that part."""
    member = session.get(ProjectMember, (project.id, account_id))
    if member is not None:
        return True
    account = session.get_one(Account, account_id)
    same = account.organisation_id is not None and account.organisation_id == project.organisation_id
    return (same and account.role in (Role.REVIEWER, Role.MANAGER)) or account_id == project.owner_id


def set_gold_share(session: Session, actor_id: int, project: Project, share: float) -> None:
    """Change the usual share of check pictures; bags handed out stay as they are. Raises InvalidProject."""
    if not 0 <= share <= MOST_GOLD_SHARE:
        raise InvalidProject([Fault("gold_share", "gold_share", N_("must be from 0 to 0.5"))])
    project.gold_share = share
    audit.record(session, actor_id, "project.gold_share_changed", "project", project.id, {"share": share})


def is_wish(confidence: float) -> bool:
    """Whether a share of objects that shall be right can be asked for."""
    return LEAST_CONFIDENCE <= confidence <= MOST_CONFIDENCE


def set_confidence(session: Session, actor_id: int, project: Project, confidence: float) -> None:
    """Change how many objects shall be right, as a share; it holds for pictures that are not settled yet.

    Nothing that was accepted is touched. Raises InvalidProject, and WrongState for a closed project.
    """
    if project.state is ProjectState.CLOSED:
        raise WrongState
    if not is_wish(confidence):
        raise InvalidProject(
            [
                Fault(
                    "redundancy.confidence",
                    "confidence",
                    N_("say how many of 100 objects shall be right, from 50 to 99.9"),
                )
            ]
        )
    detail = {"from": project.confidence, "to": confidence}
    project.confidence = confidence
    audit.record(session, actor_id, "project.confidence_changed", "project", project.id, detail)


def record_funding(session: Session, project_id: int, amount_e4: int) -> Project:
    """Money that came in (the ledger holds the entry). amount_e4 > 0. Raises NotFound."""
    if amount_e4 <= 0:
        raise ValueError("funding is above 0")
    project = session.get(Project, project_id, with_for_update=True, populate_existing=True)
    if project is None:
        raise NotFound
    project.funded_e4 += amount_e4
    # Pictures that came after publishing may have waited for it.
    if project.state is ProjectState.PUBLISHED:
        outbox.announce(session, "funds.changed", project.id)
    session.flush()
    return project


_MAY_BECOME = {
    ProjectState.PUBLISHED: (ProjectState.DRAFT, ProjectState.PAUSED, ProjectState.PUBLISHED),
    ProjectState.PAUSED: (ProjectState.PUBLISHED, ProjectState.PAUSED),
    ProjectState.CLOSED: (
        ProjectState.DRAFT,
        ProjectState.PUBLISHED,
        ProjectState.PAUSED,
        ProjectState.CLOSED,
    ),
}


def _become(project: Project, state: ProjectState) -> None:
    if project.state not in _MAY_BECOME[state]:
        raise WrongState
    project.state = state


def mark_published(session: Session, project: Project) -> None:
    """Open for work, for the first time or again. Raises WrongState for a closed one."""
    _become(project, ProjectState.PUBLISHED)
    project.published_at = project.published_at or clock.now()
    session.flush()


def mark_paused(session: Session, actor_id: int | None, project: Project) -> None:
    """Hand nothing more out; what is held may still be handed in. actor_id None: a rule did it. Raises WrongState."""
    _become(project, ProjectState.PAUSED)
    audit.record(session, actor_id, "project.paused", "project", project.id)
    session.flush()


def mark_closed(session: Session, actor_id: int, project: Project) -> None:
    """The end; what is held may still be handed in and is paid."""
    _become(project, ProjectState.CLOSED)
    outbox.announce(session, "project.closed", project.id, key=f"project-closed-{project.id}")
    audit.record(session, actor_id, "project.closed", "project", project.id)
    session.flush()
