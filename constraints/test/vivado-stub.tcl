# Stands in for Vivado under tclsh: records every command as a line of JSON in $env(STUB_LOG), an array of strings, and returns what a script
# needs to go on. A command, or an option of one, that is not in the table is an error, as in Vivado.
#
#   STUB_BOARDS   board parts that are installed
#   STUB_INFERRED buses that packaging infers by itself
#   STUB_PRESET   1: the DDR's upper half exists
#   STUB_SLACK    worst slack [ns]
#   STUB_FAIL     the run that fails

# So are a property that its object does not have, a value that a setting does not take, and a pin that is not there (yet).

set log [open $env(STUB_LOG) w]
fconfigure $log -buffering line
set inferred $env(STUB_INFERRED)
set parameters {}
set board {}

proc quoted {text} {
  return "\"[string map [list \\ \\\\ \" \\\" \n \\n \t \\t] $text]\""
}

# What each command accepts: options without a value, options with one, and the least and most arguments beside them.
set commands {
  create_project               {-force -in_memory}        {-part}                          0 2
  close_project                {}                         {}                               0 0
  current_project              {}                         {}                               0 0
  current_fileset              {}                         {}                               0 0
  get_board_parts              {-quiet}                   {}                               0 1
  set_property                 {}                         {-dict}                          1 3
  get_property                 {}                         {}                               2 2
  update_ip_catalog            {}                         {}                               0 0
  add_files                    {-norecurse}               {-fileset}                       1 1
  get_files                    {}                         {}                               1 1
  update_compile_order         {}                         {-fileset}                       0 0
  ipx::package_project         {-import_files -force}     {-root_dir -vendor -library -taxonomy} 0 0
  ipx::current_core            {}                         {}                               0 0
  ipx::get_bus_interfaces      {-quiet}                   {-of_objects}                    1 1
  ipx::infer_bus_interfaces    {}                         {}                               2 2
  ipx::infer_bus_interface     {}                         {}                               3 3
  ipx::associate_bus_interfaces {}                        {-busif -clock -reset}           1 1
  ipx::get_bus_parameters      {-quiet}                   {-of_objects}                    1 1
  ipx::add_bus_parameter       {}                         {}                               2 2
  ipx::remove_bus_parameter    {}                         {}                               2 2
  ipx::get_memory_maps         {-quiet}                   {-of_objects}                    1 1
  ipx::add_memory_map          {}                         {}                               2 2
  ipx::get_address_blocks      {-quiet}                   {-of_objects}                    1 1
  ipx::add_address_block       {}                         {}                               2 2
  ipx::create_xgui_files       {}                         {}                               1 1
  ipx::update_checksums        {}                         {}                               1 1
  ipx::check_integrity         {}                         {}                               1 1
  ipx::save_core               {}                         {}                               1 1
  create_bd_design             {}                         {}                               1 1
  create_bd_cell               {}                         {-type -vlnv}                    1 1
  apply_bd_automation          {}                         {-rule -config}                  1 1
  get_bd_cells                 {}                         {}                               1 1
  get_bd_pins                  {}                         {}                               1 1
  get_bd_intf_pins             {}                         {}                               1 1
  get_bd_addr_spaces           {}                         {}                               1 1
  get_bd_addr_segs             {-quiet}                   {}                               1 1
  connect_bd_net               {}                         {}                               2 2
  connect_bd_intf_net          {}                         {}                               2 2
  assign_bd_address            {-force}                   {-offset -range -target_address_space} 1 1
  validate_bd_design           {}                         {}                               0 0
  save_bd_design               {}                         {}                               0 0
  generate_target              {}                         {}                               2 2
  make_wrapper                 {-top}                     {-files}                         0 0
  get_runs                     {}                         {}                               1 1
  launch_runs                  {}                         {-to_step -jobs}                 1 1
  wait_on_run                  {}                         {}                               1 1
  open_run                     {}                         {}                               1 1
  report_utilization           {-hierarchical}            {-file}                          0 0
  report_timing_summary        {}                         {-max_paths -file}               0 0
  report_power                 {}                         {-file}                          0 0
  report_drc                   {}                         {-file}                          0 0
  report_methodology           {}                         {-file}                          0 0
  report_clock_utilization     {}                         {-file}                          0 0
  get_timing_paths             {-setup -hold}             {-max_paths -nworst}             0 0
  write_hw_platform            {-fixed -force -include_bit} {-file}                        0 0
  exec                         {-image -arch -process_bitstream -w} {}                     1 5
}

# Properties by what has them. A list of values: no other is taken.
set properties {
  project     {board_part {} target_language {Verilog VHDL} ip_repo_paths {}}
  sources_1   {top {}}
  *.xdc       {used_in {} used_in_synthesis {true false}}
  impl_1      {strategy {Performance_ExplorePostRoutePhysOpt}}
  core        {name {} version {} display_name {}}
  bus:*       {slave_memory_map_ref {}}
  parameter:* {value {}}
  block:*     {base_address {} range {} width {} usage {register memory reserved}}
  control     {CONFIG.NUM_SI {} CONFIG.NUM_MI {}}
  ps {
    CONFIG.PSU__FPGA_PL0_ENABLE {0 1}     CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ {}
    CONFIG.PSU__NUM_FABRIC_RESETS {0 1 2 3 4}
    CONFIG.PSU__USE__IRQ0 {0 1}           CONFIG.PSU__USE__IRQ1 {0 1}
    CONFIG.PSU__USE__M_AXI_GP0 {0 1}      CONFIG.PSU__MAXIGP0__DATA_WIDTH {32 64 128}
    CONFIG.PSU__USE__M_AXI_GP1 {0 1}      CONFIG.PSU__USE__M_AXI_GP2 {0 1}
    CONFIG.PSU__USE__S_AXI_GP0 {0 1}      CONFIG.PSU__SAXIGP0__DATA_WIDTH {32 64 128}
    CONFIG.PSU__USE__S_AXI_GP1 {0 1}      CONFIG.PSU__SAXIGP1__DATA_WIDTH {32 64 128}
    CONFIG.PSU__USE__S_AXI_GP2 {0 1}      CONFIG.PSU__SAXIGP2__DATA_WIDTH {32 64 128}
    CONFIG.PSU__USE__S_AXI_GP3 {0 1}      CONFIG.PSU__SAXIGP3__DATA_WIDTH {32 64 128}
    CONFIG.PSU__USE__S_AXI_GP4 {0 1}      CONFIG.PSU__SAXIGP4__DATA_WIDTH {32 64 128}
    CONFIG.PSU__USE__S_AXI_GP5 {0 1}      CONFIG.PSU__SAXIGP5__DATA_WIDTH {32 64 128}
    CONFIG.PSU__USE__S_AXI_GP6 {0 1}      CONFIG.PSU__SAXIGP6__DATA_WIDTH {32 64 128}
  }
}
set readable {
  project   {board_part}
  synth_1   {PROGRESS STATUS DIRECTORY}
  impl_1    {PROGRESS STATUS DIRECTORY}
  path      {SLACK}
}

# Pins and interfaces of a cell, and the setting (1) under which the processing system has each.
set pins {
  accelerator {aclk {} aresetn {} irq {}}
  reset       {slowest_sync_clk {} ext_reset_in {} peripheral_aresetn {} interconnect_aresetn {} peripheral_reset {} mb_reset {}}
  control     {aclk {} aresetn {}}
  ps {
    pl_clk0 FPGA_PL0_ENABLE       pl_resetn0 NUM_FABRIC_RESETS  pl_ps_irq0 USE__IRQ0
    maxihpm0_fpd_aclk USE__M_AXI_GP0
    saxihpc0_fpd_aclk USE__S_AXI_GP0  saxihpc1_fpd_aclk USE__S_AXI_GP1
    saxihp0_fpd_aclk USE__S_AXI_GP2   saxihp1_fpd_aclk USE__S_AXI_GP3
    saxihp2_fpd_aclk USE__S_AXI_GP4   saxihp3_fpd_aclk USE__S_AXI_GP5
  }
}
set interfaces {
  accelerator {s_axi_ctrl {} m_axi_0 {} m_axi_1 {} m_axi_2 {} m_axi_3 {}}
  control     {S00_AXI {} M00_AXI {}}
  ps {
    M_AXI_HPM0_FPD USE__M_AXI_GP0
    S_AXI_HPC0_FPD USE__S_AXI_GP0  S_AXI_HPC1_FPD USE__S_AXI_GP1
    S_AXI_HP0_FPD USE__S_AXI_GP2   S_AXI_HP1_FPD USE__S_AXI_GP3
    S_AXI_HP2_FPD USE__S_AXI_GP4   S_AXI_HP3_FPD USE__S_AXI_GP5
  }
}
set cells {}
set settings [dict create]

proc properties_of {table object} {
  foreach {pattern names} $table {
    if {[string match $pattern [lindex [split $object /] end]]} { return $names }
  }
  error "$object has no properties that this stub knows"
}

proc check_property {object name value} {
  set names [properties_of $::properties $object]
  if {![dict exists $names $name]} { error "$object has no property $name" }
  set values [dict get $names $name]
  if {$values ne "" && $value ni $values} { error "$object: $name is $value, expected one of $values" }
  dict set ::settings $object $name $value
}

proc check_pin {table pin} {
  lassign [split $pin /] cell name
  if {$cell ni $::cells} { error "there is no cell $cell yet" }
  if {![dict exists $table $cell] || ![dict exists [dict get $table $cell] $name]} { error "$cell has no $name" }
  set setting [dict get $table $cell $name]
  if {$setting eq ""} { return }
  set key CONFIG.PSU__$setting
  if {![dict exists $::settings ps $key] || [dict get $::settings ps $key] == 0} { error "$pin is not there: $key is not set" }
}

# Checks the arguments, records them, and gives the answer below.
proc call {name flags valued least most arguments} {
  puts $::log "\[[join [lmap word [linsert $arguments 0 $name] {quoted $word}] ,]\]"
  set plain {}
  set options [dict create]
  for {set i 0} {$i < [llength $arguments]} {incr i} {
    set word [lindex $arguments $i]
    if {$word in $flags} {
      dict set options $word 1
    } elseif {$word in $valued} {
      dict set options $word [lindex $arguments [incr i]]
    } elseif {[regexp {^-[a-z]} $word]} {
      error "$name has no option $word"
    } else {
      lappend plain $word
    }
  }
  if {[llength $plain] < $least || [llength $plain] > $most} {
    error "$name: [llength $plain] arguments ($plain), expected $least to $most"
  }
  return [answer $name $plain $options]
}

proc answer {name plain options} {
  set first [lindex $plain 0]
  switch -- $name {
    get_board_parts { return $::env(STUB_BOARDS) }
    ipx::get_bus_interfaces { return [expr {$first in $::inferred ? "bus:$first" : ""}] }
    ipx::infer_bus_interfaces { lappend ::inferred s_axi_ctrl m_axi_0 m_axi_1 m_axi_2 m_axi_3 }
    ipx::infer_bus_interface { lappend ::inferred $first }
    ipx::get_bus_parameters { return [expr {$first eq "FREQ_HZ" ? "parameter:FREQ_HZ" : ""}] }
    ipx::add_bus_parameter { return "parameter:[lindex $plain 1]:$first" }
    ipx::get_memory_maps - ipx::get_address_blocks { return "" }
    ipx::add_memory_map { return "map:$first" }
    ipx::add_address_block { return "block:$first" }
    get_bd_addr_segs { return [expr {[string match *_HIGH $first] && !$::env(STUB_PRESET) ? "" : $first}] }
    get_bd_pins { check_pin $::pins $first; return $first }
    get_bd_intf_pins { check_pin $::interfaces $first; return $first }
    get_bd_cells {
      if {$first ni $::cells} { error "there is no cell $first" }
      return $first
    }
    get_bd_addr_spaces - get_files - get_runs { return $first }
    current_project { return project }
    current_fileset { return sources_1 }
    ipx::current_core { return core }
    make_wrapper { return /wrapper/board_wrapper.v }
    get_timing_paths { return path }
    create_bd_cell { lappend ::cells $first; return /$first }
    launch_runs {
      if {[dict exists $options -to_step]} {
        close [open [file join [file dirname $::env(STUB_LOG)] board_wrapper.bit] w]
      }
    }
    set_property {
      if {[dict exists $options -dict]} {
        dict for {name value} [dict get $options -dict] { check_property $first $name $value }
      } else {
        check_property [lindex $plain 2] $first [lindex $plain 1]
      }
      if {$first eq "board_part"} { set ::board [lindex $plain 1] }
    }
    get_property {
      set object [lindex $plain 1]
      if {$first ni [properties_of $::readable $object]} { error "$object has no property $first" }
      switch -- $first {
        board_part { return $::board }
        PROGRESS { return [expr {[lindex $plain 1] eq $::env(STUB_FAIL) ? "40%" : "100%"}] }
        STATUS { return "ERROR" }
        DIRECTORY { return [file dirname $::env(STUB_LOG)] }
        SLACK { return $::env(STUB_SLACK) }
      }
    }
  }
  return ""
}

namespace eval ipx {}
foreach {name flags valued least most} $commands {
  proc ::$name args "call [list $name] [list $flags] [list $valued] $least $most \$args"
}
