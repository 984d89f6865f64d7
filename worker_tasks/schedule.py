"""What runs when: one table. Each moment becomes one keyed event, whoever and however many announce it."""

import datetime as dt
from dataclasses import dataclass

from annotate.core import clock, outbox
from annotate.core.db import transaction


@dataclass(frozen=True)
class Every:
    """At each whole multiple of some minutes."""

    minutes: int

    def moment(self, now: dt.datetime) -> str:
        return str(int(now.timestamp()) // (self.minutes * 60))

    def moments(self, now: dt.datetime) -> list[str]:
        return [self.moment(now)]


@dataclass(frozen=True)
class Daily:
    """Once a local day, at this time or, when the machine was off, as soon as it is on.

    missed_days: so many days before are announced too, for work that a day with the machine off must not lose.
    """

    at: dt.time
    missed_days: int = 0

    def moment(self, now: dt.datetime) -> str:
        local = clock.local(now)
        day = local.date() if local.time() >= self.at else local.date() - dt.timedelta(days=1)
        return day.isoformat()

    def moments(self, now: dt.datetime) -> list[str]:
        """The newest and, before it, those of the days that may have been missed, oldest first."""
        newest = dt.date.fromisoformat(self.moment(now))
        return [(newest - dt.timedelta(days=n)).isoformat() for n in range(self.missed_days, -1, -1)]


# People's money hangs on a Monday or on the 1st: a machine that was off over a holiday makes up for it. Less
# than receipts are kept (`forget_done`), so that nothing is done a second time.
_HOLIDAY = 10

SCHEDULE: dict[str, Every | Daily] = {
    "leases.expire": Every(1),
    "pace.count": Every(1),
    "hooks.ring": Every(5),
    "audit.seal": Every(5),
    "ledger.chain": Every(5),
    "reviews.overdue": Every(60),
    "fixes.overdue": Every(5),
    "insights.renew": Every(2),
    "gallery.mark": Every(1),
    "rollup.rebuild": Every(10),
    "consensus.refit": Daily(dt.time(2, 0)),
    "golds.review": Daily(dt.time(2, 30)),
    # After the refit and the look at check pictures, whose findings it reads.
    "standings.nightly": Daily(dt.time(2, 45)),
    "flags.find": Daily(dt.time(2, 50)),
    "pauses.over": Every(5),
    "ledger.prove": Daily(dt.time(3, 0)),
    "floors.keep": Daily(dt.time(5, 0), missed_days=_HOLIDAY),
    # Before the pay day lists what is owed.
    "support.pay": Daily(dt.time(5, 30), missed_days=_HOLIDAY),
    "payouts.prepare": Daily(dt.time(6, 0), missed_days=_HOLIDAY),
    "income.enter": Daily(dt.time(3, 30)),
    # Before her coordinator's day begins.
    "signs.look": Daily(dt.time(4, 30)),
    "cases.overdue": Every(60),
    "statements.tell": Daily(dt.time(7, 0), missed_days=_HOLIDAY),
    "questions.watch": Every(15),
    "messages.push": Every(15),
    "budgets.watch": Every(60),
    "funds.look": Every(60),
    "erasures.do": Daily(dt.time(4, 15)),
    # After the night has entered the platform's pay into the households.
    "reports.draft": Daily(dt.time(4, 45)),
    "reports.quarterly": Daily(dt.time(4, 50)),
    "transitions.watch": Daily(dt.time(4, 40)),
    "retention.keep": Daily(dt.time(4, 20)),
    "audit.digest": Daily(dt.time(6, 30)),
    "outbox.forget": Daily(dt.time(4, 0)),
}


# Announced by the rooms, with keys that hold a moment too: nobody needs to know them once they are done.
PASSING = frozenset({"standing.due", "hook.send"})


class Scheduler:
    """Announces the moments that have come; remembers its own last ones only to spare the database."""

    def __init__(self) -> None:
        self._announced: dict[str, str] = {}

    def announce_due(self) -> int:
        """How many moments were new to this scheduler."""
        now = clock.now()
        due = {kind: when.moment(now) for kind, when in SCHEDULE.items()}
        fresh = {kind: moment for kind, moment in due.items() if self._announced.get(kind) != moment}
        if fresh:
            with transaction() as session:
                for kind in fresh:
                    for moment in SCHEDULE[kind].moments(now):
                        outbox.announce(session, kind, moment, key=f"{kind}@{moment}")
            self._announced.update(fresh)
        return len(fresh)
