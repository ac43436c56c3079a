# The project for the board, with the packaged accelerator in its IP catalogue.

# With the KV260's board file the processing system takes its DDR, clocks and MIO from the board's preset. Without, the bitstream is the
# same for a board that Linux has booted already (its boot firmware has set all that up), but an XSA of it does not make boot firmware.
proc macromac::create_board_project {folder ip} {
  variable part
  variable here
  create_project macromac $folder -part $part -force
  set boards [lsort -dictionary [get_board_parts -quiet {xilinx.com:kv260_som:part0:*}]]
  if {[llength $boards] > 0} {
    set_property board_part [lindex $boards end] [current_project]
  } else {
    puts "macromac: no board file of the KV260 in this Vivado: the preset of the processing system is left out"
  }
  set_property target_language Verilog [current_project]
  set_property ip_repo_paths [list $ip] [current_project]
  update_ip_catalog
  add_files -fileset constrs_1 -norecurse [file join [file dirname $here] macromac.xdc]
  set_property used_in_synthesis false [get_files macromac.xdc]
}
