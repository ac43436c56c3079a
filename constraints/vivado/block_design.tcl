# Processing system, reset, and the accelerator between them. One clock, pl_clk0, for everything.

namespace eval macromac {
  # Byte address of the registers: the first of HPM0_FPD. The device tree has it too.
  variable registers 0xA0000000
  # A memory port of the accelerator a line: interface and clock of the processing system, and the name under which Vivado keeps its settings
  # and addresses. HP1 is left out, since HP1 and HP2 share a port of the DDR controller.
  variable memory_ports {
    m_axi_0 S_AXI_HPC0_FPD saxihpc0_fpd_aclk GP0 HPC0
    m_axi_1 S_AXI_HP0_FPD  saxihp0_fpd_aclk  GP2 HP0
    m_axi_2 S_AXI_HP2_FPD  saxihp2_fpd_aclk  GP4 HP2
    m_axi_3 S_AXI_HP3_FPD  saxihp3_fpd_aclk  GP5 HP3
  }
}

proc macromac::create_block_design {megahertz} {
  variable memory_ports
  variable vlnv
  create_bd_design board
  create_processing_system $megahertz
  create_bd_cell -type ip -vlnv $vlnv accelerator
  create_bd_cell -type ip -vlnv xilinx.com:ip:proc_sys_reset:5.0 reset
  create_bd_cell -type ip -vlnv xilinx.com:ip:smartconnect:1.0 control
  set_property -dict {CONFIG.NUM_SI 1 CONFIG.NUM_MI 1} [get_bd_cells control]

  connect_clock_and_reset
  # 128 bits of AXI4 down to 32 of AXI4-Lite.
  connect_bd_intf_net [get_bd_intf_pins ps/M_AXI_HPM0_FPD] [get_bd_intf_pins control/S00_AXI]
  connect_bd_intf_net [get_bd_intf_pins control/M00_AXI] [get_bd_intf_pins accelerator/s_axi_ctrl]
  # Nothing lies between the accelerator's ports and those of the processing system: widths, bursts and clock are the same.
  foreach {port interface clock setting name} $memory_ports {
    connect_bd_intf_net [get_bd_intf_pins accelerator/$port] [get_bd_intf_pins ps/$interface]
  }
  connect_bd_net [get_bd_pins accelerator/irq] [get_bd_pins ps/pl_ps_irq0]

  assign_addresses
  validate_bd_design
  save_bd_design

  set design [get_files board.bd]
  generate_target all $design
  add_files -norecurse [make_wrapper -files $design -top]
  set_property top board_wrapper [current_fileset]
  update_compile_order -fileset sources_1
}

# All ports are 128 bits wide: that is what the hardware has after reset, so it also holds where the device tree's `afi0` is not acted on.
proc macromac::create_processing_system {megahertz} {
  variable memory_ports
  create_bd_cell -type ip -vlnv xilinx.com:ip:zynq_ultra_ps_e ps
  if {[get_property board_part [current_project]] ne ""} {
    apply_bd_automation -rule xilinx.com:bd_rule:zynq_ultra_ps_e -config {apply_board_preset 1} [get_bd_cells ps]
  }
  set settings [dict create \
    CONFIG.PSU__FPGA_PL0_ENABLE 1 \
    CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ $megahertz \
    CONFIG.PSU__NUM_FABRIC_RESETS 1 \
    CONFIG.PSU__USE__IRQ0 1 \
    CONFIG.PSU__USE__IRQ1 0 \
    CONFIG.PSU__USE__M_AXI_GP0 1 \
    CONFIG.PSU__MAXIGP0__DATA_WIDTH 128 \
    CONFIG.PSU__USE__M_AXI_GP1 0 \
    CONFIG.PSU__USE__M_AXI_GP2 0]
  foreach {port interface clock setting name} $memory_ports {
    dict set settings CONFIG.PSU__USE__S_AXI_$setting 1
    dict set settings CONFIG.PSU__SAXI${setting}__DATA_WIDTH 128
  }
  foreach unused {GP1 GP3 GP6} {
    dict set settings CONFIG.PSU__USE__S_AXI_$unused 0
  }
  set_property -dict $settings [get_bd_cells ps]
}

proc macromac::connect_clock_and_reset {} {
  variable memory_ports
  set clock [get_bd_pins ps/pl_clk0]
  foreach pin {accelerator/aclk control/aclk reset/slowest_sync_clk ps/maxihpm0_fpd_aclk} {
    connect_bd_net $clock [get_bd_pins $pin]
  }
  foreach {port interface pin setting name} $memory_ports {
    connect_bd_net $clock [get_bd_pins ps/$pin]
  }
  connect_bd_net [get_bd_pins ps/pl_resetn0] [get_bd_pins reset/ext_reset_in]
  connect_bd_net [get_bd_pins reset/peripheral_aresetn] [get_bd_pins accelerator/aresetn]
  connect_bd_net [get_bd_pins reset/interconnect_aresetn] [get_bd_pins control/aresetn]
}

# The registers, and for each memory port all of the DDR: 2 GB from 0, 2 GB from 0x8_0000_0000. The upper half exists only with the board's
# preset, which tells how much DDR there is.
proc macromac::assign_addresses {} {
  variable registers
  variable memory_ports
  assign_bd_address -offset $registers -range 4K -target_address_space [get_bd_addr_spaces ps/Data] \
    [get_bd_addr_segs accelerator/s_axi_ctrl/reg0] -force
  foreach {port interface clock setting name} $memory_ports {
    foreach {half offset} {LOW 0x000000000 HIGH 0x800000000} {
      set segment [get_bd_addr_segs -quiet ps/SAXI$setting/${name}_DDR_$half]
      if {$segment eq ""} {
        if {$half eq "LOW"} { error "the processing system has no DDR behind $interface" }
        puts "macromac: $port does not reach the upper 2 GB of the DDR (no board preset)"
        continue
      }
      assign_bd_address -offset $offset -range 2G -target_address_space [get_bd_addr_spaces accelerator/$port] $segment -force
    }
  }
}
