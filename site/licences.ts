import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

/** Bundles, and puts the folders of the packages that went into it in `packages`, relative to the working folder. */
export async function bundle(options: BuildOptions, packages: Set<string>): Promise<void> {
  const { metafile } = await build({ ...options, metafile: true });
  for (const [input] of Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (folder !== undefined) {
      packages.add(folder);
    }
  }
}

/** What the licences of packages ask to stand beside what is made of them: names, terms and notices. */
export function licencesText(packages: Iterable<string>): string {
  const parts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (typeof license !== 'string') {
      throw new Error(`${folder}/package.json: license is ${JSON.stringify(license)}, expected an SPDX identifier`);
    }
    const notices = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice|copying|thirdpartynotice)/i.test(file))
      .filter((file) => existsSync(join(folder, file)) && !file.endsWith('.js'))
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version}: ${license}`, ...notices].join('\n\n');
  });
  return `This site holds parts of the packages below.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
