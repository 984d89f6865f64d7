"""Her choice of what is told outside as well: by mail, by SMS, at most once a day."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.messages import post_service, push_service
from annotate.messages.digest import Channel
from annotate.messages.kinds import TOPIC_TITLES, Topic
from annotate.people import service as people
from annotate.people.roles import Role
from annotate.web.access import signed_in
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("message_choices", __name__)
_HERS = (Topic.PAY, Topic.WORK, Topic.LEARNING, Topic.QUESTIONS)
_STAFFS = (Topic.QUESTIONS, Topic.PROJECTS)


def _page(error: str | None = None, mail: str | None = None) -> str:
    who = current()
    with reading() as session:
        chosen = push_service.choices_of(session, who.account_id)
        phone = people.masked_phone(session, who.account_id)
    return render_template(
        "base/message_choices.html",
        channels=post_service.channels_of(current_app.config["DOUYA"]),
        topics=[(topic, TOPIC_TITLES[topic]) for topic in _topics()],
        wanted=chosen.wanted,
        mail=chosen.mail if mail is None else mail,
        phone=phone,
        error=error,
    )


def _topics() -> tuple[Topic, ...]:
    return _HERS if current().role is Role.ANNOTATOR else _STAFFS


@pages.get("/messages/choices")
@signed_in
def choices() -> str:
    return _page()


@pages.post("/messages/choices")
@signed_in
def change_choices() -> Response | tuple[str, int]:
    sent, mail = set(request.form.getlist("choice")), request.form.get("mail", "")
    wanted = {(topic, channel) for topic in _topics() for channel in Channel if f"{topic}:{channel}" in sent}
    try:
        with transaction() as session:
            push_service.set_choices(session, current().account_id, wanted, mail)
    except AnnotateError as error:
        return _page(say_error(error), mail), error.status
    flash(_("Saved. You can change it at any time."), "success")
    return redirect(url_for("message_choices.choices"))
