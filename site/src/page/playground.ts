import type { Example } from '../shared/example.ts';
import { readHash, writeHash } from '../shared/link.ts';
import type { FromEngine } from '../shared/protocol.ts';
import type { Schematic } from '../shared/schematic.ts';
import { examples, testToolsCode } from './assets.ts';
import { restfulChecker } from './checker.ts';
import type { Editor } from './editor.ts';
import { byId, make } from './elements.ts';
import { openWorker, type Worker } from './engine.ts';
import { showFindings } from './findings.ts';
import { drawSchematic } from './schematic-view.ts';
import { showTest } from './test-list.ts';
import { drawWaves } from './wave-view.ts';

/** Rest between two keys after which the file is tried [ms]. */
const REST = 120;
/** What takes longer is stopped: a file may loop without end [ms]. */
const PATIENCE = 10_000;

const select = byId<HTMLSelectElement>('example');
const message = byId('play-message');
const verilog = byId('play-verilog');
const waves = byId('play-waves');
const schematicRoom = byId<HTMLDetailsElement>('play-schematic-room');
const schematic = byId('play-schematic');
const testStatus = byId('play-test-status');
const tests = byId('play-tests');
/** Files that import one of these are sent with the test tools. */
const TEST_TOOLS = /from\s*['"](vitest|@chisel-lite\/testbench)['"]/;

/** As the checker and messages name the visitor's file. */
const FILE = 'playground.ts';
const findings = byId('play-findings');
const checker = restfulChecker(async (found, failed) => {
  const opened = await editor;
  opened?.mark(found);
  showFindings(findings, text, found, failed, (from, to) => opened?.select(from, to));
});

let editor: Promise<Editor> | undefined;
let worker: Promise<Worker> | undefined;
let text = '';
let drawn: Schematic | undefined;
/** Counts schematics: only the last that was asked for is shown. */
let drawing = 0;
let rest: ReturnType<typeof setTimeout> | undefined;
let patience: ReturnType<typeof setTimeout> | undefined;

/** The section in which the language is tried. */
export async function setUpPlayground(): Promise<void> {
  byId('open-playground').addEventListener('click', () => void openPlayground());
  schematicRoom.addEventListener('toggle', () => void showSchematic());
  select.addEventListener('change', () => void showExample(select.value));
  byId('play-share').addEventListener('click', () => {
    history.replaceState(null, '', writeHash({ play: text }));
    navigator.clipboard.writeText(location.href).catch(() => {
      message.textContent = 'The address above is the link.';
    });
  });
  const { play } = readHash(location.hash);
  if (play !== undefined) {
    await openPlayground(play);
  }
}

async function openPlayground(given?: string): Promise<void> {
  byId('open-playground').hidden = true;
  byId('playground-room').hidden = false;
  const all = await examples();
  select.replaceChildren(...all.map(({ name }: Example) => make('option', { value: name, textContent: name })));
  if (given === undefined) {
    await showExample(all[0].name);
  } else {
    await show(given);
  }
}

async function showExample(name: string): Promise<void> {
  const found = (await examples()).find((example) => example.name === name);
  await show(found?.text ?? '');
}

async function show(fresh: string): Promise<void> {
  editor ??= import('./editor.ts').then(({ openEditor }) => openEditor(byId('play-editor'), change));
  const opened = await editor;
  opened.show(fresh);
  checker.forget();
  opened.mark([]);
  findings.replaceChildren();
  text = fresh;
  await attempt();
}

function change(fresh: string): void {
  text = fresh;
  checker.ask(FILE, async () => ({ [FILE]: fresh }));
  clearTimeout(rest);
  rest = setTimeout(() => void attempt(), REST);
}

async function attempt(): Promise<void> {
  worker ??= openWorker(hear);
  const [current, tools] = await Promise.all([worker, TEST_TOOLS.test(text) ? testToolsCode() : undefined]);
  wait(current);
  current.send({ kind: 'try', text, tools });
}

/** Stops a worker of which nothing is heard. */
function wait(current: Worker): void {
  clearTimeout(patience);
  patience = setTimeout(() => {
    current.stop();
    worker = undefined;
    message.className = 'error';
    message.textContent = `Stopped after ${PATIENCE / 1000} seconds: does it loop without end?`;
  }, PATIENCE);
}

function hear(answer: FromEngine): void {
  clearTimeout(patience);
  if (answer.kind === 'error') {
    message.textContent = answer.message;
    message.className = 'error';
    return;
  }
  if (answer.kind === 'testing') {
    testStatus.textContent = `${answer.what} …`;
    void worker?.then(wait);
  } else if (answer.kind === 'tested') {
    tests.append(showTest(answer.what, answer.message));
  } else if (answer.kind === 'tests') {
    const { passed, failed } = answer;
    testStatus.textContent = failed === 0 ? `${passed} passed` : `${failed} of ${passed + failed} failed`;
  } else if (answer.kind === 'verilog') {
    showModule(answer);
  }
}

function showModule(answer: Extract<FromEngine, { kind: 'verilog' }>): void {
  message.className = 'unseen';
  message.textContent = '';
  verilog.textContent = answer.files
    .map(([, each]) => each.replaceAll(/`default_nettype \w+\n\n?/g, '').trim())
    .join('\n\n');
  waves.replaceChildren(drawWaves(answer.waves));
  tests.replaceChildren();
  testStatus.textContent = 'This file has no tests; the example “tested” shows how one is written.';
  drawn = answer.schematic;
  void showSchematic();
}

/** Draws the schematic while its room is open. */
async function showSchematic(): Promise<void> {
  const mine = ++drawing;
  if (!schematicRoom.open || !drawn) {
    return;
  }
  try {
    const picture = await drawSchematic(drawn);
    if (mine === drawing) {
      schematic.replaceChildren(picture);
    }
  } catch (error) {
    schematic.replaceChildren(make('p', { className: 'note', textContent: (error as Error).message }));
  }
}
