import type { BlockSource } from '../shared/block-source.ts';
import type { BlockActivity } from '../shared/protocol.ts';
import { blockSources, diagram, hardwareSources } from './assets.ts';
import { byId, make, thousands } from './elements.ts';

const KINDS = ['beat', 'stall', 'starve', 'idle'] as const;
const WORDS = { beat: 'moves data', stall: 'is held up', starve: 'waits', idle: 'is idle' } as const;

const room = byId('diagram-room');
const panel = byId('block');
const legend = byId('block-now');

let open: Promise<void> | undefined;
/** What each group of the drawing was seen to do last, in words. */
const told = new Map<string, string>();

/** The section with the block diagram. */
export function setUpInside(edit: (path: string, line: number) => void): void {
  byId('open-diagram').addEventListener('click', () => void openDiagram(edit));
}

export const isDiagramOpen = (): boolean => open !== undefined;

function openDiagram(edit: (path: string, line: number) => void): Promise<void> {
  open ??= draw(edit).catch((error: Error) => {
    open = undefined;
    legend.textContent = error.message;
  });
  return open;
}

async function draw(edit: (path: string, line: number) => void): Promise<void> {
  const [svg, sources] = await Promise.all([diagram(), blockSources()]);
  const drawing = document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);
  drawing.setAttribute('role', 'group');
  drawing.setAttribute('aria-label', 'Block diagram of the accelerator');
  room.replaceChildren(drawing);
  byId('open-diagram').hidden = true;
  legend.textContent = 'Choose a block. While a story is being written, colours say what each block does.';
  for (const group of drawing.querySelectorAll<SVGGElement>('g.block')) {
    const id = group.dataset['block']!;
    const source = sources[id];
    if (!source) {
      continue;
    }
    group.setAttribute('tabindex', '0');
    group.setAttribute('role', 'button');
    group.setAttribute('aria-label', `${id.replace(/^u_/, '')}: ${source.module}`);
    const choose = () => {
      drawing.querySelector('.chosen')?.classList.remove('chosen');
      group.classList.add('chosen');
      void show(id, source, edit);
    };
    group.addEventListener('click', choose);
    group.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        choose();
      }
    });
    const tell = () => {
      legend.textContent = told.get(id) ?? `${id.replace(/^u_/, '')}: ${source.module}`;
    };
    group.addEventListener('pointerenter', tell);
    group.addEventListener('focus', tell);
  }
}

async function show(id: string, source: BlockSource, edit: (path: string, line: number) => void): Promise<void> {
  const text = (await hardwareSources())[source.path];
  const typescript = make('pre', { tabIndex: 0 });
  const lines = text.split('\n').map((line, i) => {
    const element = make('span', { className: i + 1 === source.line ? 'line here' : 'line', textContent: `${line}\n` });
    return element;
  });
  typescript.append(...lines);
  const change = make('button', { type: 'button', textContent: 'Change it' });
  change.addEventListener('click', () => edit(source.path, source.line));
  const where = source.isLibrary ? `used in ${source.path}, line ${source.line}` : source.path;
  panel.replaceChildren(
    make(
      'article',
      {},
      make('h3', { textContent: `${id.replace(/^u_/, '')}: TypeScript (${where})` }),
      typescript,
      change,
      make('p', { className: 'note', textContent: sizeText(source) }),
    ),
    make(
      'article',
      {},
      make('h3', { textContent: `Verilog (${source.module}.v)` }),
      make('pre', { tabIndex: 0, textContent: source.verilog }),
    ),
  );
  const here = lines[source.line - 1];
  typescript.scrollTop = here ? here.offsetTop - typescript.offsetTop - 24 : 0;
}

/** What a block takes, with all that is inside it. */
function sizeText({ registerBits, memoryBits, estimated }: BlockSource): string {
  const counted = `With all that is inside: ${thousands(registerBits)} bits of registers, ${thousands(memoryBits)} of memory`;
  if (!estimated) {
    return `${counted}.`;
  }
  const { LUT, FF, DSP, BRAM, URAM, date } = estimated;
  const parts = { LUT, FF, DSP, BRAM36: BRAM, URAM };
  const takes = Object.entries(parts).map(([name, count]) => `${thousands(count)} ${name}`);
  return `${counted}; estimated by Yosys (${date}): ${takes.join(', ')}.`;
}

/** Colours the blocks by what they were seen to do. */
export function showBlocks(blocks: Readonly<Record<string, BlockActivity>>): void {
  for (const group of room.querySelectorAll<SVGGElement>('g.block')) {
    const id = group.dataset['block']!;
    const members = Object.entries(blocks).filter(([name]) => name === id || name.replace(/\d+/, '*') === id);
    if (members.length === 0) {
      continue;
    }
    const counts = { beat: 0, stall: 0, starve: 0, idle: 0 };
    for (const [, activity] of members) {
      for (const kind of KINDS) {
        counts[kind] += activity[kind];
      }
    }
    const all = KINDS.reduce((sum, kind) => sum + counts[kind], 0);
    // Data moves in short bursts: a block that moves some in every tenth cycle is at work.
    const rest = (['stall', 'starve', 'idle'] as const).reduce((a, b) => (counts[b] > counts[a] ? b : a));
    const now = counts.beat > 0.1 * all ? 'beat' : rest;
    group.classList.remove(...KINDS);
    group.classList.add(now);
    const shares = KINDS.map((kind) => `${WORDS[kind]} ${Math.round((100 * counts[kind]) / all)} %`).join(', ');
    const reason = members.map(([, activity]) => activity.reason).find((text) => text !== '');
    told.set(id, `${id.replace(/^u_/, '')}: ${shares}${reason === undefined ? '' : `; mostly because ${reason}`}`);
  }
}
