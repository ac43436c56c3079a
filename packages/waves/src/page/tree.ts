import { rangeText, type Scope, type Variable, type Vcd } from '@chisel-lite/vcd';
import { element, make } from './elements.ts';
import { variableMatcher } from './find-signal.ts';
import { showMenu } from './menu.ts';

/** Signals listed at most: a longer list would only be scrolled past. */
const LISTED = 1000;

/** The scopes, the signals of the chosen one or those that match the search, and adding them. */
export interface Tree {
  /** The chosen scope; undefined for all. */
  readonly scope: Scope | undefined;
  /** What was last dragged out of the list. */
  readonly dragged: readonly Variable[];
  focusSearch(): void;
}

/** What the tree asks for. */
export interface TreeEvents {
  add(variables: readonly Variable[]): void;
  /** A scope and all below it, as groups. */
  addScope(scope: Scope): void;
}

/** Marks what is dragged out of the list of signals. */
const SIGNAL_DRAG = 'application/x-waves-signals';

export function createTree(vcd: Vcd, { add, addScope }: TreeEvents): Tree {
  const tree = element('tree');
  const list = element('signals');
  const search = element<HTMLInputElement>('search');
  const open = new Set<Scope>();
  let scope: Scope | undefined = vcd.scopes[0];
  let shown: Variable[] = [];
  let chosen = new Set<Variable>();
  let anchor = 0;
  let dragged: Variable[] = [];

  const showTree = () => {
    tree.replaceChildren();
    const walk = (scopes: readonly Scope[], depth: number) => {
      for (const each of scopes) {
        const twist = make('span', 'twist', each.scopes.length ? (open.has(each) ? '▾' : '▸') : '');
        const line = make(
          'div',
          each === scope ? 'scope chosen' : 'scope',
          twist,
          each.name,
          make('span', 'type', each.type),
        );
        line.style.paddingLeft = `${8 + depth * 14}px`;
        line.dataset['path'] = each.path;
        line.addEventListener('click', (event) => {
          if (event.target === twist || event.detail > 1) {
            toggle(each);
          }
          scope = each;
          search.value = '';
          showTree();
          showSignals();
        });
        line.addEventListener('contextmenu', (event) => {
          event.preventDefault();
          showMenu(event.clientX, event.clientY, [
            { text: 'add its signals', run: () => add(each.variables) },
            { text: 'add with all below', run: () => addScope(each) },
          ]);
        });
        tree.append(line);
        if (open.has(each)) {
          walk(each.scopes, depth + 1);
        }
      }
    };
    walk(vcd.scopes, 0);
  };
  const toggle = (each: Scope) => {
    if (!open.delete(each)) {
      open.add(each);
    }
  };

  const showSignals = () => {
    const pattern = search.value.trim();
    const matches = variableMatcher(pattern);
    search.classList.toggle('missing', matches === undefined);
    const found = pattern ? vcd.variables.filter(matches ?? (() => false)) : (scope?.variables ?? vcd.variables);
    shown = found.slice(0, LISTED);
    chosen = new Set();
    list.replaceChildren(
      ...shown.map((variable, index) => {
        const name = make('span', 'name', make('bdi', '', pattern ? variable.path : variable.name));
        const line = make('div', pattern ? 'signal found' : 'signal', name, make('span', 'type', describe(variable)));
        line.title = variable.path;
        line.addEventListener('click', (event) => choose(index, event));
        line.addEventListener('dblclick', () => add([variable]));
        line.draggable = true;
        line.addEventListener('dragstart', (event) => {
          dragged = chosen.has(variable) ? shown.filter((each) => chosen.has(each)) : [variable];
          event.dataTransfer?.setData(SIGNAL_DRAG, String(dragged.length));
        });
        return line;
      }),
    );
    const more = found.length > LISTED ? `, ${LISTED.toLocaleString('en')} listed` : '';
    element('signal-count').textContent = `${found.length.toLocaleString('en')} signals${more}`;
  };
  const choose = (index: number, event: MouseEvent) => {
    if (event.shiftKey) {
      for (let i = Math.min(anchor, index); i <= Math.max(anchor, index); i++) {
        chosen.add(shown[i]);
      }
    } else {
      if (!event.ctrlKey && !event.metaKey) {
        chosen.clear();
      }
      if (!chosen.delete(shown[index])) {
        chosen.add(shown[index]);
      }
      anchor = index;
    }
    [...list.children].forEach((line, i) => {
      line.classList.toggle('chosen', chosen.has(shown[i]));
    });
  };
  const addChosen = () => add(chosen.size ? shown.filter((variable) => chosen.has(variable)) : shown);

  element('add').addEventListener('click', addChosen);
  element('add-below').addEventListener('click', () => scope && addScope(scope));
  search.addEventListener('input', showSignals);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      addChosen();
    }
  });
  const openFirst = (scopes: readonly Scope[]) => {
    if (scopes.length !== 1) {
      return;
    }
    open.add(scopes[0]);
    scope = scopes[0];
    if (!scopes[0].variables.length) {
      openFirst(scopes[0].scopes);
    }
  };
  openFirst(vcd.scopes);
  showTree();
  showSignals();
  return {
    get scope() {
      return scope;
    },
    get dragged() {
      return dragged;
    },
    focusSearch() {
      search.focus();
      search.select();
    },
  };
}

/** Lets signals that are dragged out of the list fall on any of `areas`. */
export function handleSignalDrop(areas: readonly HTMLElement[], dropped: () => void): void {
  const isSignal = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes(SIGNAL_DRAG);
  for (const area of areas) {
    area.addEventListener('dragover', (event) => {
      if (isSignal(event)) {
        event.preventDefault();
      }
    });
    area.addEventListener('drop', (event) => {
      if (isSignal(event)) {
        event.preventDefault();
        dropped();
      }
    });
  }
}

const describe = (variable: Variable): string => {
  const { width, type } = variable;
  return `${type} ${rangeText(variable) || (width > 1 ? `${width} bits` : '')}`.trim();
};
