/** Lines longer than this are broken. */
const LIMIT = 112;
const SEPARATOR = / (?:\|\||&&|[|&^+?:]) |, /g;

/**
 * Breaks a long line at its outermost operators and commas, continuation lines indented by four. Lines with strings are
 * left alone.
 */
export function wrapLine(line: string, column: number): string {
  if (line.length + column <= LIMIT || line.includes('"')) {
    return line;
  }
  const out: string[] = [];
  let rest = line;
  let indent = '';
  while (indent.length + rest.length + column > LIMIT) {
    // Only the part that may stay on this line is looked at, so that very long lists cost no more than their length.
    const at = breakPoint(rest.slice(0, LIMIT - column - indent.length + 4), LIMIT - column - indent.length);
    if (at === undefined) {
      break;
    }
    out.push(`${indent}${rest.slice(0, at).trimEnd()}`);
    rest = rest.slice(at).trimStart();
    indent = '    ';
  }
  out.push(`${indent}${rest}`);
  return out.join('\n');
}

/** Where to break: after the last of the least nested separators within `limit` characters. */
function breakPoint(text: string, limit: number): number | undefined {
  const depths = nesting(text);
  let best: { at: number; depth: number } | undefined;
  for (const match of text.matchAll(SEPARATOR)) {
    const at = match[0].startsWith(' ?') || match[0].startsWith(' :') ? match.index : match.index + match[0].length;
    if (at > limit) {
      break;
    }
    const depth = depths[match.index];
    if (at > 24 && (!best || depth <= best.depth)) {
      best = { at, depth };
    }
  }
  return best?.at;
}

/** What a character does to the depth, by its code. */
const STEPS = Int8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
});

/** How many brackets are open at each character. */
function nesting(text: string): Uint16Array {
  const depths = new Uint16Array(text.length);
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    depth += STEPS[text.charCodeAt(i) & 127];
    depths[i] = depth;
  }
  return depths;
}
