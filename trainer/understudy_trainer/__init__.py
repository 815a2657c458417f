"""Understudy's training backend: `job.json` in, JSON-line events out. See ../README.md for the contract."""

__version__ = "0.1.0"
