"""As whom PostgreSQL runs: it refuses root, so root lends it another guise."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from concierge.errors import CannotStart

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

    So is a user without a name, whom PostgreSQL refuses too. Where the kernel forbids user
    namespaces, root borrows an unprivileged account and leaves it only the right to pass through
    folders that are closed to others.
    """
    me, other = os.geteuid(), _unprivileged()
    if me != 0 and _has_a_name(me):
        return Guise((), me, os.getegid())
    for before, uid, gid in (
        (_in_a_namespace(other), me, os.getegid()),
        (_borrowed(other), other.pw_uid, other.pw_gid),
    ):
        if _works(before):
            return Guise(before, uid, gid)
    raise CannotStart(
        "PostgreSQL runs neither as root nor as a user without a name, and this machine lends us "
        f"neither a user namespace nor the account {other.pw_name}: start as an ordinary user, or "
        "set DATABASE_URL."
    )


def _unprivileged() -> pwd.struct_passwd:
    others = [account for account in pwd.getpwall() if account.pw_uid != 0]
    if not others:
        raise CannotStart(
            "PostgreSQL refuses root, and this machine has no other account: make one, or set "
            "DATABASE_URL."
        )
    return next((account for account in others if account.pw_name == "nobody"), others[-1])


def _has_a_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _in_a_namespace(other: pwd.struct_passwd) -> tuple[str, ...]:
    ids = (f"--map-user={other.pw_uid}", f"--map-group={other.pw_gid}")
    return ("unshare", "--user", *ids, "--")


def _borrowed(other: pwd.struct_passwd) -> tuple[str, ...]:
    return (
        *("setpriv", "--reuid", str(other.pw_uid), "--regid", str(other.pw_gid), "--clear-groups"),
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--pdeathsig", "INT", "--"),
    )


def _works(before: tuple[str, ...]) -> bool:
    if not shutil.which(before[0]):
        return False
    return subprocess.run([*before, "true"], capture_output=True, check=False).returncode == 0
