"""Her own data to take along: asked for by her alone, made while she waits, kept nowhere."""

import tempfile

from flask import Blueprint, Response, render_template, send_file
from werkzeug.wrappers import Response as BaseResponse

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.people import own_data_service
from annotate.web.access import signed_in
from annotate.web.identity import current

pages = Blueprint("own_data", __name__)


@pages.get("/account/data")
@signed_in
def own_data() -> str:
    return render_template("public/own_data.html")


@pages.post("/account/data")
@signed_in
def take() -> BaseResponse:
    who = current().account_id
    # Without a name in the folder: it is gone as soon as the answer is sent, also when the process dies.
    file = tempfile.TemporaryFile(prefix="own-data-")  # noqa: SIM115 -- closed with the answer
    with reading() as session:
        counts = own_data_service.write_own_data(session, who, file)
    with transaction() as session:
        own_data_service.note_taken(session, who, counts)
    file.seek(0)
    name = f"douya-{clock.local_day(clock.now()).isoformat()}.zip"
    answer: Response = send_file(file, "application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
