import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitTree } from '../git-tree.ts';

const git = (cwd: string, ...args: string[]) => {
  const { error, status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  if (error === undefined && status !== 0) {
    throw new Error(`git ${args.join(' ')}: ${stderr}`);
  }
  return error ? undefined : stdout.trim();
};
const hasGit = git('/', '--version') !== undefined;
if (!hasGit) {
  console.warn('SKIPPED: git is not installed; the names of trees are not compared with its own');
}

test.skipIf(!hasGit)('the name that git gives: order of files and folders, modes, empty files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'macromac-tree-'));
  try {
    mkdirSync(join(folder, 'a/deep'), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    const files = {
      'a.ts': '1',
      'a-b.ts': '2',
      'a/x.ts': 'ü\n',
      'a/deep/y.ts': '',
      'Z.ts': '3',
      'run.sh': '#!/bin/sh\n',
    };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    chmodSync(join(folder, 'run.sh'), 0o755);
    writeFileSync(join(folder, 'node_modules/other'), '');
    git(folder, 'init', '-q');
    git(folder, 'add', 'a.ts', 'a-b.ts', 'a', 'Z.ts', 'run.sh');
    expect(gitTree(folder)).toBe(git(folder, 'write-tree'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
