"""Stage four: what would change, for whom, and how sure one may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tp_cli.lazily import names_of

if TYPE_CHECKING:
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
__getattr__ = names_of(
    __name__,
    {
        "METHODS": "methods",
        "ProjectResult": "result",
        "explain_method": "explain",
        "fingerprint": "projecting",
        "is_fresh": "projecting",
        "project_scenarios": "projecting",
        "scenario_files": "projecting",
    },
)
