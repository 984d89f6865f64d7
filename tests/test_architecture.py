"""The doors between rooms, the purity of what must be pure, and sizes: docs/architecture.md, kept by reading imports."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
# In pipeline order: a room imports only rooms to its left, and core.
ROOMS = (
    "people",
    "messages",
    "registry",
    "projects",
    "datasets",
    "work",
    "consensus",
    "quality",
    "insight",
    "gallery",
    "hooks",
    "questions",
    "training",
    "ledger",
    "pay",
    "households",
    "programmes",
    "care",
    "reports",
    "oversight",
)
# Beside the rooms: what each may import of annotate.
FRAME = {"core": {"core"}, "web": {"core", "people", "web"}, "host": {"core", "host"}}
# These load everything: the demo, the simulated crowd.
TOOLS = ("demo", "simulate")
KINDS = ("models", "service", "queries", "pages", "api", "cli")
IMPURE = {
    "flask",
    "flask_babel",
    "flask_login",
    "sqlalchemy",
    "rq",
    "redis",
    "PIL",
    "av",
    "random",
    "secrets",
    "time",
}
IMPURE_CORE = {"db", "clock", "outbox", "audit", "storage", "models", "settings", "crypto"}
ASKS_THE_TIME = {"now", "utcnow", "today"}
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "misc",
    "common",
    "manager",
    "data",
    "process",
    "handle",
}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_DOOR = 400, 60, 15
# (file, what it imports): why this one door stands open. Agreed one by one.
AGREED: dict[tuple[str, str], str] = {
    ("annotate/datasets/decode_child.py", "PIL"): "the limited process of its own that opens pictures",
    ("annotate/datasets/blur_child.py", "PIL"): "runs inside that process, for faces and plates",
    ("annotate/datasets/film_child.py", "PIL"): "runs inside that process, for videos",
    ("annotate/datasets/film_child.py", "av"): "runs inside that process, for videos",
}


@dataclass(frozen=True)
class Source:
    """One Python file of the product."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def room(self) -> str:
        parts = self.path.relative_to(ROOT).parts
        return parts[1].removesuffix(".py") if parts[0] == "annotate" and len(parts) > 2 else parts[0]

    @property
    def kind(self) -> str:
        """models, service, queries, pages, api, cli, or pure. `task_service.py` is a service too."""
        last = self.path.stem.rsplit("_", 1)[-1]
        in_room_itself = self.path.parent.name == self.room
        return last if in_room_itself and last in KINDS else "pure"

    def tree(self) -> ast.Module:
        return _tree(self.path)

    def imports(self) -> Iterator[str]:
        """Dotted names, 'annotate.work.service' also when written `from annotate.work import service`."""
        for node in ast.walk(self.tree()):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (
                    f"{node.module}.{alias.name}" if _is_module(node.module, alias.name) else node.module
                    for alias in node.names
                )


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _is_module(package: str, name: str) -> bool:
    folder = ROOT / package.replace(".", "/")
    return (folder / f"{name}.py").exists() or (folder / name).is_dir()


def _sources() -> list[Source]:
    files = [*ROOT.glob("annotate/**/*.py"), *ROOT.glob("worker_tasks/**/*.py"), ROOT / "wsgi.py"]
    return [Source(path) for path in sorted(files) if "migrations/versions" not in str(path)]


def _ours(dotted: str) -> tuple[str, str] | None:
    """(room, module) of an import of ours; None for others'."""
    parts = dotted.split(".")
    if parts[0] != "annotate" or len(parts) < 2:
        return None
    return parts[1], parts[2] if len(parts) > 2 else ""


def _kind_of(module: str) -> str:
    last = module.rsplit("_", 1)[-1]
    return last if last in KINDS else "pure"


def _faults(found: Iterator[tuple[Source, str]]) -> list[str]:
    return sorted(
        {f"{source.name} imports {dotted}" for source, dotted in found if (source.name, dotted) not in AGREED}
    )


def _room_sources() -> list[Source]:
    return [source for source in _sources() if source.room in ROOMS]


def test_a_room_imports_only_rooms_to_its_left() -> None:
    def wrong() -> Iterator[tuple[Source, str]]:
        for source in _room_sources():
            allowed = {"core", *ROOMS[: ROOMS.index(source.room) + 1]}
            if source.kind in ("pages", "api", "cli"):
                allowed.add("web")
            for dotted in source.imports():
                ours = _ours(dotted)
                if ours and ours[0] not in allowed:
                    yield source, dotted

    assert _faults(wrong()) == []


def test_core_web_and_host_know_no_room_but_people() -> None:
    def wrong() -> Iterator[tuple[Source, str]]:
        for source in _sources():
            for dotted in source.imports() if source.room in FRAME else ():
                ours = _ours(dotted)
                if ours and ours[0] not in FRAME[source.room]:
                    yield source, dotted

    assert _faults(wrong()) == []


def test_every_other_file_of_a_room_is_pure() -> None:
    def wrong() -> Iterator[tuple[Source, str]]:
        for source in _room_sources():
            if source.kind != "pure":
                continue
            for dotted in source.imports():
                ours = _ours(dotted)
                if dotted.split(".")[0] in IMPURE or (
                    ours and (ours[1] in IMPURE_CORE if ours[0] == "core" else _kind_of(ours[1]) != "pure")
                ):
                    yield source, dotted

    assert _faults(wrong()) == []


def test_pure_files_do_not_ask_the_time() -> None:
    asking = [
        f"{source.name}:{node.lineno}"
        for source in _room_sources()
        if source.kind == "pure"
        for node in ast.walk(source.tree())
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ASKS_THE_TIME
    ]

    assert asking == []


def test_tables_import_only_core_and_their_own_words() -> None:
    def wrong() -> Iterator[tuple[Source, str]]:
        for source in _room_sources():
            for dotted in source.imports() if source.kind == "models" else ():
                ours = _ours(dotted)
                if ours and ours[0] != "core" and (ours[0] != source.room or _kind_of(ours[1]) != "pure"):
                    yield source, dotted

    assert _faults(wrong()) == []


def test_pages_and_api_hold_no_tables_and_no_sql() -> None:
    def wrong() -> Iterator[tuple[Source, str]]:
        for source in _room_sources():
            for dotted in source.imports() if source.kind in ("pages", "api") else ():
                ours = _ours(dotted)
                # sqlalchemy.orm is for the word Session in a signature.
                is_sql = dotted.split(".")[0] == "sqlalchemy" and dotted != "sqlalchemy.orm"
                if is_sql or (ours and _kind_of(ours[1]) == "models"):
                    yield source, dotted

    assert _faults(wrong()) == []


def test_services_see_neither_flask_nor_the_frame() -> None:
    def wrong() -> Iterator[tuple[Source, str]]:
        for source in _room_sources():
            for dotted in source.imports() if source.kind in ("service", "queries", "models") else ():
                ours = _ours(dotted)
                if dotted.split(".")[0].startswith("flask") or (
                    ours and (ours[0] == "web" or _kind_of(ours[1]) in ("pages", "api", "cli"))
                ):
                    yield source, dotted

    assert _faults(wrong()) == []


def test_annotate_never_imports_rq_and_workers_never_flask() -> None:
    def wrong() -> Iterator[tuple[Source, str]]:
        for source in _sources():
            forbidden = "flask" if source.room == "worker_tasks" else "rq"
            for dotted in source.imports():
                ours = _ours(dotted)
                if dotted.split(".")[0] == forbidden or (
                    source.room == "worker_tasks" and ours and ours[0] == "web"
                ):
                    yield source, dotted

    assert _faults(wrong()) == []


def _calls(attribute: str) -> Iterator[str]:
    for source in _sources():
        for node in ast.walk(source.tree()):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and re.fullmatch(attribute, node.func.attr)
            ):
                yield source.name


def test_only_the_relay_enqueues() -> None:
    assert set(_calls(r"enqueue\w*")) == {"worker_tasks/relay.py"}


def test_nobody_commits_but_the_transaction() -> None:
    assert set(_calls("commit|rollback")) <= {"annotate/core/db.py"}


def test_faults_are_swallowed_nowhere() -> None:
    """`except Exception` stands where a job's fault is noted, and in the web frame."""
    catching = {
        source.name
        for source in _sources()
        for node in ast.walk(source.tree())
        if isinstance(node, ast.ExceptHandler)
        and not isinstance(node.body[-1], ast.Raise)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
    }

    assert {name for name in catching if not name.startswith("annotate/web/")} <= {
        "worker_tasks/once.py",
        "annotate/host/children.py",
    }


def _files() -> list[Path]:
    patterns = ("annotate/**/*.py", "worker_tasks/**/*.py", "tests/**/*.py", "benchmarks/**/*.py")
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    found += [path for pattern in ("**/*.js", "**/*.css") for path in (ROOT / "static").glob(pattern)]
    found += [*(ROOT / "tests" / "js").glob("**/*.js"), *(ROOT / "templates").glob("**/*.html")]
    return [path for path in found if "migrations/versions" not in str(path)]


def test_browser_tests_wait_by_expect_or_wait_until() -> None:
    """Playwright's own wait evaluates an expression again in the page, where its security policy forbids that
    (so it fails only when it has to wait), and takes a promise for true at once."""
    waiting = [
        path.name
        for path in (ROOT / "tests").glob("**/*.py")
        if ".wait_for_" + "function(" in path.read_text()
    ]

    assert waiting == []


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _files()
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert long == {}


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in _files():
        if path.suffix == ".py":
            for node in ast.walk(_tree(path)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{path.relative_to(ROOT)}:{node.name}", node


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        name: count
        for name, node in _functions()
        if (count := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def _is_route(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr in ("get", "post", "put", "delete", "patch", "route")
        for mark in node.decorator_list
    )


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_route_is_longer_than_15_lines() -> None:
    """A route reads what was sent, calls one service, answers."""
    long = {
        name: count
        for name, node in _functions()
        if name.startswith("annotate/") and _is_route(node) and (count := _body_lines(node)) > LONGEST_DOOR
    }

    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    # Pages and their styles may be called after the manager, who is a person.
    names = {
        str(path.relative_to(ROOT))
        for path in _files()
        if path.stem in FORBIDDEN_NAMES and path.suffix in (".py", ".js")
    }

    assert names == set()
