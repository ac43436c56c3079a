import type * as tsTypes from 'typescript-6';

export type TypeScript = typeof tsTypes;

/**
 * A TypeScript with a JavaScript interface, which version 7 has not: this package's own, or the user's where that was
 * left out.
 */
export async function loadTypeScript(): Promise<TypeScript> {
  for (const name of ['typescript-6', 'typescript']) {
    try {
      const loaded = (await import(name)) as { default?: TypeScript };
      const ts = loaded.default ?? (loaded as unknown as TypeScript);
      if (typeof ts.createProgram === 'function') {
        return ts;
      }
    } catch {
      // Not installed under this name: the next one, or the message below.
    }
  }
  throw new Error(
    'hdl-lint needs the compiler interface of TypeScript 5 or 6: npm install --save-dev typescript-6@npm:typescript@6.0.3',
  );
}
