"""Stage four: what would change, for whom, and how sure one may be."""

from tp_cli.project.explain import explain_method
from tp_cli.project.methods import METHODS
from tp_cli.project.projecting import fingerprint, is_fresh, project_scenarios, scenario_files
from tp_cli.project.result import ProjectResult

__all__ = [
    "METHODS",
    "ProjectResult",
    "explain_method",
    "fingerprint",
    "is_fresh",
    "project_scenarios",
    "scenario_files",
]
