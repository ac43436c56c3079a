#!/bin/sh
# `make vivado`: says what is missing, or builds the board's files into out/vivado/VARIANT_MEGAHERTZ/.
# usage: run.sh [VARIANT [MEGAHERTZ [FOLDER]]]
set -eu
cd "$(dirname "$0")/../.."
variant=${1:-accelerator_t4}
megahertz=${2:-200}
folder=${3:-$PWD/out/vivado/${variant}_$megahertz}

missing=0
need() {
  command -v "$1" >/dev/null 2>&1 && return
  missing=1
  printf 'make vivado: %s is not in PATH\n%s\n' "$1" "$2" >&2
}
need vivado '  Install AMD Vivado 2022.1 or newer, edition ML Standard (free; it has the K26), device family "Kria SOMs and starter kits",
  then: source /tools/Xilinx/Vivado/VERSION/settings64.sh'
need bootgen '  It comes with Vivado: source /tools/Xilinx/Vivado/VERSION/settings64.sh'
need dtc '  Debian and Ubuntu: sudo apt install device-tree-compiler'
sources=
for place in ${MACROMAC_VERILOG:+"$MACROMAC_VERILOG"} gen/verilog out/verilog; do
  [ -n "$sources" ] || [ ! -f "$place/$variant/macromac.v" ] || sources=$place/$variant
done
[ -n "$sources" ] || {
  missing=1
  echo "make vivado: no $variant/macromac.v in gen/verilog or out/verilog; VARIANT is a variant accelerator_*, and
  \`make verilog VARIANT=$variant\` writes its files" >&2
}
if grep -qs m_axis_y "$sources/ports.md"; then
  missing=1
  echo "make vivado: $variant gives its results out of an AXI-Stream (m_axis_y), and the board's block design has no DMA that would take them;
  VARIANT is another accelerator_*. For a block design of your own its files are in $sources/files.f" >&2
fi
[ -f "constraints/device-tree/macromac-$megahertz.dtso" ] || {
  missing=1
  echo "make vivado: CLOCK is $megahertz; expected 200 or 250" >&2
}
[ "$missing" = 0 ] || exit 1

# A firmware folder is of this build or not there.
rm -rf "$folder/firmware"
mkdir -p "$folder"
vivado -mode batch -notrace -nojournal -log "$folder/vivado.log" \
  -source constraints/vivado/build.tcl -tclargs "$variant" "$megahertz" "$folder"
rm -rf "$folder/firmware.partial"
mkdir "$folder/firmware.partial"
cp "$folder/macromac.bit.bin" constraints/board/shell.json "$folder/firmware.partial/"
dtc -@ -I dts -O dtb -o "$folder/firmware.partial/macromac.dtbo" "constraints/device-tree/macromac-$megahertz.dtso"
mv "$folder/firmware.partial" "$folder/firmware"
echo "make vivado: $folder/firmware/ is what the board takes (docs/kv260.md); \`npx macromac report vivado $folder\` shows the reports"
