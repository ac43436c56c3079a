const SINGLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
for (const character of '\\\'"?') {
  (SINGLE as Record<string, number>)[character] = character.charCodeAt(0);
}

/**
 * The text of a string value, in which writers put C's escapes for blanks and what is not ASCII: `\040`, `\x20`,
 * `\n`. Blanks at the end, with which VHDL fills its strings up, are cut off.
 */
export function decodeString(bytes: Uint8Array): string {
  return decodeText(bytes.includes(92) ? replaceEscapes(bytes) : bytes).replace(/ +$/, '');
}

function replaceEscapes(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const source = String.fromCharCode(...bytes);
  const pattern = /\\(?:x([0-9a-fA-F]{2})|([0-3][0-7]{2})|([abfnrtv\\'"?]))/y;
  let length = 0;
  for (let p = 0; p < bytes.length; ) {
    pattern.lastIndex = p;
    const [whole, hex, octal, single] = (bytes[p] === 92 && pattern.exec(source)) || [];
    out[length++] = whole
      ? hex !== undefined
        ? Number.parseInt(hex, 16)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : SINGLE[single]
      : bytes[p];
    p += whole?.length ?? 1;
  }
  return out.subarray(0, length);
}

/** As UTF-8, and where that is not what it is as Latin-1, which VHDL's characters are. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
