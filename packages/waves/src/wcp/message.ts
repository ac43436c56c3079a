/** Bytes of one message at most, its end not counted. */
export const MOST_BYTES = 1 << 20;

/** A check of one field of a command: what it must be, in words, and whether a value is that. */
interface Check<T> {
  readonly expected: string;
  is(value: unknown): value is T;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const optional = <T>({ expected, is }: Check<T>): Check<T | undefined> => ({
  expected: `${expected}, or nothing`,
  is: (value): value is T | undefined => value === undefined || is(value),
});
const listOf = <T>(what: string, is: (value: unknown) => value is T): Check<readonly T[]> => ({
  expected: `a list of ${what}`,
  is: (value): value is readonly T[] => Array.isArray(value) && value.every(is),
});

/** A named time, as a client asks for it. */
export interface MarkerRequest {
  readonly time: number;
  readonly name?: string | null;
  readonly move_focus?: boolean;
}

const text: Check<string> = { expected: 'a text', is: isText };
const texts = listOf('texts', isText);
const id: Check<number> = { expected: 'the id of an item, a number', is: isNumber };
const ids = listOf('ids of items, which are numbers', isNumber);
const time: Check<number> = { expected: 'a time, a number in units of the dump’s timescale', is: isNumber };
const flag: Check<boolean> = { expected: 'true or false', is: (value): value is boolean => typeof value === 'boolean' };
const viewport: Check<0> = { expected: '0, the only viewport', is: (value): value is 0 => value === 0 };
const markers = listOf(
  'markers, each with a time',
  (value): value is MarkerRequest =>
    isObject(value) &&
    isNumber(value['time']) &&
    (value['name'] === undefined || value['name'] === null || isText(value['name'])) &&
    optional(flag).is(value['move_focus']),
);

/** The commands that are answered, each with its fields. */
const COMMANDS = {
  get_item_list: {},
  get_item_info: { ids },
  set_item_color: { id, color: text },
  add_items: { items: texts, recursive: optional(flag) },
  add_variables: { variables: texts },
  add_scope: { scope: text, recursive: optional(flag) },
  add_markers: { markers },
  remove_items: { ids },
  focus_item: { id },
  set_viewport_to: { timestamp: time },
  set_viewport_range: { start: time, end: time },
  zoom_to_fit: { viewport_idx: optional(viewport) },
  set_cursor: { timestamp: time },
  load: { source: text },
  reload: {},
  clear: {},
  shutdown: {},
} as const;

type Table = typeof COMMANDS;
type Given<C> = C extends Check<infer T> ? T : never;
type Fields<F> = { readonly [K in keyof F]: Given<F[K]> };

/** A command of a client, checked. */
export type WcpCommand = { [K in keyof Table]: { readonly command: K } & Fields<Table[K]> }[keyof Table];
export type CommandName = WcpCommand['command'];
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** What the page tells clients without being asked. */
export type WcpEvent =
  | { readonly event: 'waveforms_loaded'; readonly source: string }
  | { readonly event: 'goto_declaration'; readonly variable: string }
  | { readonly event: 'cursor_set'; readonly timestamp: number };

/** What a client sent: its greeting, with the events it wants, or a command. */
export type ClientMessage = { readonly kind: 'greeting'; readonly wants: readonly string[] } | WcpCommand;

/**
 * A message that is answered with an error: which of the protocol's errors, what it is about, and why in a sentence.
 */
export class WcpError extends Error {
  override readonly name = 'WcpError';
  readonly error: string;
  readonly about: readonly string[];
  constructor(error: string, message: string, about: readonly string[] = []) {
    super(message);
    this.error = error;
    this.about = about;
  }
}

/** Reads one message. Throws a `WcpError` for what is none, or not understood. */
export function readMessage(bytes: Uint8Array): ClientMessage {
  const message = parse(bytes);
  if (message['type'] === 'greeting') {
    const { version, commands } = message;
    if (version !== '0') {
      throw new WcpError('greeting', `version ${shown(version)}: expected "0"`);
    }
    if (!texts.is(commands)) {
      throw new WcpError(
        'greeting',
        `commands is ${shown(commands)}, expected a list of texts: the events that are wanted`,
      );
    }
    return { kind: 'greeting', wants: commands };
  }
  if (message['type'] !== 'command') {
    throw new WcpError('message', `type is ${shown(message['type'])}, expected "greeting" or "command"`);
  }
  return readCommand(message);
}

function readCommand({ type, command: name, ...given }: Record<string, unknown>): WcpCommand {
  if (!isText(name) || !Object.hasOwn(COMMANDS, name)) {
    throw new WcpError('unknown command', `command is ${shown(name)}, expected one of ${COMMAND_NAMES.join(', ')}`);
  }
  const checks: Readonly<Record<string, Check<unknown>>> = COMMANDS[name as CommandName];
  if (name === 'add_markers' && given['markers'] === undefined) {
    given['markers'] = given['items']; // the schema's word; Surfer's is `markers`
  }
  if (given['time_unit'] !== undefined && given['time_unit'] !== null) {
    throw new WcpError(name, `time_unit is ${shown(given['time_unit'])}: times are in units of the dump’s timescale`);
  }
  const fields: Record<string, unknown> = {};
  for (const [key, { expected, is }] of Object.entries(checks)) {
    if (!is(given[key])) {
      throw new WcpError(name, `${key} is ${shown(given[key])}, expected ${expected}`);
    }
    fields[key] = given[key];
  }
  return { command: name, ...fields } as unknown as WcpCommand;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new WcpError('message', 'not JSON in UTF-8');
  }
  if (!isObject(message)) {
    throw new WcpError('message', `${shown(message)}: expected an object`);
  }
  return message;
}

/** A value for a message, cut where it is long. */
function shown(value: unknown): string {
  if (value === undefined) {
    return 'missing';
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
}
