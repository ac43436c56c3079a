"""The emitted streaming core on Icarus Verilog, driven by cocotbext-axi: AXI4-Stream as somebody else understands it.

Started as a script it builds and runs; imported by cocotb it is the test. $CORE_JOBS names a JSON file with the jobs: command, activations, weights of
the four channels and the frame that must come out, as hexadecimal bytes, and the pause patterns of the streams.
"""

import itertools
import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    from cocotb_tools.runner import get_runner

    build_dir, sources = sys.argv[1], [Path(name) for name in sys.argv[2:]]
    runner = get_runner("icarus")
    runner.build(sources=sources, hdl_toplevel="macromac_core", build_dir=build_dir, timescale=("1ns", "1ps"))
    sys.path.insert(0, str(Path(__file__).parent))
    results = runner.test(
        hdl_toplevel="macromac_core", test_module="core_cocotb", build_dir=build_dir, test_dir=build_dir
    )
    from cocotb_tools.check_results import get_results

    total, failed = get_results(Path(results))
    print(f"cocotb: {total} tests, {failed} failed")
    sys.exit(1 if failed or not total else 0)
else:
    import cocotb
    from cocotb.clock import Clock
    from cocotb.triggers import ClockCycles
    from cocotbext.axi import AxiStreamBus, AxiStreamSink, AxiStreamSource

    PLAN = json.loads(Path(os.environ["CORE_JOBS"]).read_text())

    async def start(dut):
        """The bus models on a core fresh from reset."""
        cocotb.start_soon(Clock(dut.aclk, 5, unit="ns").start())
        names = ["s_axis_cmd", "s_axis_x", *(f"s_axis_w{c}" for c in range(4))]
        sources = {
            name: AxiStreamSource(AxiStreamBus.from_prefix(dut, name), dut.aclk, dut.aresetn, reset_active_level=False)
            for name in names
        }
        sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis_y"), dut.aclk, dut.aresetn, reset_active_level=False)
        for bus in (*sources.values(), sink):
            bus.log.setLevel("WARNING")
        dut.aresetn.value = 0
        await ClockCycles(dut.aclk, 3)
        dut.aresetn.value = 1
        return sources, sink

    async def run(dut, pauses):
        sources, sink = await start(dut)
        for name, pattern in pauses.items():
            bus = sink if name == "m_axis_y" else sources[name]
            bus.set_pause_generator(itertools.cycle(pattern))
        for job in PLAN["jobs"]:
            sources["s_axis_cmd"].send_nowait(bytes.fromhex(job["command"]))
            sources["s_axis_x"].send_nowait(bytes.fromhex(job["x"]))
            for c, region in enumerate(job["weights"]):
                sources[f"s_axis_w{c}"].send_nowait(bytes.fromhex(region))
        for index, job in enumerate(PLAN["jobs"]):
            frame = await sink.recv()
            assert bytes(frame.tdata).hex() == job["y"], f"job {index}: other bits than the golden model's"

    @cocotb.test(timeout_time=200, timeout_unit="us")
    async def back_to_back(dut):
        """Every beat as soon as it is taken."""
        await run(dut, {})

    @cocotb.test(timeout_time=1000, timeout_unit="us")
    async def under_back_pressure(dut):
        """Every stream pauses in a pattern of its own."""
        await run(dut, PLAN["pauses"])
