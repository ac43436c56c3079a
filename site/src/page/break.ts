import { FAULTS, type Fault, withFault } from '../shared/faults.ts';
import { changeBetween, editedFiles, readHash, writeHash } from '../shared/link.ts';
import type { Figures, FromEngine, Sources, Verdict } from '../shared/protocol.ts';
import { hardwareSources } from './assets.ts';
import { restfulChecker } from './checker.ts';
import type { Editor } from './editor.ts';
import { byId, make, thousands } from './elements.ts';
import { type Engine, startEngine } from './engine.ts';
import { MEGAHERTZ, verdictText } from './figures-view.ts';
import { showFindings } from './findings.ts';
import { type StoryEvents, StoryView } from './story-view.ts';
import { setUpTests } from './unit-tests.ts';

/** New tokens of each of the two stories. */
const TOKENS = 24;
const OWN = 'own';

const faults = byId('faults');
const file = byId<HTMLSelectElement>('file');
const reset = byId<HTMLButtonElement>('reset');
const edited = byId('edited');
const build = byId<HTMLButtonElement>('build');
const stop = byId<HTMLButtonElement>('stop');
const status = byId('break-status');
const errorText = byId('break-error');
const prompt = byId<HTMLInputElement>('prompt');
const findings = byId('findings');

/** Changed files by path. */
let edits: Record<string, string> = {};
let chosen: string | undefined;
let editor: Promise<Editor> | undefined;
let engines: Engine[] = [];
let turn = 0;
/** TypeScript's checker, which comes with the first key. */
const checker = restfulChecker(async (found, failed) => {
  const opened = await editor;
  if (opened && chosen !== undefined) {
    opened.mark(found);
    showFindings(findings, edits[chosen] ?? '', found, failed, opened.select);
  }
});
/** The story as built, by prompt: it is always the same. */
const sound = new Map<string, Side>();

interface Side {
  readonly view: StoryView;
  readonly note: HTMLElement;
  done: boolean;
  isBuilt?: boolean;
  failed?: string;
  figures?: Figures;
  verdict?: Verdict;
}

/** The section in which the hardware is broken. */
export async function setUpBreak(told: StoryEvents): Promise<void> {
  for (const fault of FAULTS) {
    faults.append(choice(fault.id, fault.title, `${fault.about} ${fault.expect}`));
  }
  faults.append(choice(OWN, 'My own', 'Choose a file below and change what you like.'));
  faults.addEventListener('change', ({ target }) => {
    const { value } = target as HTMLInputElement;
    const fault = FAULTS.find(({ id }) => id === value);
    void (fault ? makeFault(fault) : openFile(file.value || 'rtl/mac/unpacker.ts'));
  });
  file.append(make('option', { value: '', textContent: 'choose …' }));
  file.addEventListener('focus', () => void listFiles());
  file.addEventListener('pointerdown', () => void listFiles());
  file.addEventListener('change', () => void openFile(file.value));
  reset.addEventListener('click', () => void undoAll());
  build.addEventListener('click', () => void buildAndWrite(told));
  stop.addEventListener('click', () => stopAll('Stopped.'));
  setUpTests(trueEdits);
  byId('share').addEventListener('click', () => void copyLink());
  await restore();
}

function choice(value: string, title: string, about: string): HTMLElement {
  const input = make('input', { type: 'radio', name: 'fault', value });
  return make('label', {}, input, make('strong', { textContent: title }), make('span', { textContent: about }));
}

/** What the link brought. */
async function restore(): Promise<void> {
  const shared = readHash(location.hash);
  if (shared.prompt !== undefined) {
    prompt.value = shared.prompt;
  }
  const fault = FAULTS.find(({ id }) => id === shared.fault);
  if (fault) {
    select(fault.id);
    await makeFault(fault);
  } else if (shared.edits && shared.edits.length > 0) {
    select(OWN);
    try {
      edits = editedFiles(shared.edits, await hardwareSources());
      await openFile(shared.edits[0].path);
    } catch (error) {
      fail((error as Error).message);
    }
  }
}

function select(value: string): void {
  const input = faults.querySelector<HTMLInputElement>(`input[value="${value}"]`);
  if (input) {
    input.checked = true;
  }
}

async function listFiles(): Promise<Sources> {
  const sources = await hardwareSources();
  if (file.options.length === 1) {
    file.append(...Object.keys(sources).map((path) => make('option', { value: path, textContent: path })));
  }
  return sources;
}

async function openFile(path: string): Promise<Editor | undefined> {
  const sources = await listFiles();
  const text = edits[path] ?? sources[path];
  if (text === undefined) {
    return undefined;
  }
  chosen = path;
  file.value = path;
  editor ??= import('./editor.ts').then(({ openEditor }) => openEditor(byId('editor'), change));
  const opened = await editor;
  opened.show(text);
  checker.forget();
  opened.mark([]);
  findings.replaceChildren();
  showEdits();
  return opened;
}

async function makeFault(fault: Fault): Promise<void> {
  const sources = await listFiles();
  edits = { [fault.path]: withFault(fault, sources[fault.path]) };
  const opened = await openFile(fault.path);
  const difference = changeBetween(fault.path, sources[fault.path], edits[fault.path])!;
  opened?.select(difference.at, difference.at + difference.text.length);
}

function change(text: string): void {
  if (chosen === undefined) {
    return;
  }
  edits[chosen] = text;
  checker.ask(chosen, async () => ({ ...(await hardwareSources()), ...edits }));
  select(OWN);
  showEdits();
}

async function undoAll(): Promise<void> {
  edits = {};
  for (const input of faults.querySelectorAll('input')) {
    input.checked = false;
  }
  if (chosen !== undefined) {
    await openFile(chosen);
  }
}

/** Leaves out what is as it was. */
async function trueEdits(): Promise<Record<string, string>> {
  const sources = await hardwareSources();
  return Object.fromEntries(Object.entries(edits).filter(([path, text]) => sources[path] !== text));
}

async function showEdits(): Promise<void> {
  const paths = Object.keys(await trueEdits());
  edited.textContent = paths.length === 0 ? 'as built' : `changed: ${paths.join(', ')}`;
  reset.disabled = paths.length === 0;
}

async function copyLink(): Promise<void> {
  const fault = FAULTS.find(({ id }) => faults.querySelector<HTMLInputElement>(`input[value="${id}"]`)?.checked);
  const changes = fault || Object.keys(edits).length === 0 ? [] : await changesOf(await trueEdits());
  history.replaceState(null, '', writeHash({ prompt: prompt.value, fault: fault?.id, edits: changes }));
  try {
    await navigator.clipboard.writeText(location.href);
    byId('status').textContent = 'The link is on the clipboard: prompt and change are in it.';
  } catch {
    byId('status').textContent = 'The address above is the link: prompt and change are in it.';
  }
}

async function changesOf(changed: Sources) {
  const sources = await hardwareSources();
  return Object.entries(changed).flatMap(([path, text]) => changeBetween(path, sources[path], text) ?? []);
}

function fail(message: string): void {
  errorText.textContent = message;
  errorText.hidden = false;
}

/** Opens a line of a file in the editor, and brings it into sight. */
export async function editLine(path: string, line: number): Promise<void> {
  select(OWN);
  const opened = await openFile(path);
  opened?.selectLine(line);
  byId('editor').scrollIntoView({ block: 'center' });
}

/** Opens the file at the line that a message of the language names. */
async function showPlace(message: string): Promise<void> {
  const [, path, line] = /(rtl\/[\w./-]+\.ts):(\d+)/.exec(message) ?? [];
  if (path === undefined) {
    return;
  }
  const opened = await openFile(path);
  opened?.selectLine(Number(line));
}

function stopAll(message: string): void {
  turn++;
  for (const engine of engines) {
    engine.stop();
  }
  engines = [];
  status.textContent = message;
  stop.disabled = true;
  for (const id of ['before', 'after']) {
    byId(id).classList.remove('writing');
  }
}

/** Writes the sound story and the broken one, each in a worker of its own. */
async function buildAndWrite({ started, ended }: StoryEvents): Promise<void> {
  stopAll('Building the hardware twice: as it is, and with the change …');
  const mine = turn;
  errorText.hidden = true;
  stop.disabled = false;
  const side = (name: string): Side => ({
    view: new StoryView(byId(name), prompt.value),
    note: byId(`${name}-figures`),
    done: false,
  });
  const known = sound.get(prompt.value);
  const before = known ? shownAgain(known, side('before')) : side('before');
  const after = side('after');
  after.note.textContent = '';
  const finish = () => {
    if (before.done && after.done) {
      status.textContent = conclusion(before, after);
      if (before.failed === undefined) {
        sound.set(before.view.prompt, before);
      }
      stop.disabled = true;
      ended();
    } else if ((before.isBuilt || before.done) && (after.isBuilt || after.done)) {
      status.textContent = 'Built; the stories are being written …';
    }
  };
  const start = (own: Side, changed: Sources) =>
    startEngine(
      { prompt: prompt.value, tokens: TOKENS, megahertz: MEGAHERTZ, pace: 'run', edits: changed },
      (message) => {
        if (mine === turn) {
          hear(own, message);
          finish();
        }
      },
    );
  try {
    const changed = await trueEdits();
    const both = await Promise.all([...(known ? [] : [start(before, {})]), start(after, changed)]);
    if (mine !== turn) {
      for (const engine of both) {
        engine.stop();
      }
      return;
    }
    engines = both;
    started();
  } catch (error) {
    stopAll('');
    fail((error as Error).message);
  }
}

/** A story that was written before, in the place of a new one. */
function shownAgain(known: Side, { view, note }: Side): Side {
  view.add(known.view.text.slice(view.prompt.length));
  view.end();
  return { ...known, view, note };
}

function hear(side: Side, message: FromEngine): void {
  switch (message.kind) {
    case 'built':
      side.note.textContent = `Built in ${message.seconds.toFixed(1)} s.`;
      side.isBuilt = true;
      break;
    case 'text':
      side.view.add(message.text);
      break;
    case 'progress': {
      side.figures = message.figures;
      side.verdict = message.verdict;
      const { cyclesPerToken } = message.figures;
      const speed = cyclesPerToken ? `${thousands(cyclesPerToken)} cycles a token; ` : '';
      side.note.textContent = `${speed}golden: ${verdictText(message.verdict)}`;
      break;
    }
    case 'error':
      side.failed = message.message;
      side.view.end();
      side.done = true;
      fail(message.message);
      void showPlace(message.message);
      break;
    case 'end':
      side.view.end();
      side.done = true;
      break;
    default:
      break;
  }
}

function conclusion(before: Side, after: Side): string {
  if (before.failed !== undefined) {
    return 'The hardware as it is could not be run.';
  }
  if (after.failed !== undefined) {
    return 'Caught: the message below says by whom.';
  }
  const differs = after.view.mark(before.view.text);
  const [cyclesBefore, cyclesAfter] = [before.figures!.busyCycles, after.figures!.busyCycles];
  const cycles = `${thousands(cyclesBefore)} cycles before, ${thousands(cyclesAfter)} after`;
  if (differs) {
    return `Another story (${cycles}). Golden found ${after.verdict!.wrong} wrong products.`;
  }
  const caught =
    after.verdict!.wrong > 0
      ? `golden found ${after.verdict!.wrong} wrong products all the same`
      : 'all products are right';
  return `The same story; ${caught} (${cycles}).`;
}
