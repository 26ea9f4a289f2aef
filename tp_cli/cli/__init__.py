"""The commands: words to objects, one call, show the result."""

from tp_cli.cli.app import main

__all__ = ["main"]
