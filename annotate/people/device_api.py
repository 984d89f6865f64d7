"""The page looks at its own device and tells what it saw; the answer is what to do, in her language."""

from flask import Blueprint, Response, request
from flask_babel import gettext
from pydantic import BaseModel, Field

from annotate.core.db import transaction
from annotate.people import device_service
from annotate.people.device_rules import WORDS, DeviceFacts
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import current, device_cookie

api = Blueprint("device_api", __name__)
_PIXELS = Field(ge=0, le=20_000)


class DeviceReport(Strict):
    screen_width: int = _PIXELS
    screen_height: int = _PIXELS
    touch: bool
    memory_works: bool
    free_mb: int | None = Field(ge=0, le=10**8)
    worker_works: bool
    decode_ms: int | None = Field(ge=0, le=10**6)
    line_kbit_s: int | None = Field(ge=0, le=10**8)


class DeviceAnswer(BaseModel):
    fine: bool
    texts: list[str]


@api.post("/me/device-check")
@roles(Role.ANNOTATOR)
@describe("Tell what the device can do", body=DeviceReport, replies={200: DeviceAnswer})
def note_check() -> Response:
    sent = read_body(DeviceReport)
    with transaction() as session:
        found = device_service.note_check(
            session,
            current().account_id,
            # A program without a browser's secret is told apart by its name.
            request.cookies.get(device_cookie()) or request.user_agent.string,
            request.user_agent.string,
            DeviceFacts(**sent.model_dump()),
        )
    return reply(DeviceAnswer(fine=not found, texts=[gettext(WORDS[one]) for one in found]))
