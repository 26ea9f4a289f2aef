"""Cost-benefit: does it pay back, to whom, what would the losers need, and how wrong must what be to turn it."""

from tp_cli.project.benefits.file import CostBenefit
from tp_cli.project.benefits.method import project

__all__ = ["CostBenefit", "project"]
