import type { Signal } from './signal.ts';

/** What runtimes and test runners ask any object for. */
const COMMON = new Set([
  'then',
  'toJSON',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
  'tagName',
  '@@__IMMUTABLE_ITERABLE__@@',
]);
const SHOWN = 30;

/** Signals by name; asking for one that is not there is an error that names what is. `'x' in ports` asks quietly. */
export function portTable(signals: Readonly<Record<string, Signal>>): Readonly<Record<string, Signal>> {
  const names = Object.keys(signals);
  const missing = new Proxy(Object.prototype, {
    get(target, name) {
      if (typeof name === 'symbol' || COMMON.has(name) || name in target) {
        return Reflect.get(target, name);
      }
      const near = names.filter((known) => known.includes(name) || name.includes(known));
      const listed = (near.length ? near : names).slice(0, SHOWN).join(', ');
      throw new Error(`no port is named ${name}; ${near.length ? 'near it' : 'there'} are ${listed || 'none'}`);
    },
  });
  return Object.assign(Object.create(missing), signals);
}
