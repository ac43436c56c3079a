export { readDump } from './dump-file.ts';
export { type GtkwOptions, writeGtkw } from './gtkw.ts';
export { openBrowser } from './open.ts';
export type { Radix } from './page/format.ts';
export type { Row, View } from './page/view.ts';
export { serveWaves, type WavesOptions, type WavesServer } from './server.ts';
