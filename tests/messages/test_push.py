"""What leaves the house: only what she chose, once a day, never at night, and nothing of it in logs or queues."""

import asyncio
import datetime as dt
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import Database, reading, transaction
from annotate.core.models import OutboxEvent
from annotate.core.settings import SettingError, load_settings
from annotate.messages import push_service, service
from annotate.messages.digest import Channel, digest_of, is_quiet
from annotate.messages.errors import BadMail
from annotate.messages.kinds import Topic
from annotate.messages.models import MessageAddress, MessagePush
from tests.conftest import People, signed_in
from tests.messages.told import again
from worker_tasks import messages as jobs
from worker_tasks.logs import configure_logging
from worker_tasks.once import run_event
from worker_tasks.schedule import Scheduler

Browser = Callable[[int], Any]
# 12:00 in Shanghai.
NOON = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MAIL = "canary-mei@example.org"


@pytest.fixture
def outgoing(environment: dict[str, str], database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what left; mail and SMS go to files."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for name in ("DOUYA_MAIL", "DOUYA_SMS"):
        monkeypatch.setenv(name, "file")
    monkeypatch.setenv("DOUYA_BASE_URL", "https://douya.example.org")
    return Path(environment["DOUYA_DATA"]) / "outgoing"


def _choose(account_id: int, *wanted: tuple[Topic, Channel], mail: str = MAIL) -> None:
    with transaction() as session:
        push_service.set_choices(session, account_id, wanted, mail)


def _tell(account_id: int, amount_e4: int = 42_000) -> None:
    with transaction() as session:
        service.send(session, account_id, "payout.paid", {"amount_e4": amount_e4}, "/earnings")


def _waiting() -> list[tuple[int, str]]:
    with reading() as session:
        query = sa.select(OutboxEvent.id, OutboxEvent.kind).where(
            OutboxEvent.kind.in_(["messages.push", "message.push"]), OutboxEvent.done_at.is_(None)
        )
        return [(row.id, row.kind) for row in session.execute(query.order_by(OutboxEvent.id))]


def _ring() -> None:
    """What schedule and workers do in a quarter of an hour."""
    Scheduler().announce_due()
    while waiting := _waiting():
        for event_id, _kind in waiting:
            assert run_event(event_id)


def _left(outgoing: Path) -> list[str]:
    return sorted(file.name for file in outgoing.glob("*")) if outgoing.exists() else []


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("21:29:59", False), ("21:30", True), ("00:00", True), ("06:59:59", True), ("07:00", False), ("12:00", False)],
)  # fmt: skip
def test_quiet_hours_begin_and_end_to_the_minute(clock: str, quiet: bool) -> None:
    assert is_quiet(dt.datetime.fromisoformat(f"2026-11-20T{clock}")) is quiet


def test_a_digest_names_the_newest_and_counts_the_rest() -> None:
    digest = digest_of([f"消息 {number}" for number in range(7)], "zh_CN", "https://x.org/messages")

    assert digest.subject == "豆芽：7 条新消息"
    assert "消息 4" in digest.text
    assert "消息 5" not in digest.text
    assert "还有 2 条。" in digest.text
    assert "https://x.org/messages" in digest.text


def test_nothing_leaves_that_nobody_chose(people: People, outgoing: Path) -> None:
    with time_machine.travel(NOON, tick=False):
        _tell(people.mei)
        _choose(people.an, (Topic.LEARNING, Channel.SMS))
        _tell(people.an)
        _ring()

    assert _left(outgoing) == []


def test_what_was_chosen_leaves_once_a_day_by_each_channel(people: People, outgoing: Path) -> None:
    _choose(people.mei, (Topic.PAY, Channel.SMS), (Topic.PAY, Channel.MAIL))
    with time_machine.travel(NOON, tick=False) as traveller:
        _tell(people.mei)
        _ring()
        assert _left(outgoing) == [f"{c}-2026-11-20-{people.mei}.json" for c in ("mail", "sms")]
        traveller.shift(HOUR)
        _tell(people.mei, 50_000)
        _ring()
        assert len(_left(outgoing)) == 2
        traveller.shift(dt.timedelta(days=1))
        _ring()

    sms = orjson.loads((outgoing / f"sms-2026-11-20-{people.mei}.json").read_bytes())
    assert (sms["to"], sms["subject"]) == ("13800000001", "豆芽：1 条新消息")
    mail = orjson.loads((outgoing / f"mail-2026-11-21-{people.mei}.json").read_bytes())
    assert mail["to"] == MAIL
    # The one that waited, and not the one she was told of the day before.
    assert "5.00 元" in mail["text"]
    assert "4.20 元" not in mail["text"]
    assert (outgoing / f"mail-2026-11-21-{people.mei}.json").stat().st_mode & 0o077 == 0


def test_what_comes_at_night_waits_until_seven(people: People, outgoing: Path) -> None:
    _choose(people.mei, (Topic.PAY, Channel.SMS))
    with time_machine.travel(NOON + 10 * HOUR, tick=False) as traveller:
        _tell(people.mei)
        _ring()
        traveller.shift(8 * HOUR)
        _ring()
        assert _left(outgoing) == []
        traveller.shift(HOUR)
        _ring()

    assert _left(outgoing) == [f"sms-2026-11-21-{people.mei}.json"]


def test_a_push_that_comes_late_into_the_night_sends_nothing_and_is_not_lost(
    people: People, outgoing: Path
) -> None:
    _choose(people.mei, (Topic.PAY, Channel.SMS))
    with time_machine.travel(NOON, tick=False) as traveller:
        _tell(people.mei)
        with transaction() as session:
            push_service.announce_due(session, [Channel.SMS])
        # The workers stood still until 22:00.
        traveller.shift(10 * HOUR)
        _ring()
        assert _left(outgoing) == []
        traveller.shift(9 * HOUR)
        _ring()

    assert _left(outgoing) == [f"sms-2026-11-21-{people.mei}.json"]


def test_what_she_has_read_does_not_leave(people: People, outgoing: Path) -> None:
    _choose(people.mei, (Topic.PAY, Channel.SMS))
    with time_machine.travel(NOON, tick=False):
        _tell(people.mei)
        with transaction() as session:
            push_service.announce_due(session, [Channel.SMS])
            service.mark_all_read(session, people.mei, 10_000)
        _ring()

    assert _left(outgoing) == []


def test_a_push_done_twice_or_killed_before_its_receipt_is_one_letter(
    people: People, outgoing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choose(people.mei, (Topic.PAY, Channel.SMS))

    class Killed(BaseException):
        pass

    def die(*_args: Any) -> None:
        raise Killed

    with time_machine.travel(NOON, tick=False) as traveller:
        _tell(people.mei)
        with transaction() as session:
            push_service.announce_due(session, [Channel.SMS])
        ((event_id, _kind),) = _waiting()
        with monkeypatch.context() as patched, pytest.raises(Killed):
            # The process dies when the letter is out and its receipt is not.
            patched.setattr(jobs.push_service, "note_pushed", die)
            run_event(event_id)
        assert len(_left(outgoing)) == 1
        traveller.shift(60)
        assert run_event(event_id)
        again(event_id)
        assert not run_event(event_id)

    assert _left(outgoing) == [f"sms-2026-11-20-{people.mei}.json"]
    with reading() as session:
        assert len(session.scalars(sa.select(MessagePush)).all()) == 1


def test_nobody_is_found_in_logs_queue_or_tables(
    people: People, outgoing: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_logging()
    monkeypatch.setenv("DOUYA_MAIL", "smtp://user:canary-password@127.0.0.1:1")
    monkeypatch.setenv("DOUYA_MAIL_FROM", "douya@example.org")
    _choose(people.mei, (Topic.PAY, Channel.SMS), (Topic.PAY, Channel.MAIL))
    with time_machine.travel(NOON, tick=False):
        _tell(people.mei)
        with transaction() as session:
            push_service.announce_due(session, list(Channel))
        # No mail server listens: the mail fails and is noted.
        done = [run_event(event_id) for event_id, _kind in _waiting()]

    assert sorted(done) == [False, True]
    with reading() as session:
        events = session.scalars(sa.select(OutboxEvent).where(OutboxEvent.kind == "message.push")).all()
        kept = session.scalars(sa.select(MessageAddress.mail_sealed)).all()
        told = [f"{one.ref} {one.key} {one.error}" for one in events] + list(kept)
    output = capfd.readouterr()
    assert "NotCarried" in output.err
    for canary in (MAIL, "13800000001", "canary-password", "4.20", "梅"):
        assert canary not in output.out + output.err
        assert all(canary not in one for one in told)


class _Server:
    """Enough of a mail server to take one letter."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, sock=self._socket)
        async with server:
            await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line.decode().strip().upper()
            if word == "DATA":
                writer.write(b"354 go on\r\n")
                text = await reader.readuntil(b"\r\n.\r\n")
                self.taken.append(text.decode())
            writer.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")
            if word == "QUIT":
                break
        writer.close()


@pytest.fixture
def mail_server() -> _Server:
    return _Server()


def test_a_mail_server_gets_the_letter_under_a_number_of_its_own(
    people: People, outgoing: Path, mail_server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOUYA_MAIL", f"smtp://127.0.0.1:{mail_server.port}")
    monkeypatch.setenv("DOUYA_MAIL_FROM", "douya@example.org")
    _choose(people.mei, (Topic.PAY, Channel.MAIL))
    with time_machine.travel(NOON, tick=False):
        _tell(people.mei)
        _ring()

    (letter,) = mail_server.taken
    assert f"To: {MAIL}" in letter
    assert f"Message-ID: <mail-2026-11-20-{people.mei}@example.org>" in letter


@pytest.mark.parametrize(
    "mail", ["mei", "mei@", "a b@x.org", "mei@x", "a@b.org, c@d.org", "a@b.org\nBcc: x@y.org", "@x.org"]
)
def test_what_is_no_mail_address_is_refused(people: People, mail: str) -> None:
    with pytest.raises(BadMail):
        _choose(people.mei, mail=mail)


@pytest.mark.parametrize(
    ("env", "advice"),
    [
        ({"DOUYA_MAIL": "mail.example.org"}, "DOUYA_MAIL=smtp+tls://"),
        ({"DOUYA_MAIL": "smtp://mail.example.org"}, "DOUYA_MAIL_FROM="),
        ({"DOUYA_SMS": "https://sms.example.org"}, "DOUYA_SMS=file"),
    ],
)
def test_a_wrong_way_out_stops_the_start(tmp_path: Path, env: dict[str, str], advice: str) -> None:
    with pytest.raises(SettingError, match=advice.replace("+", r"\+")):
        load_settings({"DOUYA_DATA": str(tmp_path / "var")} | env, dotenv=None)


def test_she_chooses_on_her_page_what_this_installation_can_send(
    environment: dict[str, str], people: People, outgoing: Path
) -> None:
    from annotate.web.app import create_app

    app = create_app(load_settings(environment | {"DOUYA_SMS": "file"}, dotenv=None), testing=True)
    mei = signed_in(app, people.mei)

    page = mei.get("/messages/choices").text
    assert "发短信" in page
    assert "发邮件" not in page
    assert "13800000001" not in page
    assert mei.post("/messages/choices", data={"choice": ["pay:sms", "projects:sms"]}).status_code == 302
    assert mei.post("/messages/choices", data={"mail": "no"}).status_code == 422
    with reading() as session:
        assert push_service.choices_of(session, people.mei).wanted == {(Topic.PAY, Channel.SMS)}


def test_without_a_way_out_the_page_says_so(browser_of: Browser, people: People) -> None:
    assert "没有开通邮件和短信" in browser_of(people.zhao).get("/messages/choices").text
