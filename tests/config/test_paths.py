"""The data folder on each platform."""

from pathlib import Path

import pytest

from config.paths import data_folder


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"MOTCUA_DATA": "d"}, "linux", Path("d")),
        ({"HOME": "/h"}, "linux", Path("/h/.local/share/motcua")),
        ({"HOME": "/h", "XDG_DATA_HOME": "/x"}, "linux", Path("/x/motcua")),
        ({"HOME": "/h"}, "darwin", Path("/h/Library/Application Support/motcua")),
        ({"PROGRAMDATA": "P"}, "win32", Path("P/MotCua")),
    ],
)
def test_the_data_folder(environ: dict[str, str], platform: str, folder: Path) -> None:
    assert data_folder(environ, platform=platform) == folder
