import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '@chisel-lite/waves';
import { Command } from 'commander';
import { DataError } from '../errors.ts';
import { expectFolder, reason } from '../files.ts';
import { integer } from './arguments.ts';
import { serveFolder } from './serve-folder.ts';

const SITE = join(import.meta.dirname, '../../out/site');

interface SiteArguments {
  readonly port: number;
  readonly folder: string;
  readonly open: boolean;
  readonly json?: boolean;
}

export const siteCommand = new Command('site')
  .description('shows the site that `make site` builds: the accelerator in a browser tab')
  .option('--folder <dir>', 'where the site is', SITE)
  .option('--port <number>', 'port of the local page; 0: any free one', integer(0, 65535), 0)
  .option('--no-open', 'do not open a browser')
  .option('--json', 'print one object: folder and url')
  .action(async ({ port, folder, open, json }: SiteArguments) => {
    if (existsSync(folder)) {
      expectFolder(folder);
    }
    if (!existsSync(join(folder, 'index.html'))) {
      throw new DataError(`${folder}: no index.html; \`make site\` builds the site`);
    }
    const { url } = await serveFolder(folder, port).catch((error: unknown) => {
      throw new DataError(`port ${port}: ${reason(error)}`);
    });
    process.stdout.write(json ? `${JSON.stringify({ folder, url })}\n` : `${folder}: ${url}  (Ctrl+C ends)\n`);
    if (open) {
      openBrowser(url);
    }
  });
