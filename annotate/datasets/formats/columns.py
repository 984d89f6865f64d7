"""What columns of tables hold, for files that know types. Pure."""

from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """What a column holds; any may be empty."""

    TEXT = "utf8"
    WHOLE = "int64"
    REAL = "float64"
    TRUTH = "bool"
    MOMENT = "timestamp"


# By name, in their order.
Columns = Mapping[str, Kind]
