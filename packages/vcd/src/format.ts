/** What a file is, told by its first bytes. `unknown` is none of them. */
export type DumpFormat = 'vcd' | 'gzip' | 'fst' | 'ghw' | 'lxt' | 'lxt2' | 'vzt' | 'empty' | 'unknown';

const startsWith = (head: Uint8Array, ...magic: number[]) => magic.every((byte, i) => head[i] === byte);
const codes = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

/**
 * First bytes of the formats that are not text. An FST begins with a header block of 329 bytes, or as one that is
 * compressed whole.
 */
const MAGIC: readonly (readonly [DumpFormat, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['fst', [0, 0, 0, 0, 0, 0, 0, 1, 0x49]],
  ['fst', [254, 0, 0]],
  ['ghw', codes('GHDLwave')],
  ['lxt', [0x01, 0x38]],
  ['lxt2', [0x13, 0x80]],
  ['vzt', codes('VZ')],
];

/** Tells a format from the first bytes of a file, some dozens of them. */
export function formatOf(head: Uint8Array): DumpFormat {
  if (head.length === 0) {
    return 'empty';
  }
  const found = MAGIC.find(([, magic]) => startsWith(head, ...magic));
  if (found) {
    return found[0];
  }
  const first = bodyOf(head)[0];
  return first === '$' || first === '#' ? (looksLikeVcd(head) ? 'vcd' : 'unknown') : 'unknown';
}

/** Text from the first visible character on, without a byte order mark. */
function bodyOf(head: Uint8Array): string {
  return new TextDecoder()
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart();
}

/** A VCD begins with a declaration, or where it has none with a time. */
function looksLikeVcd(head: Uint8Array): boolean {
  return /^(\$[a-z]+\b|#\d)/.test(bodyOf(head));
}

/** Why a file with these first bytes is not read, as the end of a sentence; undefined for VCD, FST and GHW. */
export function refusalOf(head: Uint8Array): string | undefined {
  const format = formatOf(head);
  switch (format) {
    case 'vcd':
    case 'fst':
    case 'ghw':
      return undefined;
    case 'empty':
      return 'the file is empty';
    case 'gzip':
      return 'compressed twice with gzip; decompress it once';
    case 'lxt':
    case 'lxt2':
    case 'vzt':
      return `a dump in the format ${format.toUpperCase()}, which is not read; ${format}2vcd of GTKWave makes a VCD of it`;
    case 'unknown': {
      const begin = JSON.stringify(bodyOf(head).split('\n')[0].slice(0, 20));
      return `no waveform dump: expected a declaration such as $date or $timescale, found ${begin}`;
    }
  }
}
