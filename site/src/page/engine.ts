import type { FromEngine, Pace, Sources, ToEngine } from '../shared/protocol.ts';
import { engineCode, hardwareSources, modelFiles } from './assets.ts';

/** A worker in the sandbox in which hardware runs. */
export interface Engine {
  pace(pace: Pace): void;
  /** Asks to be told what each block does. */
  watch(on: boolean): void;
  /** Asks for the waveform of a moment; without a number of the last one. */
  moment(id?: number): void;
  /** Asks to follow a weight of the product behind a word; without an input the heaviest. */
  follow(word: number, input?: number): void;
  stop(): void;
}

export interface Order {
  readonly prompt: string;
  readonly tokens: number;
  readonly megahertz: number;
  readonly pace: Pace;
  /** Files that differ from the hardware as it is. */
  readonly edits: Sources;
}

/** The frame that has no network and no origin: workers of strangers' edits live in it. */
const frame = document.getElementById('sandbox') as HTMLIFrameElement;
const ready = new Promise<void>((resolve) => {
  const ask = () => frame.contentWindow?.postMessage({ kind: 'hello' }, '*');
  addEventListener('message', ({ data, source }) => {
    if (source === frame.contentWindow && data?.kind === 'ready') {
      resolve();
    }
  });
  frame.addEventListener('load', ask);
  ask();
});
let count = 0;

/** A worker of the sandbox, as the page speaks to it. */
export interface Worker {
  send(message: ToEngine): void;
  stop(): void;
}

export async function openWorker(listen: (message: FromEngine) => void): Promise<Worker> {
  const [code] = await Promise.all([engineCode(), ready]);
  const number = count++;
  const { port1, port2 } = new MessageChannel();
  let isStopped = false;
  port1.onmessage = ({ data }: MessageEvent<FromEngine>) => {
    if (!isStopped) {
      listen(data);
    }
  };
  frame.contentWindow!.postMessage({ kind: 'open', number, code }, '*', [port2]);
  return {
    send: (message) => port1.postMessage(message),
    stop() {
      isStopped = true;
      port1.close();
      frame.contentWindow!.postMessage({ kind: 'close', number }, '*');
    },
  };
}

/** Builds the hardware in a worker and lets it write. */
export async function startEngine(order: Order, listen: (message: FromEngine) => void): Promise<Engine> {
  const [sources, model] = await Promise.all([hardwareSources(), modelFiles(), engineCode()]);
  const { edits, ...rest } = order;
  const { send, stop } = await openWorker(listen);
  send({ kind: 'start', sources: { ...sources, ...edits }, model, ...rest });
  return {
    pace: (pace) => send({ kind: 'pace', pace }),
    watch: (on) => send({ kind: 'watch', on }),
    moment: (id) => send({ kind: 'moment', id }),
    follow: (word, input) => send({ kind: 'follow', word, input }),
    stop,
  };
}
