"""The commands on the sample place, for tests of what reports hold."""

from tests.cli.conftest import counted, sample, tp

__all__ = ["counted", "sample", "tp"]
