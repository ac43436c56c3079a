/** The versions both the core's test and bench/testbench.ts use. */
export const COCOTB = ['cocotb==2.1.0', 'cocotbext-axi==0.1.28'];
