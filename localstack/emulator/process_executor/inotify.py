"""The little of Linux's inotify that hot reload needs, by ctypes: the standard library has no binding."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from typing import NamedTuple

_CLOSE_WRITE, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE, _ATTRIB = 0x8, 0x40, 0x80, 0x100, 0x200, 0x4
_DELETE_SELF, _MOVE_SELF = 0x400, 0x800
_OVERFLOW, _IS_DIRECTORY = 0x4000, 0x40000000
_CHANGES = _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _ATTRIB | _DELETE_SELF | _MOVE_SELF
_HEADER = struct.Struct("iIII")
_READ_SIZE = 64 * 1024


class Change(NamedTuple):
    """One change in a watched directory. `watch` is -1 after an overflow of the queue: anything may have changed."""

    watch: int
    name: str
    is_directory: bool


class Inotify:
    """An inotify instance. Raises OSError where the kernel has none, or no more watches to give."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(self._libc, "inotify_init1"):
            raise OSError("this system has no inotify")
        self._fd = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")

    def watch(self, directory: str) -> int:
        """Watch what lies directly in `directory`. The same directory always gives the same number."""
        number = self._libc.inotify_add_watch(self._fd, os.fsencode(directory), _CHANGES)
        if number < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch", directory)
        return number

    def changes(self) -> Iterator[Change]:
        """The changes since the last call, without waiting: one system call when there are none."""
        while True:
            try:
                data = os.read(self._fd, _READ_SIZE)
            except BlockingIOError:
                return
            offset = 0
            while offset < len(data):
                watch, mask, _cookie, length = _HEADER.unpack_from(data, offset)
                offset += _HEADER.size
                name = data[offset : offset + length].rstrip(b"\0")
                offset += length
                yield Change(-1 if mask & _OVERFLOW else watch, os.fsdecode(name), bool(mask & _IS_DIRECTORY))
