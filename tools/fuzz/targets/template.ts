import { tinyCheckpoint } from '../../../sw/testing/tiny-model.ts';
import { loadChatTemplate } from '../../../sw/text/chat.ts';
import type { Chance } from '../chance.ts';
import { mutateJson } from '../json.ts';
import { bytesOf, mutateOne, type Target, textOf } from '../target.ts';
import { mutateText } from '../text.ts';
import { TEMPLATES } from './templates.ts';

const WORDS = [
  '{%', '%}', '{{', '}}', '{#', '#}', '{%-', '-%}', 'for', 'in', 'endfor', 'if', 'elif', 'else', 'endif', 'set', 'endset', 'macro', 'endmacro',
  'call', 'endcall', 'filter', 'endfilter', 'break', 'continue', 'is', 'not', 'none', 'true', 'defined', 'string', 'iterable', 'mapping', 'loop.index',
  'namespace()', 'range(9)', 'range(99999999)', 'range(0, 10, 0)', 'messages', 'messages[0]', 'message.content', 'm', 'ns.text', 'bos_token', 'tools', 'x',
  '"a"', "'b'", '0', '1', '-1', '1e999', '99999999999999999999', '[', ']', '(', ')', '{', '}', '[1, 2]', "{'a': 1}", '.', ',', ':', '=', '==', '!=',
  '<', '+', '-', '*', '/', '//', '%', '**', '~', '|', '| length', '| tojson', '| tojson(indent=4)', '| indent(99999999)', '| join(", ")', '| replace("", "x")',
  '| upper', '| trim', '| sort', '| reverse', '| list', '| items', '| first', '| last', '| int', '| float', '| abs', '| unique', '| map(attribute="role")',
  '| selectattr("role")', '| rejectattr("x")', '| groupby("role")', '| default("d")', '| safe', '| string', '| batch(2)', '.split()', '.strip()', '.items()',
  '.keys()', '.get("a")', '.upper()', '.startswith("a")', '.format(1)', '.__class__', '.constructor', '["__proto__"]', '[::0]', '[::-1]', '[1:2]', '[:9e9]',
  'raise_exception("no")', 'strftime_now("%Y%j%Q")', 'super()', 'import', 'include', 'extends', 'block', 'generation', 'endgeneration', 'show(show)', 'show()',
]; // biome-ignore format: a list

export const mutateTemplate = (template: string, chance: Chance): string => mutateText(template, WORDS, chance);

const CALL = { type: 'function', function: { name: 'f', arguments: { a: 1, b: 'ü' } } } as const;
const TOOL = {
  type: 'function',
  function: { name: 'f', description: 'does', parameters: { type: 'object' } },
} as const;

/** Chat templates, of a file of their own or of `tokenizer_config.json`. */
export const template: Target = {
  name: 'template',
  async seeds() {
    const [, config] = [...tinyCheckpoint().files].find(([name]) => name === 'tokenizer_config.json') ?? [];
    const own = Object.entries(TEMPLATES).flatMap(([name, source]) => [
      [name, new Map([['tokenizer_config.json', bytesOf(String(config))], ['chat_template.jinja', bytesOf(source)]])],
      [`${name}-config`, new Map([['tokenizer_config.json', bytesOf(JSON.stringify({ ...JSON.parse(String(config)), chat_template: source }))]])],
    ] as const); // biome-ignore format: two of a kind
    return new Map(own);
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (name, content) => {
      if (name.endsWith('.jinja')) {
        return bytesOf(mutateTemplate(textOf(content), chance));
      }
      const config = textOf(content);
      const source = chance.oneIn(4) ? undefined : templateIn(config);
      if (source === undefined) {
        return bytesOf(mutateJson(config, chance));
      }
      return bytesOf(JSON.stringify({ ...JSON.parse(config), chat_template: mutateTemplate(source, chance) }));
    }),
  read(directory) {
    const render = loadChatTemplate(directory);
    render([{ role: 'user', content: 'Hello' }]);
    render(
      [
        { role: 'system', content: ' Be kind. ' },
        { role: 'user', content: 'Hello\nthere' },
        { role: 'assistant', content: '', tool_calls: [CALL] },
        { role: 'tool', content: '{"x":1}', tool_call_id: '1' },
        { role: 'user', content: 'ü🙂' },
      ],
      [TOOL],
    );
  },
};

/** The template in a configuration, if an edit before has left it there. */
function templateIn(config: string): string | undefined {
  try {
    const { chat_template } = JSON.parse(config) as { chat_template?: unknown };
    return typeof chat_template === 'string' ? chat_template : undefined;
  } catch {
    return undefined;
  }
}
