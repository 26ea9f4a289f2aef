"""Leeds, 2011-12, read, mapped and counted from the publishers' files: once for all tests of the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tests.second_opinion.leeds import DATA
from tp_cli.count import CountResult, count, view_of
from tp_cli.ingest import IngestResult, Options, from_place, ingest
from tp_cli.map.mapping import map_lines
from tp_cli.place import Place, load_place
from tp_cli.store import Store

PLACE_FILE = Path(__file__).parent / "place.toml"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the published files are not here: they belong in ../shared/data, beside the project"
)


@dataclass(frozen=True)
class Leeds:
    """The place after ingest, map and count."""

    folder: Path
    place: Place
    store: Store
    ingested: IngestResult
    counted: CountResult

    def lines(self, agency: str, basis: str = "outturn") -> pl.DataFrame:
        return self.store.read("lines").filter(agency=agency, basis=basis).collect()

    def source(self, file: str, basis: str) -> Mapping[str, object]:
        """The JSON table of one file, read on one basis."""
        (table,) = [t for f in self.ingested.files if (Path(f.file).name, f.basis) == (file, basis) for t in f.tables]
        return table


@pytest.fixture(scope="session")
def leeds(tmp_path_factory: pytest.TempPathFactory) -> Leeds:
    folder = tmp_path_factory.mktemp("leeds")
    text = PLACE_FILE.read_text(encoding="utf-8").replace("../../../../shared/data", DATA.as_posix())
    (folder / "place.toml").write_text(text, encoding="utf-8")
    place, store = load_place(folder), Store(folder)
    ingested = ingest(store, place, folder, *from_place(place, folder), Options())
    map_lines(store, place, folder)
    return Leeds(folder, place, store, ingested, count(store, place, view_of(place, None, None, None)))
