import * as hdl from '@chisel-lite/hdl';
import type { FromEngine, Wave } from '../shared/protocol.ts';
import type { MODULES, PlaygroundTest, TESTS } from '../test-tools/main.ts';
import { evaluateScript } from './evaluate-script.ts';
import { evaluateModule } from './load-hardware.ts';
import { schematicOf } from './schematic.ts';
import { wordsOf } from './unit-tests.ts';

/** As messages name the visitor's file. */
const FILE = 'playground.ts';
/** Cycles that are shown behind one of reset. */
const CYCLES = 32;
const RESET_CYCLES = 2;

/** What a test imports; `TESTS` are those that the file has asked for. */
interface TestTools {
  readonly MODULES: typeof MODULES;
  readonly TESTS: typeof TESTS;
}

/**
 * Shows the last module that a file exports, then runs the file's tests.
 * @param code the script of the test tools, if the file imports any
 */
export async function tryFile(text: string, code: string | undefined, say: (message: FromEngine) => void) {
  const tools = code === undefined ? undefined : testTools(code);
  const shown = tryModule(text, tools);
  say(shown);
  if (shown.kind === 'verilog' && tools) {
    await runTests(tools.TESTS, say);
  }
}

function testTools(code: string): TestTools {
  const require = (name: string) => {
    if (name === '@chisel-lite/hdl') {
      return hdl;
    }
    throw new Error(`the test tools import "${name}", which is not to be had in a browser`);
  };
  return evaluateScript(code, require, {} as TestTools);
}

async function runTests(tests: readonly PlaygroundTest[], say: (message: FromEngine) => void): Promise<void> {
  let failed = 0;
  for (const { name, body } of tests) {
    say({ kind: 'testing', unit: FILE, what: name });
    let message: string | undefined;
    try {
      await body();
    } catch (error) {
      failed++;
      message = `${placeOf(error as Error)}${wordsOf(error as Error)}`;
    }
    say({ kind: 'tested', unit: FILE, what: name, message });
  }
  say({ kind: 'tests', passed: tests.length - failed, failed });
}

/** The line of the file from which an error came, as far as its stack tells. */
function placeOf({ stack = '' }: Error): string {
  const line = /playground\.ts:(\d+):\d+/.exec(stack)?.[1];
  return line === undefined ? '' : `${FILE}:${line}: `;
}

/** Elaborates the last module that a file exports, prints its Verilog, and lets it run. */
export function tryModule(text: string, tools?: TestTools): FromEngine {
  try {
    const exports = evaluateModule(FILE, text, (name) => {
      const found = name === '@chisel-lite/hdl' ? (hdl as Record<string, unknown>) : tools?.MODULES[name];
      if (found) {
        return found;
      }
      throw new Error(
        `${FILE}: imports "${name}"; here there are @chisel-lite/hdl, and for tests @chisel-lite/testbench and vitest`,
      );
    });
    const top = Object.values(exports).filter(isModule).at(-1);
    if (!top) {
      throw new Error(`${FILE}: exports no module; write: export const Name = module(…)`);
    }
    const { files, design } = hdl.emit(top, { comments: false });
    return {
      kind: 'verilog',
      files: [...files].reverse(),
      waves: wavesOf(design),
      schematic: schematicOf(design.top),
    };
  } catch (error) {
    return { kind: 'error', message: (error as Error).message, phase: 'build' };
  }
}

const isModule = (value: unknown): value is hdl.AnyModule =>
  typeof value === 'object' && value !== null && 'body' in value && 'inputs' in value;

/**
 * Every port and register over some cycles, in which each clock has one. Single bits of input are 1 and 0 by turns,
 * each at a pace of its own; wider ones count up in steps of 37, which meets all sorts of values.
 */
function wavesOf(design: hdl.ir.Design): Wave[] {
  const simulation = hdl.compileSimulation(design).instantiate();
  simulation.onMessage(() => {});
  const { top } = design;
  // Clocks and resets may also be made inside.
  const isInput = ({ kind }: hdl.ir.Signal) => kind === 'input';
  const clocks = new Set(top.domains.flatMap(({ clock }) => (isInput(clock) ? [clock.name] : [])));
  const resets = new Map(
    top.domains.flatMap(({ reset }) =>
      reset && isInput(reset.signal) ? [[reset.signal.name, reset.activeLow] as const] : [],
    ),
  );
  const inputs = top.ports.filter(({ kind, name }) => kind === 'input' && !clocks.has(name) && !resets.has(name));
  const shown = [
    ...top.ports.filter(({ name }) => !clocks.has(name)),
    ...top.signals.filter(({ kind }) => kind === 'register'),
  ];
  const waves = shown.map(({ name, width, labels }) => ({
    name,
    width,
    values: [] as string[],
    labelOf: (value: bigint) => labels?.members.get(value) ?? value.toString(width === 1 ? 2 : 16).toUpperCase(),
  }));
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    for (const [name, isLow] of resets) {
      simulation.ports[name].value = cycle < RESET_CYCLES === isLow ? 0 : 1;
    }
    for (const [i, { name, width }] of inputs.entries()) {
      const level = Math.floor(cycle / (3 + 2 * i)) % 2 === 0 ? 1 : 0;
      simulation.ports[name].value = width === 1 ? level : BigInt.asUintN(width, BigInt(37 * cycle));
    }
    simulation.eval();
    for (const wave of waves) {
      wave.values.push(wave.labelOf(BigInt(simulation.signal(wave.name).value)));
    }
    for (const clock of clocks) {
      simulation.run(clock, 1);
    }
  }
  return waves.map(({ name, width, values }) => ({ name, width, values }));
}
