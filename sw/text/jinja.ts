import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { strftime } from './strftime.ts';
import { withTimeLimit } from './time-limit.ts';

/** Bounds of what a template may do: it came with a model. */
const LIMITS = {
  /** Expressions and statements evaluated. */
  steps: 5_000_000,
  /** Characters of any text on the way. */
  characters: 1 << 24,
  /** Characters of all texts on the way, each as often as it is asked for: so much memory at most. */
  allCharacters: 1 << 30,
  /** Items of any list on the way. */
  items: 1_000_000,
  /** Numbers that `range` gives, as in Jinja2's sandbox. */
  range: 100_000,
  /** For one rendering [ms]. */
  time: 10_000,
} as const;

interface Node {
  readonly type: string;
  readonly body?: Node[];
  readonly defaultBlock?: Node[];
  readonly [key: string]: unknown;
}

interface Value {
  readonly type: string;
  readonly value: unknown;
  toString(): string;
}

/** The parts of the library's interpreter that are replaced here; its version is pinned. */
interface Internals {
  run(program: Node): Value;
  evaluate(node: Node, environment: unknown): Value;
  evaluateBlock(statements: readonly Node[], environment: unknown): Value;
  evaluateFor(node: Node, environment: unknown): Value;
  evaluateSet(node: Node, environment: unknown): Value;
  evaluateFilterStatement(node: Node, environment: unknown): Value;
}

/** `break` or `continue` on its way to its loop. */
class LoopExit extends Error {
  readonly kind: string;
  /** What the blocks that it left had printed. */
  output = '';

  constructor(kind: string) {
    super(`${kind} outside a loop`);
    this.kind = kind;
  }
}

/** A template of Jinja2 as transformers compiles chat templates; what it does is bounded. */
export function compileTemplate(source: string): (variables: Readonly<Record<string, unknown>>) => string {
  const program = withTimeLimit(LIMITS.time, () => {
    const parsed = parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true })) as unknown as Node;
    expectLoops(parsed, false);
    return parsed;
  });
  return (variables) =>
    withTimeLimit(LIMITS.time, () => {
      const environment = new Environment();
      for (const [name, value] of Object.entries({ ...GLOBALS, ...variables })) {
        environment.set(name, value);
      }
      return String(interpreter(environment).run(program).value);
    });
}

const GLOBALS = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  range,
  raise_exception(message: unknown): never {
    throw new Error(String(message));
  },
  strftime_now: (format: string) => strftime(new Date(), format),
};

function range(...bounds: number[]): number[] {
  const [start, stop, step = 1] = bounds.length === 1 ? [0, bounds[0]] : bounds;
  if (![start, stop, step].every(Number.isSafeInteger) || step === 0) {
    throw new Error(`range(${bounds.join(', ')}): whole numbers are expected, and a step that is not 0`);
  }
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > LIMITS.range) {
    throw new Error(`range of ${length} numbers, at most ${LIMITS.range} are allowed`);
  }
  return Array.from({ length }, (_, i) => start + i * step);
}

/** `break` and `continue` belong into a loop's body, as Jinja2 demands; a macro is a function of its own. */
function expectLoops(node: Node, isInLoop: boolean): void {
  if ((node.type === 'Break' || node.type === 'Continue') && !isInLoop) {
    throw new Error(`${node.type.toLowerCase()} outside a loop`);
  }
  const isFunction = node.type === 'Macro' || node.type === 'CallStatement';
  for (const [key, part] of Object.entries(node)) {
    const isInside = key === 'body' && node.type === 'For' ? true : !isFunction && isInLoop;
    for (const each of [part].flat()) {
      if (typeof each === 'object' && each !== null) {
        expectLoops(each as Node, isInside);
      }
    }
  }
}

/**
 * The library's interpreter with two differences: what an iteration had printed before `break` or `continue` stays, and
 * all that is evaluated is counted and measured.
 */
function interpreter(environment: Environment): Internals {
  const own = new Interpreter(environment) as unknown as Internals;
  const library = {
    evaluate: own.evaluate.bind(own),
    evaluateFor: own.evaluateFor.bind(own),
    evaluateSet: own.evaluateSet.bind(own),
    evaluateFilterStatement: own.evaluateFilterStatement.bind(own),
  };
  /** Loops under way, the innermost last. */
  const loops: { readonly body: unknown; isLeft: boolean }[] = [];
  let steps = 0;
  let characters = 0;
  const text = (value: string) => library.evaluate({ type: 'StringLiteral', value }, environment);

  own.evaluate = (node, scope) => {
    if (++steps > LIMITS.steps) {
      throw new Error(`more than ${LIMITS.steps} steps`);
    }
    if (node?.type === 'Break' || node?.type === 'Continue') {
      throw new LoopExit(node.type);
    }
    const result = library.evaluate(node, scope);
    const { value } = result;
    if (typeof value === 'string') {
      if (value.length > LIMITS.characters) {
        throw tooLong();
      }
      characters += value.length;
      if (characters > LIMITS.allCharacters) {
        throw new Error(`texts of more than ${LIMITS.allCharacters} characters in all`);
      }
    }
    if (Array.isArray(value) && value.length > LIMITS.items) {
      throw new Error(`a list of ${value.length} items, at most ${LIMITS.items} are allowed`);
    }
    return result;
  };

  own.evaluateBlock = (statements, scope) => {
    const loop = loops.at(-1);
    const isBody = loop !== undefined && loop.body === statements;
    let output = '';
    if (isBody && loop.isLeft) {
      return text(output);
    }
    try {
      for (const statement of statements) {
        const result = own.evaluate(statement, scope);
        if (result.type !== 'NullValue' && result.type !== 'UndefinedValue') {
          output += result.toString();
        }
        if (output.length > LIMITS.characters) {
          throw tooLong();
        }
      }
    } catch (error) {
      if (!(error instanceof LoopExit)) {
        throw error;
      }
      error.output = output + error.output;
      if (!isBody) {
        throw error;
      }
      loop.isLeft = error.kind === 'Break';
      return text(error.output);
    }
    return text(output);
  };

  own.evaluateFor = (node, scope) => {
    loops.push({ body: node.body, isLeft: false });
    try {
      return library.evaluateFor(node, scope);
    } finally {
      loops.pop();
    }
  };

  /** What was printed into a block that is left before its end goes nowhere. */
  const captured = (evaluate: Internals['evaluateSet']) => (node: Node, scope: unknown) => {
    try {
      return evaluate(node, scope);
    } catch (error) {
      if (error instanceof LoopExit) {
        error.output = '';
      }
      throw error;
    }
  };
  own.evaluateSet = captured(library.evaluateSet);
  own.evaluateFilterStatement = captured(library.evaluateFilterStatement);
  return own;
}

const tooLong = (): Error => new Error(`a text of more than ${LIMITS.characters} characters`);
