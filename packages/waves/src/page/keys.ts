import { make } from './elements.ts';
import { keyTakenByLayer } from './layers.ts';

export type Action =
  | 'zoom in'
  | 'zoom out'
  | 'fit'
  | 'zoom to markers'
  | 'start'
  | 'end'
  | 'page left'
  | 'page right'
  | 'previous edge'
  | 'next edge'
  | 'clear marker'
  | 'search'
  | 'find value'
  | 'undo'
  | 'redo'
  | 'save'
  | 'remove'
  | 'select all'
  | 'move up'
  | 'move down'
  | 'hex'
  | 'dec'
  | 'bin'
  | 'oct'
  | 'ascii'
  | 'signed'
  | 'group'
  | 'name marker'
  | 'source'
  | 'help';

/** Keys by action; those with Alt, Ctrl and brackets are GTKWave's. */
const KEYS: Record<Action, readonly string[]> = {
  'zoom in': ['Alt+Z', '+', '='],
  'zoom out': ['Shift+Alt+Z', '-'],
  fit: ['Alt+F', 'A'],
  'zoom to markers': ['O'],
  start: ['Home'],
  end: ['End'],
  'page left': ['[', 'PageUp'],
  'page right': [']', 'PageDown'],
  'previous edge': ['ArrowLeft'],
  'next edge': ['ArrowRight'],
  'clear marker': ['Shift+Alt+M', 'Escape'],
  search: ['Ctrl+F'],
  'find value': ['V'],
  undo: ['Ctrl+Z'],
  redo: ['Ctrl+Shift+Z', 'Ctrl+Y'],
  save: ['Ctrl+S'],
  remove: ['Ctrl+X', 'Delete'],
  'select all': ['Ctrl+A'],
  'move up': ['ArrowUp'],
  'move down': ['ArrowDown'],
  hex: ['Alt+X'],
  dec: ['Alt+D'],
  bin: ['Alt+B'],
  oct: ['Alt+O'],
  ascii: ['Alt+A'],
  signed: ['Alt+S'],
  group: ['G'],
  'name marker': ['N', 'Alt+N'],
  source: ['F'],
  help: ['?', 'F1'],
};

const MEANING: Partial<Record<Action, string>> = {
  'zoom to markers': 'zoom to the markers',
  'previous edge': 'marker to the previous edge of the selected signal',
  'next edge': 'marker to its next edge',
  'find value': 'type a value: Enter goes to where the selected signal next has it, Shift+Enter back',
  undo: 'take back the last change of the rows',
  redo: 'and do it again',
  remove: 'remove the selected rows',
  'move up': 'select the row above',
  'move down': 'select the row below',
  hex: 'selected rows in hexadecimal',
  group: 'put the selected rows into a group',
  'name marker': 'give the marker’s time a name',
  source: 'the line at which the selected signal is declared',
};

/** The action of a key, if it has one. */
export function actionOf(event: KeyboardEvent): Action | undefined {
  const code = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  const shift = event.shiftKey && (code.length > 1 || /^[A-Z]$/.test(code)) ? 'Shift+' : '';
  const name = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${shift}${event.altKey ? 'Alt+' : ''}${code}`;
  return (Object.keys(KEYS) as Action[]).find((action) => KEYS[action].includes(name));
}

/**
 * Calls `act` for each key that means something, but not for what is typed into a field or belongs to a layer on top.
 */
export function handleKeys(act: (action: Action) => void): void {
  addEventListener('keydown', (event) => {
    const action = actionOf(event);
    if (keyTakenByLayer(event, action === 'help')) {
      return;
    }
    const typing = event.target instanceof HTMLInputElement && !event.ctrlKey && !event.altKey;
    if (!action || (typing && event.key !== 'Escape')) {
      return;
    }
    event.preventDefault();
    if (typing) {
      (event.target as HTMLInputElement).blur();
    } else {
      act(action);
    }
  });
}

/** Rows of the table of keys. */
export function keyTable(): HTMLElement[] {
  const mouse: [string, string][] = [
    ['click', 'marker; on a row of the list: select'],
    ['Shift+click, middle', 'base marker, from which Δ is measured'],
    ['wheel', 'zoom around the pointer; with Shift: move in time'],
    ['drag', 'move in time; with Shift: zoom to what is dragged over'],
  ];
  const keys = (Object.keys(KEYS) as Action[]).map((action): [string, string] => [
    KEYS[action].join('  '),
    MEANING[action] ?? action,
  ]);
  return [...keys, ...mouse].map(([key, meaning]) => make('tr', '', make('td', '', key), make('td', '', meaning)));
}
