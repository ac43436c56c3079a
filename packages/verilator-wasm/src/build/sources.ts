import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';

/** Verilog files by path, or texts by file name. */
export type Sources = readonly string[] | Readonly<Record<string, string>>;

/** Name and text of a source. */
export type SourceText = readonly [name: string, text: string];

export const isPaths = (sources: Sources): sources is readonly string[] => Array.isArray(sources);

const isVerilog = (name: string): boolean => /\.(v|sv|vl|vlt)$/i.test(name);
const isHeader = (name: string): boolean => /\.(vh|svh|h|inc)$/i.test(name);

/**
 * The deepest folder that holds every source given by path; Verilator runs in it and is told of the sources by their
 * names from there, so that a model depends on what its sources say and how they lie to each other, not on where the
 * whole stands.
 */
export function baseFolder(sources: Sources): string {
  if (!isPaths(sources) || sources.length === 0) {
    return process.cwd();
  }
  const [first, ...others] = sources.map((path) => dirname(resolve(path)).split(sep));
  let shared = first.length;
  for (const folders of others) {
    let same = 0;
    while (same < shared && folders[same] === first[same]) {
      same++;
    }
    shared = same;
  }
  return first.slice(0, shared).join(sep) || sep;
}

/** Every source with its text, in order; paths are given from `baseFolder`. */
export async function readSources(sources: Sources, top: string): Promise<SourceText[]> {
  const base = baseFolder(sources);
  const texts = isPaths(sources)
    ? await Promise.all(sources.map((path) => readSource(path, base, top)))
    : Object.entries(sources);
  if (texts.length === 0) {
    throw new Error(`verilate: no sources given for module ${top}`);
  }
  return texts;
}

async function readSource(path: string, base: string, top: string): Promise<SourceText> {
  try {
    return [relative(base, resolve(path)), await readFile(path, 'utf8')];
  } catch (error) {
    throw new Error(`${path}: cannot be read as a source of module ${top}: ${(error as Error).message}`);
  }
}

/** Texts that are neither Verilog nor headers: what the design reads at run time. */
export const dataFiles = (sources: Sources): Record<string, string> =>
  isPaths(sources)
    ? {}
    : Object.fromEntries(Object.entries(sources).filter(([name]) => !isVerilog(name) && !isHeader(name)));

/** Puts given texts into `folder`; gives the files to name to Verilator and the folder to start it in. */
export async function layOut(sources: Sources, folder: string): Promise<{ files: string[]; cwd: string }> {
  if (isPaths(sources)) {
    const cwd = baseFolder(sources);
    return { files: sources.map((path) => relative(cwd, resolve(path))), cwd };
  }
  for (const [name, text] of Object.entries(sources)) {
    const path = resolve(folder, name);
    if (!path.startsWith(folder)) {
      throw new Error(`verilate: source name '${name}' leaves the build folder`);
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return { files: Object.keys(sources).filter(isVerilog), cwd: folder };
}
