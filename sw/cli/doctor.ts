import { Command } from 'commander';
import { boardRoot, clockRate, findBoard, openBoard } from '../backends/kv260/kv260.ts';
import { openUioBus } from '../backends/kv260/uio-bus.ts';
import { type Check, failed, skipped } from '../doctor/check.ts';
import { checkIdentification, DEVICE_CHECKS, type DeviceFindings, deviceChecks } from '../doctor/device-checks.ts';
import { interruptsSeen, linuxChecks, readOverlay } from '../doctor/linux-checks.ts';
import { soak } from '../doctor/soak.ts';
import { DataError, UsageError } from '../errors.ts';
import { expectFolder } from '../files.ts';
import { integer } from './arguments.ts';
import { progressLine } from './progress.ts';

interface DoctorArguments {
  readonly root: string;
  readonly soak?: number;
  readonly soakSeed?: number;
  readonly json?: boolean;
}

export const doctorCommand = new Command('doctor')
  .description(
    'checks a board from the overlay to the bandwidth of its memory ports, and says what to do where something is wrong',
  )
  .option('--root <dir>', 'where the files of the board are: / or the folder of a stand-in', boardRoot())
  .option('--soak <products>', 'compare so many random products with the golden model besides', integer(1))
  .option('--soak-seed <integer>', 'of their random numbers (default: another each time)', integer(0, 2 ** 32 - 1))
  .option('--json', 'print one object: ok, checks, megahertz, ports')
  .addHelpText(
    'after',
    `
Ends with 1 when a check fails. Where \`overlay\`, \`permissions\` or \`memory\` fail the accelerator is not touched. Nothing else may use it meanwhile.
Clock and bandwidth are measured on a product of 9.4 MB of weights, by the accelerator's counters and the wall clock.`,
  )
  .action(async ({ root, soak: products, soakSeed, json }: DoctorArguments) => {
    if (soakSeed !== undefined && products === undefined) {
      throw new UsageError('--soak-seed belongs to --soak <products>');
    }
    expectFolder(root);
    const progress = progressLine();
    const checks = linuxChecks(root);
    let findings: DeviceFindings = { checks: [] };
    const blocking = checks.find(({ name, state }) => state !== 'ok' && NEEDED.includes(name));
    if (blocking) {
      findings = { checks: DEVICE_CHECKS.map((name) => skipped(name, `not tried: ${blocking.name} comes first`)) };
    } else {
      const seed = soakSeed ?? Math.floor(Math.random() * 2 ** 32);
      findings = await examine(root, products === undefined ? undefined : { products, seed }, progress.update);
    }
    progress.end();
    checks.push(...findings.checks);

    const wrong = checks.filter(({ state }) => state === 'failed');
    const { megahertz, ports } = findings;
    if (json) {
      process.stdout.write(`${JSON.stringify({ ok: wrong.length === 0, checks, megahertz, ports }, null, 2)}\n`);
    } else {
      process.stdout.write(`${checks.map(text).join('\n')}\n`);
    }
    if (wrong.length > 0) {
      throw new DataError(`failed: ${wrong.map(({ name }) => name).join(', ')}`);
    }
  });

/** Without these the accelerator is not touched. */
const NEEDED = ['overlay', 'permissions', 'memory'];

/** The checks that need the accelerator. What keeps the driver from it is a finding too. */
async function examine(
  root: string,
  soaking: Parameters<typeof soak>[1] | undefined,
  progress: (text: string) => void,
): Promise<DeviceFindings> {
  const rest = (from: number, why: string) => DEVICE_CHECKS.slice(from).map((name) => skipped(name, why));
  let bus: ReturnType<typeof openUioBus>;
  try {
    bus = openUioBus(findBoard(root));
  } catch (error) {
    const remedy = 'end the process that has it; what is missing from node_modules comes with npm ci';
    const check = failed('identification', (error as Error).message, 'the accelerator opens', remedy);
    return { checks: [check, ...rest(1, 'not tried: the accelerator did not open')] };
  }
  const identification = checkIdentification(bus);
  if (identification.state === 'failed') {
    await bus.close();
    return { checks: [identification, ...rest(1, 'not tried: not an accelerator of ours')] };
  }
  const driver = await openBoard(bus);
  try {
    const findings = await deviceChecks(
      bus,
      driver,
      { askedFor: readOverlay(root).megahertz, linuxClock: clockRate(root), interrupts: () => interruptsSeen(root) },
      progress,
    );
    const isRight = findings.checks.every(({ name, state }) => name !== 'self-test' || state === 'ok');
    const soaked = soaking && isRight ? [await soak(driver, soaking, progress)] : [];
    return { ...findings, checks: [identification, ...findings.checks, ...soaked] };
  } finally {
    await driver.close();
  }
}

const MARKS = { ok: 'ok     ', failed: 'FAILED ', skipped: '-      ' };

function text({ name, state, found, expected, remedy }: Check): string {
  const line = `${MARKS[state]} ${name.padEnd(18)} ${found}`;
  return state === 'failed' ? `${line}\n        expected: ${expected}\n        to do: ${remedy}` : line;
}
