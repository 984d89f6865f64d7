"""An operator gives a case that is late or nobody's to a coordinator."""

from sqlalchemy.orm import Session

from annotate.care.centre_service import coordinator_for
from annotate.care.errors import CaseClosed
from annotate.care.models import CareCase
from annotate.core import audit
from annotate.core.errors import NotFound
from annotate.messages import service as messages
from annotate.people.models import Account


def give_to(session: Session, actor_id: int, case_id: int, coordinator_id: int) -> None:
    """The coordinator owns it from now on and is told. A woman without a county joins the coordinator's.

    A case of a county goes to a coordinator of that county only: nobody else may see its file.
    Raises NotFound, CaseClosed, BadCoordinator; nothing is changed then.
    """
    case = session.get(CareCase, case_id, with_for_update=True)
    if case is None:
        raise NotFound
    if case.closed_at is not None:
        raise CaseClosed
    owner = coordinator_for(session, coordinator_id, case.county_code)
    detail: dict[str, int | str | None] = {"from": case.owner_id, "to": owner.id}
    if case.county_code is None:
        case.county_code = detail["county"] = owner.county_code
        woman = session.get(Account, case.account_id) if case.account_id else None
        if woman is not None and woman.county_code is None:
            woman.county_code = owner.county_code
    case.owner_id = owner.id
    audit.record(session, actor_id, "case.given", "care_case", case.id, detail)
    key = f"given-{case.id}-{owner.id}"
    messages.send(session, owner.id, "cases.waiting", {"count": 1}, f"/cases/{case.id}", key)
