/**
 * How the figures of a run come out of what its command prints. Runs without an entry are kept as they were recorded.
 */

export type Values = Readonly<Record<string, number>>;

interface Decode {
  readonly calls: readonly { readonly name: string; readonly cycles: number }[];
  readonly total: number;
  readonly tokensPerSecond: number;
}

interface Token {
  readonly token: { readonly cycles: number; readonly tokensPerSecond: number; readonly shareOfPeak: number };
  readonly prefill?: { readonly tokensPerSecond: number };
}

interface Resources {
  readonly total: { readonly LUT: number; readonly FF: number; readonly DSP: number };
}

const tenth = (value: number) => Math.round(10 * value) / 10;

function products(json: unknown): Values {
  const [dense, int8] = (json as { decode: readonly Decode[] }).decode;
  const cycles = ({ calls }: Decode, name: string) => calls.find((call) => call.name === name)!.cycles;
  return {
    'products-token': tenth(dense.tokensPerSecond),
    'products-token-int8': tenth(int8.tokensPerSecond),
    'products-qkv': cycles(dense, 'q, k, v'),
    'products-o': cycles(dense, 'o'),
    'products-gate-up': cycles(dense, 'gate, up'),
    'products-down': cycles(dense, 'down'),
    'products-head': cycles(dense, 'LM head'),
    'products-head-int8': cycles(int8, 'LM head'),
    'products-milliseconds': Math.round(100 * dense.total) / 100,
  };
}

function prefill(json: unknown): Values {
  const rows = (json as { prefill: readonly { tokens: number; tokensPerSecond: number }[] }).prefill;
  return Object.fromEntries(rows.map(({ tokens, tokensPerSecond }) => [`prefill-${tokens}`, tenth(tokensPerSecond)]));
}

const resources =
  (id: string) =>
  (json: unknown): Values => {
    const [{ total }] = json as readonly Resources[];
    return { [`${id}-lut`]: total.LUT, [`${id}-ff`]: total.FF, [`${id}-dsp`]: total.DSP };
  };

const tokenOf = (json: unknown) => (json as Token).token;
const percent = (share: number) => Math.round(100 * share);

export const EXTRACT: Readonly<Record<string, (json: unknown) => Values>> = {
  perf: products,
  'perf-prefill': prefill,
  'perf-token': (json) => {
    const { cycles, tokensPerSecond, shareOfPeak } = tokenOf(json);
    return { token: tenth(tokensPerSecond), 'token-cycles': cycles, 'token-share': percent(shareOfPeak) };
  },
  'perf-token-2048': (json) => {
    const { cycles, tokensPerSecond } = tokenOf(json);
    return { 'token-2048': tenth(tokensPerSecond), 'token-2048-cycles': cycles };
  },
  'perf-token-250': (json) => {
    const { tokensPerSecond, shareOfPeak } = tokenOf(json);
    return { 'token-250': tenth(tokensPerSecond), 'token-250-share': percent(shareOfPeak) };
  },
  'perf-token-int8': (json) => ({ 'token-int8-keys': tenth(tokenOf(json).tokensPerSecond) }),
  'perf-token-prefill': (json) => ({ 'token-prefill': Math.round((json as Token).prefill!.tokensPerSecond) }),
  'synth-t1': (json) => {
    const [{ total }] = json as readonly [{ readonly total: Readonly<Record<string, number>> }];
    return Object.fromEntries(Object.entries(total).map(([name, count]) => [`synth-t1-${name.toLowerCase()}`, count]));
  },
  'synth-t2': resources('synth-t2'),
  'synth-t4': resources('synth-t4'),
  'synth-t8': resources('synth-t8'),
  'synth-fp32-t1': resources('synth-fp32-t1'),
  'synth-fp32-t2': resources('synth-fp32-t2'),
};
