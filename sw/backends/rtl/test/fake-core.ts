import type { Instance } from 'verilator-wasm';
import { CHANNELS, matrixLayout } from '../../../port/layout.ts';
import { goldenMatmul } from '../../golden/matmul.ts';

const FORMATS = ['awq-macro', 'awq-macro-dense', 'int8-macro'] as const;
const INPUTS = ['s_axis_cmd', 's_axis_x', 's_axis_w0', 's_axis_w1', 's_axis_w2', 's_axis_w3'] as const;

interface FakePort {
  readonly name: string;
  readonly width: number;
  value: number;
  readonly words?: Uint32Array;
}

/**
 * The streaming core's ports and protocol, without its hardware: takes beats when `pause` lets it, computes with the
 * golden model, gives results. It tests the driver apart from the Verilog.
 */
export function fakeCore(pause: () => boolean, { mute = false } = {}): Instance {
  const ports: Record<string, FakePort> = {};
  const addPort = (name: string, width: number) => {
    ports[name] = { name, width, value: 0, ...(width > 32 && { words: new Uint32Array(width / 32) }) };
  };
  for (const name of [...INPUTS, 'm_axis_y']) {
    addPort(`${name}_tvalid`, 1);
    addPort(`${name}_tready`, 1);
    addPort(`${name}_tdata`, name === 's_axis_cmd' ? 64 : 128);
  }
  for (const name of ['m_axis_y_tlast', 'aclk', 'aresetn']) {
    addPort(name, 1);
  }

  const received: Record<string, number[]> = Object.fromEntries(INPUTS.map((name) => [name, []]));
  const results: { words: Uint32Array; last: boolean }[] = [];
  let activations = new Float32Array();

  /** Words a stream still needs for the command at hand; commands are taken one ahead. */
  const wanted = (name: string): number => {
    const command = received['s_axis_cmd'];
    if (name === 's_axis_cmd') {
      return 2 - command.length;
    }
    if (command.length < 2) {
      return 0;
    }
    const { layout, tokens, reuse } = parse(command);
    const words = name === 's_axis_x' ? (reuse ? 0 : tokens * layout.k) : layout.channelBytes / 4;
    return words - received[name].length;
  };

  const edge = () => {
    for (const name of INPUTS) {
      if (ports[`${name}_tvalid`].value && ports[`${name}_tready`].value) {
        received[name].push(...ports[`${name}_tdata`].words!);
      }
    }
    if (ports['m_axis_y_tvalid'].value && ports['m_axis_y_tready'].value) {
      results.shift();
    }
    if (received['s_axis_cmd'].length === 2 && INPUTS.every((name) => wanted(name) === 0)) {
      compute();
    }

    for (const name of INPUTS) {
      ports[`${name}_tready`].value = wanted(name) > 0 && !pause() ? 1 : 0;
    }
    const [beat] = results;
    ports['m_axis_y_tvalid'].value = beat && !mute && !pause() ? 1 : 0;
    ports['m_axis_y_tlast'].value = beat?.last ? 1 : 0;
    if (beat) {
      ports['m_axis_y_tdata'].words!.set(beat.words);
    }
  };

  const compute = () => {
    const { layout, tokens, reuse } = parse(received['s_axis_cmd']);
    const { n, k, format } = layout;
    if (!reuse) {
      activations = new Float32Array(Uint32Array.from(received['s_axis_x']).buffer);
    }
    const data = Uint32Array.from(Array.from({ length: CHANNELS }, (_, c) => received[`s_axis_w${c}`]).flat());
    const y = goldenMatmul(
      'fused',
      { name: 'W', n, k, format, data: new Uint8Array(data.buffer) },
      activations,
      tokens,
    );
    const bits = new Uint32Array(y.buffer);
    for (let block = 0; block < n; block += 32) {
      for (let t = 0; t < tokens; t++) {
        for (let i = 0; i < 32; i += 4) {
          const at = t * n + block + i;
          const last = block + 32 === n && t === tokens - 1 && i === 28;
          results.push({ words: bits.slice(at, at + 4), last });
        }
      }
    }
    for (const name of INPUTS) {
      received[name] = [];
    }
  };

  return {
    ports,
    eval: () => {},
    run: (_: string, cycles: number) => {
      for (let i = 0; i < cycles; i++) {
        edge();
      }
    },
  } as unknown as Instance;
}

function parse([low, high]: readonly number[]) {
  const [groups, blocks] = [low & 0xffff, low >>> 16];
  return {
    layout: matrixLayout(FORMATS[high & 3], 32 * blocks, 64 * groups),
    tokens: ((high >> 4) & 15) + 1,
    reuse: ((high >> 8) & 1) === 1,
  };
}
