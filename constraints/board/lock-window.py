#!/usr/bin/python3
"""Run by macromac.service, as root, when the accelerator is loaded: sets the window of addresses that commands may touch to the memory of
udmabuf0, locks it until the next reset of the programmable logic, and only then lets the group macromac reach the registers.
usage: lock-window.py [ROOT]       ROOT: where /dev and /sys are (the tests have another)
"""
import ctypes
import glob
import grp
import mmap
import os
import sys

# docs/registers.md
IDENTIFICATION, VERSION, WINDOW_FIRST, WINDOW_LAST, WINDOW_LOCK = 0x00, 0x04, 0x30, 0x34, 0x38
MMAC = 0x4D4D4143
WITH_LOCK = 0x10004
PAGE = 4096


def fail(text):
    sys.exit(f"lock-window.py: {text}")


def number(path):
    with open(path, encoding="ascii") as file:
        return int(file.read().strip(), 0)


def registers(root):
    """Path of the accelerator's UIO device."""
    for name in sorted(glob.glob(f"{root}/sys/class/uio/*/name")):
        with open(name, encoding="ascii") as file:
            if file.read().strip() == "macromac":
                return f"{root}/dev/{os.path.basename(os.path.dirname(name))}"
    fail(f"{root}/sys/class/uio: no device named macromac; is the overlay loaded?")


def lock(path, first, last):
    descriptor = os.open(path, os.O_RDWR | os.O_SYNC)
    page = mmap.mmap(descriptor, PAGE)
    os.close(descriptor)

    def word(offset):
        # A single 32-bit access.
        return ctypes.c_uint32.from_buffer(page, offset)

    if word(IDENTIFICATION).value != MMAC:
        fail(f"{path}: identification is 0x{word(IDENTIFICATION).value:x}, expected 0x{MMAC:x}")
    version = word(VERSION).value
    if version < WITH_LOCK:
        fail(f"{path}: registers {version >> 16}.{version & 0xFFFF} have no lock, expected 1.4 or later: build the bitstream anew")
    wanted = {WINDOW_FIRST: first, WINDOW_LAST: last, WINDOW_LOCK: 1}
    for offset, value in wanted.items():
        word(offset).value = value
    for offset, value in wanted.items():
        if word(offset).value != value:
            fail(f"{path}: register 0x{offset:x} is 0x{word(offset).value:x}, expected 0x{value:x}: locked before to something else?")


def main(root=""):
    buffer = f"{root}/sys/class/u-dma-buf/udmabuf0"
    try:
        first, size = number(f"{buffer}/phys_addr"), number(f"{buffer}/size")
        path = registers(root)
        lock(path, first // PAGE, (first + size) // PAGE - 1)
    except (OSError, ValueError) as error:
        fail(error)
    if root == "":
        os.chown(path, -1, grp.getgrnam("macromac").gr_gid)
    os.chmod(path, 0o660)


if len(sys.argv) > 2:
    fail("usage: lock-window.py [ROOT]")
main(*sys.argv[1:])
