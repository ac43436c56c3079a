// Runs clang and wasm-ld, which are WebAssembly themselves. Plain JavaScript, so that it starts under any loader.
import { parentPort } from 'node:worker_threads';
import { runLLVM } from '@yowasp/clang';

/**
 * One message is one command.
 * @param {{ command: string[], files: object, output: string }} job
 */
async function perform({ command, files, output }) {
  const text = [];
  const decoder = new TextDecoder();
  const collect = (bytes) => {
    if (bytes !== null) {
      text.push(decoder.decode(bytes, { stream: true }));
    }
  };
  try {
    const result = await runLLVM(command, files, {
      stdout: collect,
      stderr: collect,
      decodeASCII: false,
      fetchProgress: () => {},
    });
    const bytes = result[output];
    if (bytes === undefined) {
      throw new Error(`${command[0]} wrote no ${output}`);
    }
    const copy = new Uint8Array(bytes);
    parentPort.postMessage({ bytes: copy, text: text.join('') }, [copy.buffer]);
  } catch (error) {
    parentPort.postMessage({ error: String(error?.message ?? error), text: text.join('') });
  }
}

parentPort.on('message', perform);
