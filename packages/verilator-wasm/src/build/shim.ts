import type { Generated, Symbols } from './symbols.ts';

export interface ShimOptions {
  readonly prefix: string;
  readonly trace: boolean;
  readonly coverage: boolean;
}

/** C++ that ties one generated model to the host: construction, addresses of its signals, evaluation, clocking. */
export function writeShim(generated: Generated, symbols: Symbols, { prefix, trace, coverage }: ShimOptions): string {
  const model = generated.get(`${prefix}.cpp`) ?? '';
  // Without class objects, tracing or several models, eval_step() does nothing beyond calling this function.
  const direct = !trace && !model.includes('__Vm_deleter');
  const all = [...symbols.ports, ...symbols.internals];
  return `
#include "${prefix}__Syms.h"
#include "${prefix}.h"
${trace ? '#include "verilated_vcd_c.h"' : ''}
${coverage ? '#include "verilated_cov.h"' : ''}

namespace {
VerilatedContext* context;
${prefix}* model;
// The generated class keeps this pointer private; it is its first data member that names this type.
${prefix}__Syms* symbols;
uint32_t addresses[${Math.max(all.length, 1)}];
}

${direct ? `void ${prefix}___024root___eval(${prefix}___024root*);` : ''}

/** Constructs the design. reset: 0 zeros, 1 ones, 2 random by seed. Returns the table of signal addresses. */
VW_EXPORT("create") uint32_t* vw_create(int reset, int seed) {
    context = new VerilatedContext;
    Verilated::threadContextp(context);
    context->randReset(reset);
    context->randSeed(seed);
    ${trace ? 'context->traceEverOn(true);' : ''}
    model = new ${prefix}{context, ""};
    symbols = model->rootp->vlSymsp;
${all.map(({ expression }, i) => `    addresses[${i}] = reinterpret_cast<uint32_t>(&${expression});`).join('\n')}
    return addresses;
}

/** First evaluation runs the initial blocks. */
VW_EXPORT("start") int vw_start() {
    model->eval();
    return vw_halted;
}

static inline void evaluate() {
    ${direct ? `${prefix}___024root___eval(&symbols->TOP);` : 'model->eval();'}
}

VW_EXPORT("eval") int vw_eval() {
    evaluate();
    return vw_halted;
}

/** Full periods of the one-bit input at \`clock\`: high, then low. Returns the periods done; stops after a $finish or $stop. */
VW_EXPORT("run") uint32_t vw_run(CData* clock, uint32_t cycles) {
    if (*clock) {
        *clock = 0;
        evaluate();
    }
    uint32_t done = 0;
    while (done < cycles && !vw_halted) {
        *clock = 1;
        evaluate();
        *clock = 0;
        evaluate();
        ++done;
    }
    return done;
}

VW_EXPORT("finish") void vw_finish() { model->final(); }
VW_EXPORT("resume") void vw_resume() { vw_halted = 0; }
VW_EXPORT("set_time") void vw_set_time(uint64_t time) { context->time(time); }
VW_EXPORT("get_time") uint64_t vw_get_time() { return context->time(); }
${trace ? TRACE : ''}${coverage ? COVERAGE : ''}`;
}

const TRACE = `
namespace {
/// A VCD "file" whose bytes go to the host.
class HostFile final : public VerilatedVcdFile {
public:
    bool open(const std::string&) override { return true; }
    void close() override {}
    ssize_t write(const char* bytes, ssize_t length) override {
        host_trace_write(bytes, length);
        return length;
    }
};
HostFile* traceFile;
VerilatedVcdC* tracer;
}

VW_EXPORT("trace_open") void vw_trace_open(const char* timescale) {
    traceFile = new HostFile;
    tracer = new VerilatedVcdC{traceFile};
    model->trace(tracer, 99);
    if (timescale[0]) {
        tracer->set_time_unit(timescale);
        tracer->set_time_resolution(timescale);
    }
}
VW_EXPORT("trace_scope") void vw_trace_scope(const char* scope) { tracer->dumpvars(0, scope); }
VW_EXPORT("trace_start") void vw_trace_start() { tracer->open("host"); }
VW_EXPORT("trace_dump") void vw_trace_dump(uint64_t time) { tracer->dump(time); }
VW_EXPORT("trace_close") void vw_trace_close() {
    tracer->close();
    delete tracer;
    delete traceFile;
}
`;

const COVERAGE = `
VW_EXPORT("coverage_write") void vw_coverage_write() { context->coveragep()->write("coverage.dat"); }
`;
