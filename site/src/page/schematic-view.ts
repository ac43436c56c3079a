import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs';
import type { Cell, Net, Pin, Schematic } from '../shared/schematic.ts';
import { draw } from './svg.ts';

/** Cells that are drawn at most: more would take long and show nothing. */
const LIMIT = 400;
/** Of the fonts of the drawing [px]. */
const TEXT = { title: 7.4, small: 6.2 };
const PITCH = 18;

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '10',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
};

interface Elk {
  layout(graph: ElkNode): Promise<ElkNode>;
}
let elk: Promise<Elk> | undefined;

/** ELK, which lays graphs out, is fetched when the first schematic is asked for. */
function layouter(): Promise<Elk> {
  elk ??= import('elkjs/lib/elk.bundled.js').then(({ default: Elk }) => new (Elk as unknown as new () => Elk)());
  return elk;
}

/** The schematic of a module as an SVG. */
export async function drawSchematic({ module, cells, nets }: Schematic): Promise<SVGElement> {
  if (cells.length > LIMIT) {
    throw new Error(`${module} has ${cells.length} cells; a schematic shows at most ${LIMIT}.`);
  }
  const laid = await (await layouter()).layout({
    id: module,
    layoutOptions: LAYOUT,
    children: cells.map(nodeOf),
    edges: nets.map(edgeOf),
  });
  const [width, height] = [Math.ceil(laid.width ?? 0), Math.ceil(laid.height ?? 0)];
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', class: 'schematic' });
  svg.setAttribute('aria-label', `Schematic of ${module}: ${cells.length} cells, ${nets.length} nets`);
  svg.append(...(laid.edges ?? []).map((edge, i) => drawNet(edge, nets[i])));
  svg.append(...(laid.children ?? []).map((node, i) => drawCell(node, cells[i])));
  return svg;
}

const isPort = ({ kind }: Cell): boolean => kind === 'input' || kind === 'output';

const longest = (pins: readonly Pin[]): number => Math.max(0, ...pins.map(({ label }) => label.length)) * TEXT.small;

function sizeOf(cell: Cell): { width: number; height: number } {
  const { kind, label, detail = '', inputs, outputs } = cell;
  const rows = Math.max(inputs.length, outputs.length, 1);
  const title = label.length * TEXT.title;
  const lines = Math.max(title, detail.length * TEXT.small);
  switch (kind) {
    case 'constant':
      return { width: title + 8, height: 18 };
    case 'input':
    case 'output':
      return { width: title + 24, height: 24 };
    case 'operator':
      return { width: Math.max(26, title + 14 + longest(inputs)), height: Math.max(26, rows * PITCH) };
    case 'mux':
      return { width: Math.max(30, longest(inputs) + 22, title + 22 + longest(inputs)), height: rows * PITCH + 10 };
    case 'register':
      return { width: Math.max(64, lines + 36), height: 44 };
    default:
      return { width: Math.max(lines + 20, longest(inputs) + longest(outputs) + 30), height: rows * PITCH + 40 };
  }
}

/** Pins of memories and instances stand below the two lines that name them. */
const headOf = ({ kind }: Cell): number => (kind === 'memory' || kind === 'instance' ? 34 : 0);

function nodeOf(cell: Cell): ElkNode {
  const { width, height } = sizeOf(cell);
  const head = headOf(cell);
  const ports = (pins: readonly Pin[], x: number): ElkPort[] =>
    pins.map(({ name }, i) => ({
      id: portOf(cell.id, name),
      width: 0,
      height: 0,
      x,
      y: head + ((height - head) * (i + 0.5)) / pins.length,
    }));
  const side = cell.kind === 'input' ? 'FIRST' : cell.kind === 'output' ? 'LAST' : undefined;
  return {
    id: cell.id,
    width,
    height,
    ports: [...ports(cell.inputs, 0), ...ports(cell.outputs, width)],
    layoutOptions: {
      'elk.portConstraints': 'FIXED_POS',
      ...(side === undefined ? {} : { 'elk.layered.layering.layerConstraint': side }),
    },
  };
}

const portOf = (cell: string, pin: string): string => `${cell}/${pin}`;

function edgeOf({ from, to, name }: Net, i: number): ElkExtendedEdge {
  const label = name === undefined ? [] : [{ text: name, width: name.length * TEXT.small, height: 12 }];
  return {
    id: `net ${i}`,
    sources: [portOf(from.cell, from.pin)],
    targets: [portOf(to.cell, to.pin)],
    labels: label,
  };
}

function drawNet({ sections = [], labels = [], junctionPoints = [] }: ElkExtendedEdge, net: Net): SVGElement {
  const group = draw('g', { class: net.width > 1 ? 'net bus' : 'net' });
  for (const { startPoint, endPoint, bendPoints = [] } of sections) {
    const points = [startPoint, ...bendPoints, endPoint].map(({ x, y }) => `${x},${y}`).join(' ');
    group.append(draw('polyline', { points }));
  }
  for (const { x, y } of junctionPoints) {
    group.append(draw('circle', { cx: x, cy: y, r: net.width > 1 ? 3.2 : 2.4 }));
  }
  for (const { text = '', x = 0, y = 0 } of labels) {
    group.append(draw('text', { x, y: y + 10, class: 'small' }, text));
  }
  const bits = net.width === 1 ? '1 bit' : `${net.width} bits`;
  group.append(draw('title', {}, net.name === undefined ? bits : `${net.name}: ${bits}`));
  return group;
}

function drawCell({ x = 0, y = 0, width = 0, height = 0 }: ElkNode, cell: Cell): SVGElement {
  const group = draw('g', { class: `cell ${cell.kind}`, transform: `translate(${x} ${y})` });
  group.append(draw('path', { d: outlineOf(cell, width, height) }));
  const middle = { x: width / 2, 'text-anchor': 'middle' };
  if (headOf(cell) > 0) {
    group.append(draw('text', { ...middle, y: 15 }, cell.label));
    group.append(draw('text', { ...middle, y: 28, class: 'small' }, cell.detail ?? ''));
  } else if (cell.kind === 'register') {
    group.append(draw('text', { ...middle, y: cell.detail === undefined ? 26 : 19 }, cell.label));
    group.append(draw('text', { ...middle, y: 34, class: 'small' }, cell.detail ?? ''));
  } else {
    const left = cell.kind === 'operator' || cell.kind === 'mux' ? longest(cell.inputs) : 0;
    group.append(draw('text', { ...middle, x: (width + left) / 2, y: height / 2 + 5 }, cell.label));
  }
  const head = headOf(cell);
  const pins = (all: readonly Pin[], at: number, anchor: string) =>
    all.map(({ label }, i) =>
      draw(
        'text',
        { x: at, y: head + ((height - head) * (i + 0.5)) / all.length + 4, 'text-anchor': anchor, class: 'small' },
        label,
      ),
    );
  group.append(...pins(cell.inputs, 4, 'start'), ...pins(cell.outputs, width - 4, 'end'));
  return group;
}

/** Ports point where they lead, multiplexers narrow, registers have their clock's triangle. */
function outlineOf(cell: Cell, w: number, h: number): string {
  if (isPort(cell)) {
    return `M0 0H${w - 10}L${w} ${h / 2}L${w - 10} ${h}H0Z`;
  }
  switch (cell.kind) {
    case 'constant':
      return '';
    case 'mux':
      return `M0 0L${w} 8V${h - 8}L0 ${h}Z`;
    case 'operator': {
      const r = Math.min(13, h / 2, w / 2);
      return `M${r} 0H${w - r}A${r} ${r} 0 0 1 ${w} ${r}V${h - r}A${r} ${r} 0 0 1 ${w - r} ${h}H${r}A${r} ${r} 0 0 1 0 ${h - r}V${r}A${r} ${r} 0 0 1 ${r} 0Z`;
    }
    case 'register':
      return `M0 0H${w}V${h}H0ZM0 ${h - 13}L9 ${h - 7}L0 ${h - 1}`;
    default:
      return `M0 0H${w}V${h}H0Z`;
  }
}
