import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Evidence } from './schema.ts';

/** Peak of the board's DDR4, and what four ports of 16 bytes give at two clocks [GB/s]. */
const ROOFS = [
  { name: '19.2 GB/s, the DDR4', gigabytes: 19.2 },
  { name: '12.8 GB/s, four ports at 200 MHz', gigabytes: 12.8 },
] as const;
/** Bytes that our token reads: weights and head of Qwen2.5-0.5B in AWQ_MACRO dense (docs/quantisation.md) [10⁶]. */
const OUR_MEGABYTES = 266.6;
/** Bits a weight by the group's size, scale and zero point included; Q4_1 has groups of 32. */
const BITS = { Q4_1: 5, 64: 4.3125, 128: 4.15625 } as const;

/**
 * Where the names of the roofline's points stand, by their bytes a token [10⁶]: on the right two stand close together.
 */
const NAMES = [
  { from: 0, to: 300, align: 'right', dx: -9, dy: 4 },
  { from: 300, to: 1500, align: 'left', dx: 9, dy: 4 },
  { from: 1500, to: 3500, align: 'right', dx: -9, dy: 4 },
  { from: 3500, to: 1e6, align: 'right', dx: 4, dy: 20 },
] as const;

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
const INK = '#22272e';
const GREY = '#a9b0b8';
const common = {
  $schema: SCHEMA,
  background: 'white',
  config: { font: 'sans-serif', axis: { gridColor: '#e6e6e6' } },
} as const;

export type Chart = { readonly title: string; readonly about: string; readonly svg: string };

const svgOf = (spec: TopLevelSpec): Promise<string> =>
  new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();

/** The charts of the results page. Black on white: kinds differ by shape, pattern or place, not by colour alone. */
export async function charts(evidence: Evidence): Promise<Readonly<Record<string, Chart>>> {
  const figures = new Map(
    evidence.runs.flatMap((run) => run.figures.map((figure) => [figure.id, figure.value] as const)),
  );
  const value = (id: string): number => {
    const found = figures.get(id);
    if (found === undefined) {
      throw new Error(`docs/evidence.json has no figure ${id}, which a chart shows`);
    }
    return found;
  };
  return {
    roofline: {
      title: 'Tokens a second over bytes a token',
      about:
        'A token reads all weights once, so memory bounds it: the lines. Ours are simulated, the others are their authors’ claims for the same board.',
      svg: await svgOf(roofline(evidence, value)),
    },
    peak: {
      title: 'Share of the DDR’s peak',
      about: 'The same yardstick for all: bytes a token times tokens a second, over 19.2 GB/s.',
      svg: await svgOf(shareOfPeak(evidence, value)),
    },
    resources: {
      title: 'LUTs beside the paper’s Table II',
      about: 'Of the accelerator of matrix products, by Yosys; the vertical line is what the K26 has.',
      svg: await svgOf(resources(value)),
    },
    perplexity: {
      title: 'Perplexity over bits a weight',
      about: 'SmolLM2-135M-Instruct on 4 windows of WikiText-2, in floats. Lower is better.',
      svg: await svgOf(perplexity(value)),
    },
    context: {
      title: 'Tokens a second over context',
      about: 'Qwen2.5-0.5B’s shapes, everything on the PL, 16-bit keys.',
      svg: await svgOf(context(value)),
    },
    speed: {
      title: 'Speed of the simulation',
      about:
        'Cycles a second of the accelerator of matrix products with AXI and memory model, Verilator to WebAssembly.',
      svg: await svgOf(simulatorSpeed(value)),
    },
  };
}

function roofline({ peers }: Evidence, value: (id: string) => number): TopLevelSpec {
  const points = [
    ...peers.map(({ name, megabytes, tokensPerSecond }) => ({
      name,
      megabytes,
      speed: tokensPerSecond,
      kind: 'claimed',
    })),
    { name: 'ours, 200 MHz', megabytes: OUR_MEGABYTES, speed: value('token'), kind: 'simulated' },
    { name: 'ours, 250 MHz', megabytes: OUR_MEGABYTES, speed: value('token-250'), kind: 'simulated' },
  ];
  const ends = [100, 5000];
  const lines = ROOFS.flatMap(({ name, gigabytes }) =>
    ends.map((megabytes) => ({ name, megabytes, speed: (1000 * gigabytes) / megabytes })),
  );
  const x = {
    field: 'megabytes',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: ends },
    axis: { title: 'read from memory for a token [MB]', values: [100, 200, 500, 1000, 2000, 5000], format: ',d' },
  };
  const y = {
    field: 'speed',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [2, 200] },
    axis: { title: 'tokens a second', values: [2, 5, 10, 20, 50, 100] },
  };
  return {
    ...common,
    width: 560,
    height: 340,
    layer: [
      {
        data: { values: lines },
        mark: { type: 'line', color: INK },
        encoding: {
          x,
          y,
          strokeDash: { field: 'name', type: 'nominal', legend: { title: null, orient: 'bottom', labelLimit: 300 } },
        },
      },
      {
        data: { values: points },
        mark: { type: 'point', size: 90, filled: true, color: INK },
        encoding: {
          x,
          y,
          shape: {
            field: 'kind',
            type: 'nominal' as const,
            scale: { domain: ['simulated', 'claimed'], range: ['circle', 'cross'] },
            legend: { title: null, orient: 'bottom' },
          },
        },
      },
      ...NAMES.map(({ from, to, align, dx, dy }) => ({
        data: { values: points.filter(({ megabytes }) => megabytes >= from && megabytes < to) },
        mark: { type: 'text' as const, align, dx, dy, color: INK },
        encoding: { x, y, text: { field: 'name' } },
      })),
    ],
  };
}

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly isOurs: boolean;
}

/** Bars with their value at the end: ours are dark, the others are light with a dark edge. */
function bars(rows: readonly Bar[], title: string, rule?: number): TopLevelSpec {
  const y = { field: 'name', type: 'nominal' as const, sort: null, axis: { title: null, labelLimit: 420 } };
  return {
    ...common,
    width: 460,
    height: { step: 30 },
    data: { values: [...rows] },
    layer: [
      {
        mark: { type: 'bar', height: 17, stroke: INK },
        encoding: {
          y,
          x: { field: 'value', type: 'quantitative' as const, axis: { title } },
          fill: {
            field: 'isOurs',
            type: 'nominal' as const,
            legend: null,
            scale: { domain: [true, false], range: [INK, '#ffffff'] },
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, color: INK },
        encoding: { y, x: { field: 'value', type: 'quantitative' }, text: { field: 'text' } },
      },
      ...(rule === undefined
        ? []
        : [{ mark: { type: 'rule' as const, strokeDash: [5, 4], color: INK }, encoding: { x: { datum: rule } } }]),
    ],
  };
}

function shareOfPeak({ peers }: Evidence, value: (id: string) => number): TopLevelSpec {
  const ours = [
    { name: 'ours, 200 MHz (simulated)', value: value('token-share') },
    { name: 'ours, 250 MHz (simulated)', value: value('token-250-share') },
  ];
  const rows = [
    ...ours.map((each) => ({ ...each, isOurs: true })),
    ...peers.map(({ name, model, shareOfPeak: share }) => ({ name: `${name}: ${model}`, value: share, isOurs: false })),
  ];
  return bars(
    rows.sort((a, b) => b.value - a.value).map((row) => ({ ...row, text: `${row.value} %` })),
    'share of 19.2 GB/s [%]',
  );
}

function resources(value: (id: string) => number): TopLevelSpec {
  const row = (name: string, id: string, isOurs: boolean) => ({
    name,
    value: value(id),
    text: value(id).toLocaleString('en-US'),
    isOurs,
  });
  return bars(
    [
      row('fused, T = 2 (the paper’s MACs)', 'synth-t2-lut', true),
      row('fused, T = 4', 'synth-t4-lut', true),
      row('fused, T = 8', 'synth-t8-lut', true),
      row('the paper, Table II', 'paper-lut', false),
      row('fp32, T = 2 (the paper’s PEs)', 'synth-fp32-t2-lut', true),
    ],
    'LUTs',
    117_120,
  );
}

function perplexity(value: (id: string) => number): TopLevelSpec {
  const rows = [
    { bits: BITS.Q4_1, perplexity: value('perplexity-shipped'), kind: 'as shipped, Q4_1' },
    { bits: BITS[64], perplexity: value('perplexity-rtn-64'), kind: 'rounding to nearest' },
    { bits: BITS[128], perplexity: value('perplexity-rtn-128'), kind: 'rounding to nearest' },
    { bits: BITS[64], perplexity: value('perplexity-awq-64'), kind: 'AWQ' },
    { bits: BITS[128], perplexity: value('perplexity-awq-128'), kind: 'AWQ' },
  ];
  const x = {
    field: 'bits',
    type: 'quantitative' as const,
    scale: { domain: [4, 5.2] },
    axis: { title: 'bits a weight, scales and zero points included' },
  };
  const y = { field: 'perplexity', type: 'quantitative' as const, scale: { domain: [22, 36] } };
  return {
    ...common,
    width: 460,
    height: 260,
    data: { values: rows },
    layer: [
      { mark: { type: 'line', color: GREY }, encoding: { x, y, detail: { field: 'kind', type: 'nominal' as const } } },
      {
        mark: { type: 'point', size: 90, filled: true, color: INK },
        encoding: {
          x,
          y,
          shape: { field: 'kind', type: 'nominal', legend: { title: null, orient: 'bottom', labelLimit: 300 } },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, color: INK },
        encoding: { x, y, text: { field: 'perplexity', type: 'quantitative', format: '.2f' } },
      },
    ],
  };
}

function context(value: (id: string) => number): TopLevelSpec {
  const rows = [
    { context: 256, speed: value('token'), clock: '200 MHz' },
    { context: 2048, speed: value('token-2048'), clock: '200 MHz' },
    { context: 256, speed: value('token-250'), clock: '250 MHz' },
  ];
  const x = {
    field: 'context',
    type: 'quantitative' as const,
    scale: { domain: [0, 2200] },
    axis: { title: 'context [tokens]' },
  };
  const y = {
    field: 'speed',
    type: 'quantitative' as const,
    scale: { domain: [0, 70] },
    axis: { title: 'tokens a second' },
  };
  return {
    ...common,
    width: 460,
    height: 240,
    data: { values: rows },
    layer: [
      { mark: { type: 'line', color: GREY }, encoding: { x, y, detail: { field: 'clock', type: 'nominal' as const } } },
      {
        mark: { type: 'point', size: 90, filled: true, color: INK },
        encoding: { x, y, shape: { field: 'clock', type: 'nominal', legend: { title: null, orient: 'bottom' } } },
      },
      {
        mark: { type: 'text', dy: -12, color: INK },
        encoding: { x, y, text: { field: 'speed', type: 'quantitative', format: '.1f' } },
      },
    ],
  };
}

function simulatorSpeed(value: (id: string) => number): TopLevelSpec {
  const row = (name: string, id: string) => ({
    name,
    value: value(id),
    text: `${value(id) / 1000} k`,
    isOurs: true,
  });
  return bars(
    [row('AMD EPYC, Zen 4, busy', 'speed-verilator-epyc'), row('Intel Xeon, quiet', 'speed-verilator')],
    'cycles a second of CPU time',
  );
}
