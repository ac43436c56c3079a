import type { ElkExtendedEdge, ElkLabel, ElkNode } from 'elkjs';
import ElkModule from 'elkjs/lib/elk.bundled.js';
import type { Block, BlockGraph, Connection, Wire } from './block-graph.ts';

// Its types say default export, its CommonJS says otherwise.
const Elk = ElkModule as unknown as new () => { layout(graph: ElkNode): Promise<ElkNode> };

/**
 * Widths of characters of the fonts below [px]: ELK must know how large a text is, and nothing here can measure one.
 */
const TITLE = { size: 14, advance: 8.2 };
const SMALL = { size: 11, advance: 6.7 };
const LINE = 14;
/** Blocks that stand for several show so many behind them, each this far off [px]. */
const STACK = { sheets: 2, offset: 4 };

const COLOURS = {
  block: { fill: '#eef3f8', stroke: '#3b5b7d' },
  port: { fill: '#fdf3e1', stroke: '#a86f1d' },
  stream: '#24476b',
  value: '#8a97a5',
  text: '#1c2733',
  faint: '#5d6b79',
};

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '12',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.edgeLabel': '3',
  'elk.padding': '[top=10,left=10,bottom=10,right=14]',
};

const titleOf = ({ title, count }: Block): string => (count > 1 ? title.replace('*', `0…${count - 1}`) : title);

/** Wires named in a line of a label. */
const WIRES_A_LINE = 2;

/** What a connection carries: names and bits, first those that go forward, then, marked, those that come back. */
function linesOf({ streams, back, values }: Connection): string[] {
  const lines = (wires: readonly Wire[]) => {
    const texts = wires.map(({ name, bits }) => (name ? `${name} ${bits}` : `${bits}`));
    return Array.from({ length: Math.ceil(texts.length / WIRES_A_LINE) }, (_, i) =>
      texts.slice(WIRES_A_LINE * i, WIRES_A_LINE * (i + 1)).join(', '),
    );
  };
  return [...lines([...streams, ...values]), ...lines(back).map((line) => `◂ ${line}`)];
}

/**
 * The block diagram as an SVG; laid out by ELK, the same every time.
 * @param isAddressable puts what belongs to a block into a group that names it (`data-block`), for a page that lets it
 * be chosen
 */
export async function blockDiagram({ blocks, connections }: BlockGraph, isAddressable = false): Promise<string> {
  const children = blocks.map((block): ElkNode => {
    const width = Math.max(titleOf(block).length * TITLE.advance, (block.subtitle?.length ?? 0) * SMALL.advance) + 24;
    const stack = block.count > 1 && !block.isPort ? STACK.sheets * STACK.offset : 0;
    return { id: block.id, width: width + stack, height: (block.isPort ? 30 : 46) + stack };
  });
  const edges = connections.map((connection, i): ElkExtendedEdge => {
    const lines = linesOf(connection);
    const width = Math.max(...lines.map((line) => line.length)) * SMALL.advance;
    const labels: ElkLabel[] = [{ text: lines.join('\n'), width, height: lines.length * LINE }];
    return { id: `e${i}`, sources: [connection.from], targets: [connection.to], labels };
  });
  const laid = await new Elk().layout({ id: 'root', layoutOptions: LAYOUT, children, edges });
  const drawn = [
    ...(laid.edges ?? []).map((edge, i) => drawConnection(edge, connections[i])),
    ...(laid.children ?? []).map((node) => {
      const drawing = drawBlock(node, blocks.find(({ id }) => id === node.id)!);
      return isAddressable ? `<g class="block" data-block="${node.id}">\n${drawing}\n</g>` : drawing;
    }),
  ];
  const [width, height] = [Math.ceil(laid.width!), Math.ceil(laid.height!)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif">
<defs>
${arrow('stream', COLOURS.stream)}
${arrow('value', COLOURS.value)}
</defs>
<rect width="100%" height="100%" fill="white"/>
${drawn.join('\n')}
</svg>
`;
}

const arrow = (id: string, colour: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="${colour}"/></marker>`;

const px = (value: number): string => `${Math.round(value * 10) / 10}`;

function drawBlock({ x = 0, y = 0, width = 0, height = 0 }: ElkNode, block: Block): string {
  const { fill, stroke } = block.isPort ? COLOURS.port : COLOURS.block;
  const sheets = block.count > 1 && !block.isPort ? STACK.sheets : 0;
  const [w, h] = [width - sheets * STACK.offset, height - sheets * STACK.offset];
  const radius = block.isPort ? h / 2 : 5;
  // The hindmost first.
  const rectangles = Array.from({ length: sheets + 1 }, (_, i) => {
    const off = (sheets - i) * STACK.offset;
    return `<rect x="${px(x + off)}" y="${px(y + off)}" width="${px(w)}" height="${px(h)}" rx="${px(radius)}" fill="${fill}" stroke="${stroke}"/>`;
  });
  const middle = px(x + w / 2);
  const title = (at: number) =>
    `<text x="${middle}" y="${px(at)}" text-anchor="middle" font-size="${TITLE.size}" font-weight="600" fill="${COLOURS.text}">${titleOf(block)}</text>`;
  if (block.isPort) {
    return [...rectangles, title(y + h / 2 + 5)].join('\n');
  }
  const subtitle = `<text x="${middle}" y="${px(y + 36)}" text-anchor="middle" font-size="${SMALL.size}" fill="${COLOURS.faint}">${block.subtitle}</text>`;
  return [...rectangles, title(y + 20), subtitle].join('\n');
}

function drawConnection({ sections = [], labels = [] }: ElkExtendedEdge, { streams, back }: Connection): string {
  const isStream = streams.length > 0;
  const [kind, colour] = isStream ? ['stream', COLOURS.stream] : ['value', COLOURS.value];
  const lines = sections.map(({ startPoint, endPoint, bendPoints = [] }) => {
    const points = [startPoint, ...bendPoints, endPoint].map(({ x, y }) => `${px(x)},${px(y)}`).join(' ');
    const start = back.length > 0 ? ` marker-start="url(#${kind})"` : '';
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="${isStream ? 1.6 : 1.2}"${start} marker-end="url(#${kind})"/>`;
  });
  const texts = labels.flatMap(({ text = '', x = 0, y = 0, width = 0 }) =>
    text
      .split('\n')
      .map(
        (line, i) =>
          `<text x="${px(x + width / 2)}" y="${px(y + LINE * i + SMALL.size)}" text-anchor="middle" font-size="${SMALL.size}" fill="${COLOURS.faint}">${line}</text>`,
      ),
  );
  return [...lines, ...texts].join('\n');
}
