import { edgeUse, previousName } from './edges.ts';
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
  const inputs = symbols.ports
    .concat(symbols.hidden)
    .filter(({ direction }) => direction === 'input')
    .map(({ expression }) => expression.slice('model->'.length));
  const uses = trace || coverage ? [] : inputs.map((member) => ({ member, ...edgeUse(generated, prefix, member) }));
  const quiet = uses.filter(({ risingOnly }) => risingOnly).map(({ member }) => member);
  const alone = uses.filter(({ onlyTrigger }) => onlyTrigger).map(({ member }) => member);
  const all = [...symbols.ports, ...symbols.internals, ...symbols.hidden];
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
constexpr int PICOSECOND = -12;
uint32_t addresses[${Math.max(all.length, 1)}];
}

${direct ? `void ${prefix}___024root___eval(${prefix}___024root*);` : ''}

/** Constructs the design. reset: 0 zeros, 1 ones, 2 random by seed. Returns the table of signal addresses. */
VW_EXPORT("create") uint32_t* vw_create(int reset, int seed) {
    context = new VerilatedContext;
    Verilated::threadContextp(context);
    context->commandArgs(0, static_cast<const char**>(nullptr));
    context->randReset(reset);
    context->randSeed(seed);
    ${trace ? 'context->traceEverOn(true);' : ''}
    ${coverage ? 'context->coveragep()->forcePerInstance(true);' : ''}
    model = new ${prefix}{context, ""};
    symbols = model->rootp->vlSymsp;
${all.map(({ expression }, i) => `    addresses[${i}] = reinterpret_cast<uint32_t>(&${expression});`).join('\n')}
    for (int exponent = context->timeprecision(); exponent > PICOSECOND; --exponent) vw_ticks_per_unit *= 10;
    // Verilator counts inputs among what it randomises; the test bench drives them, from zero.
${inputs.map((member) => `    memset(&model->${member}, 0, sizeof model->${member});`).join('\n')}
    return addresses;
}

/** Adds one argument of the command line that the design asks for with $test$plusargs and $value$plusargs. */
VW_EXPORT("plusarg") void vw_plusarg(const char* text) { context->commandArgsAdd(1, &text); }

/** First evaluation runs the initial blocks. */
VW_EXPORT("start") int vw_start() {
    model->eval();
    return vw_halted;
}

static inline void evaluate() {
    ${direct ? `${prefix}___024root___eval(&symbols->TOP);` : 'model->eval();'}
}

/** \`ticks\`: the simulated time from now on; negative leaves it. */
VW_EXPORT("eval") int vw_eval(double ticks) {
    if (ticks >= 0) vw_ticks = static_cast<uint64_t>(ticks);
    evaluate();
    return vw_halted;
}

/** Verilator's memory of a clock whose falling edge changes nothing in the design; null for other clocks. */
static CData* quietFall(CData* clock) {
${quiet.map((member) => `    if (clock == &model->${member}) return &symbols->TOP.${previousName(generated, member)};`).join('\n')}
    return nullptr;
}

/** Is the rise of this clock all that triggers anything? Then inputs may settle together with it. */
static bool isOnlyTrigger(CData* clock) {
${alone.map((member) => `    if (clock == &model->${member}) return true;`).join('\n')}
    return false;
}

/** Full periods of the one-bit input at \`clock\`: high, then low. \`settled\`: no input was written since the last
 * evaluation. \`first\`: time of the first rise [ticks], negative for the low half of \`period\` from now. Returns the
 * periods done, as their complement when a $finish or $stop ended it. */
VW_EXPORT("run") int32_t vw_run(CData* clock, int32_t cycles, int32_t settled, double first, double period) {
    if (*clock) {
        if (!settled) evaluate();
        *clock = 0;
        evaluate();
    } else if (!settled && !isOnlyTrigger(clock)) {
        evaluate();  // clock gates, other clocks and asynchronous resets see the inputs before the edge
    }
    const uint64_t high = static_cast<uint64_t>(period) / 2;
    const uint64_t low = static_cast<uint64_t>(period) - high;
    if (first >= 0) vw_ticks = static_cast<uint64_t>(first) - low;
    int32_t done = 0;
    if (CData* const previous = quietFall(clock)) {
        for (; done < cycles && !vw_halted; ++done) {
            *clock = 1;
            vw_ticks += low;
            evaluate();
            *clock = 0;
            vw_ticks += high;
            *previous = 0;  // all that an evaluation would do here
        }
        return vw_halted ? ~done : done;
    }
    while (done < cycles && !vw_halted) {
        *clock = 1;
        vw_ticks += low;
        evaluate();
        *clock = 0;
        vw_ticks += high;
        evaluate();
        ++done;
    }
    return vw_halted ? ~done : done;
}

VW_EXPORT("finish") void vw_finish() { model->final(); }
VW_EXPORT("flush") void vw_flush() { fflush(nullptr); }
VW_EXPORT("finished") int vw_finished() { return context->gotFinish(); }
VW_EXPORT("resume") void vw_resume() { vw_halted = 0; }
VW_EXPORT("set_time") void vw_set_time(uint64_t time) { vw_ticks = time * vw_ticks_per_unit; }
VW_EXPORT("get_time") uint64_t vw_get_time() { return vw_time(1); }
/** The power of ten that is the model's time precision [s]. */
VW_EXPORT("precision") int vw_precision() { return context->timeprecision(); }
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
/// Signals at and below a path, any number of levels down.
VW_EXPORT("trace_scope") void vw_trace_scope(const char* scope) { tracer->dumpvars(1 << 20, scope); }
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
