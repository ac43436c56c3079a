import type { Signal } from '../../ir/index.ts';
import { childPath, type FlatDesign } from '../design/flatten.ts';

/** Same shape as the testbench's. */
export interface TraceOptions {
  write(chunk: Uint8Array): void;
  timescale?: string;
  scopes?: readonly string[];
}

export interface Trace {
  dump(time: bigint): void;
  close(): void;
}

interface Variable {
  readonly code: string;
  readonly width: number;
  /** Index of the first 32-bit word, and how many hold the value (of one piece). */
  readonly pieces: readonly {
    readonly word: number;
    readonly words: number;
    readonly low: number;
    readonly width: number;
  }[];
}

const chunkBytes = 1 << 16;

/**
 * Writes a value change dump (IEEE 1364-2001, 18): header now, then at each `dump` what has changed. Signals that are
 * one and the same share an identifier.
 */
export function createTrace(
  options: TraceOptions,
  flat: FlatDesign,
  outputs: readonly { signal: Signal; address: number }[],
  internals: readonly { path: string; signal: Signal; address: number }[],
  memory: Int32Array,
  refresh: () => void,
): Trace {
  const encoder = new TextEncoder();
  let text = '';
  const flush = () => {
    if (text !== '') {
      options.write(encoder.encode(text));
    }
    text = '';
  };
  const put = (more: string) => {
    text += more;
    if (text.length >= chunkBytes) {
      flush();
    }
  };

  const places = collectPlaces(flat, outputs, internals);
  const variables = new Map<string, Variable>();
  const wanted = (path: string) =>
    !options.scopes || options.scopes.some((scope) => path === scope || path.startsWith(`${scope}.`) || scope === '');
  put(`$version chisel-lite $end\n$timescale ${options.timescale ?? '1ps'} $end\n`);
  const scopeTree = (path: string, name: string): void => {
    put(`$scope module ${name} $end\n`);
    const scope = flat.scopes.find((each) => each.path === path)!;
    for (const signal of [...scope.plan.module.ports, ...scope.plan.module.signals]) {
      const full = childPath(path, signal.name);
      const pieces = places.get(full);
      if (!pieces || !wanted(full)) {
        continue;
      }
      const key = pieces.map((piece) => `${piece.word}/${piece.width}`).join();
      let variable = variables.get(key);
      if (!variable) {
        variable = { code: identifier(variables.size), width: signal.width, pieces };
        variables.set(key, variable);
      }
      const range = signal.width === 1 ? '' : ` [${signal.width - 1}:0]`;
      put(`$var ${signal.domain ? 'reg' : 'wire'} ${signal.width} ${variable.code} ${signal.name}${range} $end\n`);
    }
    for (const [instance, child] of scope.children) {
      scopeTree(child.path, instance.name);
    }
    put('$upscope $end\n');
  };
  scopeTree('', flat.top.plan.module.name);
  put('$enddefinitions $end\n');

  const list = [...variables.values()];
  const last = new Int32Array(memory.length === 0 ? 0 : highestWord(list));
  let first = true;

  const changed = ({ pieces }: Variable): boolean => {
    let any = first;
    for (const { word, words } of pieces) {
      for (let i = word; i < word + words; i++) {
        if (memory[i] === last[i]) {
          continue;
        }
        any = true;
      }
    }
    return any;
  };

  return {
    dump(time) {
      refresh();
      let stamped = false;
      for (const variable of list) {
        if (!changed(variable)) {
          continue;
        }
        if (!stamped) {
          put(`#${time}\n${first ? '$dumpvars\n' : ''}`);
        }
        stamped = true;
        put(change(variable, memory));
      }
      for (const { pieces } of list) {
        for (const { word, words } of pieces) {
          for (let i = word; i < word + words; i++) {
            last[i] = memory[i];
          }
        }
      }
      if (first && stamped) {
        put('$end\n');
      }
      first = false;
    },
    close: flush,
  };
}

function highestWord(list: readonly Variable[]): number {
  return list.reduce(
    (top, { pieces }) => pieces.reduce((high, { word, words }) => Math.max(high, word + words), top),
    0,
  );
}

function change({ code, width, pieces }: Variable, memory: Int32Array): string {
  if (width === 1) {
    return `${memory[pieces[0].word] & 1}${code}\n`;
  }
  let bits = '';
  for (const { word, width: own } of pieces) {
    let part = '';
    for (let low = 0; low < own; low += 32) {
      const count = Math.min(32, own - low);
      const value = count === 32 ? memory[word + low / 32] >>> 0 : (memory[word + low / 32] & ((1 << count) - 1)) >>> 0;
      part = value.toString(2).padStart(count, '0') + part;
    }
    bits = part + bits;
  }
  const trimmed = bits.replace(/^0+(?=.)/, '');
  return `b${trimmed} ${code}\n`;
}

/** Identifier codes: base 94 of the printable characters. */
function identifier(index: number): string {
  let code = '';
  do {
    code += String.fromCharCode(33 + (index % 94));
    index = Math.floor(index / 94) - 1;
  } while (index >= 0);
  return code;
}

function collectPlaces(
  flat: FlatDesign,
  outputs: readonly { signal: Signal; address: number }[],
  internals: readonly { path: string; signal: Signal; address: number }[],
): Map<string, Variable['pieces'][number][]> {
  const places = new Map<string, Variable['pieces'][number][]>();
  const add = (path: string, address: number, low: number, width: number) => {
    const piece = { word: address >> 2, words: Math.ceil(width / 32), low, width };
    const known = places.get(path);
    if (known) {
      known.push(piece);
    } else {
      places.set(path, [piece]);
    }
  };
  for (const { signal, address } of [...flat.inputs, ...outputs]) {
    add(signal.name, address, 0, signal.width);
  }
  for (const { path, signal, address } of internals) {
    add(path, address, 0, signal.width);
  }
  const ports = new Set(flat.top.plan.module.ports);
  for (const { path, signal, low, width, address } of flat.registers) {
    if (!ports.has(signal)) {
      add(path, address, low, width);
    }
  }
  return places;
}
