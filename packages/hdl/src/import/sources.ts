/** Verilog by path, read from disk, or texts by file name. */
export type VerilogSources = readonly string[] | Readonly<Record<string, string>>;

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const dirName = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const joinPath = (folder: string, path: string): string =>
  folder === '' || path.startsWith('/') ? path : `${folder}/${path}`;
