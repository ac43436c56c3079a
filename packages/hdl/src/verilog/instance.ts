import { type Instance, rangeText } from '../ir/index.ts';
import { attributeLines } from './declarations.ts';
import type { ExpressionPrinter } from './expression.ts';
import { stringText } from './identifier.ts';
import type { Lines } from './lines.ts';

/**
 * Prints an instance; `onPort` is told the name of each of its ports within the module, before what is connected to it.
 */
export function printInstance(
  item: Instance,
  printer: ExpressionPrinter,
  lines: Lines,
  onPort: (subject: string) => void,
): void {
  const parameters = Object.entries(item.parameters);
  for (const line of attributeLines(item.attributes)) {
    lines.add(line);
  }
  const open = parameters.length > 0 ? `${item.module.name} #(` : `${item.module.name} ${item.name} (`;
  lines.add(open, item.at);
  if (parameters.length > 0) {
    lines.indented(() => {
      parameters.forEach(([name, value], i) => {
        lines.add(`.${name}(${parameterText(value)})${i < parameters.length - 1 ? ',' : ''}`);
      });
    });
    lines.add(`) ${item.name} (`);
  }
  lines.indented(() => {
    const ports = [...item.module.ports, ...(item.module.inouts ?? [])];
    ports.forEach((port, i) => {
      onPort(`${item.name}_${port.name}`);
      const connection = connectionOf(item, port.name, printer);
      lines.add(`.${port.name}(${connection})${i < ports.length - 1 ? ',' : ''}`);
    });
  });
  lines.add(');');
}

function connectionOf(item: Instance, port: string, printer: ExpressionPrinter): string {
  const input = item.inputs.get(port);
  const pad = item.inouts?.get(port);
  if (pad) {
    return rangeText(pad.signal.name, [pad.low, pad.low + pad.width], pad.signal.width);
  }
  return input ? printer.value(input) : (item.outputs.get(port)?.name ?? '');
}

/** Verilog promises 32 bits to a number without a width: wider ones bring theirs. */
function parameterText(value: string | number | bigint): string {
  if (typeof value === 'string') {
    return `"${stringText(value)}"`;
  }
  const fits = value >= -(2 ** 31) && value < 2 ** 31;
  if (fits || !Number.isInteger(Number(value))) {
    return String(value);
  }
  const size = BigInt(value).toString(2).replace('-', '').length;
  return value < 0 ? `-${size + 1}'sd${-BigInt(value)}` : `${Math.max(32, size)}'d${value}`;
}
