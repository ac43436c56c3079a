import { Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import type { Architecture } from '../model/schema.ts';
import { DESIGN_PRICES } from '../perf/processor.ts';
import { type CallReport, type DecodeReport, type PerfReport, type PerfSettings, perfReport } from '../perf/report.ts';
import { SHAPES, type Shape } from '../perf/shapes.ts';
import type { TextBefore } from '../perf/simulate-token.ts';
import { type TokenReport, tokenReport } from '../perf/token-report.ts';
import { paperParts, waterfall } from '../perf/waterfall.ts';
import { ACCELERATOR_CACHE_KINDS } from '../port/kv-cache.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../port/layout.ts';
import { PASS_SIZES } from '../port/limits.ts';
import { architectureObstacle } from '../program/compile.ts';
import { OFFLOADS, type Offload } from '../program/offload.ts';
import type { KeyKind } from '../program/placement.ts';
import { integer, number, oneOf } from './arguments.ts';
import { percent, thousands } from './format.ts';
import { interruptible } from './interruptible.ts';
import { type ModelShape, modelShape } from './model-shape.ts';
import { addMemoryOptions, type MemoryArguments } from './options.ts';
import { progressLine } from './progress.ts';
import { textBefore } from './text-before.ts';

interface PerfArguments extends MemoryArguments {
  readonly offload?: Offload;
  readonly tokens: 1 | 2 | 4 | 8;
  readonly kvCache: KeyKind;
  readonly head?: MatrixFormat;
  readonly shape: string;
  readonly model?: string;
  readonly prompt?: string;
  readonly weights?: MatrixFormat;
  readonly context: number;
  readonly prefill: boolean;
  readonly nonlinear: number;
  readonly attention: number;
  readonly command: number;
  readonly threads?: number;
  readonly checkpoint?: string;
  readonly svg?: string;
  readonly json?: boolean;
}

export const perfCommand = addMemoryOptions(new Command('perf'))
  .description(
    "simulated time of a token: the accelerator's cycles from its emitted Verilog, the processor's work priced (docs/performance.md)",
  )
  .addOption(new Option('--shape <name>', 'sizes of the model').choices(Object.keys(SHAPES)).default('qwen2.5-0.5b'))
  .option('--model <dir>', 'sizes of this model folder instead')
  .option(
    '--prompt <text>',
    'with --model and --offload token: text in front of the token, on whose values depends how long the list of the largest logits takes; default: any values',
  )
  .addOption(
    new Option('--weights <format>', 'of the linear layers (default: as in the model folder, or awq-macro)').choices(
      MATRIX_FORMATS,
    ),
  )
  .option('--context <tokens>', 'keys and values that attention reads', integer(0), 256)
  .option('--no-prefill', 'leave the prefill figures out')
  .addOption(
    new Option(
      '--offload <what>',
      "whole tokens by a command list, or linear layers beside the processor's work (default: token; linear where one of its options is given)",
    ).choices(OFFLOADS),
  )
  .option('--tokens <t>', 'with --offload token: vectors a pass of the accelerator', oneOf(PASS_SIZES), 4)
  .addOption(new Option('--head <format>', 'with --offload token: of the LM head').choices(MATRIX_FORMATS))
  .addOption(
    new Option('--kv-cache <kind>', 'with --offload token: how keys are kept')
      .choices(ACCELERATOR_CACHE_KINDS)
      .default('k16v8'),
  )
  .option('--nonlinear <factor>', "on the rows of the paper's Table I", number(0), DESIGN_PRICES.nonLinear)
  .option('--attention <gmacs>', 'attention on the processor [GMAC/s]', number(0.001), DESIGN_PRICES.attentionGmacs)
  .option('--command <us>', 'processor time of a command [µs]', number(0), DESIGN_PRICES.command)
  .option('--threads <count>', 'calls simulated at the same time (default: all cores)', integer(1, 256))
  .option(
    '--checkpoint <file>',
    'keep simulated calls there: a run that was stopped, or another one, takes them from it',
  )
  .option('--svg <file>', "write the waterfall from the paper's token to ours (shape qwen2.5-0.5b)")
  .option('--json', 'print one object instead of tables')
  .action(async (options: PerfArguments, command: Command) => {
    const model = options.model === undefined ? undefined : modelShape(options.model);
    const shape = model?.shape ?? SHAPES[options.shape];
    if (options.svg !== undefined && shape !== SHAPES['qwen2.5-0.5b']) {
      throw new UsageError(`--svg: the paper's token is one of Qwen2.5-0.5B; there is no way from it to ${shape.name}`);
    }
    const offload = chosenOffload(options, model?.architecture, command);
    const progress = progressLine();
    if (offload === 'token') {
      const settings = tokenSettings(options, shape, model);
      const text = await textOf(options, settings.model !== undefined, progress.update);
      const report = await tokenReport({
        ...settings,
        ...(settings.model && text && { model: { ...settings.model, text } }),
        progress: progress.update,
      });
      progress.end();
      process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : tokenText(report));
      return;
    }
    if (typeof model?.weights === 'function' && options.weights === undefined) {
      throw new UsageError(`${options.model}: its matrices have several formats: --offload token, or one by --weights`);
    }
    const settings: PerfSettings = {
      shape,
      weights: options.weights ?? (typeof model?.weights === 'string' ? model.weights : 'awq-macro'),
      heads: ['awq-macro-dense', 'int8-macro'],
      context: options.context,
      megahertz: options.clock,
      ddr: options.ddr,
      prices: {
        nonLinear: options.nonlinear,
        attentionGmacs: options.attention,
        command: options.command,
      },
      prefill: options.prefill ? PASS_SIZES : [],
    };
    const { threads, checkpoint } = options;
    const report = await interruptible(
      (signal) => perfReport(settings, { threads, checkpoint, signal, progress: progress.update }),
      () => {
        progress.end();
        return checkpoint === undefined
          ? 'stopped; with --checkpoint FILE a run can be continued'
          : `stopped; the same command goes on with the calls that are in ${checkpoint}`;
      },
    );
    progress.end();
    const steps = shape === SHAPES['qwen2.5-0.5b'] ? waterfall(report, report.decode[0]) : undefined;
    if (options.svg && steps) {
      const { waterfallSvg } = await import('../perf/waterfall-chart.ts');
      writeWhole(options.svg, Buffer.from(await waterfallSvg(steps, chartTitle(report))));
    }
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ ...report, paper: paperParts(), waterfall: steps }, null, 2)}\n`);
      return;
    }
    process.stdout.write(text(report));
    if (!steps) {
      return;
    }
    const parts = paperParts().map(({ name, milliseconds, source }) => [name, milliseconds.toFixed(1), source]);
    process.stdout.write(`\nThe paper's token [ms]\n\n${table(['part', 'ms', 'source'], parts)}`);
    const rows = steps.map(({ name, change, total, source }) => [
      name,
      change.toFixed(1),
      total.toFixed(1),
      (1000 / total).toFixed(1),
      source,
    ]);
    process.stdout.write(
      `\nFrom the paper's token to ours\n\n${table(['step', 'change [ms]', 'token [ms]', 'tokens/s', 'source'], rows)}`,
    );
  });

const chartTitle = ({ shape, megahertz, ddr, context }: PerfReport): string =>
  `${shape.name}, a token: simulated at ${megahertz} MHz, memory model ${ddr}, context ${context}`;

/** Options of one report alone. */
const REPORT_OPTIONS: Record<Offload, readonly string[]> = {
  linear: ['nonlinear', 'attention', 'command', 'threads', 'checkpoint', 'svg'],
  token: ['tokens', 'head', 'kvCache', 'prompt'],
};

/**
 * The report that is asked for: by name, by an option that it alone has, or that of whole tokens, where there are lists
 * for.
 */
function chosenOffload(options: PerfArguments, architecture: Architecture | undefined, command: Command): Offload {
  const given = (report: Offload) =>
    command.options.find(
      (option) =>
        REPORT_OPTIONS[report].includes(option.attributeName()) &&
        command.getOptionValueSource(option.attributeName()) === 'cli',
    )?.long;
  const asked = options.offload ?? (given('linear') === undefined ? undefined : 'linear');
  const other = asked === 'linear' ? given('token') : asked === 'token' ? given('linear') : undefined;
  if (other !== undefined) {
    throw new UsageError(`${other} is of --offload ${asked === 'linear' ? 'token' : 'linear'}, not of ${asked}`);
  }
  if (asked !== undefined) {
    return asked;
  }
  const obstacle = architecture && architectureObstacle(architecture);
  if (obstacle !== undefined) {
    process.stderr.write(`offload linear: ${obstacle}\n`);
  }
  return obstacle === undefined ? 'token' : 'linear';
}

/** What `--prompt` puts in front of the token of a model folder. */
async function textOf(
  { model, prompt, context, kvCache }: PerfArguments,
  isAsItIs: boolean,
  progress: (message: string) => void,
): Promise<TextBefore | undefined> {
  if (prompt === undefined) {
    return undefined;
  }
  if (model === undefined || !isAsItIs) {
    throw new UsageError('--prompt: the text of a model folder as it is, by --model and without --weights and --head');
  }
  return textBefore(model, prompt, context, kvCache, progress);
}

/** A model folder is run as it is, unless another format is asked for: then one of its sizes. */
function tokenSettings(options: PerfArguments, shape: Shape, model: ModelShape | undefined) {
  const { weights, head, context } = options;
  const asIs = model && weights === undefined && head === undefined ? model : undefined;
  if (asIs && context > asIs.architecture.context) {
    throw new UsageError(`--context ${context}: ${options.model} has ${asIs.architecture.context} positions`);
  }
  if (context < 1) {
    throw new UsageError('--context 0: a token of --offload token attends to itself at least');
  }
  const dense = 'awq-macro-dense';
  return {
    shape,
    weights: weights ?? model?.weights ?? dense,
    head: head ?? (asIs ? asIs.head : (MATRIX_FORMATS.find((format) => format === model?.head) ?? dense)),
    ...(asIs && { model: { open: asIs.open, context: asIs.architecture.context } }),
    keys: options.kvCache,
    tokens: options.tokens,
    context,
    megahertz: options.clock,
    ddr: options.ddr,
    prefill: options.prefill,
  };
}

function text({ shape, weights, context, megahertz, ddr, prices, decode, prefill }: PerfReport): string {
  const title = `${shape.name}, ${weights}: simulated at ${megahertz} MHz, memory model ${ddr}, context ${context}`;
  const priced = `Processor, priced: Table I × ${prices.nonLinear}, attention ${prices.attentionGmacs} GMAC/s, ${prices.command} µs a command`;
  const calls = decode.flatMap(({ head, calls: all }, i) =>
    all
      .filter((_, c) => i === 0 || c === all.length - 1)
      .map((call) => callRow(call.name === 'LM head' ? `${call.name}, ${head}` : call.name, call)),
  );
  const prompts = prefill.flatMap(({ tokens: t, calls: all, cycles, formula, utilisation }) => [
    ...all.map((call) => [`${t}`, ...callRow(call.name, call)]),
    [`${t}`, ...callRow('all', { count: 1, cycles, formula, utilisation })],
  ]);
  const tokens = decode.map((each) => [each.head, ...times(each)]);
  const passes = prefill.map(({ tokens: t, tokensPerSecond, utilisation, ports, processor }) => [
    `${t}`,
    tokensPerSecond.toFixed(1),
    percent(utilisation),
    percent(ports),
    processor.toFixed(1),
  ]);
  return [
    `${title}\n${priced}\n`,
    `Calls of a token\n\n${table(CALL_COLUMNS, calls)}`,
    `Decode [ms]\n\n${table(['head', 'layers', 'head', 'non-linear', 'attention', 'commands', 'token', 'tokens/s'], tokens)}`,
    ...(passes.length > 0
      ? [
          `Calls of a prompt of ${prefill[0].passes} · T tokens\n\n${table(['T', ...CALL_COLUMNS], prompts)}`,
          `Prefill of the linear layers\n\n${table(['T', 'tokens/s on the PL', 'beats', 'ports', 'processor [ms a token], in addition'], passes)}`,
        ]
      : []),
  ].join('\n');
}

function tokenText({
  shape,
  weights,
  head,
  keys,
  tokens: t,
  context,
  megahertz,
  ddr,
  token,
  prefill,
}: TokenReport): string {
  const rows = [
    ['cycles of the accelerator', thousands(token.cycles)],
    ['token, 0.02 ms of the processor included', `${token.milliseconds.toFixed(2)} ms`],
    ['tokens/s', token.tokensPerSecond.toFixed(1)],
    ['bytes over the memory ports', thousands(token.bytes)],
    ["share of the DDR's peak of 19.2 GB/s", percent(token.shareOfPeak)],
    ...(prefill ? [[`tokens/s of a prompt of ${prefill.tokens}`, prefill.tokensPerSecond.toFixed(0)]] : []),
  ];
  return [
    `${shape.name}, ${weights}, head ${head}, keys and values ${keys}, T = ${t}:`,
    `simulated at ${megahertz} MHz, memory model ${ddr}, context ${context}; a token is one command list\n${
      head === 'fp16' || head === 'fp32' ? "the LM head is the processor's, whose time is not in these figures\n" : ''
    }`,
    table(['a whole token on the PL', ''], rows),
  ].join('\n');
}

const CALL_COLUMNS = ['call', 'count', 'cycles', 'formula', 'difference', 'beats'];

/** A call's cycles, simulated and by the formula. */
function callRow(name: string, { count, cycles, formula, utilisation }: Omit<CallReport, 'name'>): string[] {
  const difference = percent(cycles / formula - 1);
  return [name, `${count}`, thousands(cycles), thousands(formula), difference, percent(utilisation)];
}

function times({ layers, lmHead, processor, total, tokensPerSecond }: DecodeReport): string[] {
  const { nonLinear, attention, commands } = processor;
  return [
    ...[layers, lmHead, nonLinear, attention, commands, total].map((ms) => ms.toFixed(2)),
    tokensPerSecond.toFixed(1),
  ];
}

/** A Markdown table, padded to be read as it is. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, c) => cell.padEnd(widths[c])).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}
