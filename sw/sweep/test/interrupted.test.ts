import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine } from '../../jobs/run-command.ts';
import { type Cluster, slurmObstacle, startSlurm } from '../../testing/slurm.ts';
import { writeTinyCheckpoint } from '../../testing/tiny-checkpoint-folder.ts';

const obstacle = process.env['MACROMAC_NIGHTLY'] ? slurmObstacle() : 'by night alone (MACROMAC_NIGHTLY=1)';
if (obstacle !== undefined) {
  console.warn(`SKIPPED: a sweep of 208 points that is killed twice and goes on on Slurm: ${obstacle}`);
}

const SPACE = {
  ...{ format: 'macromac sweep', version: 1, name: 'tiny', context: 12, areas: false },
  model: {
    ...{ checkpoint: 'checkpoint', calibration: 'text.txt', text: 'text.txt' },
    ...{ samples: 2, length: 24, window: 24, windows: 2 },
  },
  hardware: { tokens: [1] },
  conditions: { clock: Array.from({ length: 26 }, (_, i) => 100 + 10 * i), memory: ['kv260', 'stress'] },
  weights: { method: ['rtn', 'awq', 'gptq', 'awq+gptq'] },
};

describe.skipIf(obstacle !== undefined)('208 points', () => {
  // Nothing tidies up behind a file of which every test is skipped.
  const root = obstacle === undefined ? mkdtempSync(join(tmpdir(), 'macromac-interrupted-')) : '';
  afterAll(() => rmSync(root, { recursive: true }));
  const space = join(root, 'space.json');
  let cluster: Cluster;
  beforeAll(async () => {
    const sizes = { layers: 1, hidden: 64, ffn: 64, heads: 1, kvHeads: 1, headDim: 64, vocab: 97, context: 24 };
    const rope = { theta: 10_000, form: 'half', scaling: null } as const;
    const rest = { family: 'qwen2', rmsEpsilon: 1e-6, rope, qkvBias: true, tiedEmbedding: true } as const;
    writeTinyCheckpoint(join(root, 'checkpoint'), { ...sizes, ...rest });
    writeFileSync(join(root, 'text.txt'), 'What is not kept was never made. '.repeat(20));
    writeFileSync(space, JSON.stringify(SPACE));
    cluster = await startSlurm(['n1', 'n2']);
  });
  afterAll(() => cluster.stop());

  const results = (store: string) => {
    try {
      return readdirSync(join(root, store, 'results')).length;
    } catch {
      return 0; // not there yet
    }
  };
  const started = (store: string, ...more: string[]) => {
    const { args } = commandLine(['macromac', 'sweep', space, '--store', join(root, store), ...more]);
    const env = { ...process.env, ...cluster.environment };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { child, closed, said: () => said };
  };
  const whole = async (store: string, ...more: string[]) => {
    const { closed, said } = started(store, ...more);
    expect([await closed, said()]).toEqual([0, expect.stringContaining('pareto.html')]);
    return ['points.json', 'points.md', 'pareto.html'].map((name) =>
      readFileSync(join(root, store, 'report', name), 'utf8'),
    );
  };

  test('killed twice on this machine, and continued on Slurm: the table of a run that nobody touched', async () => {
    const reference = await whole('untouched');
    expect(JSON.parse(reference[0])).toMatchObject({ failed: [], rows: { length: 208 } });
    const all = results('untouched');
    for (const share of [0.2, 0.5]) {
      const { child, closed } = started('killed');
      while (results('killed') < share * all && child.exitCode === null) {
        await new Promise((wake) => setTimeout(wake, 20));
      }
      child.kill('SIGKILL');
      await closed;
      expect(results('killed')).toBeLessThan(all);
    }
    const before = results('killed');
    expect(await whole('killed', '--on', 'slurm')).toEqual(reference);
    expect(results('killed')).toBe(all);
    const logs = readdirSync(join(root, 'killed/slurm')).filter((name) => name.endsWith('.log'));
    // The rest was made by tasks, of eight jobs at most.
    expect(logs.length).toBeGreaterThanOrEqual((all - before) / 8);
  }, 1_200_000);
});
