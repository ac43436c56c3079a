import { dirname } from 'node:path';
import type tsTypes from 'typescript-6';
import { type Finding, lintProgram } from './rules.ts';
import type { TypeScript } from './typescript.ts';

/** A text that an editor holds, which counts instead of the file. */
export interface OpenText {
  readonly version: number;
  getText(): string;
}

/** Programs of a user, one for each tsconfig, kept up to date with what the editor holds. */
export interface Projects {
  /** What the lint finds in a file that the editor holds. */
  lint(file: string): Finding[];
  /** Reads the tsconfigs anew. */
  forget(): void;
}

export function openProjects(ts: TypeScript, openTexts: ReadonlyMap<string, OpenText>): Projects {
  const services = new Map<string, tsTypes.LanguageService>();

  function serviceOf(file: string): tsTypes.LanguageService {
    const config = ts.findConfigFile(dirname(file), ts.sys.fileExists) ?? '';
    let service = services.get(config);
    if (!service) {
      service = ts.createLanguageService(hostOf(config, dirname(file)), ts.createDocumentRegistry());
      services.set(config, service);
    }
    return service;
  }

  function hostOf(config: string, folder: string): tsTypes.LanguageServiceHost {
    const read = config === '' ? {} : ts.readConfigFile(config, ts.sys.readFile).config;
    const root = config === '' ? folder : dirname(config);
    const given = config === '' ? { files: [] } : (read ?? {});
    const { options, fileNames } = ts.parseJsonConfigFileContent(given, ts.sys, root);
    return {
      getCompilationSettings: () => (config === '' ? { ...options, ...WITHOUT_CONFIG(ts) } : options),
      getScriptFileNames: () => [...new Set([...fileNames, ...openTexts.keys()])],
      getScriptVersion: (file) =>
        String(openTexts.get(file)?.version ?? `disk ${ts.sys.getModifiedTime?.(file)?.valueOf()}`),
      getScriptSnapshot: (file) => {
        const text = openTexts.get(file)?.getText() ?? ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (all) => ts.getDefaultLibFilePath(all),
      fileExists: (file) => openTexts.has(file) || ts.sys.fileExists(file),
      readFile: (file) => openTexts.get(file)?.getText() ?? ts.sys.readFile(file),
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      realpath: ts.sys.realpath,
    };
  }

  return {
    lint(file) {
      const program = serviceOf(file).getProgram();
      return program ? lintProgram(ts, program, [file]) : [];
    },
    forget() {
      for (const service of services.values()) {
        service.dispose();
      }
      services.clear();
    },
  };
}

/** Of a file that no tsconfig stands above. */
const WITHOUT_CONFIG = (ts: TypeScript): tsTypes.CompilerOptions => ({
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
});
