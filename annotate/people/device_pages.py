"""Her page about the device she sits at, and what her home says of it."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.people import device_service
from annotate.people.device_rules import WORDS, known_findings
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.home import home_facts
from annotate.web.identity import current, device_cookie

pages = Blueprint("device", __name__)


def _device() -> str:
    return request.cookies.get(device_cookie()) or request.user_agent.string


def _told_at_home(session: Session, account_id: int) -> dict[str, Any]:
    return {"is_checked": device_service.check_of(session, account_id, _device()) is not None}


home_facts.register("device", _told_at_home)


@pages.get("/device")
@roles(Role.ANNOTATOR)
def device_page() -> str:
    with reading() as session:
        found = device_service.check_of(session, current().account_id, _device())
    texts = [_(WORDS[one]) for one in known_findings(found.facts)] if found else []
    return render_template("annotator/device.html", check=found, texts=texts)
