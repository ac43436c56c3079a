"""The cocotb half of bench/testbench.ts: the same FIFO, the same frames, with cocotbext-axi's AXI4-Stream source and sink.

Started as a script it builds and runs the simulation; imported by cocotb it is the test. Results go to $BENCH_RESULT as JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

FRAMES = int(os.environ.get("BENCH_FRAMES", "100"))
FRAME_BYTES = int(os.environ.get("BENCH_FRAME_BYTES", "1024"))

if __name__ == "__main__":
    try:
        from cocotb_tools.runner import get_runner
    except ImportError:
        from cocotb.runner import get_runner

    simulator, source, build_dir = sys.argv[1:4]
    started = time.perf_counter()
    runner = get_runner(simulator)
    runner.build(
        sources=[Path(source)],
        hdl_toplevel="axis_fifo",
        parameters={"WIDTH": 64},
        build_dir=build_dir,
        always="--cold" in sys.argv,
        timescale=("1ns", "1ps"),
        build_args=["-Wno-fatal"] if simulator == "verilator" else [],
    )
    built = time.perf_counter()
    sys.path.insert(0, str(Path(__file__).parent))
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    runner.test(hdl_toplevel="axis_fifo", test_module="testbench_cocotb", build_dir=build_dir, test_dir=build_dir)
    path = Path(os.environ["BENCH_RESULT"])
    result = json.loads(path.read_text())
    result["build"] = built - started
    result["total"] = time.perf_counter() - started
    path.write_text(json.dumps(result))
else:
    import cocotb
    from cocotb.clock import Clock
    from cocotb.triggers import RisingEdge
    from cocotb.utils import get_sim_time
    from cocotbext.axi import AxiStreamBus, AxiStreamSink, AxiStreamSource

    @cocotb.test()
    async def frames(dut):
        """Sends FRAMES frames back to back and compares what comes out."""
        try:
            cocotb.start_soon(Clock(dut.clk, 10, unit="ns").start())
        except TypeError:
            cocotb.start_soon(Clock(dut.clk, 10, units="ns").start())
        # Verilator before 5.036: `dir(dut)`, which AxiStreamBus calls, fills cocotb's cache with handles of the module's own copies of its
        # ports; what is written to those never arrives, and the test waits for ever. Handles looked up by name before it are right.
        for bus in "sm":
            for wire in ("tdata", "tvalid", "tready", "tlast", "tkeep"):
                getattr(dut, f"{bus}_{wire}")
        source = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s"), dut.clk, dut.rst)
        sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m"), dut.clk, dut.rst)
        for bus in (source, sink):
            bus.log.setLevel("WARNING")
        dut.rst.value = 1
        for _ in range(2):
            await RisingEdge(dut.clk)
        dut.rst.value = 0
        await RisingEdge(dut.clk)
        sent = [bytes((i * 7 + f) & 255 for i in range(FRAME_BYTES)) for f in range(FRAMES)]
        cpu, wall, begin = time.process_time(), time.perf_counter(), get_sim_time("ns")
        for frame in sent:
            source.send_nowait(frame)
        for frame in sent:
            received = await sink.recv()
            assert bytes(received.tdata) == frame
        cycles = (get_sim_time("ns") - begin) / 10
        Path(os.environ["BENCH_RESULT"]).write_text(
            json.dumps({"cycles": cycles, "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall})
        )
