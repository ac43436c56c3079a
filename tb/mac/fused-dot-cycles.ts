import type { Random } from '@chisel-lite/testbench';

/** Bits of a mantissa in the tests of `fused_dot`. */
export const M = 27;
const LANES = 32;

/** What stands at the inputs of `fused_dot` in a cycle: 32 weights (output j, k r at 8r + j) and 4 mantissas. */
export interface DotCycle {
  readonly valid: boolean;
  readonly first: boolean;
  readonly weights: readonly bigint[];
  readonly mantissas: readonly bigint[];
}

const LARGEST = 2n ** BigInt(M - 1) - 1n;
const LOWEST = -LARGEST - 1n;

/** Any bits, or all at one of their limits: the lowest mantissa times the lowest weight is the largest product there is. */
function someLanes(random: Random): Pick<DotCycle, 'weights' | 'mantissas'> {
  const kind = random.below(8);
  const lowest = kind === 0;
  const extreme = kind === 1;
  const weight = () => {
    if (lowest) {
      return -128n;
    }
    return extreme ? [127n, -128n][random.below(2)] : BigInt.asIntN(8, random.bits(8));
  };
  const mantissa = () => {
    if (lowest) {
      return LOWEST;
    }
    return extreme ? [LARGEST, LOWEST][random.below(2)] : BigInt.asIntN(M, random.bits(M));
  };
  return {
    weights: Array.from({ length: LANES }, weight),
    mantissas: Array.from({ length: 4 }, mantissa),
  };
}

/** Groups of 1 to 16 strips one after the other, with or without gaps; in a gap the inputs hold anything. */
export function dotCycles(random: Random, groups: number): DotCycle[] {
  const gaps = random.below(2) * 0.3;
  const cycles: DotCycle[] = [];
  for (let group = 0; group < groups; group++) {
    const strips = 1 + random.below(16);
    for (let strip = 0; strip < strips; strip++) {
      while (random.chance(gaps)) {
        cycles.push({ valid: false, first: random.chance(0.5), ...someLanes(random) });
      }
      cycles.push({ valid: true, first: strip === 0, ...someLanes(random) });
    }
  }
  return cycles;
}
