/**
 * `make functional`: the situations of situations.ts, met by the tests or not. The tests of core, accelerator and
 * dispatcher run on the HDL's own simulator while observers watch the ports. A situation that is never met fails.
 */
import { parseArgs } from 'node:util';
import { progressLine } from '../../sw/cli/progress.ts';
import { accelerator } from '../accelerator/accelerator.spec.ts';
import { type Bench, configureProperties } from '../bench.ts';
import { dispatcher } from '../command/dispatcher.spec.ts';
import { endWith, runCommand } from '../command-line.ts';
import { core } from '../core/core.spec.ts';
import { observe, SITUATIONS, timesMet } from './situations.ts';

const BENCHES: readonly Bench[] = [
  ...([1, 2, 4, 8] as const).map((tokens) => core({ engine: 'fused', tokens })),
  ...([1, 2] as const).map((tokens) => core({ engine: 'fp32', tokens })),
  dispatcher(2),
  accelerator,
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    return console.log(
      'usage: tsx tb/coverage/functional.ts [--json]\n\nThe situations of the tests, and how often each is met.',
    );
  }
  configureProperties();
  observe();
  const progress = progressLine();
  for (const { unit, properties } of BENCHES) {
    const design = unit();
    for (const [what, holds] of Object.entries(properties)) {
      progress.update(`${design.name}: ${what}`);
      await holds(design);
    }
  }
  progress.end();
  const bins = Object.entries(SITUATIONS).flatMap(([group, names]) =>
    names.map((bin) => ({ group, bin, met: timesMet(group, bin) })),
  );
  const never = bins.filter((each) => each.met === 0);
  if (values.json) {
    console.log(JSON.stringify({ bins: bins.length, met: bins.length - never.length, detail: bins }, null, 2));
  } else {
    for (const group of Object.keys(SITUATIONS)) {
      const here = bins.filter((each) => each.group === group);
      console.log(`${group}: ${here.filter((each) => each.met).length} of ${here.length}`);
      for (const { bin, met } of here) {
        console.log(`  ${bin.padEnd(60)} ${met || 'NEVER'}`);
      }
    }
    console.log(`${bins.length - never.length} of ${bins.length} situations are met`);
  }
  endWith(never.map(({ group, bin }) => `never met: ${group}: ${bin}`));
}

runCommand(main);
