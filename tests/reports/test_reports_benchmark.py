"""The benchmark of reports runs whole on a small scene and counts what it should."""

import time_machine

from annotate.reports import run_service
from benchmarks.reports_speed import TODAY, Size, measure


def test_a_small_scene_is_counted_frozen_and_shown(database, settings, monkeypatch):
    # The background way, which very many women take.
    monkeypatch.setattr(run_service, "LIVE_MOST", 10)
    with time_machine.travel(TODAY, tick=True):
        figures = measure(Size(women=60, households=30, counties=2, months=14), settings)

    assert figures["dashboard"]["count"] == 10
    assert figures["dashboard"]["bytes"] > 20_000, "a page with figures, not an empty state"
    assert {"counting_seconds", "snapshot_with_papers_seconds"} <= figures.keys()
