"""Other questions of the same ledger, one module each, registered here and nowhere else."""

from tp_cli.count.lenses.burden import BURDEN
from tp_cli.count.lenses.funding import FUNDING
from tp_cli.count.lenses.lens import Finding, Inputs, Lens, LensTable
from tp_cli.count.lenses.outcomes import OUTCOMES
from tp_cli.count.lenses.overlap import OVERLAP
from tp_cli.count.lenses.people import PEOPLE
from tp_cli.count.lenses.prevention import PREVENTION
from tp_cli.count.lenses.resources import RESOURCES
from tp_cli.count.lenses.suppliers import SUPPLIERS

LENSES: dict[str, Lens] = {
    "overlap": OVERLAP,
    "suppliers": SUPPLIERS,
    "funding": FUNDING,
    "resources": RESOURCES,
    "burden": BURDEN,
    "prevention": PREVENTION,
    "people": PEOPLE,
    "outcomes": OUTCOMES,
}

__all__ = ["LENSES", "Finding", "Inputs", "Lens", "LensTable"]
