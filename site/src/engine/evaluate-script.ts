/** Indirect, so that what is evaluated sees nothing of the file that calls it. */
// biome-ignore lint/security/noGlobalEval: the visitor's code is to run, in a worker without network or origin
const evaluate = globalThis.eval;

/** Runs a script in the form of CommonJS; `name` is what stack traces call it. */
export function evaluateScript<Exports extends object>(
  code: string,
  require: (name: string) => unknown,
  exports: Exports,
  name?: string,
): Exports {
  const module = { exports };
  // Each line stands where it stood.
  const url = name === undefined ? '' : `\n//# sourceURL=${name}`;
  evaluate(`(function (require, module, exports) {${code}\n})${url}`)(require, module, module.exports);
  return module.exports;
}
