import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from '../mutation/mutants.ts';
import { withInputs } from './aiger.ts';
import { CHOICE, withMutants } from './mutants.ts';
import { type Problem, WRAPPER } from './problem.ts';
import type { Proof } from './proof.ts';
import { run } from './tools.ts';

/** `undecided`: the solver was stopped, or the Verilog could not be read. */
export type Verdict = 'proved' | 'failed' | 'undecided';

export interface Outcome {
  readonly verdict: Verdict;
  /** What the tools said. */
  readonly log: string;
}

/** One run against a claim: values by cycle from the reset on. */
export interface Counterexample {
  /** Labels of the assertions that fail, by path. */
  readonly claims: readonly string[];
  /** Registers and memory words at power-up, by path in the design; those not named are 0. */
  readonly start: Readonly<Record<string, string>>;
  /** Inputs of `proof_top` by cycle, hexadecimal. */
  readonly cycles: readonly Readonly<Record<string, string>>[];
}

/** Claims about what a memory holds, which a cut memory does not keep. */
const ABOUT_CONTENTS = ['a_beat_inside_is_as_it_came', 'a_beat_comes_out_as_it_came'];

const SECONDS = 60;
const COVER_STEPS = 20;
/** For the run that shows what is wrong with a mutant, before the proof itself is tried on it. */
const MUTANT_SECONDS = 5;
const YOSYS_SECONDS = 240;
/** Cycles in which a counterexample is looked for, once a proof has failed. */
const DEEPEST = 60;

/** A folder for the tools' files, gone when `body` is done. */
async function inFolder<R>(body: (folder: string) => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'macromac-proof-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Changed = Readonly<Record<string, string>>;

/** One bit of an input of the AIGER file, or of what a register begins with. */
interface Bit {
  readonly kind: 'input' | 'init';
  readonly bit: number;
  readonly name: string;
}

interface Aiger {
  /** Paths of the assertions, in the order of the file's properties. */
  readonly claims: readonly string[];
  /** By number of the input; several names may stand for one. */
  readonly inputs: readonly (readonly Bit[])[];
}

/**
 * Writes `proof.aig`. Yosys flattens; an instance's assumptions become assertions, to be proved where it stands;
 * registers without an initial value begin with any.
 */
async function toAiger(proof: Proof, problem: Problem, folder: string, changed: Changed): Promise<Aiger> {
  const files = new Map([...problem.files, [`${WRAPPER}.v`, problem.wrapper], ...Object.entries(changed)]);
  for (const [name, text] of files) {
    writeFileSync(join(folder, name), text);
  }
  const inner = problem.design.modules.filter((module) => module !== problem.top && !module.blackBox);
  const commands = [
    `read_verilog -formal -sv ${[...files.keys()].join(' ')}`,
    `hierarchy -check -top ${WRAPPER}`,
    'proc',
    ...(inner.length > 0 ? [`chformal -assume2assert ${inner.map(({ name }) => name).join(' ')}`] : []),
    `prep -flatten -nordff -top ${WRAPPER}`,
    ...(proof.cutMemories
      ? [
          ...[...ABOUT_CONTENTS, ...(proof.leaveOut ?? [])].map((label) => `delete c:*${label}*`),
          'delete t:$mem_v2',
          'setundef -undriven -anyseq',
        ]
      : []),
    ...(problem.manyClocks ? ['memory_map', 'clk2fflogic'] : ['async2sync', 'memory_map']),
    'chformal -cover -remove',
    'opt -full',
    'techmap',
    'opt -full',
    // Operators that the last pass made of others.
    'techmap',
    'dffunmap',
    'abc -g AND -fast',
    'opt_clean',
    'select -write claims.txt t:$assert',
    'write_aiger -zinit -vmap inputs.txt proof.aig',
  ];
  const made = await run('yosys', ['-q', '-p', commands.join('; ')], folder, YOSYS_SECONDS);
  if (made.status !== 0) {
    throw new Error(`${proof.name}: yosys: ${made.output.trim()}`);
  }
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean);
  const inputs: Bit[][] = [];
  for (const line of lines('inputs.txt')) {
    const [kind, number, bit, name] = line.split(' ');
    if (kind === 'input' || kind === 'init') {
      const known = inputs[Number(number)] ?? [];
      inputs[Number(number)] = [...known, { kind, bit: Number(bit), name }];
    }
  }
  return { claims: lines('claims.txt').map((line) => line.replace(`${WRAPPER}/dut.`, '')), inputs };
}

const induction = ({ depth }: Proof): string => `orpos; ind -F ${depth} -u`;

const abc = (commands: string, folder: string, seconds: number) =>
  run('berkeley-abc', ['-c', `read_aiger proof.aig; fold; strash; ${commands}`], folder, seconds);

/**
 * Runs the proof's method by ABC, over all assertions at once: each may rest on the others. Proved is proved for ever,
 * from the reset on and for any values of registers without one; of a bounded run it is what holds in so many cycles.
 */
export const prove = (proof: Proof, problem: Problem, changed: Changed = {}, seconds = proof.seconds ?? SECONDS) =>
  inFolder(async (folder): Promise<Outcome> => {
    await toAiger(proof, problem, folder, changed);
    const { method = 'pdr', depth = 0 } = proof;
    const bounded = `bmc3 -F ${depth + 1}`;
    const engine = { pdr: 'scorr; pdr', induction: bounded, bounded }[method];
    const { output, stopped } = await abc(`orpos; ${engine}`, folder, seconds);
    const verdict = stopped ? 'undecided' : verdictOf(output);
    if (method !== 'induction' || verdict !== 'proved') {
      return { verdict, log: output };
    }
    const step = await abc(induction(proof), folder, seconds);
    const holds = !step.stopped && step.output.includes('Networks are equivalent');
    return { verdict: holds ? 'proved' : 'undecided', log: `${output}\n${step.output}` };
  });

/**
 * What the proof says of a mutant. `failed`: a run from the reset on breaks a claim. `unfounded`: the claims no longer
 * follow from themselves by induction, so that the proof fails; the run that shows it is too long to be looked for.
 * `proved`: all claims hold of the mutant too.
 */
export type MutantVerdict = Verdict | 'unfounded';

/** The tools read the design once, with all mutants of the module in it. */
export const judgeMutants = (
  proof: Proof,
  problem: Problem,
  module: string,
  mutants: readonly Mutant[],
  seconds: number,
  onMutant: (done: number) => void = () => {},
): Promise<MutantVerdict[]> =>
  inFolder(async (folder) => {
    const { inputs } = await toAiger(proof, problem, folder, withMutants(problem, module, mutants));
    const path = join(folder, 'proof.aig');
    const all = readFileSync(path);
    const chooses = inputs.flatMap((bits, input) =>
      bits.filter(({ kind, name }) => kind === 'input' && name === CHOICE).map(({ bit }) => ({ input, bit })),
    );
    const verdicts: MutantVerdict[] = [];
    for (const [i] of mutants.entries()) {
      const values = new Map(chooses.map(({ input, bit }) => [input, (((i + 1) >> bit) & 1) as 0 | 1] as const));
      writeFileSync(path, withInputs(all, values));
      const steps = `-F ${proof.coverSteps ?? COVER_STEPS} -T ${MUTANT_SECONDS}`;
      const quick = await abc(`orpos; bmc3 ${steps}`, folder, seconds);
      const found = verdictOf(quick.output) === 'failed';
      verdicts.push(found ? 'failed' : await survives(proof, folder, seconds));
      onMutant(i + 1);
    }
    return verdicts;
  });

/** Of a mutant that keeps all claims for some cycles: whether it keeps them for ever. */
async function survives(proof: Proof, folder: string, seconds: number): Promise<MutantVerdict> {
  if (proof.method === 'induction') {
    const { output, stopped } = await abc(induction(proof), folder, seconds);
    return stopped ? 'undecided' : output.includes('Networks are equivalent') ? 'proved' : 'unfounded';
  }
  const { output, stopped } = await abc('orpos; scorr; pdr', folder, seconds);
  return stopped ? 'undecided' : verdictOf(output);
}

function verdictOf(output: string): Verdict {
  if (/was asserted in frame/.test(output)) {
    return 'failed';
  }
  return /Property proved|No output asserted in \d+ frames/.test(output) ? 'proved' : 'undecided';
}

/** The shortest run against any claim; undefined where there is none within the cycles looked at. */
export const counterexample = (proof: Proof, problem: Problem, changed: Changed = {}) =>
  inFolder(async (folder): Promise<Counterexample | undefined> => {
    const { claims, inputs } = await toAiger(proof, problem, folder, changed);
    const seconds = proof.seconds ?? SECONDS;
    const found = await abc(`orpos; bmc3 -F ${DEEPEST}; write_cex -n cex.txt`, folder, seconds);
    const [, frame] = /was asserted in frame\s+(\d+)/.exec(found.output) ?? [];
    if (frame === undefined) {
      return undefined;
    }
    const which = await abc(`bmc3 -a -F ${Number(frame) + 1}`, folder, seconds);
    const failed = [...which.output.matchAll(/Output\s+(\d+) was asserted/g)].map(
      ([, number]) => claims[Number(number)],
    );
    return { claims: failed, ...runOf(readFileSync(join(folder, 'cex.txt'), 'utf8'), inputs) };
  });

/** ABC's `pi07@3=1` lines, by name. */
function runOf(text: string, inputs: readonly (readonly Bit[])[]): Pick<Counterexample, 'start' | 'cycles'> {
  const start = new Map<string, bigint>();
  const cycles: Map<string, bigint>[] = [];
  for (const [, number, frame, value] of text.matchAll(/^pi(\d+)@(\d+)=([01])$/gm)) {
    const values = cycles[Number(frame)] ?? new Map<string, bigint>();
    cycles[Number(frame)] = values;
    for (const { kind, bit, name } of inputs[Number(number)] ?? []) {
      const into = kind === 'input' ? values : start;
      if (kind === 'input' || (Number(frame) === 0 && name.startsWith('dut.'))) {
        const key = name.replace(/^dut\./, '');
        into.set(key, (into.get(key) ?? 0n) | (BigInt(value) << BigInt(bit)));
      }
    }
  }
  const written = (values: ReadonlyMap<string, bigint>) =>
    Object.fromEntries([...values].map(([name, value]) => [name, `0x${value.toString(16)}`]));
  return {
    start: Object.fromEntries(Object.entries(written(start)).filter(([, value]) => value !== '0x0')),
    cycles: cycles.map(written),
  };
}

/**
 * Paths of the covers, and whether each is reached within the proof's steps: a cover that is not would make what is
 * proved vacuous.
 */
export const covers = (proof: Proof, problem: Problem) =>
  inFolder(async (folder): Promise<Map<string, boolean>> => {
    const changed = Object.fromEntries(
      [...problem.files].map(([name, text]) => [name, coversOnly(text, name === `${problem.top.name}.v`)]),
    );
    const { claims } = await toAiger(proof, problem, folder, changed);
    if (claims.length === 0) {
      return new Map();
    }
    const { output } = await abc(`bmc3 -a -F ${proof.coverSteps ?? COVER_STEPS}`, folder, proof.seconds ?? SECONDS);
    const reached = new Set([...output.matchAll(/Output\s+(\d+) was asserted/g)].map(([, number]) => Number(number)));
    return new Map(claims.map((claim, i) => [claim, reached.has(i)]));
  });

/** Covers as assertions that they never come, and nothing else; of assumptions those of the top. */
const coversOnly = (text: string, top: boolean): string =>
  text.replaceAll(/^( *)(\w+): (assert|assume|cover) \(([\s\S]*?)\);/gm, (whole, indent, label, kind, condition) =>
    kind === 'cover' ? `${indent}${label}: assert (!(${condition}));` : kind === 'assume' && top ? whole : `${indent};`,
  );
