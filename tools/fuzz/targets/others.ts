import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTiming } from '../../../gen/report/vivado-timing.ts';
import { parseUtilization } from '../../../gen/report/vivado-utilization.ts';
import { expandFileLists } from '../../../packages/verilator-wasm/src/file-list.ts';
import { checkView, type Row } from '../../../packages/waves/src/page/view.ts';
import { timingReport, utilizationReport } from '../../../sw/cli/test/reports.ts';
import { mutateBytes } from '../bytes.ts';
import { mutateJson } from '../json.ts';
import { bytesOf, mutateOne, type Target, textOf } from '../target.ts';
import { mutateText } from '../text.ts';

const NUMBERS = [
  '|',
  '+',
  '-',
  '0',
  '1',
  '-1.5',
  '1e9',
  '99999999999999999999',
  'NaN',
  '(top)',
  'n/a',
  ':',
  '\n',
  ' ',
  '',
  'é',
];

/** Vivado's reports of resources and timing. */
export const reports: Target = {
  name: 'reports',
  async seeds() {
    return new Map([
      [
        'board',
        new Map([
          ['utilization.rpt', bytesOf(utilizationReport())],
          ['timing.rpt', bytesOf(timingReport())],
        ]),
      ],
    ]);
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (_, content) =>
      chance.oneIn(4) ? mutateBytes(content, chance) : bytesOf(mutateText(textOf(content), NUMBERS, chance)),
    ),
  read(directory) {
    const read = (name: string): [string, string] => [
      join(directory, name),
      readFileSync(join(directory, name), 'utf8'),
    ];
    if (!['utilization.rpt', 'timing.rpt'].every((name) => existsSync(join(directory, name)))) {
      return; // the command says so
    }
    parseUtilization(...read('utilization.rpt'), new Set(['macromac', 'fp32_add', 'macromac_core_t2']));
    parseTiming(...read('timing.rpt'));
  },
};

const VIEW = {
  rows: [
    { kind: 'signal', path: 'top.a', radix: 'hex' },
    { kind: 'stream', name: 's', valid: 'top.v', ready: 'top.r' },
    { kind: 'comment', text: 'here' },
  ],
  from: 0,
  to: 100,
  cursor: 5,
  base: 2,
  selected: [1],
};

function textsOf(row: Row): string[] {
  switch (row.kind) {
    case 'signal':
      return [row.path];
    case 'stream':
      return [row.name, row.valid, row.ready];
    case 'comment':
      return [row.text];
    case 'group':
      return [row.name];
  }
}

/** Saved views of the page of waves. */
export const view: Target = {
  name: 'view',
  seeds: async () => new Map([['own', new Map([['x.view.json', bytesOf(JSON.stringify(VIEW))]])]]),
  mutate: (files, chance) => mutateOne(files, chance, (_, content) => bytesOf(mutateJson(textOf(content), chance))),
  read(directory) {
    const path = join(directory, 'x.view.json');
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return;
    }
    const { rows, cursor, base } = named(path, () => checkView(value));
    // What the page does with it.
    for (const row of rows) {
      const texts = textsOf(row);
      for (const text of texts) {
        text.split('.').join('/');
      }
    }
    for (const time of [cursor, base]) {
      time?.toFixed(3);
    }
  },
};

const LISTS = [
  '-f',
  '-F',
  '-y',
  '-v',
  '-I',
  '-D',
  '+incdir+',
  '+define+',
  '+libext+',
  'other.f',
  'a.v',
  '"',
  '//',
  '/*',
  '*/',
  '#',
  '$HOME',
  '${x',
  '+',
  '-',
  '\n',
  'é',
];

/** Lists of files for simulators. */
export const fileList: Target = {
  name: 'file-list',
  async seeds() {
    return new Map([
      [
        'two',
        new Map([
          ['main.f', bytesOf('// all\n+incdir+inc+more\n-F other.f\n+define+A=1+B\n-y lib\n"a b.v" c.sv # end\n')],
          ['other.f', bytesOf('/* a\n b */ -v cells.v\n-I x\n-D Y\n+libext+.v\n')],
        ]),
      ],
    ]);
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (_, content) => bytesOf(mutateText(textOf(content), LISTS, chance))),
  read(directory) {
    expandFileLists(['-F', join(directory, 'main.f')]);
  },
};

/** Readers that say a sentence to which others put the name. */
function named<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    (error as Error).message = `${path}: ${(error as Error).message}`;
    throw error;
  }
}
