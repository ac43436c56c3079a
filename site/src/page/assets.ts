import type { BlockSource } from '../shared/block-source.ts';
import type { Example } from '../shared/example.ts';
import type { ModelFiles, Sources } from '../shared/protocol.ts';

async function fetched(name: string): Promise<Response> {
  const response = await fetch(name);
  if (!response.ok) {
    throw new Error(`${name}: ${response.status} ${response.statusText}`);
  }
  return response;
}

/** Fetched when it is first asked for, and once; what failed is tried again. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

export const engineCode = once(async () => (await fetched('engine.js')).text());
export const benchCode = once(async () => (await fetched('benches.js')).text());
export const testToolsCode = once(async () => (await fetched('test-tools.js')).text());
export const diagram = once(async () => (await fetched('accelerator.svg')).text());
export const blockSources = once(
  async () => (await (await fetched('blocks.json')).json()) as Record<string, BlockSource>,
);
export const examples = once(async () => (await (await fetched('examples.json')).json()) as readonly Example[]);
export const hardwareSources = once(async () => (await (await fetched('rtl.json')).json()) as Sources);
export const modelFiles = once(async (): Promise<ModelFiles> => {
  const json = async (name: string) => (await fetched(name)).json() as Promise<unknown>;
  const [manifest, tokenizer, tokenizerConfig, data] = await Promise.all([
    json('model.json'),
    json('tokenizer.json'),
    json('tokenizer_config.json'),
    fetched('model.bin').then((response) => response.arrayBuffer()),
  ]);
  return { manifest, tokenizer, tokenizerConfig, data };
});
