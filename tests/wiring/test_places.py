"""Where the house keeps its things on a machine it does not own alone."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from concierge import places
from concierge.errors import CannotStart


def test_sockets_lie_in_the_home_where_its_path_is_short_and_plain(tmp_path: Path) -> None:
    assert places.sockets(Path("/srv/concierge")) == Path("/srv/concierge/run")


@pytest.mark.parametrize("home", ["/srv/" + "x" * 90, "/srv/外事办", "/srv/with space", "/srv/a%b"])
def test_otherwise_in_a_short_folder_that_is_the_same_every_time(home: str) -> None:
    folder = places.sockets(Path(home))
    assert len(os.fsencode(folder)) < places.SOCKET_LIMIT
    assert folder.parent == places.TEMPORARY
    assert folder == places.sockets(Path(home))
    assert folder != places.sockets(Path(home + "2"))


def test_a_private_folder_is_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o777)
    places.make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_link_laid_by_somebody_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotStart, match="is not a folder"):
        places.make_private(tmp_path / "run")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 65534, 65534)
    with pytest.raises(CannotStart, match="belongs to user 65534"):
        places.make_private(tmp_path / "run")


def test_the_signing_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        keys = set(many.map(places.signing_key, [tmp_path / "home"] * 8))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600


def test_a_home_that_cannot_be_made_is_named_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match=r"file: (File exists|Not a directory)"):
        places.signing_key(tmp_path / "file")
