import {
  type Code,
  type Expr,
  type I32,
  i32,
  i32x4,
  type Statement,
  unsigned,
  type V128,
  type ValueType,
} from './expressions.ts';

const TYPE_CODES: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };
const EMPTY_BLOCK = 0x40;

/** A local variable: read it as an expression, assign it with `set`. */
export interface Local<T extends ValueType = ValueType> extends Expr<T> {
  set(value: Expr<T>): void;
  /** Assigns, and is the assigned value. */
  tee(value: Expr<T>): Expr<T>;
}

/** A function under construction. Statements are appended in the order of the calls. */
export interface Fn {
  /** A new local with a first value. */
  local<T extends ValueType>(value: Expr<T>): Local<T>;
  /**
   * A vector constant that stays in a register. V8 builds a `v128.const` anew at every use, in three or four
   * instructions; so it is kept in a variable of the module, which V8 cannot see through, and read once on entry.
   */
  constant(value: V128): V128;
  /** The same for a 32-bit word in every lane, in a form that V8 can join with itself to 256 bits. */
  repeated(word: number): V128;
  do(statement: Statement): void;
  /** Evaluates for the effect. */
  drop(value: Expr): void;
  if(condition: I32, then: () => void, otherwise?: () => void): void;
  /** Repeats while the condition holds, which is tested first. */
  while(condition: I32, body: () => void): void;
  /** i = from; while i < to (unsigned): body; i += step. */
  for(from: I32, to: I32, step: number, body: (i: Local<'i32'>) => void): void;
  /** Repeats until `leave` is called from inside the body. */
  loop(body: (leave: () => void) => void): void;
  return(value?: Expr): void;
}

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

interface Definition {
  readonly name: string;
  readonly type: FunctionType;
  readonly code: number[];
}

/** A WebAssembly module under construction, on an imported shared memory (`env.memory`). */
export class ModuleBuilder {
  readonly #functions: Definition[] = [];
  readonly #types: FunctionType[] = [];
  readonly #table: number[] = [];
  /** Numbers of the variables that hold constants, by the code of their values. */
  readonly #constants = new Map<string, number>();
  readonly #globals: { readonly name?: string; readonly type: ValueType; readonly initial: readonly number[] }[] = [];

  /** Defines and exports a function; its index. */
  function<P extends readonly ValueType[]>(
    name: string,
    params: P,
    results: readonly ValueType[],
    body: (fn: Fn, ...args: { [I in keyof P]: Local<P[I]> }) => void,
  ): number {
    const locals: ValueType[] = [];
    const fn = functionContext(params, locals, (value) => this.#constantGlobal(value));
    body(fn.context, ...(params.map((type, i) => fn.localAt(i, type)) as { [I in keyof P]: Local<P[I]> }));
    const declarations = locals.flatMap((type) => [1, TYPE_CODES[type]]);
    const code = [...unsigned(locals.length), ...declarations, ...fn.code(), 0x0b];
    this.#functions.push({ name, type: { params, results }, code });
    return this.#functions.length - 1;
  }

  /** Puts a function into the table for `callIndirect`; its place there. */
  addToTable(functionIndex: number): number {
    return this.#table.push(functionIndex) - 1;
  }

  /** Calls the table's function at `place`, of type (i32) → (). */
  callIndirect(place: I32, argument: I32): Statement {
    const type = this.#typeIndex({ params: ['i32'], results: [] });
    return { code: [argument.code, place.code, 0x11, unsigned(type), 0] };
  }

  call(functionIndex: number, ...args: Expr[]): Statement {
    return { code: [args.map(({ code }) => code), 0x10, unsigned(functionIndex)] };
  }

  /** An i32 variable of each instance (so: of each thread), exported under its name. */
  global(name: string): I32 {
    return {
      type: 'i32',
      code: [0x23, ...unsigned(this.#globals.push({ name, type: 'i32', initial: [0x41, 0] }) - 1)],
    };
  }

  /** A variable with that first value; the same one for the same value. Its index. */
  #constantGlobal({ type, code }: Expr): number {
    const initial = flatten(code);
    const key = initial.join();
    const known = this.#constants.get(key) ?? this.#globals.push({ type, initial }) - 1;
    this.#constants.set(key, known);
    return known;
  }

  /** @param maximumPages 64 KiB pages of the imported memory, at most */
  encode(maximumPages: number): Uint8Array<ArrayBuffer> {
    const types = this.#functions.map(({ type }) => this.#typeIndex(type));
    const name = (text: string): number[] => [...unsigned(text.length), ...new TextEncoder().encode(text)];
    const list = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()];
    const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];
    const valueTypes = (of: readonly ValueType[]): number[] => list(of.map((type) => [TYPE_CODES[type]]));

    const sections = [
      section(1, list(this.#types.map(({ params, results }) => [0x60, ...valueTypes(params), ...valueTypes(results)]))),
      section(2, list([[...name('env'), ...name('memory'), 0x02, 0x03, 1, ...unsigned(maximumPages)]])),
      section(3, list(types.map(unsigned))),
      section(4, list([[0x70, 0x00, ...unsigned(this.#table.length)]])),
      section(6, list(this.#globals.map(({ type, initial }) => [TYPE_CODES[type], 0x01, ...initial, 0x0b]))),
      section(
        7,
        list([
          ...this.#functions.map((definition, i) => [...name(definition.name), 0x00, ...unsigned(i)]),
          ...this.#globals.flatMap((global, i) => (global.name ? [[...name(global.name), 0x03, ...unsigned(i)]] : [])),
        ]),
      ),
      section(9, list([[0x00, 0x41, 0x00, 0x0b, ...list(this.#table.map(unsigned))]])),
      section(10, list(this.#functions.map(({ code }) => [...unsigned(code.length), ...code]))),
    ];
    return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]);
  }

  #typeIndex(type: FunctionType): number {
    const found = this.#types.findIndex((other) => JSON.stringify(other) === JSON.stringify(type));
    return found >= 0 ? found : this.#types.push(type) - 1;
  }
}

/** Adds the bytes of nested lists to `bytes`. */
function flatten(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') {
      bytes.push(part);
    } else {
      flatten(part, bytes);
    }
  }
  return bytes;
}

function functionContext(params: readonly ValueType[], locals: ValueType[], constantGlobal: (value: Expr) => number) {
  const code: number[] = [];
  /** Blocks around the place where code is appended now, for branch labels. */
  let depth = 0;
  const constants = new Map<number, V128>();
  const repeatedWords = new Map<number, V128>();
  const entry: number[] = [];

  const localAt = <T extends ValueType>(index: number, type: T): Local<T> => ({
    type,
    code: [0x20, unsigned(index)],
    set: (value) => append(value.code, [0x21, ...unsigned(index)]),
    tee: (value) => ({ type, code: [value.code, 0x22, unsigned(index)] }),
  });
  const append = (...parts: Code[]): void => {
    flatten(parts, code);
  };
  const nested = (body: () => void): void => {
    depth++;
    body();
    depth--;
  };

  const context: Fn = {
    local(value) {
      const local = localAt(params.length + locals.push(value.type) - 1, value.type);
      local.set(value);
      return local;
    },
    constant(value) {
      const global = constantGlobal(value);
      const known = constants.get(global);
      if (known) {
        return known;
      }
      const index = params.length + locals.push('v128') - 1;
      const local = localAt(index, 'v128' as const);
      entry.push(0x23, ...unsigned(global), 0x21, ...unsigned(index));
      constants.set(global, local);
      return local;
    },
    repeated(word) {
      const known = repeatedWords.get(word);
      if (known) {
        return known;
      }
      const index = params.length + locals.push('v128') - 1;
      const local = localAt(index, 'v128' as const);
      flatten([i32x4.splat(i32.const(word)).code, 0x21, unsigned(index)], entry);
      repeatedWords.set(word, local);
      return local;
    },
    do: (statement) => append(statement.code),
    drop: (value) => append(value.code, [0x1a]),
    if(condition, then, otherwise) {
      append(condition.code, [0x04, EMPTY_BLOCK]);
      nested(then);
      if (otherwise) {
        append([0x05]);
        nested(otherwise);
      }
      append([0x0b]);
    },
    while(condition, body) {
      context.if(condition, () => {
        append([0x03, EMPTY_BLOCK]);
        nested(body);
        append(condition.code, [0x0d, 0, 0x0b]);
      });
    },
    for(from, to, step, body) {
      const i = context.local(from);
      context.while(i32.ltU(i, to), () => {
        body(i);
        i.set(i32.add(i, i32.const(step)));
      });
    },
    loop(body) {
      append([0x02, EMPTY_BLOCK, 0x03, EMPTY_BLOCK]);
      depth += 2;
      const outside = depth - 1;
      body(() => append([0x0c, ...unsigned(depth - outside)]));
      depth -= 2;
      append([0x0c, 0, 0x0b, 0x0b]);
    },
    return: (value) => append(value?.code ?? [], [0x0f]),
  };
  return { context, localAt, code: () => [...entry, ...code] };
}
