import type { Context } from 'hono';
import { ApiError } from './api-error.ts';
import { type EmbeddingRequest, listOf } from './requests.ts';
import { promptOf } from './text-request.ts';
import type { Writer } from './writer.ts';

/** POST /v1/embeddings */
export async function embeddings(c: Context, writer: Writer, request: EmbeddingRequest): Promise<Response> {
  if (request.dimensions != null) {
    throw new ApiError(400, 'this model has no embeddings of other lengths', 'dimensions');
  }
  if (request.input.length === 0 && typeof request.input !== 'string') {
    throw new ApiError(400, 'a list without texts', 'input');
  }
  const texts = listOf(request.input).map((text) => promptOf(writer, text, 'input'));
  for (const tokens of texts) {
    if (tokens.length === 0 || tokens.length > writer.context) {
      throw new ApiError(
        400,
        `a text of ${tokens.length} tokens, expected 1 to ${writer.context}`,
        'input',
        tokens.length === 0 ? null : 'context_length_exceeded',
      );
    }
  }
  const data = [];
  let used = 0;
  for (const [index, tokens] of texts.entries()) {
    const vector = await writer.embed(tokens, c.req.raw.signal);
    const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
    const embedding = request.encoding_format === 'base64' ? bytes.toString('base64') : [...vector];
    data.push({ object: 'embedding', index, embedding });
    used += tokens.length;
  }
  return c.json({ object: 'list', data, model: writer.name, usage: { prompt_tokens: used, total_tokens: used } });
}
