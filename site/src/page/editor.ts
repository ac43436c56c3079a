import { javascript } from '@codemirror/lang-javascript';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { minimalSetup } from 'codemirror';
import type { Finding } from '../shared/checker-protocol.ts';

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'light-dark(#7a3e9d, #c792ea)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'light-dark(#3b7d32, #a5d18c)' },
  { tag: tags.number, color: 'light-dark(#9a5b00, #f0b36b)' },
  { tag: tags.comment, color: 'light-dark(#6b7680, #8695a3)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.className], color: 'light-dark(#1d5fa8, #7db8f5)' },
  { tag: tags.function(tags.variableName), color: 'light-dark(#1f6f78, #74c7cf)' },
]);

const THEME = EditorView.theme({
  '&': { fontSize: '0.84rem', maxHeight: '26rem', color: 'inherit' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none' },
  '.cm-tooltip': {
    maxWidth: '38rem',
    border: '1px solid light-dark(#d9d6ce, #323a43)',
    backgroundColor: 'light-dark(#ffffff, #1b2026)',
    color: 'inherit',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#cfe0f5, #2d4a6b) !important',
  },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap' },
  '.cm-cursor': { borderLeftColor: 'currentColor' },
  '&.cm-focused': { outline: '2px solid light-dark(#1d5fa8, #7db8f5)', outlineOffset: '-2px' },
});

export interface Editor {
  show(text: string): void;
  /** Underlines what the checker found. */
  mark(findings: readonly Finding[]): void;
  /** Brings a place into sight and selects it. */
  select(from: number, to: number): void;
  /** The same of a line, counted from 1. */
  selectLine(line: number): void;
}

/** An editor in a shadow root, where its styles need no permission of the page's policy. */
export function openEditor(room: HTMLElement, changed: (text: string) => void): Editor {
  const shadow = room.shadowRoot ?? room.attachShadow({ mode: 'open' });
  let isShowing = false;
  const view = new EditorView({
    root: shadow,
    parent: shadow,
    extensions: [
      minimalSetup,
      javascript({ typescript: true }),
      syntaxHighlighting(COLOURS),
      THEME,
      lintGutter(),
      EditorView.contentAttributes.of({ 'aria-label': 'Source of the hardware' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !isShowing) {
          changed(update.state.doc.toString());
        }
      }),
    ],
  });
  const select = (from: number, to: number) =>
    view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
  return {
    show(text) {
      isShowing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isShowing = false;
    },
    mark(findings) {
      const end = view.state.doc.length;
      const inside = findings.filter(({ to }) => to <= end);
      const marks = inside.map(({ from, to, message }) => ({ from, to, message, severity: 'error' as const }));
      view.dispatch(setDiagnostics(view.state, marks));
    },
    select,
    selectLine(line) {
      const { from, to } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      select(from, to);
    },
  };
}
