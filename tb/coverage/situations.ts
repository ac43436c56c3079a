/**
 * Functional coverage: the situations that issue D wants met, as bins. The benches' drivers and the observers of the
 * ports count them; outside of `tb/coverage/functional.ts` nobody looks.
 */
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const PORTS = range(0, 3);
const FORMATS = ['awq-macro', 'awq-macro-dense', 'int8-macro'];
const BUILDS = ['fused, T = 1', 'fused, T = 2', 'fused, T = 4', 'fused, T = 8', 'fp32, T = 1', 'fp32, T = 2'];
const PLACES = ['weights 0', 'weights 1', 'weights 2', 'weights 3', 'activations', 'results'];

/** Bins by the line of the issue that they are for. */
export const SITUATIONS: Readonly<Record<string, readonly string[]>> = {
  shapes: [
    'K a multiple of 64',
    'K not a multiple of 64',
    'N a multiple of 32',
    'N not a multiple of 32',
    'one group',
    'one block',
    'largest K',
  ],
  'format × T × engine': BUILDS.flatMap((build) => FORMATS.map((format) => `${build}, ${format}`)),
  'vectors a command': range(1, 8).map((count) => `${count} of T = 8`),
  'activations of the command before': ['reused', 'loaded while the matrix before streams'],
  'latency of reads': ['below 100 cycles', '100 to 199 cycles', '200 cycles and more'],
  bandwidth: ['a beat on every port in one cycle', ...PORTS.map((port) => `16 beats in a row, port ${port}`)],
  'reads outstanding': range(1, 8).map((count) => `${count} on a port`),
  'reordering between ports': PORTS.flatMap((late) =>
    PORTS.filter((port) => port !== late).map((port) => `port ${port} answers before port ${late}, which asked first`),
  ),
  stalls: [
    ...PORTS.flatMap((port) => [`address held back, port ${port}`, `data pauses in a burst, port ${port}`]),
    'write address held back',
    'write data held back',
    'write answer late',
  ],
  'restart (reset in mid-burst)': [
    'while idle',
    'while stopped',
    ...PORTS.map((port) => `a read burst half delivered, port ${port}`),
    'a write burst half sent',
    'commands in the queue',
    'the core reset in mid-stream',
  ],
  'error responses': [
    ...range(0, 15).map((beat) => `at beat ${beat} of a read burst`),
    ...PLACES.map((place) => `of ${place}`),
    'SLVERR',
    'DECERR',
  ],
  'commands while busy': [...range(0, 7).map((queued) => `pushed behind ${queued} in the queue`), 'overflow'],
  'illegal descriptors': [
    'groups',
    'blocks',
    'format',
    'tokens',
    'alignment',
    'window',
    'reuse',
    'operation',
    'reserved',
  ],
  'operations to come': range(2, 15).map(String),
  'reserved bits': [
    'command_flags',
    'command_outputs',
    'command_position',
    ...PORTS.map((port) => `weights_${port}_high`),
    'activations_high',
    'results_high',
  ],
  'addresses outside the window': PLACES.flatMap((place) => [`${place} below`, `${place} above`]),
  'addresses not aligned': PLACES,
  'back-pressure': [
    'results wait at the core, strips wait for room',
    ...PORTS.map((port) => `weights held back, channel ${port}`),
    'activations held back',
    'commands held back',
  ],
  'command lists': [
    'one behind another in the queue',
    'between other commands',
    'refused for a product record',
    'refused for a vector record',
    'stopped where nothing moves',
    ...['the list', 'parameters', 'an append', 'a row of the embedding'].map((what) => `error response at ${what}`),
    'restart in its midst',
  ],
  'lists that run again': [
    'all passes that may be',
    'one pass that may be',
    'a stop token behind the first pass',
    'a stop token behind a later pass',
    'rows of float32',
    'rows of binary16',
    'restart in the first pass',
    'restart in a later pass',
    ...['position', 'token', 'place of again', 'no largest results', 'bits of again', 'by token alone'].map(
      (what) => `refused for its ${what}`,
    ),
  ],
  'largest results': ['a list among other commands', 'fewer results than the list holds', 'padding behind the last'],
};

const counts = new Map<string, number>();

/** A situation was met. A name that is in no list is an error: bins are not made up on the way. */
export function met(group: string, bin: string): void {
  const key = `${group}: ${bin}`;
  const count = counts.get(key);
  if (count === undefined && !SITUATIONS[group]?.includes(bin)) {
    throw new Error(`no such situation: ${key}`);
  }
  counts.set(key, (count ?? 0) + 1);
}

let observing = false;

/** From here on the ports are watched, which costs time. */
export const observe = (): void => {
  observing = true;
};

export const isObserved = (): boolean => observing;

export const timesMet = (group: string, bin: string): number => counts.get(`${group}: ${bin}`) ?? 0;
