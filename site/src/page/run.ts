import type { FromEngine, Pace } from '../shared/protocol.ts';
import { byId } from './elements.ts';
import { type Engine, startEngine } from './engine.ts';
import { MEGAHERTZ, showFigures, showVerdict } from './figures-view.ts';
import { addWord, clearWords, followOn, showFollowed, showRefusal } from './follow.ts';
import { isDiagramOpen, showBlocks } from './inside.ts';
import { showMoment } from './moment.ts';
import { PortsView } from './ports-view.ts';
import { type StoryEvents, StoryView } from './story-view.ts';

const prompt = byId<HTMLInputElement>('prompt');
/** New tokens of a story; `make demo` writes 96. */
const tokens = byId<HTMLSelectElement>('tokens');
const pause = byId<HTMLButtonElement>('pause');
const stepToken = byId<HTMLButtonElement>('step-token');
const stepCycle = byId<HTMLButtonElement>('step-cycle');
const cycleState = byId('cycle-state');
const status = byId('status');

const lastMoment = byId<HTMLButtonElement>('last-moment');

let engine: Engine | undefined;
let ports: PortsView | undefined;
/** Counts the stories: what an earlier one still sends is nobody's. */
let turn = 0;
let isStepping = false;

/** The section that lets the hardware write. */
export function setUpRun(told: StoryEvents): void {
  byId('run-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void run('run', told);
  });
  pause.addEventListener('click', () => setPace(pause.getAttribute('aria-pressed') === 'true' ? 'run' : 'pause'));
  stepToken.addEventListener('click', () => setPace('token'));
  stepCycle.addEventListener('click', () => setPace('cycle'));
  lastMoment.addEventListener('click', () => engine?.moment());
  byId('ports').addEventListener('click', ({ offsetX, currentTarget }) => {
    engine?.moment(ports?.momentAt(offsetX / (currentTarget as HTMLElement).clientWidth));
  });
}

function setPace(pace: Pace): void {
  pause.setAttribute('aria-pressed', String(pace !== 'run'));
  pause.textContent = pace === 'run' ? 'Pause' : 'Go on';
  if (pace === 'run' || pace === 'token') {
    cycleState.hidden = true;
  }
  isStepping = pace === 'cycle';
  engine?.pace(pace);
}

async function run(pace: Pace, { started, ended }: StoryEvents): Promise<void> {
  const mine = ++turn;
  engine?.stop();
  engine = undefined;
  const view = new StoryView(byId('story'), prompt.value);
  const strip = new PortsView();
  ports = strip;
  clearWords();
  const began = performance.now();
  const order = { prompt: prompt.value, tokens: Number(tokens.value), megahertz: MEGAHERTZ, pace, edits: {} };
  let isFirst = true;
  /** Of the story: one a token, and a last one. */
  let pieces = 0;
  cycleState.hidden = true;
  setPace('run');
  enable(false);
  status.classList.remove('bad');
  status.textContent = 'Fetching the model, the hardware’s sources and the compiler …';

  const listen = (message: FromEngine): void => {
    switch (message.kind) {
      case 'built':
        status.textContent =
          `${message.files} files of TypeScript → ${message.modules} modules → WebAssembly in ${message.seconds.toFixed(1)} s. ` +
          'The prompt goes in, a token at a time …';
        enable(true);
        break;
      case 'text':
        if (isFirst) {
          isFirst = false;
          status.textContent = `First word ${((performance.now() - began) / 1000).toFixed(1)} s after the click.`;
        }
        view.add(message.text);
        if (++pieces <= order.tokens) {
          addWord(message.text);
        }
        break;
      case 'progress':
        showFigures(message.figures);
        showVerdict(message.verdict);
        strip.add(message.activity, message.moment);
        engine?.watch(isDiagramOpen());
        break;
      case 'blocks':
        showBlocks(message.blocks);
        break;
      case 'moment':
        showMoment(message);
        break;
      case 'followed':
        showFollowed(message);
        break;
      case 'refused':
        showRefusal(message.message);
        break;
      case 'paused':
        showFigures(message.figures);
        cycleState.textContent = [cycleLine(message.figures.cycles, message.passed), ...message.state].join('\n');
        cycleState.hidden = false;
        break;
      case 'end':
        view.end();
        status.textContent = `${message.tokens.length} tokens, done. ${status.textContent}`;
        enable(false);
        ended();
        break;
      case 'error':
        view.end();
        complain(message.message);
        enable(false);
        break;
    }
  };
  try {
    const fresh = await startEngine(order, (message) => mine === turn && listen(message));
    if (mine !== turn) {
      fresh.stop();
      return;
    }
    engine = fresh;
    followOn(fresh);
    lastMoment.disabled = false;
    status.textContent = 'Elaborating and compiling the hardware …';
    started();
  } catch (error) {
    view.end();
    complain((error as Error).message);
  }
}

/** A step takes one cycle, unless the driver reads or writes registers, whose answers it waits for. */
function cycleLine(cycle: number, passed: number): string {
  const several = isStepping && passed > 1;
  return `cycle ${cycle}${several ? `, ${passed} at once: the driver's register accesses` : ''}`;
}

function complain(message: string): void {
  status.textContent = message;
  status.classList.add('bad');
}

function enable(isOn: boolean): void {
  for (const button of [pause, stepToken, stepCycle]) {
    button.disabled = !isOn;
  }
}
