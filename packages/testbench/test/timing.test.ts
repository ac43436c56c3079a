import { describe, expect, test } from 'vitest';
import { NoProgress, simulate, TaskCancelled, TimeoutError } from '../src/index.ts';
import { adder, behavioural, counter } from './behavioural.ts';

describe('the timing model', () => {
  test('reset is held two cycles and time begins after it', async () => {
    const sim = await simulate(counter, { clock: 10 });
    expect(sim.time).toBe(20);
    expect(sim.port.rst.value).toBe(0);
    expect(await sim.clock.rising()).toBe(1);
    expect(sim.time).toBe(25);
  });

  test.each(['in one run', 'cycle by cycle', 'step by step'])(
    'a period that is no whole number of picoseconds does not drift: %s',
    async (way) => {
      const sim = await simulate(counter, { clock: 0.1953125 });
      if (way === 'cycle by cycle') {
        sim.clock.attach({ sample() {} });
      } else if (way === 'step by step') {
        sim.fork(() => sim.delay(1000));
      }
      await sim.clock.rising();
      const start = sim.time;
      await sim.clock.cycles(1024);
      expect(sim.time - start).toBeCloseTo(200, 9);
      await sim.clock.cycles(1);
      expect(sim.time - start).toBeCloseTo(200.195, 9);
    },
  );

  test('a period of thirds of a nanosecond is as exact', async () => {
    const sim = await simulate(counter, { clock: 1000 / 300 });
    await sim.clock.rising();
    const start = sim.time;
    await sim.clock.cycles(300);
    expect(sim.time - start).toBeCloseTo(1000, 9);
  });

  test('after an edge a task sees the values the flip-flops sampled', async () => {
    const sim = await simulate(adder);
    sim.port.a.value = 2;
    sim.port.b.value = 3;
    await sim.clock.rising();
    expect([sim.port.y.value, sim.port.q.value]).toEqual([5, 0]);
    await sim.clock.rising();
    expect(sim.port.q.value).toBe(5);
  });

  test('a write after an edge is not sampled by that edge', async () => {
    const sim = await simulate(adder);
    await sim.clock.rising();
    sim.port.a.value = 7;
    await sim.clock.rising();
    expect([sim.port.y.value, sim.port.q.value]).toEqual([7, 0]);
    await sim.clock.rising();
    expect(sim.port.q.value).toBe(7);
  });

  test('a write reads back only once it applied, so that the order of tasks does not matter', async () => {
    const sim = await simulate(adder);
    sim.port.a.value = 7;
    expect(sim.port.a.value).toBe(0);
    await sim.settled();
    expect([sim.port.a.value, sim.port.y.value]).toEqual([7, 7]);
  });

  test('settled after an edge sees the registers after it, at the same time', async () => {
    const sim = await simulate(adder);
    sim.port.a.value = 1;
    await sim.clock.rising();
    const { time } = sim;
    sim.port.a.value = 2;
    await sim.settled();
    expect([sim.port.q.value, sim.port.y.value, sim.time]).toEqual([1, 2, time]);
    sim.port.b.value = 4;
    await sim.settled();
    expect([sim.port.y.value, sim.time]).toEqual([6, time]);
  });

  test('a watched signal wakes its task after the step that changed it', async () => {
    const sim = await simulate(counter, { clock: 10 });
    sim.port.enable.value = 1;
    await sim.rising(sim.port.count);
    expect([sim.time, sim.port.count.value]).toEqual([25, 1]);
    await sim.changed(sim.port.double);
    expect([sim.time, sim.port.double.value]).toEqual([35, 4]);
  });

  test('rising, falling and delays come at their times', async () => {
    const sim = await simulate(counter, { clock: 10 });
    const times: number[] = [];
    await sim.clock.rising();
    times.push(sim.time);
    await sim.clock.falling();
    times.push(sim.time);
    await sim.delay(2.5);
    times.push(sim.time);
    await sim.clock.cycles(3);
    times.push(sim.time);
    expect(times).toEqual([25, 30, 32.5, 55]);
  });

  test('until looks at what the flip-flops sample', async () => {
    const sim = await simulate(counter);
    sim.port.enable.value = 1;
    const cycle = await sim.clock.until(() => sim.port.count.value === 10);
    expect([cycle, sim.port.count.value]).toEqual([11, 10]);
  });

  test('waiting many cycles runs inside the simulator', async () => {
    let simulator: ReturnType<typeof counter.instantiate> | undefined;
    const sim = await simulate({
      instantiate: () => {
        simulator = counter.instantiate();
        return simulator;
      },
    });
    sim.port.enable.value = 1;
    await sim.clock.cycles(1000);
    expect(simulator?.runs.slice(0, 2)).toEqual([1000 - 1 - 64, 1]); // the last 64 are remembered for a failure's waveform
    expect(sim.port.count.value).toBe(999 & 255);
    await sim.clock.rising();
    expect(sim.port.count.value).toBe(1000 & 255);
    expect(sim.clock.cycle).toBe(1001);
  });

  test('falling-edge logic sees the writes of the rising edge', async () => {
    const both = behavioural({
      inputs: { clk: 1, a: 8 },
      outputs: { next: 8, q: 8 },
      state: () => ({ next: 0, q: 0 }),
      fall(state) {
        state.q = state.next;
      },
      settle(state, pins) {
        state.next = pins.a[0] + 1;
        pins.next[0] = state.next;
        pins.q[0] = state.q;
      },
    });
    const sim = await simulate(both, { clock: { fallingEdgeLogic: true } });
    await sim.clock.rising();
    sim.port.a.value = 9;
    await sim.clock.rising();
    expect(sim.port.q.value).toBe(10);
  });

  test('unrelated clocks keep their own time, and common edges happen at once', async () => {
    const two = behavioural({
      inputs: { fast: 1, slow: 1 },
      outputs: {},
      state: () => 0,
      settle() {},
    });
    const sim = await simulate(two, { clock: { fast: { period: 4 }, slow: { period: 10, phase: 2 } } });
    const seen: string[] = [];
    const watch = (name: 'fast' | 'slow', count: number) => async () => {
      for (let i = 0; i < count; i++) {
        await sim.clocks[name].rising();
        seen.push(`${name}@${sim.time}`);
      }
    };
    await sim.gather(watch('fast', 6), watch('slow', 3));
    expect(seen).toEqual([
      'fast@2',
      'slow@2',
      'fast@6',
      'fast@10',
      'slow@12',
      'fast@14',
      'fast@18',
      'fast@22',
      'slow@22',
    ]); // prettier-ignore
    expect(() => sim.clock).toThrow('2 clocks (fast, slow)');
  });
});

describe('tasks', () => {
  test('run one at a time, in the order in which they were woken', async () => {
    const sim = await simulate(counter);
    const order: string[] = [];
    const tasks = ['a', 'b', 'c'].map((name) =>
      sim.fork(async () => {
        for (let i = 0; i < 3; i++) {
          await sim.clock.rising();
          order.push(`${name}${i}`);
          await Promise.resolve();
          order.push(`${name}${i}'`);
        }
        return name;
      }, name),
    );
    expect(await sim.gather(...tasks)).toEqual(['a', 'b', 'c']);
    expect(order.join(' ')).toBe("a0 a0' b0 b0' c0 c0' a1 a1' b1 b1' c1 c1' a2 a2' b2 b2' c2 c2'");
  });

  test('select reports the first and cancels the losers', async () => {
    const sim = await simulate(counter);
    const log: string[] = [];
    const slow = async () => {
      try {
        await sim.clock.cycles(100);
        log.push('finished');
      } catch (error) {
        log.push(error instanceof TaskCancelled ? 'cancelled' : 'other');
        throw error;
      } finally {
        log.push('cleaned up');
      }
    };
    const first = await sim.select({ slow, quick: sim.clock.cycles(3) });
    expect(first).toEqual({ key: 'quick', value: 3 });
    await sim.clock.cycles(200);
    expect(log).toEqual(['cancelled', 'cleaned up']);
  });

  test('a queue item is not lost to a select that something else won', async () => {
    const sim = await simulate(counter);
    const queue = sim.queue<number>();
    const waiting = sim.select({ item: queue.get(), late: sim.clock.cycles(2) });
    expect((await waiting).key).toBe('late');
    await queue.put(5);
    expect(await queue.get()).toBe(5);
  });

  test('gather throws the first error and cancels the rest', async () => {
    const sim = await simulate(counter);
    let finished = false;
    const fails = async () => {
      await sim.clock.cycles(2);
      throw new Error('planted');
    };
    const other = async () => {
      await sim.clock.cycles(50);
      finished = true;
    };
    await expect(async () => sim.gather(fails, other)).rejects.toThrow('planted');
    await sim.clock.cycles(100);
    expect(finished).toBe(false);
  });

  test('timeout names what did not come', async () => {
    const sim = await simulate(counter);
    const done = sim.event('done');
    await expect(async () => sim.timeout(done.wait(), sim.clock.cycles(5))).rejects.toThrow(
      new TimeoutError('event done did not come within 5 cycles of clk'),
    );
    sim.fork(async () => {
      await sim.clock.cycles(2);
      done.set();
    });
    await sim.timeout(done.wait(), sim.clock.cycles(5));
    expect(sim.clock.cycle).toBe(7);
  });

  test('an error nobody waits for fails the test at its next wait', async () => {
    const sim = await simulate(counter);
    sim.fork(async () => {
      await sim.clock.cycles(3);
      throw new Error('planted');
    });
    await expect(async () => sim.clock.cycles(10)).rejects.toThrow('planted');
    await expect(async () => sim.clock.rising()).rejects.toThrow('planted');
  });

  test('cancel stops a task at its await, in whatever helper it stands', async () => {
    const sim = await simulate(counter);
    let steps = 0;
    const helper = async () => {
      await sim.clock.rising();
      steps++;
    };
    const task = sim.fork(async () => {
      for (;;) {
        await helper();
      }
    });
    await sim.clock.cycles(4);
    task.cancel();
    await expect(async () => task).rejects.toThrow(TaskCancelled);
    await sim.clock.cycles(4);
    expect([task.done, steps]).toEqual([true, 4]);
  });

  test('Promise.all works on triggers', async () => {
    const sim = await simulate(counter);
    expect(await Promise.all([sim.clock.cycles(3), sim.clock.cycles(5)])).toEqual([3, 5]);
  });

  test('a background task does not outlive the test', async () => {
    const sim = await simulate(counter);
    let steps = 0;
    sim.fork(async () => {
      for (;;) {
        await sim.clock.rising();
        steps++;
      }
    });
    await sim.clock.cycles(3);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(steps).toBeLessThanOrEqual(3);
  });

  test('bounded queues block, and serve in order', async () => {
    const sim = await simulate(counter);
    const queue = sim.queue<number>({ name: 'jobs', capacity: 2 });
    const got: number[] = [];
    sim.fork(async () => {
      for (let i = 0; i < 6; i++) {
        await queue.put(i);
      }
    });
    for (let i = 0; i < 6; i++) {
      await sim.clock.rising();
      expect(queue.length).toBeLessThanOrEqual(2);
      got.push(await queue.get());
    }
    expect(got).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('a lock admits one task at a time, first come first served', async () => {
    const sim = await simulate(counter);
    const lock = sim.lock('bus');
    const order: string[] = [];
    const user = (name: string) => async () =>
      lock.during(async () => {
        order.push(`${name}+`);
        await sim.clock.cycles(2);
        order.push(`${name}-`);
      });
    await sim.gather(user('a'), user('b'), user('c'));
    expect(order).toEqual(['a+', 'a-', 'b+', 'b-', 'c+', 'c-']);
  });
});

describe('no progress', () => {
  test('a deadlock is reported at once, with every task and what it waits for', async () => {
    const sim = await simulate(counter);
    const jobs = sim.queue<number>({ name: 'jobs' });
    sim.fork(async () => void (await sim.event('go').wait()), 'worker');
    const error = await caught(() => jobs.get());
    expect(error).toBeInstanceOf(NoProgress);
    expect(error.message).toContain('nothing is left that could wake any task');
    expect(error.message).toContain('test waits for an item in jobs');
    expect(error.message).toContain('worker waits for event go');
  });

  test('the cycle limit ends a test that never ends', async () => {
    const sim = await simulate(counter, { cycleLimit: 500 });
    const error = await caught(() => sim.clock.until(() => sim.port.count.value === 3, 'count = 3'));
    expect(error.message).toContain(
      'the limit of 500 cycles is reached\n  test waits for count = 3 at a rising edge of clk',
    );
    expect(sim.clock.cycle).toBe(500);
  });

  test('a quiet design is noticed before the limit', async () => {
    const sim = await simulate(counter, { quietLimit: 1000 });
    const error = await caught(() => sim.rising(sim.port.count));
    expect(error.message).toContain('test waits for count to rise');
    expect(sim.clock.cycle).toBeLessThan(1200);
  });

  test('a loop without time is noticed', async () => {
    const sim = await simulate(counter);
    const error = await caught(async () => {
      for (;;) {
        await sim.settled();
      }
    });
    expect(error.message).toContain('settled 10000 times at one time');
  });
});

describe('signals', () => {
  test('refuse what does not fit, naming signal, value and range', async () => {
    const sim = await simulate(adder);
    expect(() => {
      sim.port.a.value = 256;
    }).toThrow('a is 8 bits wide: expected -2^7 … 2^8-1, got 256'); // prettier-ignore
    expect(() => {
      sim.port.a.value = -129;
    }).toThrow('got -129'); // prettier-ignore
    expect(() => {
      sim.port.y.value = 1;
    }).toThrow('y is an output'); // prettier-ignore
  });

  test('a port that is not there is named, with what is there', async () => {
    const sim = await simulate(counter);
    expect(() => sim.port['counts']).toThrow('no port is named counts; near it are count');
    expect(() => {
      sim.port['ready'].value = 1;
    }).toThrow('no port is named ready; there are clk, rst, enable');
    expect('ready' in sim.port).toBe(false);
    expect(await Promise.resolve(sim.port)).toBe(sim.port);
    expect(JSON.stringify(sim.port['rst'].width)).toBe('1');
  });

  test('buses collect ports by prefix', async () => {
    const sim = await simulate(counter);
    expect(() => sim.bus('s')).toThrow('no port begins with s_; the ports are clk, rst, enable, count, double');
  });
});

async function caught(body: () => PromiseLike<unknown>): Promise<Error> {
  try {
    await body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error');
}
