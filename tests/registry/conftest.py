"""The programme's place and day, shared with tests of programmes."""

from tests.programmes.conftest import place, today

__all__ = ["place", "today"]
