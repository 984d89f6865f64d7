"""JSON routes: strict bodies, typed replies, their OpenAPI 3.1 description, and Idempotency-Key.

@api.post("/projects")
@roles(Role.MANAGER)
@describe("Make a project", body=NewProjectBody, replies={201: ProjectReply})
def create_project():
    sent = read_body(NewProjectBody)
    ...
    return reply({"id": project.id}, 201)
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson
from flask import Flask, Response, request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.json_schema import models_json_schema
from pydantic_core import ErrorDetails

from annotate.core.errors import N_, Fault, Invalid, TooLarge
from annotate.core.strict_json import MAX_BYTES, read_json
from annotate.web.access import access_of

Model = TypeVar("Model", bound=BaseModel)
View = TypeVar("View", bound=Callable[..., Any])


class Strict(BaseModel):
    """Base of all bodies: no unknown fields, no guessing of types ("1" is not 1)."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    faults: list[dict[str, Any]] = []
    id: str


@dataclass(frozen=True)
class Description:
    summary: str
    body: type[BaseModel] | None = None
    replies: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)  # name -> JSON schema type
    media: str | None = None  # request media type when it is not JSON


def describe(
    summary: str,
    body: type[BaseModel] | None = None,
    replies: Mapping[int, type[BaseModel] | None] | None = None,
    query: Mapping[str, str] | None = None,
    media: str | None = None,
) -> Callable[[View], View]:
    """Say in the OpenAPI document what a route takes and gives. query: name -> 'string', 'integer', 'boolean'."""

    def note(view: View) -> View:
        view.__description__ = Description(summary, body, replies or {200: None}, query or {}, media)  # type: ignore[attr-defined]
        return view

    return note


def _path(location: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".")


_WORDS = {
    "missing": N_("is missing"),
    "extra_forbidden": N_("is not a field of this request"),
    "int_type": N_("must be a whole number"),
    "string_type": N_("must be a text"),
    "float_type": N_("must be a number"),
    "bool_type": N_("must be true or false"),
    "list_type": N_("must be a list"),
    "dict_type": N_("must be an object"),
    "model_type": N_("must be an object"),
}


def _fault(error: ErrorDetails) -> Fault:
    known = _WORDS.get(error["type"])
    if known:
        return Fault(_path(error["loc"]), error["type"], known)
    return Fault(_path(error["loc"]), error["type"], "%(reason)s", {"reason": error["msg"]})


# A refusal of more than this may cut the line: a flood is not read to its end.
_READ_AWAY = 64 * 1024 * 1024


def _read_away() -> None:
    """Take what is still coming without keeping it: who is cut off while sending never reads the refusal."""
    left, stream = min(request.content_length or 0, _READ_AWAY), request.environ["wsgi.input"]
    while left > 0 and (chunk := stream.read(min(left, 1 << 16))):
        left -= len(chunk)


def read_json_body(max_bytes: int = MAX_BYTES) -> Any:
    """The request's JSON, strictly read; nothing larger is taken into memory."""
    if (request.content_length or 0) > max_bytes:
        _read_away()
        raise TooLarge(limit=f"{max_bytes // 1_000_000} MB")
    request.max_content_length = max_bytes
    return read_json(request.get_data(cache=False), max_bytes)


def read_body(model: type[Model], max_bytes: int = MAX_BYTES) -> Model:
    """The request's JSON as a model. Raises Invalid with the path of each fault."""
    document = read_json_body(max_bytes)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise Invalid([_fault(one) for one in error.errors(include_url=False)[:100]]) from error


def query_int(name: str, default: int | None = None, low: int = 1, high: int = 2**53) -> int | None:
    """A whole number of the query string. Raises Invalid."""
    text = request.args.get(name)
    if text is None or text == "":
        return default
    if not re.fullmatch(r"[0-9]{1,16}", text) or not low <= int(text) <= high:
        detail = N_("must be a whole number from %(low)s to %(high)s")
        raise Invalid([Fault(name, "out_of_range", detail, {"low": low, "high": high})])
    return int(text)


def reply(document: BaseModel | Mapping[str, Any] | None, status: int = 200) -> Response:
    """A JSON answer; None gives an empty one."""
    if document is None:
        return Response(status=204 if status == 200 else status)
    if isinstance(document, BaseModel):
        document = document.model_dump(mode="json")
    return Response(orjson.dumps(document), status=status, mimetype="application/json")


def body_hash() -> str:
    """What an Idempotency-Key stands for: method, address, and body."""
    said = f"{request.method} {request.path} ".encode() + request.get_data(cache=True)
    return hashlib.sha256(said).hexdigest()


_PARAMETER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
_SCHEMAS = {
    "int": {"type": "integer", "minimum": 0, "maximum": 2**53},
    "uuid": {"type": "string", "format": "uuid"},
}


def _operation(
    rule_text: str, about: Description, secured: bool, refs: Mapping[type[BaseModel], str]
) -> dict[str, Any]:
    def content(model: type[BaseModel] | None) -> dict[str, Any]:
        schema = {"$ref": f"#/components/schemas/{refs[model]}"} if model else {}
        return {"application/json": {"schema": schema}}

    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _SCHEMAS.get(kind, {"type": "string"})}
        for kind, name in _PARAMETER.findall(rule_text)
    ] + [{"name": name, "in": "query", "schema": {"type": kind}} for name, kind in about.query.items()]
    replies: dict[str, Any] = {
        str(status): {"description": "Done"} | ({"content": content(model)} if model or status == 200 else {})
        for status, model in about.replies.items()
    }
    problem = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{refs[Problem]}"}}}
    replies["default"] = {"description": "A refusal that says why", "content": problem}
    operation: dict[str, Any] = {"summary": about.summary, "parameters": parameters, "responses": replies}
    if about.body:
        operation["requestBody"] = {"required": True, "content": content(about.body)}
    elif about.media:
        operation["requestBody"] = {
            "required": True,
            "content": {about.media: {"schema": {"type": "object"}}},
        }
    if secured:
        operation["security"] = [{"bearer": []}]
    return operation


def openapi(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of all described routes."""
    routes = [
        (rule, about, access_of(app.view_functions[rule.endpoint]))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        and (about := getattr(app.view_functions[rule.endpoint], "__description__", None))
    ]
    models = {Problem} | {m for _, about, _ in routes for m in (about.body, *about.replies.values()) if m}
    listed = sorted(models, key=lambda model: (model.__module__, model.__name__))
    located, schemas = models_json_schema(
        [(model, "validation") for model in listed], ref_template="#/components/schemas/{model}"
    )
    refs = {model: located[(model, "validation")]["$ref"].rpartition("/")[2] for model in listed}
    paths: dict[str, Any] = {}
    for rule, about, access in sorted(routes, key=lambda route: route[0].rule):
        address = _PARAMETER.sub(r"{\2}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            secured = access is None or access.roles is not None
            paths.setdefault(address, {})[method.lower()] = _operation(rule.rule, about, secured, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Douya", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
