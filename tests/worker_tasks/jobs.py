"""Work that tests give to workers: it leaves an audit row, quickly, slowly, or not at all."""

import os
import time
from pathlib import Path

from annotate.core import audit
from worker_tasks.once import Work


def leave_row(work: Work) -> None:
    with work.whole() as session:
        audit.record(session, None, "test.done", "event", work.ref)


def break_down(work: Work) -> None:
    with work.whole() as session:
        audit.record(session, None, "test.done", "event", work.ref)
        raise ValueError("her name is 梅")


def in_two_parts(work: Work) -> None:
    with work.part() as session:
        audit.record(session, None, "test.part", "event", work.ref)
    with work.whole() as session:
        audit.record(session, None, "test.done", "event", work.ref)


def hang_the_first_time(work: Work) -> None:
    """Say which process has it, and stay; the second time just do it."""
    said = Path(os.environ["DOUYA_TEST_FOLDER"]) / f"event-{work.ref}"
    if not said.exists():
        said.with_suffix(".draft").write_text(str(os.getpid()))
        said.with_suffix(".draft").rename(said)
        time.sleep(600)
    leave_row(work)
