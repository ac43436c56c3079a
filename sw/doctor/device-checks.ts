/**
 * What the accelerator itself shows: who it is, whether it computes right, how fast its clock and its memory ports are.
 */
import { type CheckedAccelerator, checked } from '../backends/checked.ts';
import { openGolden } from '../backends/golden/golden.ts';
import type { DeviceBus } from '../driver/bus.ts';
import { MAJOR_VERSION } from '../driver/device.ts';
import { deviceAccelerator } from '../driver/device-accelerator.ts';
import type { Driver } from '../driver/driver.ts';
import { registerAccess } from '../driver/fields.ts';
import { control_registers as MAP } from '../driver/registers.ts';
import { CHANNELS, MATRIX_FORMATS, matrixLayout, STRIP_BYTES } from '../port/layout.ts';
import { randomSource } from '../random.ts';
import { type Check, failed, ok, skipped } from './check.ts';
import { randomBytes } from './random-bytes.ts';

/** Where the four channels go (constraints/vivado/block_design.tcl). */
const PORTS = ['HPC0', 'HP0', 'HP2', 'HP3'] as const;
/** Clocks that bitstreams are made for [MHz]. */
const CLOCKS = [200, 250];
/** A PLL's rate is a fraction that comes near what was asked for. */
const CLOCK_TOLERANCE = 0.01;
/**
 * Cycles with a beat that a healthy memory gives at the very least: 61 % at the longest latency and 300 MHz (design
 * §6); ports of half the width give 50 %.
 */
const LEAST_SHARE = 0.55;
/**
 * A matrix whose product takes 0.7 ms at 200 MHz, passes over it, and the part of them in which the clock is measured
 * [ms].
 */
const LONG = { n: 4096, k: 4096, passes: 4, window: 1.5 } as const;
/** A look at time and counter is taken again when it took longer than this [ms], at most so many times. */
const SAMPLE = 0.005;
const SAMPLE_TRIES = 20;
/** A processor that is busy elsewhere makes the clock look slower: so many products before it is found too slow. */
const CLOCK_TRIES = 2;

/** A port's share in a long product. */
export interface PortBandwidth {
  readonly port: (typeof PORTS)[number];
  /** By wall clock [10⁹ bytes/s]. */
  readonly gigabytes: number;
  /** Share of the time in which the accelerator waited for this port. */
  readonly waited: number;
}

export interface DeviceFindings {
  readonly checks: readonly Check[];
  readonly ports?: readonly PortBandwidth[];
  readonly megahertz?: number;
}

/** What Linux knows that the accelerator does not. */
export interface Circumstances {
  /** Clock that the overlay asks for, and the one that Linux set [MHz]. */
  readonly askedFor?: number;
  readonly linuxClock?: number;
  /** UIO's count of interrupts; NaN where there is none. */
  readonly interrupts: () => number;
}

export const DEVICE_CHECKS = ['identification', 'self-test', 'interrupts', 'clock', 'bandwidth'] as const;

/** Registers first, without the driver: it refuses what it does not know. */
export function checkIdentification(bus: DeviceBus): Check {
  const { read } = registerAccess(bus);
  const { identification } = read('identification');
  const text = Buffer.from([24, 16, 8, 0].map((shift) => (identification >>> shift) & 0xff)).toString('latin1');
  const { version } = read('version');
  const { tokens, engine, queue, groups } = read('capabilities');
  if (identification === MAP.identification.fields.identification.value && version >>> 16 === MAJOR_VERSION) {
    return ok(
      'identification',
      `${text}, registers ${version >>> 16}.${version & 0xffff}; T = ${tokens}, engine ${engine === 0 ? 'fused' : 'fp32'}, ${queue} commands, K to ${64 * groups}`,
    );
  }
  return failed(
    'identification',
    `0x${identification.toString(16)}, registers ${version >>> 16}.${version & 0xffff}`,
    `MMAC (0x${MAP.identification.fields.identification.value.toString(16)}), registers ${MAJOR_VERSION}.x`,
    'another bitstream is loaded, or one of another revision: make vivado, copy its firmware folder, sudo constraints/board/install.sh firmware. Reads of 0xffffffff: the registers are not at 0xA0000000 in this bitstream',
  );
}

/** All that needs a driver. Long products take a few ms on a board; simulated ones take seconds. */
export async function deviceChecks(
  bus: DeviceBus,
  driver: Driver,
  circumstances: Circumstances,
  progress: (text: string) => void = () => {},
): Promise<DeviceFindings> {
  progress('self-test');
  const before = circumstances.interrupts();
  const selfTest = await checkSelf(driver);
  if (selfTest.state !== 'ok') {
    const why = 'not tried after the self-test failed';
    return { checks: [selfTest, ...DEVICE_CHECKS.slice(2).map((name) => skipped(name, why))] };
  }
  progress('a long product, for clock and bandwidth');
  const long = await longProduct(bus, driver, wantedClocks(circumstances));
  return {
    checks: [
      selfTest,
      checkInterrupts(circumstances.interrupts() - before),
      checkClock(long.megahertz, circumstances),
      checkBandwidth(long),
    ],
    ports: long.ports,
    megahertz: long.megahertz,
  };
}

/**
 * Products of all formats, of ragged and of even shapes, of one vector and of more than a pass takes, against the
 * golden model.
 */
async function checkSelf(driver: Driver): Promise<Check> {
  const { engine, tokens } = driver.capabilities;
  const random = randomSource(7);
  // The driver is closed by who opened it.
  const device = deviceAccelerator('kv260', driver);
  const subject: CheckedAccelerator = checked(device, openGolden({ engine }));
  try {
    for (const format of MATRIX_FORMATS) {
      for (const [n, k] of [
        [70, 130],
        [128, 896],
      ]) {
        const name = `${format}, ${n} × ${k}`;
        const matrix = await subject.load({
          name,
          n,
          k,
          format,
          data: randomBytes(matrixLayout(format, n, k).bytes, random),
        });
        for (const vectors of [1, tokens + 1]) {
          await subject.multiply(
            Float32Array.from({ length: vectors * k }, () => random() - 0.5),
            vectors,
            [matrix],
          );
        }
      }
    }
  } catch (error) {
    return failed(
      'self-test',
      (error as Error).message,
      'the bits of the golden model',
      'read errors: see `memory`, dmesg. Wrong bits: does the report of `make vivado` say that timing is met? Send both, and `macromac doctor --json`',
    );
  }
  const { products, values } = subject.compared;
  return ok('self-test', `${products} products, ${values} values: the bits of the golden model`);
}

function checkInterrupts(count: number): Check {
  if (count > 0) {
    return ok('interrupts', `${count} came through UIO`);
  }
  return failed(
    'interrupts',
    Number.isNaN(count) ? 'UIO has no count of them' : 'none came through UIO',
    'at least one',
    "all works, but each wait costs up to 20 ms: grep macromac /proc/interrupts must name it; the overlay's interrupt is <0 89 4> (pl_ps_irq0[0])",
  );
}

const near = (a: number, b: number) => Math.abs(a - b) <= CLOCK_TOLERANCE * b;
const wantedClocks = ({ askedFor }: Circumstances) => (askedFor === undefined ? CLOCKS : [askedFor]);

function checkClock(measured: number, circumstances: Circumstances): Check {
  const { askedFor, linuxClock } = circumstances;
  const found = [
    `${measured.toFixed(2)} MHz measured`,
    linuxClock === undefined ? "Linux does not say (debugfs is root's)" : `${linuxClock.toFixed(2)} MHz set by Linux`,
  ].join(', ');
  const wanted = wantedClocks(circumstances);
  if (wanted.some((rate) => near(measured, rate))) {
    return ok('clock', found);
  }
  const expected = `${wanted.join(' or ')} MHz, ${askedFor === undefined ? 'which bitstreams are made for' : 'which the overlay asks for'}`;
  return failed(
    'clock',
    found,
    expected,
    near(measured, 100)
      ? "the bitstream runs without its overlay, at the boot firmware's 100 MHz; all works at a fraction of the speed: sudo xmutil unloadapp; sudo xmutil loadapp macromac"
      : 'overlay and bitstream are of different builds: copy the whole firmware folder of one `make vivado`. Above the rate of the bitstream results may be wrong',
  );
}

interface LongProduct {
  readonly megahertz: number;
  readonly ports: readonly PortBandwidth[];
  /** Of the cycles at work, those with a beat of every channel. */
  readonly share: number;
}

/**
 * The clock is what the accelerator's counter of busy cycles gains against the wall clock while work is queued;
 * bandwidths are the beats that were taken over the time at work.
 */
async function longProduct(bus: DeviceBus, driver: Driver, clocks: readonly number[]): Promise<LongProduct> {
  const { n, k, passes, window } = LONG;
  const data = randomBytes(matrixLayout('awq-macro', n, k).bytes, randomSource(8));
  const matrix = driver.load({ name: 'a long product', n, k, format: 'awq-macro', data });
  const tokens = passes * driver.capabilities.tokens;
  const x = new Float32Array(tokens * k).fill(1);
  const look = () => {
    const start = bus.now();
    const { busy } = driver.counters();
    const end = bus.now();
    return { time: (start + end) / 2, took: end - start, busy };
  };
  const sample = () => {
    let best = look();
    for (let tries = 1; tries < SAMPLE_TRIES && best.took > SAMPLE; tries++) {
      const next = look();
      if (next.took < best.took) {
        best = next;
      }
    }
    return best;
  };

  let megahertz = 0;
  for (let tries = 1; ; tries++) {
    const before = driver.counters();
    const call = driver.multiply(x, tokens, [matrix]);
    const first = sample();
    // In simulation only register accesses let time pass.
    let second = sample();
    while (second.time - first.time < window) {
      second = sample();
    }
    await call;
    const after = driver.counters();

    megahertz = Math.max(megahertz, (second.busy - first.busy) / (1000 * (second.time - first.time)));
    if (tries < CLOCK_TRIES && !clocks.some((clock) => near(megahertz, clock))) {
      continue;
    }
    const busy = after.busy - before.busy;
    const beats = after.beats - before.beats;
    return {
      megahertz,
      share: beats / busy,
      ports: PORTS.map((port, c) => ({
        port,
        gigabytes: (STRIP_BYTES * beats * megahertz) / (1000 * busy),
        waited: (after.starved[c] - before.starved[c]) / busy,
      })),
    };
  }
}

function checkBandwidth({ ports, share, megahertz }: LongProduct): Check {
  const total = ports.reduce((sum, { gigabytes }) => sum + gigabytes, 0);
  const limit = (CHANNELS * STRIP_BYTES * megahertz) / 1000;
  const each = ports.map(
    ({ port, gigabytes, waited }) => `${port} ${gigabytes.toFixed(2)} (waited for ${(100 * waited).toFixed(1)} %)`,
  );
  const found = `${total.toFixed(2)} of ${limit.toFixed(2)} GB/s: ${each.join(', ')}`;
  if (share >= LEAST_SHARE) {
    return ok('bandwidth', found);
  }
  return failed(
    'bandwidth',
    found,
    `at least ${Math.round(100 * LEAST_SHARE)} % of the ports' limit`,
    'about half: the ports are 64 bits wide (config-afi in the overlay), or something else uses the DDR (display, video codec). The port most waited for is the slow one',
  );
}
