import type { Changes, Scope, Variable, Vcd } from '@chisel-lite/vcd';

/** What a valid/ready stream does: nothing, hand a beat over, wait for ready (stall), wait for valid (starve). */
export const STREAM_STATES = ['idle', 'beat', 'stall', 'starve'] as const;

/** A valid/ready pair. */
export interface Stream {
  name: string;
  valid: Variable;
  ready: Variable;
}

/** A stream's state over time, with sums so that any interval's shares are two look-ups. */
export interface StreamLane extends Stream {
  /** [n] index into the dump's times at which `state` begins. */
  at: Uint32Array;
  /** [n] index into STREAM_STATES. */
  state: Uint8Array;
  /** [4][n] time spent in each state before `at[i]`. */
  before: Float64Array[];
}

/** Pairs of one-bit `…valid` and `…ready` in one scope: of the whole dump, or of one scope and those below it. */
export function findStreams(vcd: Vcd, scope?: Scope): Stream[] {
  const below = (scopes: readonly Scope[]): Variable[][] =>
    scopes.flatMap(({ variables, scopes }) => [variables, ...below(scopes)]);
  if (scope) {
    return below([scope]).flatMap(pairsAmong);
  }
  const scoped = below(vcd.scopes);
  const inScopes = new Set(scoped.flat());
  return [vcd.variables.filter((variable) => !inScopes.has(variable)), ...scoped].flatMap(pairsAmong);
}

/**
 * The pairs among the variables of one scope. Where a name occurs several times the first belongs to the first, and
 * so on.
 */
function pairsAmong(variables: readonly Variable[]): Stream[] {
  const readies = new Map<string, Variable[]>();
  for (const variable of variables) {
    if (variable.width === 1 && variable.name.endsWith('ready')) {
      readies.set(variable.name, [...(readies.get(variable.name) ?? []), variable]);
    }
  }
  return variables.flatMap((valid) => {
    if (valid.width !== 1 || !valid.name.endsWith('valid')) {
      return [];
    }
    const ready = readies.get(`${valid.name.slice(0, -5)}ready`)?.shift();
    if (!ready) {
      return [];
    }
    const name = valid.path.replace(/[._]?t?valid$/, '').replace(/_(aw|w|b|ar|r)$/, ' $1') || valid.path;
    return [{ name, valid, ready }];
  });
}

export function createLane(vcd: Vcd, { name, valid, ready }: Stream): StreamLane {
  const [v, r] = [valid.changes, ready.changes];
  const capacity = v.count + r.count + 1;
  const at = new Uint32Array(capacity);
  const state = new Uint8Array(capacity);
  const before = STREAM_STATES.map(() => new Float64Array(capacity));
  const sums = new Float64Array(4);
  let count = 0;
  for (let i = -1, j = -1; ; ) {
    const next = Math.min(i + 1 < v.count ? v.at[i + 1] : Infinity, j + 1 < r.count ? r.at[j + 1] : Infinity);
    if (next === Infinity) {
      break;
    }
    while (i + 1 < v.count && v.at[i + 1] === next) {
      i++;
    }
    while (j + 1 < r.count && r.at[j + 1] === next) {
      j++;
    }
    const now = stateOf(isOne(v, i), isOne(r, j));
    if (count) {
      if (state[count - 1] === now) {
        continue;
      }
      sums[state[count - 1]] += vcd.times[next] - vcd.times[at[count - 1]];
    }
    at[count] = next;
    state[count] = now;
    for (let s = 0; s < 4; s++) {
      before[s][count] = sums[s];
    }
    count++;
  }
  return {
    name,
    valid,
    ready,
    at: at.slice(0, count),
    state: state.slice(0, count),
    before: before.map((column) => column.slice(0, count)),
  };
}

/** Time spent in each state up to `time`. */
export function timeInStates(lane: StreamLane, vcd: Vcd, time: number): number[] {
  let low = 0;
  let high = lane.at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (vcd.times[lane.at[middle]] <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const last = low - 1;
  if (last < 0) {
    return [0, 0, 0, 0];
  }
  return lane.before.map((sums, s) => sums[last] + (lane.state[last] === s ? time - vcd.times[lane.at[last]] : 0));
}

/** Share of `from … to` in each state. */
export function sharesOf(lane: StreamLane, vcd: Vcd, from: number, to: number): number[] {
  const start = timeInStates(lane, vcd, from);
  const total = Math.max(to - from, Number.MIN_VALUE);
  return timeInStates(lane, vcd, to).map((end, s) => (end - start[s]) / total);
}

const stateOf = (valid: boolean, ready: boolean): number => (valid ? (ready ? 1 : 2) : ready ? 3 : 0);

const isOne = (changes: Changes, index: number): boolean =>
  index >= 0 && changes.value[index] === 1 && !changes.unknown?.[index];
