"""Douya: paid image-labelling work from home."""
