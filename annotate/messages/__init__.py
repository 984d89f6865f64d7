"""Inbox, choices, and what leaves the house by mail or SMS."""
