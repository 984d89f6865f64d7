"""Tells a team's own servers what happened in a project: signed calls with retries and a log."""
