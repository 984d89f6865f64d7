"""Shared with the tests of datasets."""

from tests.datasets.conftest import browser_of, project_id, upload

__all__ = ["browser_of", "project_id", "upload"]
