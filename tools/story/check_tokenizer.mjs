// Does JavaScript's @huggingface/tokenizers agree with Python's? Vectors come from tokenizer_vectors.py:
//   python tokenizer_vectors.py > vectors.json
//   node check_tokenizer.mjs vectors.json ../../models/story/hf [path of the npm package]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [vectorFile, folder, from = '.'] = process.argv.slice(2);
if (vectorFile === undefined || folder === undefined || vectorFile === '--help') {
  console.log('usage: node check_tokenizer.mjs VECTORS.json MODEL_FOLDER [FOLDER_WITH_NODE_MODULES]');
  process.exit(vectorFile === '--help' ? 0 : 2);
}
const require = createRequire(resolve(from, 'package.json'));
const { Tokenizer } = require('@huggingface/tokenizers');

const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
const vectors = JSON.parse(readFileSync(vectorFile, 'utf8'));
let encodeErrors = 0;
let decodeErrors = 0;
for (const { text, ids, decoded } of vectors) {
  if (text !== null) {
    const mine = tokenizer.encode(text, { add_special_tokens: false }).ids;
    if (mine.join() !== ids.join()) {
      if (encodeErrors++ < 10) {
        console.log(
          'encode',
          JSON.stringify(text.slice(0, 80)),
          mine.slice(0, 30).join(),
          'expected',
          ids.slice(0, 30).join(),
        );
      }
    }
  }
  const back = ids.length === 0 ? '' : tokenizer.decode(ids, { skip_special_tokens: false });
  if (back !== decoded) {
    if (decodeErrors++ < 10) {
      console.log('decode', JSON.stringify(back.slice(0, 80)), 'expected', JSON.stringify(decoded.slice(0, 80)));
    }
  }
}
console.log(`${vectors.length} vectors: ${encodeErrors} encode differences, ${decodeErrors} decode differences`);
process.exit(encodeErrors + decodeErrors === 0 ? 0 : 1);
