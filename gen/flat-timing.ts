/**
 * `make timing`: the longest paths of a variant, the whole design as one, carries and fan-out counted, with the
 * registers' names and source lines. Under a coarse table of delays (gen/timing/delays.ts): what is long and why, not
 * what Vivado will report.
 *
 *   tsx gen/flat-timing.ts [FOLDER] [--paths N] [--json]     default: accelerator_t4, 20 paths
 */
import { parseArgs } from 'node:util';
import { emit } from '@chisel-lite/hdl';
import { designOf } from './design.ts';
import { mapped, type Netlist } from './mapped.ts';
import { EMISSION } from './package.ts';
import { flatten } from './timing/flatten.ts';
import { type Place, placer, type Sources } from './timing/names.ts';
import { analyse, countOf, type End, type Path, type Timing } from './timing/paths.ts';
import { variantNamed } from './variants.ts';

/** Design §9.4: of the longest path, in ns. */
const LIMIT = 4.0;

export interface NamedPath {
  readonly delay: number;
  readonly luts: number;
  readonly carries: number;
  readonly fanOut: number;
  /** From the register it begins at, through what has a name, to the register it ends at. */
  readonly through: readonly string[];
}

type Names = (path: Path) => readonly Place[];

/** What has a name on a path, once each. */
const namesOf =
  (place: ReturnType<typeof placer>): Names =>
  ({ steps, to }) => {
    const places = steps.map(({ cell, port }) => place(cell, port));
    const register = to.cell.outputs.map(({ port }) => place(to.cell, port)).find((each) => each !== undefined);
    return [...places, register].filter((each) => each !== undefined);
  };

/**
 * The worst `count` paths, of all that begin and end at the same registers the longest: neighbouring bits, and
 * instances that differ only in the digits of their names, are one.
 */
function worstPaths(timing: Timing, names: Names, count: number): NamedPath[] {
  const seen = new Set<string>();
  const worst: NamedPath[] = [];
  for (const end of timing.ends) {
    if (worst.length === count) {
      break;
    }
    const path = timing.pathTo(end);
    const places = names(path);
    const key = [places[0], places[places.length - 1]].map((each) => each?.name.replaceAll(/\d+/g, '')).join(' ');
    if (seen.has(key)) {
      continue;
    }
    seen.add(key);
    worst.push(named(path, places, end));
  }
  return worst;
}

const named = (path: Path, places: readonly Place[], { cell, port }: End): NamedPath => ({
  delay: path.delay,
  luts: countOf(path, 'LUT') + countOf(path, 'LUT RAM'),
  carries: countOf(path, 'carry'),
  fanOut: Math.max(0, ...path.steps.map(({ fanOut }) => fanOut)),
  through: [
    ...new Set(places.map(({ name, module, source }) => `${name} (${source ?? module})`)),
    `${cell.type}.${port}`,
  ],
});

const line = ({ delay, luts, carries, fanOut, through }: NamedPath, i: number): string =>
  [
    `${`${i + 1}`.padStart(2)}. ${delay.toFixed(2)} ns, ${luts} LUTs, ${carries} carries, fan-out up to ${fanOut}`,
    ...through.map((each) => `      ${each}`),
  ].join('\n');

/** The worst `count` paths of a synthesised design; `design` is the same one, elaborated. */
export function namedPaths(netlist: Netlist, top: string, design: Sources, count: number): NamedPath[] {
  return worstPaths(analyse(flatten(netlist, top)), namesOf(placer(netlist, design)), count);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { paths: { type: 'string' }, json: { type: 'boolean' } },
  });
  const paths = Number(values.paths ?? 20);
  if (!Number.isInteger(paths) || paths < 1) {
    throw new Error(`--paths ${values.paths}: expected a whole number above 0`);
  }
  const [folder = 'accelerator_t4'] = positionals;
  const { top, netlist } = await mapped(folder);
  const worst = namedPaths(netlist, top, emit(designOf(variantNamed(folder)), EMISSION).netlist, paths);
  if (values.json) {
    console.log(JSON.stringify({ folder, paths: worst }, null, 2));
  } else {
    console.log(
      `${folder}, the ${worst.length} longest paths under the delays of gen/timing/delays.ts: no placement, no routing, no speed grade\n\n${worst.map(line).join('\n')}`,
    );
  }
  const longest = worst[0]?.delay ?? 0;
  if (longest > LIMIT) {
    console.error(`${folder}: the longest path is ${longest.toFixed(2)} ns, at most ${LIMIT.toFixed(1)} allowed`);
    process.exit(1);
  }
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
}
