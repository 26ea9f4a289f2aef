"""The day that a report speaks of: what is overdue is overdue on it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from tp_cli.place import Place


def report_day(place: Place) -> date:
    """The day of [report] in place.toml, else of SOURCE_DATE_EPOCH, else today (the machine's own day)."""
    if place.report.date:
        return place.report.date
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdigit() else date.today()
