import assert from 'node:assert/strict';
import type { Random } from '@chisel-lite/testbench';
import { type Pins, split, type Value } from '../pins.ts';

type Values = Readonly<Record<string, Value>>;

/**
 * Drives a unit that takes a group strip by strip and gives the sums of `outputs` outputs with `done`, some cycles
 * after the last. Between strips it may idle: with a probability of `gaps`, its pins as `idle` says.
 */
export function groupSums(pins: Pins, random: Random, outputs: number, gaps: number, idle: () => Values) {
  const wanted: number[][] = [];
  const got: number[][] = [];
  const step = () => {
    pins.clock();
    if (pins.get('done')) {
      got.push(split(pins.wide('sums'), 32, outputs).map(Number));
    }
  };
  const wait = (cycles: number) => {
    pins.set(idle());
    for (let i = 0; i < cycles; i++) {
      step();
    }
  };
  return {
    wait,
    strip(values: Values) {
      while (random.chance(gaps)) {
        wait(1);
      }
      pins.set({ valid: 1, ...values });
      step();
    },
    /** The sums of the group whose strips were given; they are looked at in `end`. */
    expect: (sums: number[]) => void wanted.push(sums),
    end() {
      wait(80);
      assert.deepEqual(got, wanted);
    },
  };
}
