"""A disk whose power can be cut: an ext4 file system in a file, shut down without flushing its journal."""

import fcntl
import os
import shutil
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN."""
NO_FLUSH = 2


def why_not() -> str:
    """Return why power cannot be cut here; empty where it can."""
    if os.geteuid() != 0:
        return "NOT ROOT: no disk can be mounted, so power cuts are SKIPPED"
    if not Path("/dev/loop-control").exists() or not shutil.which("mkfs.ext4"):
        return "NO LOOP DEVICE or no mkfs.ext4: power cuts are SKIPPED"
    return ""


@dataclass(frozen=True)
class Disk:
    """An ext4 file system in `image`, mounted at `place`."""

    image: Path
    place: Path

    def create(self, megabytes: int) -> "Disk":
        with self.image.open("wb") as file:
            file.truncate(megabytes << 20)
        _call("mkfs.ext4", "-q", "-m", "0", self.image)
        self.place.mkdir()
        self.mount()
        self.place.chmod(0o755)
        return self

    def mount(self) -> None:
        _call("mount", "-o", "loop", self.image, self.place)

    def unmount(self) -> None:
        deadline = time.monotonic() + 20
        while os.path.ismount(self.place):
            try:
                _call("umount", self.place)
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def cut(self) -> None:
        """Cut the power: what has not reached the disk never will."""
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", NO_FLUSH))
        finally:
            os.close(handle)


def _call(*command: object) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
