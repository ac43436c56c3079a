import type { Variable } from '@chisel-lite/vcd';
import { radicesFor } from './format.ts';
import { type MenuItem, showMenu } from './menu.ts';
import type { RowEditor } from './row-editor.ts';
import type { styleMenus } from './row-styles.ts';
import type { Row } from './view.ts';

/** What the menu of a row can do. */
export interface RowMenuTools {
  readonly editor: RowEditor;
  readonly styles: ReturnType<typeof styleMenus>;
  /** Shows where the selected signal is declared. */
  source(): void;
}

/** Shows the menu of the row at `index`, a signal's with the `variable` it stands for, at a place of the window. */
export function showRowMenu(
  { editor, styles, source }: RowMenuTools,
  [row, index]: readonly [Row, number],
  variable: Variable | undefined,
  [x, y]: readonly [number, number],
): void {
  const radices = variable?.changes.kind === 'bits' ? radicesFor(variable.width) : [];
  const style = (text: string, items: () => readonly MenuItem[]): MenuItem => ({
    text,
    run: () => showMenu(x, y, items()),
  });
  showMenu(x, y, [
    ...radices.map((radix) => ({
      text: radix,
      on: row.kind === 'signal' && row.radix === radix,
      run: () => editor.setRadix(radix),
    })),
    ...(radices.length > 1 ? [{ text: 'lanes of …', run: () => editor.askLanes(variable?.width ?? 0) }] : []),
    ...(radices.length ? [undefined] : []),
    style('colour …', styles.colour),
    style('height …', styles.height),
    ...(variable && (variable.width > 1 || variable.changes.kind === 'real') ? [style('analog …', styles.analog)] : []),
    undefined,
    { text: 'group', run: () => editor.group() },
    ...(row.kind === 'group'
      ? [
          { text: 'rename …', run: () => editor.renameGroup(row) },
          { text: 'ungroup', run: () => editor.ungroup(index) },
        ]
      : []),
    { text: 'insert comment', run: () => editor.insertComment(index) },
    ...(variable ? [{ text: 'source', run: source }] : []),
    { text: 'remove', run: () => editor.remove() },
  ]);
}
