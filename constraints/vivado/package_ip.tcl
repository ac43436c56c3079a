# Packages the emitted Verilog as the IP xilinx.com:user:macromac:1.0. The AXI interfaces, clock, reset and interrupt are inferred from the
# names of the ports; what Vivado has not inferred by itself when it packages is inferred here.

namespace eval macromac {
  variable vlnv xilinx.com:user:macromac:1.0
  # Every bus of the top, with its abstraction. The ports follow AXI's names, so a bus is its prefix.
  variable buses {
    s_axi_ctrl xilinx.com:interface:aximm_rtl:1.0
    m_axi_0    xilinx.com:interface:aximm_rtl:1.0
    m_axi_1    xilinx.com:interface:aximm_rtl:1.0
    m_axi_2    xilinx.com:interface:aximm_rtl:1.0
    m_axi_3    xilinx.com:interface:aximm_rtl:1.0
    aclk       xilinx.com:signal:clock_rtl:1.0
    aresetn    xilinx.com:signal:reset_rtl:1.0
    irq        xilinx.com:signal:interrupt_rtl:1.0
  }
}

proc macromac::package_ip {sources megahertz folder} {
  variable part
  variable here
  variable buses
  create_project -in_memory -part $part macromac_ip
  add_files -norecurse [read_file_list $sources]
  add_files -fileset constrs_1 -norecurse [file join [file dirname $here] macromac_ooc_$megahertz.xdc]
  set_property used_in {synthesis out_of_context} [get_files macromac_ooc_$megahertz.xdc]
  set_property top macromac [current_fileset]
  update_compile_order -fileset sources_1

  ipx::package_project -root_dir $folder -vendor xilinx.com -library user -taxonomy /UserIP -import_files -force
  set core [ipx::current_core]
  set_property name macromac $core
  set_property version 1.0 $core
  set_property display_name "macromac: quantised matrix products" $core

  foreach {bus abstraction} $buses {
    if {[ipx::get_bus_interfaces -quiet $bus -of_objects $core] eq ""} {
      if {$abstraction eq "xilinx.com:interface:aximm_rtl:1.0"} {
        ipx::infer_bus_interfaces $abstraction $core
      } else {
        ipx::infer_bus_interface $bus $abstraction $core
      }
    }
  }
  foreach {bus abstraction} $buses {
    if {[ipx::get_bus_interfaces -quiet $bus -of_objects $core] eq ""} {
      error "Vivado does not see the bus $bus in the ports of $sources/macromac.v"
    }
    if {$abstraction eq "xilinx.com:interface:aximm_rtl:1.0"} {
      ipx::associate_bus_interfaces -busif $bus -clock aclk $core
    }
  }
  ipx::associate_bus_interfaces -clock aclk -reset aresetn $core
  set_bus_parameter $core aresetn POLARITY ACTIVE_LOW
  set_bus_parameter $core irq SENSITIVITY LEVEL_HIGH
  # The frequency is the block design's to say.
  set clock [ipx::get_bus_interfaces aclk -of_objects $core]
  if {[ipx::get_bus_parameters -quiet FREQ_HZ -of_objects $clock] ne ""} {
    ipx::remove_bus_parameter FREQ_HZ $clock
  }
  declare_registers $core

  ipx::create_xgui_files $core
  ipx::update_checksums $core
  ipx::check_integrity $core
  ipx::save_core $core
  close_project
}

# The Verilog of a variant, in the order of its files.f.
proc macromac::read_file_list {sources} {
  set channel [open [file join $sources files.f]]
  set names [split [string trim [read $channel]] "\n"]
  close $channel
  return [lmap name $names {file join $sources [string trim $name]}]
}

proc macromac::set_bus_parameter {core bus name value} {
  set interface [ipx::get_bus_interfaces $bus -of_objects $core]
  set parameter [ipx::get_bus_parameters -quiet $name -of_objects $interface]
  if {$parameter eq ""} {
    set parameter [ipx::add_bus_parameter $name $interface]
  }
  set_property value $value $parameter
}

# One block of registers, 4 KiB: docs/registers.md.
proc macromac::declare_registers {core} {
  set map [ipx::get_memory_maps -quiet s_axi_ctrl -of_objects $core]
  if {$map eq ""} {
    set map [ipx::add_memory_map s_axi_ctrl $core]
    set_property slave_memory_map_ref s_axi_ctrl [ipx::get_bus_interfaces s_axi_ctrl -of_objects $core]
  }
  set block [ipx::get_address_blocks -quiet reg0 -of_objects $map]
  if {$block eq ""} {
    set block [ipx::add_address_block reg0 $map]
  }
  set_property base_address 0 $block
  set_property range 4096 $block
  set_property width 32 $block
  set_property usage register $block
}
