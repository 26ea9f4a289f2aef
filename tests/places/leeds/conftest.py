"""The place counted once, for every test of it."""

from tests.places.leeds.counted import leeds

__all__ = ["leeds"]
