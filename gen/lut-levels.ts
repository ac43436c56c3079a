import type { Cell, Netlist } from './mapped.ts';

/** Cells a signal passes through between registers, and what each adds to the depth. */
function levelOf(type: string): number | undefined {
  if (/^LUT[1-6]$/.test(type)) {
    return 1;
  }
  return /^(CARRY[48]|MUXF[789]|INV)$/.test(type) ? 0 : undefined;
}

/**
 * LUTs on the longest combinational path inside each module. Instances of modules, registers, memories and DSPs end a
 * path.
 */
export function lutLevels({ modules }: Netlist): Map<string, number> {
  return new Map(
    Object.entries(modules).map(([name, { cells }]) => [name.replace(/^\\/, ''), longestPath(Object.values(cells))]),
  );
}

function longestPath(all: readonly Cell[]): number {
  const cells = all.filter((cell) => levelOf(cell.type) !== undefined);
  const driver = new Map<number, number>();
  const netsOf = (cell: Cell, direction: 'input' | 'output') =>
    Object.entries(cell.connections).flatMap(([port, nets]) =>
      cell.port_directions?.[port] === direction ? nets.filter((net) => typeof net === 'number') : [],
    );
  cells.forEach((cell, i) => {
    for (const net of netsOf(cell, 'output')) {
      driver.set(net, i);
    }
  });
  const inputs = cells.map((cell) => netsOf(cell, 'input').flatMap((net) => driver.get(net) ?? []));

  // Depth first, without recursion: a cell is finished once all that drive it are.
  const depth = new Int32Array(cells.length).fill(-1);
  for (let root = 0; root < cells.length; root++) {
    const stack = depth[root] < 0 ? [root] : [];
    const open = new Set(stack);
    while (stack.length > 0) {
      const cell = stack[stack.length - 1];
      const waiting = inputs[cell].find((other) => depth[other] < 0 && !open.has(other));
      if (waiting !== undefined) {
        open.add(waiting);
        stack.push(waiting);
        continue;
      }
      depth[cell] = (levelOf(cells[cell].type) as number) + Math.max(0, ...inputs[cell].map((other) => depth[other]));
      open.delete(cell);
      stack.pop();
    }
  }
  return depth.reduce((a, b) => Math.max(a, b), 0);
}
