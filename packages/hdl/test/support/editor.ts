import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShutdownRequest,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';

/** An editor with a folder open, and a language server that it has started. */
export interface Editor {
  readonly server: InitializeResult;
  /** Opens a new file of the folder with this text; its URI. */
  open(name: string, text: string): Promise<string>;
  change(uri: string, version: number, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void>;
  close(uri: string): Promise<void>;
  /** What is said next of a version of a file (of one that is closed: of none). */
  said(uri: string, version?: number): Promise<readonly Diagnostic[]>;
  /** Ends the server as the protocol has it; its exit code. */
  quit(): Promise<number | null>;
}

export async function startEditor(folder: string, command: string, args: readonly string[]): Promise<Editor> {
  const process_ = spawn(command, args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = new Promise<number | null>((resolve) => process_.on('exit', resolve));
  const client = createProtocolConnection(process_.stdout, process_.stdin);
  const published: PublishDiagnosticsParams[] = [];
  let heard: (() => void) | undefined;
  client.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.push(params);
    heard?.();
  });
  client.listen();
  const server = await client.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  });
  await client.sendNotification(InitializedNotification.type, {});
  return {
    server,
    async open(name, text) {
      const uri = pathToFileURL(join(folder, name)).href;
      writeFileSync(join(folder, name), text);
      const textDocument = { uri, languageId: 'typescript', version: 1, text };
      await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
      return uri;
    },
    change: (uri, version, ...contentChanges) =>
      client.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges,
      }),
    close: (uri) => client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
    async said(uri, version) {
      for (;;) {
        const i = published.findIndex((each) => each.uri === uri && each.version === version);
        if (i >= 0) {
          return published.splice(i, 1)[0].diagnostics;
        }
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
    async quit() {
      await client.sendRequest(ShutdownRequest.type);
      await client.sendNotification(ExitNotification.type);
      const code = await exit;
      client.dispose();
      return code;
    },
  };
}
