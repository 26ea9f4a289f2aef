"""The claims checker: published claims held against their own arithmetic."""

from tp_cli.project.claims.method import Claims, project

__all__ = ["Claims", "project"]
