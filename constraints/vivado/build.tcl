# From the emitted Verilog to a bitstream and an XSA, in Vivado's batch mode:
#
#   vivado -mode batch -notrace -source constraints/vivado/build.tcl -tclargs VARIANT MEGAHERTZ FOLDER
#
# VARIANT is a folder of gen/verilog/ or out/verilog/ whose top is `macromac` (or of the folder that MACROMAC_VERILOG names), FOLDER is where everything is written. `make vivado` does this.
# Each step is a file with one procedure; nothing is done while they are read.

namespace eval macromac {
  variable here [file dirname [file normalize [info script]]]
  variable root [file dirname [file dirname $here]]
  # Kria K26 module of the KV260.
  variable part xck26-sfvc784-2LV-c
  variable clocks {200 250}
}

foreach step {project package_ip block_design implement} {
  source [file join $macromac::here $step.tcl]
}

proc macromac::build {variant megahertz folder} {
  variable root
  variable clocks
  if {$megahertz ni $clocks} {
    error "clock $megahertz MHz: expected one of [join $clocks {, }]"
  }
  set sources [sources_of $variant]
  if {[has_result_stream $sources]} {
    error "variant $variant: its results leave by m_axis_y, and the block design has no DMA that would take them; the board takes a variant accelerator_*"
  }
  file mkdir $folder

  package_ip $sources $megahertz [file join $folder ip]
  create_board_project [file join $folder project] [file join $folder ip]
  create_block_design $megahertz
  implement [file join $folder reports] [file join $folder macromac]
}

# The folder of a variant: a committed one, or one that `make verilog` has written.
proc macromac::sources_of {variant} {
  variable root
  global env
  set places [list [file join $root gen verilog] [file join $root out verilog]]
  if {[info exists env(MACROMAC_VERILOG)]} {
    set places [linsert $places 0 $env(MACROMAC_VERILOG)]
  }
  foreach place $places {
    if {[file exists [file join $place $variant macromac.v]]} {
      return [file join $place $variant]
    }
  }
  error "variant $variant: no $variant/macromac.v in [join $places {, }]; `make verilog VARIANT=$variant` writes a variant accelerator_*"
}

proc macromac::has_result_stream {sources} {
  set channel [open [file join $sources ports.md]]
  set ports [read $channel]
  close $channel
  return [string match *m_axis_y_tdata* $ports]
}

if {[llength $argv] != 3} {
  error "usage: build.tcl VARIANT MEGAHERTZ FOLDER, not \"$argv\""
}
macromac::build {*}$argv
