import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { CALIBRATION, CALIBRATION_TEXT } from '../data/catalogue.ts';
import { isThere, obtain } from '../data/obtain.ts';
import { DataError } from '../errors.ts';
import { splitDocuments } from '../eval/bits-per-byte.ts';
import { cacheFolder, readBytes, textOf } from '../files.ts';
import type { Checkpoint } from '../import/checkpoint.ts';
import { issueText } from '../model/issue-text.ts';
import { type Calibration, calibrationSamples, holdOut } from '../quant/calibration.ts';
import { type ChatTemplate, createChatTemplate } from '../text/chat.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { jsonObjection } from '../value-text.ts';
import { megabytes } from './format.ts';
import type { ProgressLine } from './progress.ts';

/** The mixture that `macromac data` has, fetched where it is not there yet; its path. */
export async function defaultCalibration(progress: ProgressLine): Promise<string> {
  const folder = join(cacheFolder(), 'data', CALIBRATION.name);
  if (!isThere(CALIBRATION, folder)) {
    await obtain(CALIBRATION, folder, {
      progress: (file, done) => progress.update(`calibration text: ${file}: ${megabytes(done)}`),
    });
  }
  return join(folder, CALIBRATION_TEXT);
}

export interface CalibrationCut {
  readonly files: readonly string[];
  readonly samples: number;
  readonly length: number;
  readonly heldOut: number;
}

/** Samples to calibrate on, and others from between them to measure with; the hash of the texts they come from. */
export function readCalibration(
  checkpoint: Checkpoint,
  { files, samples, length, heldOut }: CalibrationCut,
): { calibration: Calibration; heldOut: Calibration; sha256: string } {
  const { architecture, tokens, path } = checkpoint;
  const tokenizer = createTokenizer(contentOf(checkpoint, 'tokenizer.json'), tokenizerConfig(checkpoint), path);
  const hash = createHash('sha256');
  const texts = files.map((file) => {
    const bytes = readBytes(file);
    hash.update(bytes);
    const text = textOf(bytes, file);
    return file.endsWith('.jsonl') ? documentsOf(text, file, checkpoint) : splitDocuments(text);
  });
  const isOneText = texts.every((documents) => documents.length === 1);
  const units = isOneText ? texts.flat().flatMap((text) => text.split(/(?<=\n)/)) : texts.flat();
  const cut = calibrationSamples(units, {
    samples: samples + heldOut,
    length: Math.min(length, architecture.context),
    encode: tokenizer.encode,
    separator: isOneText ? null : (tokens.stop[0] ?? null),
  });
  return { ...holdOut(cut, heldOut), sha256: hash.digest('hex') };
}

const content = ({ files }: Checkpoint, name: string): string | undefined => {
  const found = files.get(name);
  return found === undefined ? undefined : new TextDecoder().decode(Buffer.from(found));
};
const contentOf = (checkpoint: Checkpoint, name: string): unknown => JSON.parse(content(checkpoint, name) ?? 'null');
const tokenizerConfig = (checkpoint: Checkpoint): unknown => contentOf(checkpoint, 'tokenizer_config.json');

const document = v.union([
  v.strictObject({ text: v.string() }),
  v.strictObject({
    messages: v.array(v.strictObject({ role: v.picklist(['system', 'user', 'assistant']), content: v.string() })),
  }),
]);

/**
 * A document a line: text, or a conversation as the model's own template writes it; as plain text where it has none.
 */
function documentsOf(text: string, file: string, checkpoint: Checkpoint): string[] {
  const template = chatTemplate(checkpoint);
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') {
      return [];
    }
    const parsed = v.safeParse(document, jsonOf(line, `${file}: line ${i + 1}`));
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new DataError(
        `${file}: line ${i + 1}: ${issueText(issue)}; expected {"text": …} or {"messages": [{"role": …, "content": …}]}`,
      );
    }
    const { output } = parsed;
    if ('text' in output) {
      return [output.text];
    }
    const { messages } = output;
    return [template ? template(messages) : messages.map((each) => each.content).join('\n\n')];
  });
}

function jsonOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new DataError(`${where} is ${jsonObjection(error)}`);
  }
}

/** Undefined of a model that does not chat. */
function chatTemplate(checkpoint: Checkpoint): ChatTemplate | undefined {
  const own = content(checkpoint, 'chat_template.jinja');
  const config = tokenizerConfig(checkpoint) as { chat_template?: unknown } | null;
  if (own === undefined && !config?.chat_template) {
    return undefined;
  }
  const path = join(checkpoint.path, 'chat_template.jinja');
  return createChatTemplate(config, checkpoint.path, own === undefined ? undefined : { source: own, path });
}
