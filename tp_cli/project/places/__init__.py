"""Several places: one beside others, ranked only where they are counted alike."""

from tp_cli.project.places.method import Places, project

__all__ = ["Places", "project"]
