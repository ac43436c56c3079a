import assert from 'node:assert/strict';
import {
  createRandom,
  type Random,
  randomPause,
  type Simulation,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { ERROR } from '@macromac/rtl';
import { Dispatcher } from '@macromac/rtl/command/dispatcher.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { met } from '../coverage/situations.ts';
import { soil } from '../soil.ts';

const PLACES = ['weights_0', 'weights_1', 'weights_2', 'weights_3', 'activations', 'results'] as const;
const PAGE = 4096n;

interface Command {
  groups: number;
  blocks: number;
  operation: number;
  format: number;
  tokens: number;
  reuse: boolean;
  interrupt: boolean;
  top: boolean;
  outputs: number;
  position: number;
  in_list: boolean;
  to_vector: boolean;
  only_check: boolean;
  reserved: boolean;
  addresses: bigint[];
}

interface Window {
  readonly first: bigint;
  readonly last: bigint;
}

/** Beats of the regions that a command names: four of weights, activations, results (design §4). */
function beatsOf({ groups, blocks, format, tokens, top }: Command): bigint[] {
  const macros = groups * blocks;
  const weights = [18 * macros, 17 * macros + Math.ceil(macros / 4), 33 * macros][format];
  const results = ((top ? 4 : blocks) * (tokens + 1) * 128) / 16;
  return [weights, weights, weights, weights, (groups * 64 * 4 * (tokens + 1)) / 16, results].map(BigInt);
}

/** How a dispatcher was built; results that leave by a stream have no place in memory. */
interface Build {
  readonly tokens: number;
  readonly results: 'memory' | 'stream';
  readonly lists: boolean;
}

/**
 * All that may be said of a command that cannot be; none: it can. What comes first is said first: shape, then region by
 * region.
 */
function faultsOf(
  command: Command,
  { tokens, results }: Build,
  loaded: Command | undefined,
  window: Window,
): [number, number][] {
  const { groups, blocks, operation, format, tokens: vectors, reuse, reserved, addresses } = command;
  // Of an operation that is not known nothing else can be said.
  if (operation !== 0) {
    return [[ERROR.operation, 0]];
  }
  if (reserved) {
    return [[ERROR.reserved, 0]];
  }
  const shape: [number, number][] = [];
  if (groups === 0 || groups > 128) {
    shape.push([ERROR.groups, 0]);
  }
  if (blocks === 0 || blocks > 8192) {
    shape.push([ERROR.blocks, 0]);
  }
  if (format > 2) {
    shape.push([ERROR.format, 0]);
  }
  if (vectors >= tokens) {
    shape.push([ERROR.tokens, 0]);
  }
  if (reuse && (!loaded || loaded.groups !== groups || loaded.tokens !== vectors)) {
    shape.push([ERROR.reuse, 4]);
  }
  if (shape.length) {
    return shape;
  }
  const beats = beatsOf(command);
  for (const [place, address] of addresses.entries()) {
    // Of a product in a list neither activations nor what goes to the vector unit lie in memory.
    if (place === 4 && (reuse || command.in_list)) {
      continue;
    }
    if (place === 5 && (results === 'stream' || command.to_vector)) {
      continue;
    }
    const faults: [number, number][] = [];
    const last = address - (address % 16n) + 16n * beats[place] - 1n;
    if (address / PAGE < window.first || last / PAGE > window.last) {
      faults.push([ERROR.window, place]);
    }
    if (address % (place === 5 ? 128n : 16n) !== 0n) {
      faults.push([ERROR.alignment, place]);
    }
    if (faults.length) {
      return faults;
    }
  }
  return [];
}

function someCommand(random: Random, build: Build, before: Command | undefined, window: Window): Command {
  const { tokens, results, lists } = build;
  const reuse = before !== undefined && random.chance(0.4);
  const top = random.chance(0.2);
  const large = random.chance(0.3);
  const inList = lists && random.chance(0.6);
  const command: Command = {
    groups: reuse ? before.groups : 1 + random.below(large ? 128 : 6),
    blocks: 1 + random.below(large ? 8192 : 10),
    operation: 0,
    format: random.below(3),
    tokens: reuse ? before.tokens : random.below(tokens),
    reuse,
    interrupt: random.chance(0.5),
    top,
    outputs: random.below(2 ** 19),
    position: random.below(2 ** 16),
    in_list: inList,
    to_vector: inList && !top && random.chance(0.5),
    only_check: inList && random.chance(0.4),
    reserved: false,
    addresses: [],
  };
  // Anywhere in the window that holds it, its ends included.
  const beats = beatsOf(command);
  command.addresses = beats.map((length, place) => {
    const first = window.first * PAGE;
    const room = (window.last + 1n) * PAGE - 16n * length - first;
    const at = [0n, room, random.bits(40) % (room + 1n)][random.below(3)];
    return first + (at - (at % (place === 5 ? 128n : 16n)));
  });
  if (inList) {
    command.addresses[4] = random.bits(40);
  }
  if (results === 'stream' || command.to_vector) {
    command.addresses[5] = random.bits(40);
  }
  return command;
}

/** One thing, or two, that must not be. */
function spoil(random: Random, command: Command, tokens: number, window: Window): Command {
  const spoilt = { ...command, addresses: [...command.addresses] };
  const beats = beatsOf(command);
  const place = random.below(6);
  const faults = [
    () => (spoilt.groups = [0, 129, 128 + random.below(65408)][random.below(3)]),
    () => (spoilt.blocks = [0, 8193, 8192 + random.below(57344)][random.below(3)]),
    () => (spoilt.format = 3 + random.below(13)),
    () => (spoilt.operation = 1 + random.below(15)),
    () => (spoilt.reserved = true),
    () => (spoilt.tokens = tokens + random.below(2) * random.below(16 - tokens)),
    () => {
      spoilt.reuse = true;
      if (random.chance(0.5)) {
        spoilt.groups = 1 + random.below(128);
      } else {
        spoilt.tokens = random.below(tokens);
      }
    },
    () => (spoilt.addresses[place] = window.first * PAGE - 128n * BigInt(1 + random.below(3))),
    () => (spoilt.addresses[place] = (window.last + 1n) * PAGE - 16n * beats[place] + 128n),
    () => (spoilt.addresses[place] = random.bits(33) * 128n),
    () => (spoilt.addresses[place] += BigInt(1 << random.below(4))),
    () => (spoilt.addresses[5] += BigInt(16 << random.below(3))),
  ];
  for (let i = 0; i < 1 + random.below(2); i++) {
    faults[random.below(faults.length)]();
  }
  spoilt.addresses = spoilt.addresses.map((address) => BigInt.asUintN(40, address));
  return spoilt;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Counts where an address was outside, or not aligned. */
function noteFault(code: number, place: number, address: bigint, window: Window): void {
  const name = PLACES[place].replace('_', ' ');
  if (code === ERROR.alignment) {
    met('addresses not aligned', name);
  }
  if (code === ERROR.window) {
    met('addresses outside the window', `${name} ${address / PAGE < window.first ? 'below' : 'above'}`);
  }
}

/** Sinks of all that the dispatcher hands out. */
function receivers(sim: Simulation, random: Random) {
  const sink = <T>(name: string) => {
    const pause = randomPause(random.fork(name), [0, 0.5, 0.9][random.below(3)]);
    return streamSink<T>(sim.bus(name), sim.clock, { pause });
  };
  return {
    regions: PLACES.slice(0, 4).map((name) => sink<{ address: bigint; beats: number }>(name)),
    activations: sink<{ address: bigint; groups: number; tokens: number }>('activations'),
    core: sink<bigint>('core'),
    results: sink<{ address: bigint; blocks: number; tokens: number; interrupt: boolean }>('results'),
    select: sink<{ top: boolean; last_vector: number; outputs: number }>('select'),
    route: sink<boolean>('route'),
  };
}

/** Each takes its part of `command`; of one that is only checked there is none. */
async function expectParts(
  command: Command,
  sinks: ReturnType<typeof receivers>,
  { lists }: Pick<Build, 'lists'>,
): Promise<void> {
  if (command.only_check) {
    return;
  }
  const beats = beatsOf(command).map(Number);
  for (const [place, sink] of sinks.regions.entries()) {
    const wanted = { address: command.addresses[place] >> 4n, beats: beats[place] };
    assert.deepEqual(await sink.receive(), wanted, PLACES[place]);
  }
  const { groups, blocks, format, tokens, reuse, interrupt, top, outputs, in_list, to_vector, addresses } = command;
  if (!reuse && !in_list) {
    assert.deepEqual(await sinks.activations.receive(), { address: addresses[4] >> 4n, groups, tokens });
  }
  const word =
    BigInt(groups) |
    (BigInt(blocks) << 16n) |
    (BigInt(format) << 32n) |
    (BigInt(tokens) << 36n) |
    (BigInt(reuse) << 40n) |
    (BigInt(in_list) << 41n);
  assert.equal(await sinks.core.receive(), word, 'command word');
  if (lists) {
    assert.equal(await sinks.route.receive(), to_vector, 'where its results go');
  }
  if (to_vector) {
    return;
  }
  assert.deepEqual(await sinks.results.receive(), {
    address: addresses[5] >> 4n,
    // The lists of all vectors are one row.
    blocks: top ? 4 * (tokens + 1) : blocks,
    tokens: top ? 0 : tokens,
    interrupt,
  });
  assert.deepEqual(await sinks.select.receive(), { top, last_vector: tokens, outputs });
}

const ORDINARY = {
  groups: 2,
  blocks: 3,
  operation: 0,
  format: 0,
  tokens: 0,
  reuse: false,
  interrupt: false,
  top: false,
  outputs: 96,
  position: 0,
  in_list: false,
  to_vector: false,
  only_check: false,
  reserved: false,
} as const;

const payload = ({ addresses, ...command }: Command) => ({
  ...command,
  ...Object.fromEntries(PLACES.map((name, i) => [name, addresses[i]])),
});

export const dispatcher = (tokens: number, results: Build['results'] = 'memory', lists = false): Bench => ({
  source: 'command/dispatcher.ts',
  unit: () =>
    Dispatcher({ tokens: tokens as 1 | 2 | 4 | 8, engine: lists ? 'fused' : 'fp32', mantissa: 27, results, lists }),
  properties: {
    ...propertiesOf({ tokens, results, lists }),
    ...(lists ? listProperties : {}),
  },
});

/** Of builds with lists. */
const listProperties: Bench['properties'] = {
  'forgotten activations are not reused; those that a checked product would have loaded are': (design) =>
    withSimulation(design, {}, async (sim) => {
      const random = createRandom(1);
      soil(sim.simulator, random);
      sim.port['window_last'].value = 2 ** 28 - 1;
      const sinks = receivers(sim, random);
      const source = streamSource(sim.bus('queued'), sim.clock);
      const addresses = PLACES.map((_, i) => BigInt(i) * PAGE);
      const load: Command = { ...ORDINARY, in_list: true, addresses };
      const reuse: Command = { ...load, reuse: true };
      const { forget, refused_valid, refused_code } = sim.port;
      const forgets = async () => {
        forget.value = 1;
        await sim.clock.rising();
        forget.value = 0;
      };
      source.send([load, reuse].map(payload) as never[]);
      for (const command of [load, reuse]) {
        await expectParts(command, sinks, { lists: true });
      }
      await sim.clock.cycles(40);
      await forgets();
      source.send([{ ...load, only_check: true }, reuse].map(payload) as never[]);
      await expectParts(reuse, sinks, { lists: true });
      await sim.clock.cycles(40);
      // Those of the command that came last, too.
      source.send([{ ...reuse, only_check: true }, load].map(payload) as never[]);
      await expectParts(load, sinks, { lists: true });
      await sim.clock.cycles(40);
      await forgets();
      assert.equal(refused_valid.number, 0);
      source.send(payload(reuse) as never);
      await sim.clock.until(() => refused_valid.raw.value, 'the refusal');
      assert.equal(refused_code.number, ERROR.reuse);
    }),
};

const propertiesOf = (build: Build): Bench['properties'] => {
  const { tokens, results, lists } = build;
  return {
    'each command whole to everybody who has a part in it, or refused with its fault': (design) =>
      forSeeds(80, (random) =>
        withSimulation(design, { quietLimit: 3000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const first = BigInt(random.below(2 ** 26));
          const window: Window = random.chance(0.2)
            ? { first: 0n, last: 2n ** 28n - 1n }
            : { first, last: first + BigInt(2 ** 25 + random.below(2 ** 26)) };
          sim.port['window_first'].value = Number(window.first);
          sim.port['window_last'].value = Number(window.last);
          const sinks = receivers(sim, random);
          const source = streamSource(sim.bus('queued'), sim.clock);

          const commands: Command[] = [];
          let loaded: Command | undefined;
          for (let i = 0; i < 1 + random.below(4); i++) {
            const command = someCommand(random, build, loaded, window);
            commands.push(command);
            if (!command.reuse) {
              loaded = command;
            }
          }
          const bad = random.chance(0.85)
            ? spoil(random, someCommand(random, build, loaded, window), tokens, window)
            : undefined;
          const faults = bad ? faultsOf(bad, build, loaded, window) : [];
          let accepted = 0;
          let checked = 0;
          sim.clock.attach({
            sample: () => {
              accepted += sim.port['accepted'].number;
              checked += sim.port['checked'].number;
            },
          });
          source.send([...commands, ...(bad && faults.length ? [bad, commands[0]] : [])].map(payload) as never[]);

          for (const command of commands) {
            await expectParts(command, sinks, build);
          }
          const { refused_valid, refused_code, refused_place } = sim.port;
          if (faults.length) {
            await sim.clock.until(() => refused_valid.raw.value, 'the refusal');
            const said = [refused_code.number, refused_place.number];
            assert.ok(
              faults.some(([code, place]) => code === said[0] && place === said[1]),
              `said ${said}, wrong are ${faults.join('; ')}`,
            );
            noteFault(said[0], said[1], bad!.addresses[said[1]], window);
          } else {
            assert.equal(refused_valid.number, 0);
          }
          await sim.clock.cycles(60);
          assert.equal(checked, commands.filter(({ only_check }) => only_check).length);
          assert.equal(accepted, commands.filter(({ only_check, to_vector }) => !only_check && !to_vector).length);
          for (const sink of Object.values(sinks).flat()) {
            assert.equal(sink.pending.length, 0, 'nothing more');
          }
        }),
      ),
    'the largest command of each format, up to the last byte of memory': (design) =>
      withSimulation(design, {}, async (sim) => {
        const random = createRandom(1);
        soil(sim.simulator, random.fork('noise'));
        sim.port['window_last'].value = 2 ** 28 - 1;
        const sinks = receivers(sim, random);
        const source = streamSource(sim.bus('queued'), sim.clock);
        for (const format of [0, 1, 2]) {
          const command: Command = {
            ...ORDINARY,
            ...{ groups: 128, blocks: 8192, format, tokens: tokens - 1, outputs: 2 ** 18, addresses: [] },
          };
          command.addresses = beatsOf(command).map((beats) => 2n ** 40n - 16n * beats);
          source.send(payload(command) as never);
          await expectParts(command, sinks, { lists });
        }
        assert.equal(sim.port['refused_valid'].number, 0);
      }),
    'each region below the window, above it, not aligned': async (design) => {
      const window: Window = { first: 0x1000n, last: 0x2000n };
      for (const [place, name] of PLACES.entries()) {
        for (const [fault, only_check] of (['below', 'above', 'not aligned'] as const).flatMap((each) =>
          [false, lists].map((check) => [each, check] as const),
        )) {
          await withSimulation(design, {}, async (sim) => {
            soil(sim.simulator, createRandom(1));
            sim.port['window_first'].value = Number(window.first);
            sim.port['window_last'].value = Number(window.last);
            const good = PLACES.map((_, i) => (window.first + BigInt(i)) * PAGE);
            const command: Command = { ...ORDINARY, only_check, addresses: good };
            const beats = beatsOf(command)[place];
            const wrong = {
              below: window.first * PAGE - 128n,
              above: (window.last + 1n) * PAGE - 16n * beats + 128n,
              // Each of the bits that must be 0, on some place.
              'not aligned': good[place] + (1n << BigInt(place % 4)),
            };
            command.addresses = good.map((address, i) => (i === place ? wrong[fault] : address));
            streamSource(sim.bus('queued'), sim.clock).send(payload(command) as never);
            let checked = 0;
            sim.clock.attach({
              sample: () => {
                checked += sim.port['checked'].number;
              },
            });
            await sim.clock.cycles(20);
            assert.equal(checked, 0, 'nothing is as it should be');
            const [valid, code, at] = ['valid', 'code', 'place'].map((each) => sim.port[`refused_${each}`].number);
            if (place === 5 && results === 'stream') {
              return assert.equal(valid, 0, 'they have no place in memory');
            }
            const expected = [1, fault === 'not aligned' ? ERROR.alignment : ERROR.window, place];
            assert.deepEqual([valid, code, at], expected, `${name} ${fault}`);
            noteFault(code, at, command.addresses[place], window);
          });
        }
      }
    },
    'every operation but 0, every format but three, more vectors than there are, a reserved bit: refused': async (
      design,
    ) => {
      const window: Window = { first: 0x1000n, last: 0x2000n };
      const spoilt: [Partial<Command>, number][] = [
        ...range(1, 15).map((operation): [Partial<Command>, number] => [{ operation }, ERROR.operation]),
        ...range(3, 15).map((format): [Partial<Command>, number] => [{ format }, ERROR.format]),
        ...range(tokens, 15).map((vectors): [Partial<Command>, number] => [{ tokens: vectors }, ERROR.tokens]),
        [{ top: true, tokens }, ERROR.tokens],
        [{ reserved: true }, ERROR.reserved],
        // Whatever else is wrong: what it means is not known.
        [{ reserved: true, groups: 0, format: 3, tokens: 15 }, ERROR.reserved],
        [{ operation: 8, reserved: true, groups: 0, blocks: 0 }, ERROR.operation],
      ];
      for (const [wrong, code] of spoilt) {
        await withSimulation(design, {}, async (sim) => {
          soil(sim.simulator, createRandom(1));
          sim.port['window_first'].value = Number(window.first);
          sim.port['window_last'].value = Number(window.last);
          const addresses = PLACES.map((_, i) => (window.first + BigInt(i)) * PAGE);
          streamSource(sim.bus('queued'), sim.clock).send(payload({ ...ORDINARY, addresses, ...wrong }) as never);
          await sim.clock.cycles(20);
          const said = ['valid', 'code', 'place'].map((each) => sim.port[`refused_${each}`].number);
          assert.deepEqual(said, [1, code, 0], JSON.stringify(wrong));
        });
      }
    },
    'halted it takes no command': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        sim.port['halt'].value = 1;
        sim.port['queued_valid'].value = 1;
        await sim.clock.cycles(20);
        assert.equal(sim.port['queued_ready'].number, 0);
        sim.port['halt'].value = 0;
        await sim.settled();
        assert.equal(sim.port['queued_ready'].number, 1);
      }),
  };
};
