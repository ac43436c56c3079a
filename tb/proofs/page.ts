import { isRejected, type Row, unreached } from './judge.ts';
import type { Proof } from './proof.ts';
import { whyOf } from './survivors.ts';

/** What stands beside the proofs: modules without one, and what is said of them instead. */
const ELSEWHERE: readonly (readonly [module: string, source: string, status: string])[] = [
  [
    'other FP units',
    'rtl/fp',
    'tested: exhaustively or by sample, against golden models (docs/verification.md#floating-point-units)',
  ],
  ['MAC array', 'rtl/mac', 'tested: by properties, mutants and coverage (docs/verification.md)'],
  [
    'token unit: how list, vector unit and appends are joined',
    'rtl/list',
    'tested: by properties, mutants and coverage (docs/verification.md)',
  ],
  [
    'what vector lanes, sums and appends compute',
    'rtl/vector',
    'tested: by properties, mutants and coverage (docs/verification.md)',
  ],
  [
    'walks that stay in the vector memory, appends in their stride',
    'rtl/list',
    'tested: sums of products that the solver does not reach (docs/verification.md)',
  ],
  ['memory controller, interconnect, DDR', 'outside', 'assumed: they keep the rules of AXI4'],
  ['simulated timing, crossings on a device', 'outside', 'not proved: no board has run it'],
];

const statusOf = ({ proof, verdict }: Row): string =>
  verdict !== 'proved'
    ? `not proved: ${verdict}`
    : proof.method === 'bounded'
      ? `tested: every run of ${proof.depth} cycles`
      : 'proved';

const methodOf = ({ method = 'pdr', depth }: Proof): string =>
  method === 'pdr' ? 'PDR' : method === 'induction' ? `induction, ${depth} cycles` : `bounded, ${depth} cycles`;

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const list = (texts: readonly string[]): string => (texts.length === 0 ? 'none' : texts.join('; '));

/** `docs/proofs.md`. */
export function pageOf(rows: readonly Row[]): string {
  const mutants = rows.flatMap((row) => row.mutants);
  const rejected = mutants.filter(isRejected).length;
  const unfounded = mutants.filter(({ verdict }) => verdict === 'unfounded').length;
  const proved = rows.filter((row) => statusOf(row) === 'proved').length;
  const table = rows.map((row) => {
    const of = row.mutants.length;
    const killed = row.mutants.filter(isRejected).length;
    return `| ${row.proof.name} | ${statusOf(row)} | ${methodOf(row.proof)} | ${of === 0 ? '' : `${killed} of ${of}`} | ${Math.ceil(row.seconds)} |`;
  });
  return `${[
    '# Proofs',
    '',
    'Written by `make prove ARGS=--write`; do not edit. What holds of a module for ever, from its reset on, for any inputs',
    'that keep what is assumed and any values of registers without a reset; and what is only tested or assumed.',
    'Properties stand in the modules, as `assert` under `FORMAL` of the emitted Verilog, and in `tb/proofs/`.',
    'An assumption that a module makes of its inputs is proved where the module is part of another that is proved here.',
    '',
    `${proved} of ${rows.length} proofs are without a bound. They reject ${rejected} of ${mutants.length} mutants of the modules: operators and`,
    'constants changed one at a time. The others pass for the reason given with each; the run fails when one',
    'is not rejected and has no reason. Of a proof by induction a mutant is also rejected when its claims no longer follow',
    `from themselves: ${unfounded} were, of which no run from the reset on was found in a few seconds. Seconds are of one run`,
    '(measured; Yosys 0.23, ABC), rounded up.',
    '',
    '| module | status | method | mutants rejected | s |',
    '|---|---|---|---|---|',
    ...table,
    ...ELSEWHERE.map(([name, , status]) => `| ${name} | ${status} | | | |`),
    '',
    ...rows.flatMap(sectionOf),
  ].join('\n')}`;
}

function sectionOf(row: Row): string[] {
  const { proof, problem } = row;
  const said = (kind: string) =>
    unique(problem.claims.filter((claim) => claim.kind === kind).map(({ message }) => message));
  const missed = row.mutants
    .filter((each) => !isRejected(each))
    .map(({ mutant }) => `\`${mutant.key}\` (${whyOf(mutant) ?? 'no reason is known'})`);
  const inner = unreached(row);
  return [
    `## ${proof.name}`,
    '',
    `[${proof.source}](../${proof.source})`,
    '',
    `* Holds: ${list(said('assert'))}.`,
    `* Assumed of the inputs: ${list(said('assume'))}.`,
    `* Reached: ${list(unique([...row.covers].filter(([, yes]) => yes).map(([path]) => path.split('.').at(-1)!.replaceAll('_', ' '))))}.`,
    ...(inner.length > 0 ? [`* Not reached: ${list(inner)}.`] : []),
    ...(proof.cutMemories
      ? ['* Memories are cut: what is read from them is arbitrary. Their contents are proved of smaller ones.']
      : []),
    ...(proof.freed
      ? [
          `* Arbitrary in each cycle is what these give: ${list(proof.freed)}. What they do is proved by itself, or tested.`,
        ]
      : []),
    ...(problem.manyClocks ? ['* Two clocks of any relation; both sides are reset together, once.'] : []),
    ...(missed.length > 0 ? [`* Mutants not rejected: ${missed.join('; ')}.`] : []),
    ...(proof.remarks ?? []).map((remark) => `* ${remark}`),
    '',
  ].flatMap((line) => wrapped(line));
}

/** Lines of at most 120 characters; what follows a bullet is set in. */
function wrapped(line: string): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > 118) {
    const at = rest.lastIndexOf(' ', 116);
    if (at <= 2) {
      break;
    }
    lines.push(rest.slice(0, at));
    rest = `  ${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}
