# Synthesis, placement, routing, reports, and what the board and the software tools take.

# Reports go to `folder`. A design that does not meet its timing ends here,
# with its reports: no bitstream is written.
proc macromac::implement {folder product} {
  file mkdir $folder
  run synth_1
  # Takes longer; has physical optimisation after routing, for the 250 MHz.
  set_property strategy Performance_ExplorePostRoutePhysOpt [get_runs impl_1]
  run impl_1

  open_run impl_1
  report_utilization -file [file join $folder utilization.rpt]
  report_utilization -hierarchical -file [file join $folder utilization_hierarchical.rpt]
  report_timing_summary -max_paths 10 -file [file join $folder timing_summary.rpt]
  report_power -file [file join $folder power.rpt]
  report_drc -file [file join $folder drc.rpt]
  report_methodology -file [file join $folder methodology.rpt]
  report_clock_utilization -file [file join $folder clock_utilization.rpt]

  foreach name {setup hold} {
    set worst [get_timing_paths -$name -max_paths 1 -nworst 1]
    set slack [get_property SLACK $worst]
    if {$slack < 0} {
      error "timing is not met: $name slack $slack ns; see $folder/timing_summary.rpt. No bitstream was written"
    }
  }

  run impl_1 -to_step write_bitstream
  file copy -force [file join [get_property DIRECTORY [get_runs impl_1]] board_wrapper.bit] $product.bit
  write_hw_platform -fixed -force -include_bit -file $product.xsa
  write_fpga_binary $product
}

# Runs a run of the project, as far as `args` say, and stops where it fails: `wait_on_run` alone does not.
proc macromac::run {name args} {
  launch_runs $name {*}$args -jobs 4
  wait_on_run $name
  if {[get_property PROGRESS [get_runs $name]] ne "100%"} {
    error "$name failed: [get_property STATUS [get_runs $name]]; see its runme.log in [get_property DIRECTORY [get_runs $name]]"
  }
}

# The bitstream without header, as Linux' FPGA manager takes it: macromac.bit.bin.
proc macromac::write_fpga_binary {product} {
  set channel [open $product.bif w]
  puts $channel "all:\n{\n  $product.bit\n}"
  close $channel
  exec bootgen -image $product.bif -arch zynqmp -process_bitstream bin -w
}
