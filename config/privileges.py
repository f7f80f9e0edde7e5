"""Running a program that refuses to be root, when we are root: for PostgreSQL in containers and on small servers.

Two ways, tried in this order, both without making a user or opening a folder to others:
a user namespace in which root is an ordinary user; and, where namespaces are
forbidden, the user `nobody` with the right to reach files kept.
Linux only. Called between fork and exec.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE, CAP_FOWNER = 1, 3
LINUX_CAPABILITY_VERSION_3 = 0x20080522
ORDINARY, NOBODY = 1000, 65534

libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(death_signal: signal.Signals) -> None:
    """Ask the kernel to send us that signal when our parent ends, however it ends."""
    call("prctl", PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def become_ordinary_owner(folder: Path) -> None:
    """Stop being root while owning `folder`, which exists."""
    if not namespaces_are_allowed():
        own(folder, NOBODY)
        become_nobody()
        return
    own(folder, 0)
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{ORDINARY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{ORDINARY} 0 1")


def namespaces_are_allowed() -> bool:
    """Try it in a child, since there is no way back."""
    child = os.fork()
    if child == 0:
        try:
            os.unshare(os.CLONE_NEWUSER)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def become_nobody() -> None:
    """Take the user id of nobody, keeping the two rights that files in closed folders need."""
    call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    rights = 1 << CAP_DAC_OVERRIDE | 1 << CAP_FOWNER
    header = struct.pack("=Ii", LINUX_CAPABILITY_VERSION_3, 0)
    call("capset", header, struct.pack("=6I", rights, rights, rights, 0, 0, 0))
    for right in (CAP_DAC_OVERRIDE, CAP_FOWNER):
        call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, right, 0, 0)


def own(folder: Path, user: int) -> None:
    """Give a folder and all in it to a user, unless it is theirs already."""
    if folder.stat().st_uid == user:
        return
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.lchown(Path(parent, name), user, user)
    os.chown(folder, user, user)  # last, so that an interrupted change is taken up again


def call(function: str, *arguments: int | bytes) -> None:
    """Call the C library; raises OSError when it says no."""
    if getattr(libc, function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
