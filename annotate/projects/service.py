"""Setting up projects: making, versions of labels and guideline, members, money on account, states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import N_, Fault, NotFound
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.projects.errors import InvalidProject, WrongState
from annotate.projects.guideline import LONGEST_GUIDELINE, guideline_html, guideline_sha256
from annotate.projects.models import GuidelineVersion, OntologyVersion, Project, ProjectMember
from annotate.projects.ontology import InvalidOntology, Ontology, ontology_document, parse_ontology
from annotate.projects.states import MemberRole, ProjectState

HIGHEST_RATE_E4 = 100_000_000  # 10,000 a picture: a slip of the hand, not a price
MOST_ANSWERS = 20


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


def _faults(new: NewProject) -> Iterator[Fault]:
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
    if not 0.5 <= new.confidence <= 0.9999:
        yield Fault("redundancy.confidence", "confidence", N_("must be from 0.5 to 0.9999"))
    if not 5 <= new.lease_minutes <= 7 * 24 * 60:
        yield Fault("lease_minutes", "lease", N_("must be from 5 minutes to 7 days"))
    yield from _guideline_faults(new.guideline_zh, new.guideline_en)


def _guideline_faults(*texts: str) -> Iterator[Fault]:
    if any(len(text) > LONGEST_GUIDELINE for text in texts):
        detail = N_("is longer than %(most)s letters")
        yield Fault("guideline", "too_long", detail, {"most": LONGEST_GUIDELINE})
    if any("\x00" in text for text in texts):
        yield Fault("guideline", "letters", N_("holds letters that cannot be stored"))


def check_project(new: NewProject) -> Ontology:
    """The parsed labels of a project that may be made. Raises InvalidProject with all faults at once."""
    faults = list(_faults(new))
    try:
        ontology = parse_ontology(new.ontology)
    except InvalidOntology as error:
        raise InvalidProject([*faults, *error.faults]) from error
    if faults:
        raise InvalidProject(faults)
    return ontology


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
    )
    session.add(project)
    session.flush()
    _add_ontology(session, project, ontology)
    if new.guideline_zh.strip() or new.guideline_en.strip():
        add_guideline(session, actor_id, project, new.guideline_zh, new.guideline_en)
    audit.record(session, actor_id, "project.created", "project", project.id)
    return project


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
    session: Session, actor_id: int, project: Project, text_zh: str, text_en: str
) -> GuidelineVersion:
    """A new version of the guideline, unless the text is the newest one's. Raises InvalidProject."""
    if faults := list(_guideline_faults(text_zh, text_en)):
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
    detail = {"number": version.number}
    audit.record(session, actor_id, "project.guideline_changed", "project", project.id, detail)
    return version


def open_ontology(session: Session, version_id: int) -> Ontology:
    """The labels of one version. Raises NotFound."""
    version = session.get(OntologyVersion, version_id)
    if version is None:
        raise NotFound
    return parse_ontology(version.document)


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


def record_funding(session: Session, project_id: int, amount_e4: int) -> Project:
    """Money that came in (the ledger holds the entry). amount_e4 > 0. Raises NotFound."""
    if amount_e4 <= 0:
        raise ValueError("funding is above 0")
    project = session.get(Project, project_id, with_for_update=True, populate_existing=True)
    if project is None:
        raise NotFound
    project.funded_e4 += amount_e4
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
    audit.record(session, actor_id, "project.closed", "project", project.id)
    session.flush()
