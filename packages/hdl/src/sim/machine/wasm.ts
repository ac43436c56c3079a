/**
 * As much of the WebAssembly binary format as the simulator writes (https://webassembly.github.io/spec/core/binary/).
 */

export const I32 = 0x7f;
export const I64 = 0x7e;
export type ValueType = typeof I32 | typeof I64;
export const emptyBlock = 0x40;

/** Opcodes, by the name of the text format with `.` as in `i32.add`. */
export const Wasm = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  call: 0x10,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Load: 0x28,
  i64Load: 0x29,
  i32Load8: 0x2d,
  i32Load16: 0x2f,
  i64Load8: 0x31,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Store8: 0x3a,
  i32Store16: 0x3b,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Wrap: 0xa7,
  i64ExtendSigned: 0xac,
  i64ExtendUnsigned: 0xad,
} as const;

/** Opcodes that come in a 32-bit and a 64-bit form. */
export const Sized = {
  eqz: [0x45, 0x50],
  eq: [0x46, 0x51],
  ne: [0x47, 0x52],
  ltSigned: [0x48, 0x53],
  ltUnsigned: [0x49, 0x54],
  leSigned: [0x4c, 0x57],
  leUnsigned: [0x4d, 0x58],
  popcnt: [0x69, 0x7b],
  add: [0x6a, 0x7c],
  sub: [0x6b, 0x7d],
  mul: [0x6c, 0x7e],
  divSigned: [0x6d, 0x7f],
  divUnsigned: [0x6e, 0x80],
  remSigned: [0x6f, 0x81],
  remUnsigned: [0x70, 0x82],
  and: [0x71, 0x83],
  or: [0x72, 0x84],
  xor: [0x73, 0x85],
  shl: [0x74, 0x86],
  shrSigned: [0x75, 0x87],
  shrUnsigned: [0x76, 0x88],
  extend8: [0xc0, 0xc2],
  extend16: [0xc1, 0xc3],
} as const;

/** A growing array of bytes with the format's number encodings. */
export class Bytes {
  length = 0;
  private data = new Uint8Array(256);

  byte(value: number): void {
    if (this.length === this.data.length) {
      this.reserve(1);
    }
    this.data[this.length++] = value;
  }

  unsigned(value: number): void {
    while (value >= 0x80) {
      this.byte((value & 0x7f) | 0x80);
      value >>>= 7;
    }
    this.byte(value);
  }

  /** A signed 32-bit number. */
  signed(value: number): void {
    for (;;) {
      const low = value & 0x7f;
      value >>= 7;
      if ((value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  /** A signed 64-bit number. */
  signedLong(value: bigint): void {
    if (value >= -0x8000_0000n && value < 0x8000_0000n) {
      this.signed(Number(value));
      return;
    }
    for (;;) {
      const low = Number(value & 0x7fn);
      value >>= 7n;
      if ((value === 0n && (low & 0x40) === 0) || (value === -1n && (low & 0x40) !== 0)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.data.length) {
      this.reserve(bytes.length);
    }
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  view(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  private reserve(more: number): void {
    const data = new Uint8Array(Math.max(this.data.length * 2, this.length + more));
    data.set(this.data);
    this.data = data;
  }
}

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface WasmFunction {
  readonly type: FunctionType;
  /** Beyond the parameters, in order. */
  readonly locals: readonly ValueType[];
  /** Without the closing `end`. */
  readonly code: Bytes;
}

export interface WasmModule {
  /** Imported functions of module `env` take the lowest numbers. */
  readonly imports: readonly { readonly name: string; readonly type: FunctionType }[];
  readonly functions: readonly WasmFunction[];
  /** Export names of functions, by their number with the imports counted. */
  readonly exports: Readonly<Record<string, number>>;
}

/** The module as bytes; its memory is imported as `env.memory`. */
export function encodeModule({ imports, functions, exports }: WasmModule): Uint8Array<ArrayBuffer> {
  const types: FunctionType[] = [];
  const typeIndex = (type: FunctionType): number => {
    const same = types.findIndex(
      (each) => each.parameters.join() === type.parameters.join() && each.results.join() === type.results.join(),
    );
    return same >= 0 ? same : types.push(type) - 1;
  };
  const importSection = new Bytes();
  importSection.unsigned(imports.length + 1);
  importSection.text('env');
  importSection.text('memory');
  for (const byte of [2, 0, 1]) {
    importSection.byte(byte);
  }
  for (const { name, type } of imports) {
    importSection.text('env');
    importSection.text(name);
    importSection.byte(0);
    importSection.unsigned(typeIndex(type));
  }
  const functionSection = new Bytes();
  functionSection.unsigned(functions.length);
  const codeSection = new Bytes();
  codeSection.unsigned(functions.length);
  for (const { type, locals, code } of functions) {
    functionSection.unsigned(typeIndex(type));
    const body = new Bytes();
    const runs: { type: ValueType; count: number }[] = [];
    for (const local of locals) {
      const last = runs.at(-1);
      if (last?.type === local) {
        last.count++;
      } else {
        runs.push({ type: local, count: 1 });
      }
    }
    body.unsigned(runs.length);
    for (const run of runs) {
      body.unsigned(run.count);
      body.byte(run.type);
    }
    body.raw(code.view());
    body.byte(Wasm.end);
    codeSection.unsigned(body.length);
    codeSection.raw(body.view());
  }
  const exportSection = new Bytes();
  const names = Object.entries(exports);
  exportSection.unsigned(names.length);
  for (const [name, index] of names) {
    exportSection.text(name);
    exportSection.byte(0);
    exportSection.unsigned(index);
  }
  const typeSection = new Bytes();
  typeSection.unsigned(types.length);
  for (const { parameters, results } of types) {
    typeSection.byte(0x60);
    for (const list of [parameters, results]) {
      typeSection.unsigned(list.length);
      for (const each of list) {
        typeSection.byte(each);
      }
    }
  }
  const module = new Bytes();
  module.raw(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  const sections = [
    [1, typeSection],
    [2, importSection],
    [3, functionSection],
    [7, exportSection],
    [10, codeSection],
  ] as const;
  for (const [id, section] of sections) {
    module.byte(id);
    module.unsigned(section.length);
    module.raw(section.view());
  }
  return module.view().slice();
}
