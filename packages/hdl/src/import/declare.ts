import {
  describeVerilog,
  type ImportOptions,
  type ParameterValue,
  type VerilogPort,
  type VerilogSources,
} from './index.ts';
import { baseName } from './sources.ts';

/**
 * TypeScript with a function that makes the black box, its widths as literals for the compiler and its parameters by
 * name. Parameters on which a width depends are fixed to the value they have here.
 */
export function verilogDeclaration(sources: VerilogSources, top: string, options: ImportOptions = {}): string {
  const module = describeVerilog(sources, top, options);
  const given = options.parameters ?? {};
  const fixed = new Set([...Object.keys(given), ...module.ports.flatMap(({ dependsOn }) => dependsOn)]);
  const free = module.parameters.filter(({ name, settable }) => settable && !fixed.has(name));
  const words = new Set(['blackBox']);
  const typeOf = ({ direction, width, signed }: VerilogPort) => {
    const word = direction === 'inout' ? 'pad' : signed ? 'sint' : width === 1 ? 'bool' : 'uint';
    words.add(word);
    return word === 'bool' ? 'bool()' : `${word}(${width})`;
  };
  const side = (direction: VerilogPort['direction'], key: string) => {
    const own = module.ports.filter((port) => port.direction === direction);
    return own.length === 0
      ? []
      : [`      ${key}: {`, ...own.map((port) => `        ${quoted(port.name)}: ${typeOf(port)},`), '      },'];
  };
  const ports = [...side('input', 'in'), ...side('output', 'out'), ...side('inout', 'inout')];
  const name = `${top.charAt(0).toUpperCase()}${top.slice(1)}`;
  const files = (Array.isArray(sources) ? sources : Object.keys(sources)).map(baseName).join(', ');
  const values = Object.entries(given).map(([key, value]) => `${quoted(key)}: ${shown(value)}`);
  const all = [...values, ...(free.length > 0 ? ['...parameters'] : [])].join(', ');
  return [
    `// From ${files} by hdl-import; do not edit.`,
    `import { ${[...words].sort().join(', ')} } from '@chisel-lite/hdl';`,
    '',
    ...(free.length > 0
      ? [
          `export interface ${name}Parameters {`,
          ...free.flatMap((parameter) => [
            ...(parameter.default === undefined ? [] : [`  /** ${comment(parameter.default)} when left out. */`]),
            `  readonly ${quoted(parameter.name)}?: ${typeof parameter.default === 'string' ? 'string' : 'number | bigint'};`,
          ]),
          '}',
          '',
        ]
      : []),
    `export const ${name} = (${free.length > 0 ? `parameters: ${name}Parameters = {}` : ''}) =>`,
    `  blackBox(`,
    `    ${JSON.stringify(top)},`,
    '    {',
    ...ports,
    '    },',
    `    {${all === '' ? '' : ` ${all} `}},`,
    '  );',
    '',
  ].join('\n');
}

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

const shown = (value: ParameterValue): string =>
  typeof value === 'bigint' ? `${value}n` : typeof value === 'boolean' ? String(Number(value)) : JSON.stringify(value);

const comment = (value: number | bigint | string): string =>
  typeof value === 'string' ? JSON.stringify(value).replaceAll('*/', '* /') : String(value);
