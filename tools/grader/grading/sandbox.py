"""A place where a stranger's program can do no harm: namespaces of Linux, made with bubblewrap or util-linux.

Within, there is no network, no other program, and a file system that holds only what the program needs and can only be
read, but for a folder of limited size that vanishes with it.
"""

import functools
import os
import site
import subprocess
import sys
import tempfile
from pathlib import Path

PATIENCE = 60  # seconds in which a sandbox must have been made
HERE = Path(__file__).parent
SYSTEM = "/usr /bin /sbin /lib /lib32 /lib64 /etc/ld.so.cache /etc/fonts /etc/localtime /etc/passwd /etc/group".split()

USER_SITE = {"PYTHONUSERBASE": site.getuserbase()}  # where packages lie that were installed for one user

# What `unshare` runs as the first program of the sandbox. Its arguments: an empty folder, how many bytes may be
# written, pairs of what can be read and where, two dashes, the program.
BUILD = r"""
set -e
root=$1 size=$2
shift 2
mount -t tmpfs -o mode=755,size=1m tmpfs "$root"
cd "$root"
mkdir proc tmp dev old
mount -t tmpfs -o size="$size" tmpfs tmp # before what can be read, some of which may lie in /tmp
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p ".$2"; else mkdir -p ".${2%/*}"; touch ".$2"; fi
  mount --rbind "$1" ".$2"
  mount -o remount,bind,ro,nosuid,nodev ".$2"
  shift 2
done
shift
for node in null zero full random urandom; do touch dev/$node; mount --bind /dev/$node dev/$node; done
mkdir dev/shm
mount -t tmpfs -o size="$size" tmpfs dev/shm
mount -t proc proc proc
PATH="$PATH:/usr/sbin:/sbin" pivot_root . old # Debian keeps it where users do not look
umount -l /old
mount -o remount,bind,ro /
cd /tmp
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""


def unshared(readable, scratch, disk, program):
    """Return the command that runs a program in a sandbox made with util-linux alone."""
    namespaces = "--user --map-root-user --mount --pid --net --ipc --uts --fork --kill-child".split()
    pairs = [str(path) for pair in readable for path in pair]
    return ["unshare", *namespaces, "sh", "-c", BUILD, "sh", str(scratch), str(disk), *pairs, "--", *program]


def bubblewrapped(readable, scratch, disk, program):
    """Return the command that runs a program in a sandbox made with bubblewrap."""
    pairs = [str(word) for pair in readable for word in ("--ro-bind", *pair)]
    room = [word for place in ("/dev/shm", "/tmp") for word in ("--size", str(disk), "--tmpfs", place)]
    places = ["--proc", "/proc", "--dev", "/dev", *room, *pairs]  # what can be read comes last: it may lie in /tmp
    closed = ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    return ["bwrap", "--unshare-all", "--die-with-parent", "--as-pid-1", *places, *closed, *program]


SANDBOXES = {"bubblewrap": bubblewrapped, "unshare": unshared}


@functools.cache
def best():
    """Return the name of the first sandbox in which, on this machine, a kernel could start; None if there is none."""
    for name, wrapped in SANDBOXES.items():
        with tempfile.TemporaryDirectory() as scratch:
            command = wrapped(system(), scratch, 2**20, [sys.executable, "-P", "-c", "import nbclient, ipykernel"])
            try:
                tried = subprocess.run(command, env=surroundings("/tmp"), capture_output=True, timeout=PATIENCE)
                if tried.returncode == 0:
                    return name
            except (OSError, subprocess.TimeoutExpired):
                continue
    return None


def system():
    """Return what any Python needs to read, the system and Python itself, as pairs of a path outside and one within."""
    python = [sys.prefix, sys.base_prefix, Path(sys.executable).resolve().parents[1]]
    elsewhere = [path for path in sys.path[1:] if Path(path).is_dir() and not _holds(path, HERE)]
    paths = dict.fromkeys(str(path) for path in (*SYSTEM, *python, *elsewhere) if os.path.exists(path))
    return [(path, path) for path in paths if not any(_holds(other, path) for other in paths if other != path)]


def surroundings(home):
    """Return the environment of a student's program: nothing of the lecturer's but what a kernel needs."""
    kept = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "TZ", "NBGRADER_EXECUTION")
    home = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"), home)
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # each takes its memory
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **home, **threads, **USER_SITE}


def _holds(folder, path):
    return Path(folder) in Path(path).parents


def protection(name):
    """Say in sentences for a lecturer what the sandbox of this name keeps off, and what it does not."""
    if name:
        return [
            f"Students' code ran in a sandbox ({name}): without network, with no file of this machine to change, and "
            "none to read but the system's, Python's and its own."
        ]
    said = [
        "NOT PROTECTED: there was no sandbox on this machine, so students' code ran with the rights of whoever gave "
        "the command. It had the network, and could read, change and delete that person's files.",
        "Time was limited.",
    ]
    if sys.platform == "linux":
        return [
            *said,
            "Memory, processes and the size of a file were limited; the number of files was not.",
        ]
    if os.name == "posix":
        return [*said, "The size of a file was limited; memory and the number of processes were not."]
    return [*said, "Memory, processes and disk were not limited."]
