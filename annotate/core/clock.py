"""The one place that asks the time: aware UTC; days and months are the deployment's."""

import datetime as dt
from zoneinfo import ZoneInfo

_zone = ZoneInfo("Asia/Shanghai")


def use_time_zone(name: str) -> None:
    """Set the time zone in which days and months are counted (IANA name)."""
    global _zone
    _zone = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The deployment's time zone."""
    return _zone


def now() -> dt.datetime:
    """Aware UTC, microseconds."""
    return dt.datetime.now(dt.UTC)


def local(at: dt.datetime) -> dt.datetime:
    """The same instant on the deployment's wall clock."""
    return at.astimezone(_zone)


def local_day(at: dt.datetime) -> dt.date:
    """The deployment's calendar day of an instant."""
    return local(at).date()


def local_month(at: dt.datetime) -> str:
    """The deployment's calendar month of an instant, 'YYYY-MM'."""
    return f"{local(at):%Y-%m}"


def month_bounds(month: str) -> tuple[dt.datetime, dt.datetime]:
    """First instant of a local month 'YYYY-MM' and first instant of the next, aware UTC."""
    year, number = (int(part) for part in month.split("-"))
    following = (year + number // 12, number % 12 + 1)
    start, end = (
        dt.datetime(y, m, 1, tzinfo=_zone).astimezone(dt.UTC) for y, m in ((year, number), following)
    )
    return start, end


def day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Begin and end of a local day, in UTC; the end belongs to the next."""
    begin, end = (dt.datetime.combine(day + dt.timedelta(days=n), dt.time(), zone()) for n in (0, 1))
    return begin.astimezone(dt.UTC), end.astimezone(dt.UTC)
