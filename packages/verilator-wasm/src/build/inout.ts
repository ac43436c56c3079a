import type { SignalDescription } from '../runtime/description.ts';

/**
 * Name of the module put around a top module that has `inout` ports: it holds the drivers that stand outside the
 * design. The names of the top's own hierarchy are unchanged (`withoutWrapper`).
 */
export const WRAPPER = 'vw_wrapper';

/** What drives an `inout` port from outside, as inputs of the wrapper: before each the port's name. */
const CONTROLS = {
  /** Value, and per bit whether it is driven. */
  value: 'vw_value_',
  enable: 'vw_enable_',
  /** Pull-up or pull-down: value, and per bit whether there is one. */
  pullValue: 'vw_pull_value_',
  pullEnable: 'vw_pull_enable_',
} as const;

/** Names of the hidden inputs that drive the `inout` port `name`. */
export const controlNames = (name: string) => ({
  value: CONTROLS.value + name,
  enable: CONTROLS.enable + name,
  pullValue: CONTROLS.pullValue + name,
  pullEnable: CONTROLS.pullEnable + name,
});

export const isControl = (name: string): boolean => Object.values(CONTROLS).some((prefix) => name.startsWith(prefix));

/** A port of the top module as its Verilog declares it. */
export type DeclaredPort = Pick<SignalDescription, 'name' | 'direction' | 'depth'> & {
  readonly range: readonly [number, number];
};

/**
 * Verilog of the wrapper. Each bit of an `inout` port is a net with the design's driver, the outside's (weaker, so that
 * the design wins and the difference shows), and a pull.
 */
export function wrapperText(
  top: string,
  ports: readonly DeclaredPort[],
  parameters: Readonly<Record<string, number | bigint | string>>,
): string {
  const declarations: string[] = [];
  const nets: string[] = [];
  const connections = ports.map((port) => {
    const [msb, lsb] = port.range;
    const range = msb === lsb ? '' : `[${msb}:${lsb}] `;
    if (port.direction !== 'inout') {
      declarations.push(`${port.direction} ${range}${escaped(port.name)}`);
      return `.${escaped(port.name)}(${escaped(port.name)})`;
    }
    const { value, enable, pullValue, pullEnable } = controlNames(port.name);
    declarations.push(`output ${range}${escaped(port.name)}`);
    declarations.push(...[value, enable, pullValue, pullEnable].map((name) => `input ${range}${escaped(name)}`));
    const step = msb >= lsb ? -1 : 1;
    const bits = Array.from({ length: Math.abs(msb - lsb) + 1 }, (_, i) => msb + i * step);
    const net = (bit: number) => escaped(`vw_net_${port.name}_${bit}`);
    for (const bit of bits) {
      const at = msb === lsb ? '' : `[${bit}]`;
      nets.push(
        `  wire ${net(bit)};`,
        `  assign (pull0, pull1) ${net(bit)} = ${escaped(enable)}${at} ? ${escaped(value)}${at} : 1'bz;`,
        `  assign (weak0, weak1) ${net(bit)} = ${escaped(pullEnable)}${at} ? ${escaped(pullValue)}${at} : 1'bz;`,
        `  assign ${escaped(port.name)}${at} = ${net(bit)};`,
      );
    }
    return `.${escaped(port.name)}({${bits.map(net).join(', ')}})`;
  });
  const overrides = Object.entries(parameters).map(([name, value]) => `.${escaped(name)}(${value})`);
  return [
    '/* verilator lint_off DECLFILENAME */',
    `module ${WRAPPER} (${declarations.join(', ')});`,
    ...nets,
    `  ${top} ${overrides.length > 0 ? `#(${overrides.join(', ')}) ` : ''}${top} (${connections.join(', ')});`,
    'endmodule',
    '',
  ].join('\n');
}

/** A name as an escaped identifier, so that words of Verilog and odd characters are names too. */
const escaped = (name: string): string => (/^[a-zA-Z_]\w*$/.test(name) ? name : `\\${name} `);

/** Generated code in which the paths of scopes begin at the top module, as they do without the wrapper. */
export const withoutWrapper = (text: string): string =>
  text
    .replaceAll(new RegExp(`\\b${WRAPPER}\\.(?!sv\\b)`, 'g'), '')
    .replaceAll(`%N${WRAPPER}.`, '%N')
    .replaceAll(`"${WRAPPER} "`, '""')
    .replaceAll(`"${WRAPPER}"`, '""');
