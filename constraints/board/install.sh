#!/bin/sh
# Run on the board, as root: installs the firmware folder that `make vivado` made, the udev rule, the module option, the
# service and what locks the window.
# usage: install.sh FIRMWARE_FOLDER
# DESTDIR=/somewhere installs below another root (the tests do) and starts nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${DESTDIR:-}
fail() {
  echo "install.sh: $1" >&2
  exit 1
}

[ $# = 1 ] || fail 'usage: install.sh FIRMWARE_FOLDER (out/vivado/.../firmware, from make vivado)'
for file in macromac.bit.bin macromac.dtbo shell.json; do
  [ -f "$1/$file" ] || fail "$1: $file is missing; make vivado writes it"
done
[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail 'run it as root: sudo constraints/board/install.sh ...'

install -D -m 644 -t "$root/lib/firmware/xilinx/macromac" "$1/macromac.bit.bin" "$1/macromac.dtbo" "$1/shell.json"
install -D -m 644 -t "$root/etc/udev/rules.d" "$here/70-macromac.rules"
install -D -m 644 -t "$root/etc/modprobe.d" "$here/macromac.conf"
install -D -m 644 -t "$root/etc/systemd/system" "$here/macromac.service"
install -D -m 755 -t "$root/usr/lib/macromac" "$here/lock-window.py"
[ -z "$root" ] || exit 0

getent group macromac >/dev/null || groupadd --system macromac
[ -z "${SUDO_USER:-}" ] || usermod -a -G macromac "$SUDO_USER"
udevadm control --reload
systemctl daemon-reload
systemctl enable macromac.service
systemctl restart macromac.service
echo "install.sh: loaded. ${SUDO_USER:-You} must log in again to be in the group macromac; then follow docs/kv260.md"
