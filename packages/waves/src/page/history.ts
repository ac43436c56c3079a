import type { Row, View } from './view.ts';

/** Steps that can be undone. */
const MOST = 100;

/** Which rows there were: every change of them can be undone and done again. */
export interface RowHistory {
  /** To be called after any change; one of the rows themselves becomes a step. */
  note(): void;
  /** Puts the rows back as they were before the last step, or after one that was undone; false where there is none. */
  step(direction: 'back' | 'forward'): boolean;
}

export function createRowHistory(view: () => View): RowHistory {
  let now = JSON.stringify(view().rows);
  const back: string[] = [];
  const forward: string[] = [];
  return {
    note() {
      const rows = JSON.stringify(view().rows);
      if (rows === now) {
        return;
      }
      back.push(now);
      if (back.length > MOST) {
        back.shift();
      }
      forward.length = 0;
      now = rows;
    },
    step(direction) {
      const [from, to] = direction === 'back' ? [back, forward] : [forward, back];
      const rows = from.pop();
      if (rows === undefined) {
        return false;
      }
      to.push(now);
      now = rows;
      view().rows = JSON.parse(rows) as Row[];
      view().selected = [];
      return true;
    },
  };
}
