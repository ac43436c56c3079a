// The design-independent part of the simulator module: memory, messages. Compiled once, cached.
#include "verilated.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

//===========================================================================
// Memory. A block allocator whose high-water mark bounds a snapshot, in place of wasi-libc's dlmalloc, which claims
// the whole linear memory at once. Free blocks wait in one list for each power of two.

extern unsigned char __heap_base;

namespace {

constexpr size_t PAGE = 65536;
constexpr int SMALLEST = 4;  // log2 of the smallest block
constexpr int CLASSES = 32;

struct Block {
    size_t size;
    Block* next;  // only while free
};
constexpr size_t HEADER = 16;  // keeps payloads 16-byte aligned

uintptr_t heapTop = 0;
Block* freeBlocks[CLASSES];
bool frozen = false;

void reach(uintptr_t top) {
    const size_t have = __builtin_wasm_memory_size(0) * PAGE;
    if (top <= have) return;
    // Growing would detach the typed arrays the host has handed out as signal handles.
    if (frozen || __builtin_wasm_memory_grow(0, (top - have + PAGE - 1) / PAGE) == static_cast<size_t>(-1)) {
        static const char text[] = "the design ran out of memory; give instantiate() a larger spareMemory";
        host_message(VW_FATAL, text, sizeof(text) - 1);
        __builtin_trap();
    }
}

void* allocate(size_t size) {
    int k = SMALLEST;
    while ((size_t{1} << k) < size) ++k;
    if (Block* const block = freeBlocks[k]) {
        freeBlocks[k] = block->next;
        return reinterpret_cast<unsigned char*>(block) + HEADER;
    }
    if (!heapTop) heapTop = (reinterpret_cast<uintptr_t>(&__heap_base) + 15) & ~uintptr_t{15};
    // Very large blocks (the design itself) take just what they need.
    const size_t payload = k > 20 ? (size + 15) & ~size_t{15} : size_t{1} << k;
    const uintptr_t base = heapTop;
    reach(base + HEADER + payload);
    heapTop = base + HEADER + payload;
    Block* const block = reinterpret_cast<Block*>(base);
    block->size = payload;
    return reinterpret_cast<unsigned char*>(block) + HEADER;
}

Block* blockOf(void* p) { return reinterpret_cast<Block*>(static_cast<unsigned char*>(p) - HEADER); }

}  // namespace

extern "C" {

void* malloc(size_t size) { return allocate(size); }

void free(void* p) {
    if (!p) return;
    Block* const block = blockOf(p);
    int k = SMALLEST;
    while ((size_t{2} << k) <= block->size) ++k;  // the largest class it can serve
    block->next = freeBlocks[k];
    freeBlocks[k] = block;
}

void* calloc(size_t count, size_t size) {
    void* const p = allocate(count * size);
    return memset(p, 0, count * size);
}

void* realloc(void* old, size_t size) {
    if (!old) return allocate(size);
    const size_t have = blockOf(old)->size;
    if (size <= have) return old;
    void* const p = allocate(size);
    memcpy(p, old, have);
    free(old);
    return p;
}

void* aligned_alloc(size_t alignment, size_t size) {
    if (alignment <= 16) return allocate(size);
    // Over-aligned blocks (Verilated classes ask for a cache line) get a copy of the header right below them.
    unsigned char* const raw = static_cast<unsigned char*>(allocate(size + alignment + HEADER));
    const uintptr_t aligned = (reinterpret_cast<uintptr_t>(raw) + alignment - 1) & ~(alignment - 1);
    if (aligned != reinterpret_cast<uintptr_t>(raw)) {
        const size_t lost = aligned - reinterpret_cast<uintptr_t>(raw);
        blockOf(reinterpret_cast<void*>(aligned))->size = blockOf(raw)->size - lost;
    }
    return reinterpret_cast<void*>(aligned);
}

int posix_memalign(void** out, size_t alignment, size_t size) {
    *out = aligned_alloc(alignment, size);
    return 0;
}

// wasi-libc's own names for the same; without them dlmalloc is linked in after all.
void* __libc_malloc(size_t size) { return malloc(size); }
void* __libc_calloc(size_t count, size_t size) { return calloc(count, size); }
void __libc_free(void* p) { free(p); }
size_t malloc_usable_size(void* p) { return p ? blockOf(p)->size : 0; }

}  // extern "C"

/// Ends the construction phase: `spare` more bytes can be allocated from here on, and memory never moves again.
VW_EXPORT("freeze") void vw_freeze(size_t spare) {
    reach(heapTop + spare);
    frozen = true;
}

VW_EXPORT("heap_top") uintptr_t vw_heap_top() { return heapTop; }

/// Scratch space for strings the host passes in; the host gives it back with `release`.
VW_EXPORT("allocate") void* vw_allocate(size_t size) { return malloc(size); }
VW_EXPORT("release") void vw_release(void* p) { free(p); }

//===========================================================================
// Messages

int vw_halted = 0;
uint64_t vw_ticks = 0;
uint64_t vw_ticks_per_unit = 1;

int vw_printf(const char* format, ...) {
    char small[512];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length < static_cast<int>(sizeof small)) {
        if (length > 0) host_message(VW_PRINT, small, length);
        return length;
    }
    char* const large = static_cast<char*>(malloc(length + 1));
    va_start(arguments, format);
    vsnprintf(large, length + 1, format, arguments);
    va_end(arguments);
    host_message(VW_PRINT, large, length);
    free(large);
    return length;
}

static void report(vw_message kind, const char* filename, int line, const char* text) {
    char buffer[1024];
    const bool named = filename && filename[0];
    const int length = named && line   ? snprintf(buffer, sizeof buffer, "%s:%d: %s", filename, line, text)
                       : named         ? snprintf(buffer, sizeof buffer, "%s: %s", filename, text)
                                       : snprintf(buffer, sizeof buffer, "%s", text);
    host_message(kind, buffer, length < static_cast<int>(sizeof buffer) ? length : sizeof buffer - 1);
}

void vl_finish(const char* filename, int line, const char*) VL_MT_UNSAFE {
    Verilated::threadContextp()->gotFinish(true);
    vw_halted = 1;
    report(VW_FINISH, filename, line, "$finish");
}

void vl_stop(const char* filename, int line, const char*) VL_MT_UNSAFE {
    Verilated::threadContextp()->gotError(true);
    vw_halted = 1;
    report(VW_STOP, filename, line, "$stop");
}

void vl_fatal(const char* filename, int line, const char*, const char* text) VL_MT_UNSAFE {
    report(VW_FATAL, filename, line, text);
    __builtin_trap();
}

void vl_warn(const char* filename, int line, const char*, const char* text) VL_MT_UNSAFE {
    report(VW_WARN, filename, line, text);
}

//===========================================================================
// Files. wasi-libc drops the slash of an absolute path before the host sees it; here it is replaced by a mark instead
// (linked with --wrap=fopen; runtime/wasi.ts).

extern "C" FILE* __real_fopen(const char* path, const char* mode);

extern "C" FILE* __wrap_fopen(const char* path, const char* mode) {
    if (path[0] != '/') return __real_fopen(path, mode);
    const size_t size = strlen(path) + 1;
    char* const marked = static_cast<char*>(malloc(size));
    memcpy(marked, path, size);
    marked[0] = '\1';
    FILE* const file = __real_fopen(marked, mode);
    free(marked);
    return file;
}

extern "C" int __cxa_thread_atexit(void (*)(void*), void*, void*) { return 0; }
