"""The fixtures of the command line."""

from __future__ import annotations

from tests.app.commands import duban, folder, start

__all__ = ["duban", "folder", "start"]
