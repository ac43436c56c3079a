# Constraints of the board's design. No pin of the PL is used, and there is one clock: pl_clk0, which the constraints of the processing
# system's IP define at the frequency of the block design. The reset is synchronous to it and is timed like any other signal.

# The interrupt is a level, which the processing system synchronises and software clears: no timing to meet.
set_false_path -to [get_pins -hierarchical -filter {NAME =~ *PS8_i/PLPSIRQ0[*]}]
