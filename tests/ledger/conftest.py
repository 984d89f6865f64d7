"""The ledger by itself: proofs that later rooms add are theirs to test."""

from collections.abc import Iterator

import pytest

from annotate.ledger import proof_service


@pytest.fixture(autouse=True)
def _no_checks_of_later_rooms() -> Iterator[None]:
    before = dict(proof_service._checks)
    proof_service._checks.clear()
    yield
    proof_service._checks.clear()
    proof_service._checks.update(before)
