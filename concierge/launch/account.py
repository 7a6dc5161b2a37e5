"""As whom PostgreSQL runs: it refuses root, so root lends it another guise."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from concierge.launch.errors import CannotStart

BORROWED = "nobody"
Words = list[str | Path]


@dataclass(frozen=True)
class Guise:
    """The words to put before a program, and the owner its data folder must have."""

    before: tuple[str, ...]
    uid: int
    gid: int

    def words(self, *program: str | Path) -> Words:
        """The program, run in this guise."""
        return [*self.before, *program]

    def own(self, folder: Path) -> None:
        """Give the folder and all in it to this guise; raises CannotStart if that is refused."""
        if folder.stat().st_uid == self.uid:
            return
        if os.geteuid() != 0:
            owner = folder.stat().st_uid
            raise CannotStart(
                f"{folder} belongs to user {owner}: start as that user, or give the folder back "
                f"with: chown -R {os.geteuid()} {folder.parent}"
            )
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def guise() -> Guise:
    """An ordinary user stays who they are; root is another in a user namespace of its own.

    Where the kernel forbids user namespaces, root borrows an unprivileged account and leaves it
    only the right to pass through folders that are closed to others.
    """
    if os.geteuid() != 0:
        return Guise((), os.geteuid(), os.getegid())
    if _works(_NAMESPACE):
        return Guise(_NAMESPACE, 0, 0)
    account = pwd.getpwnam(BORROWED)
    borrowed = _borrowed(account.pw_uid, account.pw_gid)
    if _works(borrowed):
        return Guise(borrowed, account.pw_uid, account.pw_gid)
    raise CannotStart(
        "PostgreSQL does not run as root, and here root can lend it neither a user namespace nor "
        f"the account {BORROWED}: start as an ordinary user, or set DATABASE_URL."
    )


_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


def _borrowed(uid: int, gid: int) -> tuple[str, ...]:
    return (
        *("setpriv", "--reuid", str(uid), "--regid", str(gid), "--clear-groups"),
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
        *("--pdeathsig", "INT", "--"),
    )


def _works(before: tuple[str, ...]) -> bool:
    if not shutil.which(before[0]):
        return False
    return subprocess.run([*before, "true"], capture_output=True, check=False).returncode == 0
