import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from './src/shared/example.ts';

const GUIDE = join(import.meta.dirname, '../packages/hdl/docs/guide/examples.ts');

/** Parametric modules of the guide are tried with these arguments. */
const INSTANCES: Readonly<Record<string, string>> = {
  parametric: 'export const Clamp8 = Clamp(8, 100);',
  generic: 'export const ByteRegister = Register(bits(8));',
};

/** Regions that build on another. */
const NEEDS: Readonly<Record<string, string>> = { hierarchy: 'generic' };

/** What there is to be changed in the playground: a module with its test, and the guide's examples. */
export function examples(): Example[] {
  const [first, ...others] = guideExamples();
  return [first, testedExample(), ...others];
}

const testedExample = (): Example => ({
  name: 'tested',
  text: readFileSync(join(import.meta.dirname, 'examples/dimmer.ts'), 'utf8'),
});

/** The guide's examples, each a file that stands by itself: what it uses of the language is imported. */
export function guideExamples(): Example[] {
  const source = readFileSync(GUIDE, 'utf8');
  const imported = /import \{([^}]*)\} from '@chisel-lite\/hdl';/
    .exec(source)![1]
    .split(',')
    .map((name) => name.trim());
  const regions = new Map(
    [...source.matchAll(/\/\/ #region (\w+)\n([\s\S]*?)\/\/ #endregion/g)].map(([, name, text]) => [name, text.trim()]),
  );
  return [...regions].map(([name, region]) => {
    const parts = [regions.get(NEEDS[name]), region, INSTANCES[name]];
    const body = parts.filter((part) => part !== undefined).join('\n\n');
    const used = imported.filter((each) => each !== '' && new RegExp(`\\b${each.replace(/^type /, '')}\\b`).test(body));
    return { name, text: `import { ${used.join(', ')} } from '@chisel-lite/hdl';\n\n${body}\n` };
  });
}
