import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { processesWith } from '../../tools/guard/traces.ts';

/** A cluster of one machine: a controller and nodes of one core each, with ports, keys and folders of its own. */
export interface Cluster {
  readonly nodes: readonly string[];
  /** What Slurm's commands need to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends a node and all that runs on it, as a power cut would. */
  kill(node: string): void;
  /** Ends everything, and waits until it has ended. */
  stop(): Promise<void>;
}

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'srun'];

/** Debian puts daemons where not every user looks. */
const PATH = [...new Set([...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'])];

/** Why no cluster can be started here; undefined where one can. */
export function slurmObstacle(): string | undefined {
  const missing = PROGRAMS.filter((program) => !PATH.some((folder) => existsSync(join(folder, program))));
  if (missing.length > 0) {
    return `${missing.join(', ')} not found (Debian: slurmctld slurmd slurm-client munge)`;
  }
  return process.getuid?.() === 0 ? undefined : 'slurmd starts jobs as other users, which root alone may';
}

const parentOf = (pid: number): number => {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
};

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.on('listening', done));
  const { port } = server.address() as { readonly port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts munge, a controller and nodes. `timeout`: seconds after which a silent node is taken for dead. */
export async function startSlurm(nodes: readonly string[], timeout = 5): Promise<Cluster> {
  // Sockets have short names, and the daemons refuse folders that others may write to.
  const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  const at = (name: string) => join(folder, name);
  const environment = { PATH: [at('bin'), ...PATH].join(delimiter), SLURM_CONF: at('slurm.conf') };
  const daemons = new Map<string, ChildProcess>();
  const start = (name: string, program: string, ...args: string[]) => {
    daemons.set(name, spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...environment } }));
  };
  for (const name of ['state', ...nodes.map((node) => `spool-${node}`)]) {
    mkdirSync(at(name));
  }
  // Some who start steps inside a job take away all that begins with SLURM_ before: the cluster is no system's own.
  mkdirSync(at('bin'));
  const srun = PATH.map((each) => join(each, 'srun')).find((each) => existsSync(each));
  writeFileSync(at('bin/srun'), `#!/bin/sh\nSLURM_CONF=${environment.SLURM_CONF} exec ${srun} "$@"\n`, { mode: 0o755 });
  const ports = await Promise.all(['controller', ...nodes].map(freePort));
  writeFileSync(at('munge.key'), randomBytes(128), { mode: 0o400 });
  const name = hostname();
  const lines = [
    'ClusterName=macromac',
    `SlurmctldHost=${name}(127.0.0.1)`,
    `SlurmctldPort=${ports[0]}`,
    'SlurmUser=root',
    'SlurmdUser=root',
    'AuthType=auth/munge',
    'CredType=cred/munge',
    `AuthInfo=socket=${at('munge.socket')}`,
    `StateSaveLocation=${at('state')}`,
    `SlurmctldPidFile=${at('slurmctld.pid')}`,
    `SlurmctldLogFile=${at('slurmctld.log')}`,
    `SlurmdPidFile=${at('slurmd-%n.pid')}`,
    `SlurmdLogFile=${at('slurmd-%n.log')}`,
    `SlurmdSpoolDir=${at('spool-%n')}`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'MpiDefault=none',
    'SelectType=select/cons_tres',
    'SchedulerParameters=sched_interval=1,batch_sched_delay=0',
    `SlurmdTimeout=${timeout}`,
    'ReturnToService=1',
    'KillWait=1',
    'MinJobAge=10',
    ...nodes.map(
      (node, i) => `NodeName=${node} NodeHostname=${name} NodeAddr=127.0.0.1 Port=${ports[i + 1]} CPUs=1 State=UNKNOWN`,
    ),
    `PartitionName=all Nodes=${nodes.join(',')} Default=YES MaxTime=INFINITE State=UP`,
  ];
  writeFileSync(at('slurm.conf'), `${lines.join('\n')}\n`);
  const munge = ['key-file', 'pid-file', 'log-file', 'seed-file'].map(
    (each) => `--${each}=${at(`munge.${each.slice(0, -5)}`)}`,
  );
  start('munge', 'munged', '--foreground', '--force', `--socket=${at('munge.socket')}`, ...munge);

  const everything = () =>
    processesWith(`SLURM_CONF=${environment.SLURM_CONF}`).map((line) => Number(line.split(' ')[0]));
  const end = (pids: readonly number[]) => {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  };
  const stop = async () => {
    for (const daemon of daemons.values()) {
      daemon.kill('SIGKILL');
    }
    for (let left = everything(); left.length > 0; left = everything()) {
      end(left);
      await new Promise((wake) => setTimeout(wake, 50));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const until = async (holds: () => boolean, what: string) => {
    for (let tries = 0; !holds(); tries++) {
      if (tries > 300) {
        await stop();
        throw new Error(`${what} did not happen`);
      }
      await new Promise((wake) => setTimeout(wake, 200));
    }
  };
  await until(() => existsSync(at('munge.socket')), "munge's socket");
  start('controller', 'slurmctld', '-D', '-c', '-f', at('slurm.conf'));
  for (const node of nodes) {
    start(node, 'slurmd', '-D', '-N', node, '-f', at('slurm.conf'));
  }
  const states = () => {
    try {
      const env = { ...process.env, ...environment };
      return execFileSync('sinfo', ['-h', '-N', '-o', '%T'], { env, encoding: 'utf8', stdio: 'pipe' })
        .trim()
        .split('\n');
    } catch {
      return []; // the controller is not there yet
    }
  };
  await until(() => {
    const now = states();
    return now.length === nodes.length && now.every((state) => state === 'idle');
  }, 'all nodes being idle');

  return {
    nodes,
    environment,
    kill(node) {
      daemons.get(node)?.kill('SIGKILL');
      const jobs = processesWith(`SLURMD_NODENAME=${node}`).map((line) => Number(line.split(' ')[0]));
      // Steps first: they would tell the controller how their jobs ended.
      end(jobs.map(parentOf).filter((parent) => commandOf(parent).startsWith('slurmstepd')));
      end(jobs);
    },
    stop,
  };
}
