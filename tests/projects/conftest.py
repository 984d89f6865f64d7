"""Shared with the tests of datasets."""

from tests.datasets.conftest import project_id, upload

__all__ = ["project_id", "upload"]
