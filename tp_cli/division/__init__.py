"""How lines are divided: their purposes, the arithmetic of shares and states, and the parts of the stored count."""

from tp_cli.division.purposes import Numbered, beside_lines, mapped_lines, mapping_stands_on, purposes_of
from tp_cli.division.stored import stored_figures, stored_parts

__all__ = [
    "Numbered",
    "beside_lines",
    "mapped_lines",
    "mapping_stands_on",
    "purposes_of",
    "stored_figures",
    "stored_parts",
]
