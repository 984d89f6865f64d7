"""Whether the price of a project is fair enough to open it: judged by the pilot, against the local minimum wage.

The room that knows minimum wages comes later and writes itself in here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import N_, Fault, Invalid
from annotate.projects.errors import WrongState
from annotate.projects.expected_pay import SMALL_PROJECT, ExpectedPay, PayVerdict
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work.errors import PayNearFloor, PayUnderFloor, PilotFirst

PriceCheck = Callable[[Session, Project], ExpectedPay]
_checks: list[PriceCheck] = []


@dataclass(frozen=True)
class PublishOrder:
    """How a project is opened.

    pilot_tasks: only so many of its tasks. has_read_warning: the manager says that she knows how little an hour pays.
    needs_pilot: a large project without figures is refused; else it is its own pilot, and its first answers judge it.
    """

    pilot_tasks: int | None = None
    has_read_warning: bool = False
    needs_pilot: bool = False


WHOLE_PROJECT = PublishOrder()


def let_price_be_checked(check: PriceCheck) -> None:
    """A later room says how to judge a price; the newest one counts."""
    _checks[:] = [check]


def expected_pay_of(session: Session, project: Project) -> ExpectedPay:
    """What an hour is expected to pay at today's price."""
    return _checks[0](session, project) if _checks else ExpectedPay(project.rate_e4, 0, 0)


def check_price(
    session: Session, actor_id: int, project: Project, tasks: int, order: PublishOrder
) -> ExpectedPay:
    """Raises PayUnderFloor, PayNearFloor, PilotFirst, WrongState; who has read the warning is noted. tasks: of the whole project."""
    told = expected_pay_of(session, project)
    is_whole = project.state is not ProjectState.DRAFT and project.pilot_tasks is None
    if order.pilot_tasks is not None:
        _check_pilot(order.pilot_tasks, is_whole)
    elif project.state is ProjectState.PUBLISHED and is_whole:
        return told
    if told.verdict is PayVerdict.UNDER:
        raise PayUnderFloor
    if told.verdict is PayVerdict.NEAR:
        _note_warning(session, actor_id, project, told, order)
    is_own_pilot = tasks <= SMALL_PROJECT or is_whole or not (order.needs_pilot or project.pilot_tasks)
    if told.verdict is PayVerdict.NO_FIGURES and order.pilot_tasks is None and not is_own_pilot:
        raise PilotFirst
    return told


def _check_pilot(pilot_tasks: int, is_whole: bool) -> None:
    if pilot_tasks < 1:
        raise Invalid([Fault("pilot_tasks", "number", N_("must be a whole number"))])
    if is_whole:
        raise WrongState


def _note_warning(
    session: Session, actor_id: int, project: Project, told: ExpectedPay, order: PublishOrder
) -> None:
    if not order.has_read_warning:
        raise PayNearFloor
    detail = {"hourly_e4": told.middle_e4, "floor_e4": told.floor_e4, "rate_e4": project.rate_e4}
    audit.record(session, actor_id, "project.price_warning_read", "project", project.id, detail)
