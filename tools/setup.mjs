#!/usr/bin/env node
// Brings a fresh clone to where `make demo` or `npm test` can run: npm packages, and Debian packages when they are
// missing. Plain JavaScript without dependencies, since it runs before anything is installed.
//
//   node tools/setup.mjs demo    what `make demo` needs
//   node tools/setup.mjs test    what `npm test` needs (the default)
//   node tools/setup.mjs nightly what `make nightly` needs
//   node tools/setup.mjs prove   what `make prove` needs
//   node tools/setup.mjs unknown what `make unknown` needs
//
// Says what it does before it does it, and does nothing when all is there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** Debian packages by the command that proves them installed. */
const DEBIAN = {
  demo: { verilator: 'verilator' },
  test: {
    verilator: 'verilator',
    iverilog: 'iverilog',
    chromium: 'chromium',
    dtc: 'device-tree-compiler',
    tclsh: 'tcl',
    yosys: 'yosys',
    'berkeley-abc': 'berkeley-abc',
    // A cluster for the tests of jobs, which start and end its daemons themselves.
    munged: 'munge',
    sbatch: 'slurm-client',
    slurmctld: 'slurmctld',
    slurmd: 'slurmd',
  },
  prove: { yosys: 'yosys', 'berkeley-abc': 'berkeley-abc' },
  unknown: { iverilog: 'iverilog' },
};
DEBIAN.nightly = { ...DEBIAN.test, 'firefox-esr': 'firefox-esr' };

/** Found missing and not installable, these stop only the tests that need them (which then skip, loudly). */
const OPTIONAL = new Set([
  ...['iverilog', 'chromium', 'dtc', 'tclsh', 'yosys', 'berkeley-abc'],
  ...['munged', 'sbatch', 'slurmctld', 'slurmd', 'firefox-esr'],
]);

const say = (text) => process.stderr.write(`${text}\n`);
const fail = (text) => {
  say(`setup: ${text}`);
  process.exit(1);
};
/** Daemons lie where not every user looks. */
const FOLDERS = [...process.env.PATH.split(delimiter), '/usr/sbin', '/sbin'];
const found = (command) => FOLDERS.some((folder) => existsSync(join(folder, command)));

function run(command, args, env = {}) {
  say(`setup: ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } }).status === 0;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);
  }
}

/** `npm ci`, unless node_modules is what package-lock.json asks for. */
function installNpmPackages() {
  if (!isInstalled() && !run('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'])) {
    fail('npm ci failed; its own message is above');
  }
}

/** npm keeps in node_modules what it has put there: the same versions, whoever called it. */
function isInstalled() {
  const packagesOf = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  const kept = 'node_modules/.package-lock.json';
  if (!existsSync(join(root, kept))) {
    return false;
  }
  const installed = packagesOf(kept);
  return Object.entries(packagesOf('package-lock.json')).every(([path, { version, integrity, link, optional }]) => {
    if (!path.includes('node_modules/') || link) {
      return true; // a workspace, or the link to it
    }
    const there = installed[path];
    // What is optional may be for another machine.
    return there ? there.version === version && there.integrity === integrity : optional === true;
  });
}

/**
 * Debian starts the daemons of these as soon as they are installed, which is not for tests to do on somebody's machine.
 */
const DAEMONS = new Set(['munged', 'slurmctld', 'slurmd']);

function installDebianPackages(wanted) {
  const absent = Object.keys(wanted).filter((command) => !found(command));
  const starts = existsSync('/run/systemd/system') ? absent.filter((command) => DAEMONS.has(command)) : [];
  if (starts.length > 0) {
    const packages = starts.map((command) => wanted[command]).join(' ');
    say(`setup: ${packages} not installed, since their services would start here (tests of Slurm will be skipped)`);
  }
  const missing = absent.filter((command) => !starts.includes(command));
  if (missing.length === 0) {
    return;
  }
  const packages = missing.map((command) => wanted[command]);
  const needed = missing.some((command) => !OPTIONAL.has(command));
  const giveUp = (why) => {
    const text = `${missing.join(', ')} not found, and ${why}. Install by hand: ${packages.join(' ')}`;
    if (needed) {
      fail(text);
    }
    say(`setup: ${text} (some tests will be skipped)`);
  };
  if (!found('apt-get')) {
    return giveUp('this system has no apt-get');
  }
  const root = process.getuid?.() === 0;
  if (!root && !found('sudo')) {
    return giveUp('there is neither root nor sudo to run apt-get');
  }
  const apt = (...args) => {
    const command = ['apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0', ...args];
    return root
      ? run(command[0], command.slice(1), { DEBIAN_FRONTEND: 'noninteractive' })
      : run('sudo', ['DEBIAN_FRONTEND=noninteractive', ...command]);
  };
  say(`setup: installing the Debian packages ${packages.join(', ')}`);
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  if (!(apt('update') && install()) && !install()) {
    giveUp('apt-get could not install them (its message is above)');
  }
}

const profile = process.argv[2] ?? 'test';
if (!(profile in DEBIAN)) {
  fail(`unknown profile "${profile}": expected ${Object.keys(DEBIAN).join(' or ')}`);
}
const began = Date.now();
checkNode();
installDebianPackages(DEBIAN[profile]);
installNpmPackages();
const seconds = (Date.now() - began) / 1000;
if (seconds > 2) {
  say(`setup: ready after ${seconds.toFixed(0)} s of downloads and installation`);
}
