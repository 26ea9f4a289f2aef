"""Stage four: what would change, for whom, and how sure one may be."""

from tp_cli.project.projecting import METHODS, fingerprint, project_scenarios, scenario_files
from tp_cli.project.result import ProjectResult

__all__ = ["METHODS", "ProjectResult", "fingerprint", "project_scenarios", "scenario_files"]
