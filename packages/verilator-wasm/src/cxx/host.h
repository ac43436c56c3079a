// What the simulated design may ask of its JavaScript host. Included before every Verilator header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>

// WASI has no processor time; newer Verilators name it, for reports that a model does not make.
#ifndef CLOCK_PROCESS_CPUTIME_ID
#define CLOCK_PROCESS_CPUTIME_ID CLOCK_MONOTONIC
#endif

#define VW_IMPORT(name) __attribute__((import_module("host"), import_name(name)))
#define VW_EXPORT(name) __attribute__((export_name(name), used)) extern "C"

// Kinds of host_message; runtime/messages.ts decodes them.
enum vw_message : int { VW_PRINT = 0, VW_STOP = 1, VW_FINISH = 2, VW_FATAL = 3, VW_WARN = 4 };

extern "C" {
VW_IMPORT("message") void host_message(int kind, const char* text, size_t length);
VW_IMPORT("trace_write") void host_trace_write(const char* bytes, size_t length);

/// printf of `$display` and friends.
int vw_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
/// Set by $stop, a failed assertion and $finish; `run` ends on it.
extern int vw_halted;
/// Simulated time in ticks: picoseconds, or the model's time precision where that is finer.
extern uint64_t vw_ticks;
/// Ticks in a unit of the model's time precision.
extern uint64_t vw_ticks_per_unit;
}

#define VL_PRINTF vw_printf
// Our own versions of the runtime's user hooks (cxx/runtime.cpp).
#define VL_USER_STOP
#define VL_USER_FINISH
#define VL_USER_FATAL
#define VL_USER_WARN
