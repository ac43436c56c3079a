import { fileURLToPath } from 'node:url';
import {
  createConnection,
  type Diagnostic,
  DiagnosticSeverity,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { openProjects } from './project.ts';
import type { Finding } from './rules.ts';
import { loadTypeScript } from './typescript.ts';

/** After the last key stroke, before the program is looked at again [ms]. */
const PAUSE = 150;

/**
 * What `hdl-lint` finds, where it is written: a language server over standard input and output (LSP 3.17). It looks at
 * the files that the editor has open, as the editor holds them.
 */
export async function serve(): Promise<void> {
  const ts = await loadTypeScript();
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const documents = new TextDocuments(TextDocument);
  const openTexts = new Map<string, TextDocument>();
  const projects = openProjects(ts, openTexts);
  let waiting: NodeJS.Timeout | undefined;

  /** Looks at all that is open: a change in one file changes the types of others. */
  function look(): void {
    waiting = undefined;
    for (const [file, document] of openTexts) {
      try {
        const diagnostics = projects.lint(file).map(diagnosticOf);
        void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
      } catch (error) {
        connection.console.error(`hdl-lint: ${file}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  function lookSoon(): void {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  }

  connection.onInitialize(() => ({
    capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental },
    serverInfo: { name: 'hdl-lint' },
  }));
  connection.onDidChangeWatchedFiles(() => {
    projects.forget();
    lookSoon();
  });
  connection.onShutdown(() => clearTimeout(waiting));
  documents.onDidChangeContent(({ document }) => {
    const file = fileOf(document.uri);
    if (file !== undefined) {
      openTexts.set(file, document);
      lookSoon();
    }
  });
  documents.onDidClose(({ document: { uri } }) => {
    openTexts.delete(fileOf(uri) ?? '');
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  documents.listen(connection);
  connection.listen();
}

/** Undefined for what is not on disk, of which no program can be made. */
function fileOf(uri: string): string | undefined {
  return uri.startsWith('file:') ? fileURLToPath(uri).replaceAll('\\', '/') : undefined;
}

const diagnosticOf = ({ line, column, end, message }: Finding): Diagnostic => ({
  range: {
    start: { line: line - 1, character: column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  },
  severity: DiagnosticSeverity.Error,
  source: 'hdl-lint',
  message,
});
