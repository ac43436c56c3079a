import { expect, test } from 'vitest';
import { mutantsOf } from '../mutation/mutants.ts';
import { counterexample, covers, judgeMutants, prove } from './engine.ts';
import { foreignProofs } from './foreign.ts';
import { unreached } from './judge.ts';
import { problemOf } from './problem.ts';
import { PROOFS } from './proofs.ts';
import { replay } from './replay.ts';
import { missingTools } from './tools.ts';

const missing = missingTools();
if (missing.length > 0) {
  console.warn(`tb/proofs: ${missing.join(', ')} not found, so NOTHING is proved here: node tools/setup.mjs prove`);
}
const withTools = test.skipIf(missing.length > 0);
const named = (name: string) => PROOFS.find((proof) => proof.name === name)!;
const MINUTES = 60_000;

/** Proved in a second or two; `make prove` proves the rest. */
const SAMPLE = [
  'SkidBuffer',
  'StreamStage',
  'Fifo, 3 deep',
  'Arbiter, priority',
  'Arbiter, round-robin',
  'Downsizer',
  'fork',
  'fp16_to_fp32',
];

withTools.each(process.env.MACROMAC_NIGHTLY ? PROOFS.map(({ name }) => name) : SAMPLE)(
  'what %s claims is proved, and its covers are reached',
  async (name) => {
    const proof = named(name);
    const problem = problemOf(proof);
    const { verdict, log } = await prove(proof, problem);
    expect(verdict, log).toBe('proved');
    const reached = await covers(proof, problem);
    expect(unreached({ covers: reached, problem })).toEqual([]);
  },
  10 * MINUTES,
);

/** A FIFO that takes one beat more than it has room for. */
const overfull = (text: string) => text.replace("assign s_ready = count != 3'd4", "assign s_ready = count != 3'd5");

withTools(
  'a fault is found, named, and shown cycle by cycle',
  async () => {
    const proof = named('Fifo, 4 deep');
    const problem = problemOf(proof);
    const text = problem.files.get('Fifo4_uint4.v')!;
    expect(overfull(text)).not.toBe(text);
    const changed = { 'Fifo4_uint4.v': overfull(text) };
    expect((await prove(proof, problem, changed)).verdict).toBe('failed');
    const found = await counterexample(proof, problem, changed);
    expect(found?.claims).toContain('u_dut.neither_overflow_nor_underflow');
    // The design itself, given the same inputs, keeps what it claims.
    const { failed, wave } = replay(proof, found!);
    expect(failed.filter((text_) => text_.includes('assertion failed'))).toEqual([]);
    expect(wave).toContain('s_valid');
  },
  10 * MINUTES,
);

withTools(
  'a mutant is judged by the claims; with none in force they hold',
  async () => {
    const proof = named('Fifo, 3 deep');
    const problem = problemOf(proof);
    const [module] = proof.mutate!;
    const [mutant] = mutantsOf(problem.files.get(`${module}.v`)!);
    // The same text in its place.
    const none = { ...mutant, text: problem.files.get(`${module}.v`)!.slice(mutant.at, mutant.end) };
    expect(await judgeMutants(proof, problem, module, [none, mutant], 60)).toEqual(['proved', 'failed']);
  },
  10 * MINUTES,
);

test.skipIf(missing.length > 0 || !process.env.MACROMAC_NIGHTLY)(
  'a core of others that sends its data twice breaks the rules of AXI4-Lite',
  async () => {
    const [proof] = foreignProofs();
    if (!proof) {
      return;
    }
    const problem = problemOf(proof);
    const text = problem.files.get('picorv32.v')!;
    const changed = text.replace('|mem_wstrb && !ack_wvalid', '|mem_wstrb');
    expect(changed).not.toBe(text);
    expect((await prove(proof, problem, { 'picorv32.v': changed })).verdict).toBe('failed');
  },
  10 * MINUTES,
);

test('a run that breaks a claim is seen by the HDL’s own simulator too', () => {
  const proof = named('Downsizer');
  const cycles = Array.from({ length: 4 }, (_, i) => ({
    free_reset: '0x0',
    s_valid: i === 1 ? '0x1' : '0x0',
    s_payload: '0x0',
    m_ready: '0x0',
  }));
  // The sender takes its beat back: what is assumed of it, and then what is claimed of the output, breaks.
  expect(replay(proof, { claims: [], start: {}, cycles }).failed).toEqual([
    expect.stringContaining('cycle 2: assumption broken: s: valid stays until ready'),
    expect.stringContaining('cycle 2: assertion failed: m: valid stays until ready'),
  ]);
});

test('every proof has a name of its own, and modules to change that exist', () => {
  for (const proof of PROOFS) {
    const { files } = problemOf(proof);
    expect([...files.keys()]).toEqual(expect.arrayContaining((proof.mutate ?? []).map((name) => `${name}.v`)));
  }
  expect(new Set(PROOFS.map(({ name }) => name)).size).toBe(PROOFS.length);
});
