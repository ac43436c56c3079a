# The accelerator synthesised by itself, at 200 MHz. In the board's design its clock comes from the processing system, whose own
# constraints define it.
create_clock -name aclk -period 5.000 [get_ports aclk]
