import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { DATA } from '../data/catalogue.ts';
import { isThere, obtain } from '../data/obtain.ts';
import { cacheFolder } from '../files.ts';
import { megabytes } from './format.ts';
import { progressLine } from './progress.ts';

interface DataArguments {
  readonly from?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export const dataCommand = new Command('data')
  .description(
    "fetches the texts that the documents' figures are made with, by address and checksum; prints the folder",
  )
  .addArgument(new Argument('[name]', 'without one: what there is').choices(DATA.map(({ name }) => name)))
  .option('--from <folder>', 'take the files from there instead of the network')
  .option('--out <folder>', 'where to put them (default: ~/.cache/macromac/data/NAME)')
  .option('--json', 'print one object')
  .action(async (name: string | undefined, { from, out, json }: DataArguments) => {
    const folderOf = (set: string) => resolve(out ?? join(cacheFolder(), 'data', set));
    const set = DATA.find((each) => each.name === name);
    if (!set) {
      const sets = DATA.map((each) => ({
        name: each.name,
        about: each.about,
        licence: each.licence,
        bytes: each.files.reduce((sum, { bytes }) => sum + bytes, 0),
        folder: isThere(each, folderOf(each.name)) ? folderOf(each.name) : null,
      }));
      const lines = sets.map(
        (each) => `${each.name.padEnd(12)} ${each.about} (${each.licence}, ${megabytes(each.bytes)})\n`,
      );
      process.stdout.write(json ? `${JSON.stringify({ sets })}\n` : lines.join(''));
      return;
    }
    const folder = folderOf(set.name);
    const progress = progressLine();
    try {
      await obtain(set, folder, {
        from,
        progress: (file, done, total) =>
          progress.update(`${file}: ${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`}`),
      });
    } finally {
      progress.end();
    }
    const files = set.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }));
    process.stdout.write(
      json ? `${JSON.stringify({ name: set.name, folder, licence: set.licence, files })}\n` : `${folder}\n`,
    );
  });
