import * as hdl from '@chisel-lite/hdl';
import type { FromEngine, Sources } from '../shared/protocol.ts';
import { evaluateScript } from './evaluate-script.ts';
import { hardwareLoader } from './load-hardware.ts';

interface Bench {
  readonly source: string;
  unit(): hdl.AnyModule;
  readonly properties: Readonly<Record<string, (design: hdl.AnyModule) => Promise<void>>>;
}

interface Benches {
  readonly BENCHES: readonly Bench[];
  configureProperties(): void;
}

const HARDWARE = '@macromac/rtl';

/** Runs the test benches of some files of the hardware, and says of each property whether it holds. */
export async function testUnits(
  sources: Sources,
  code: string,
  paths: readonly string[],
  say: (message: FromEngine) => void,
): Promise<void> {
  let [passed, failed] = [0, 0];
  try {
    const { BENCHES, configureProperties } = benches(sources, code);
    configureProperties();
    for (const { unit, properties } of BENCHES.filter(({ source }) => paths.includes(`rtl/${source}`))) {
      const design = unit();
      for (const [what, holds] of Object.entries(properties)) {
        say({ kind: 'testing', unit: design.name, what });
        const message = await holds(design).then(() => undefined, wordsOf);
        if (message === undefined) {
          passed++;
        } else {
          failed++;
        }
        say({ kind: 'tested', unit: design.name, what, message });
      }
    }
    say({ kind: 'tests', passed, failed });
  } catch (error) {
    say({ kind: 'error', message: (error as Error).message, phase: 'build' });
  }
}

/** What failed, then how: fast-check's words say with which case, their cause says what was wrong in it. */
export const wordsOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${cause.message}\n${message}` : message;

function benches(sources: Sources, code: string): Benches {
  const load = hardwareLoader(sources);
  const require = (name: string): unknown => {
    if (name === '@chisel-lite/hdl') {
      return hdl;
    }
    if (name === HARDWARE || name.startsWith(`${HARDWARE}/`)) {
      return load(name === HARDWARE ? 'rtl/index.ts' : `rtl${name.slice(HARDWARE.length)}`, 'the test benches');
    }
    throw new Error(`the test benches import "${name}", which is not to be had in a browser`);
  };
  return evaluateScript(code, require, {} as Benches);
}
