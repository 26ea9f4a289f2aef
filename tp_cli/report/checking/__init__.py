"""`tp report --check`: any finished workbook held against the rules for publishing."""

from tp_cli.report.checking.result import CheckResult, check_file

__all__ = ["CheckResult", "check_file"]
