import { isKeyword } from './keywords.ts';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Tools must take identifiers of up to 1024 characters (IEEE 1364-2001, 2.7); file names end at 255. */
const LONGEST = 240;

/**
 * What keeps a string of the user's from being a name in Verilog or of a file, as the end of a sentence; undefined:
 * nothing does.
 */
export function nameProblem(name: unknown, { keywords }: { readonly keywords: boolean }): string | undefined {
  if (typeof name !== 'string') {
    return 'is not a string';
  }
  if (!IDENTIFIER.test(name)) {
    return 'is not a Verilog identifier: letters, digits and _, with no digit at the beginning';
  }
  if (name === '__proto__') {
    return 'means something else to JavaScript';
  }
  if (name.length > LONGEST) {
    return `has ${name.length} characters, more than ${LONGEST}`;
  }
  if (keywords && isKeyword(name)) {
    return 'is a reserved word of Verilog';
  }
  return undefined;
}

/** A name as a message shows it, in one line. */
export const shownName = (name: unknown): string => {
  const text = JSON.stringify(String(name)).slice(1, -1);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
};

/** A string in Verilog, between its quotes. */
export const stringText = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\015');
