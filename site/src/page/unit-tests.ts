import type { FromEngine, Sources } from '../shared/protocol.ts';
import { benchCode, hardwareSources } from './assets.ts';
import { byId, make } from './elements.ts';
import { openWorker, type Worker } from './engine.ts';
import { showTest } from './test-list.ts';

const button = byId<HTMLButtonElement>('test');
const status = byId('test-status');
const list = byId('tests');

let worker: Worker | undefined;
let turn = 0;

/** The tests of the units that were changed, in the page. */
export function setUpTests(changes: () => Promise<Sources>): void {
  button.addEventListener('click', () => void runTests(changes));
}

async function runTests(changes: () => Promise<Sources>): Promise<void> {
  worker?.stop();
  worker = undefined;
  const mine = ++turn;
  list.replaceChildren();
  const changed = await changes();
  const paths = Object.keys(changed);
  if (paths.length === 0) {
    status.textContent = 'Nothing is changed yet: make a mistake, or change a file.';
    return;
  }
  status.textContent = `Fetching the test benches of ${paths.join(', ')} …`;
  const [sources, benches] = await Promise.all([hardwareSources(), benchCode()]);
  const fresh = await openWorker((message) => {
    if (mine === turn) {
      hear(message, paths);
    }
  });
  if (mine !== turn) {
    fresh.stop();
    return;
  }
  worker = fresh;
  fresh.send({ kind: 'test', sources: { ...sources, ...changed }, benches, paths });
}

function hear(message: FromEngine, paths: readonly string[]): void {
  switch (message.kind) {
    case 'testing':
      status.textContent = `${message.unit}: ${message.what} …`;
      break;
    case 'tested':
      list.append(showTest(`${message.unit}: ${message.what}`, message.message));
      break;
    case 'tests': {
      const { passed, failed } = message;
      status.textContent =
        passed + failed === 0
          ? `No test bench is for ${paths.join(', ')} alone: it is tried with the units that use it.`
          : failed === 0
            ? `No test notices: all that is asked of these units holds (${passed} ${passed === 1 ? 'property' : 'properties'}).`
            : `Caught: what is asked of these units does not hold in ${failed} of ${passed + failed} properties.`;
      break;
    }
    case 'error':
      status.textContent = 'Caught before a test ran:';
      list.replaceChildren(
        make('li', { className: 'bad' }, make('pre', { textContent: message.message, tabIndex: 0 })),
      );
      break;
    default:
      break;
  }
}
