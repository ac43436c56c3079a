import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { withVerification } from '../elaborate/verification.ts';
import type { Design, Module } from '../ir/index.ts';
import { checkClockCrossings } from './clock-crossing.ts';
import { checkDrivers } from './drivers.ts';
import { checkLatches } from './latches.ts';
import { checkLoops } from './loops.ts';
import { checkMemories } from './memories.ts';
import { checkUnread } from './unread.ts';

/** A check looks at one module; what it must know of instantiated modules it finds in their summaries. */
type ModuleCheck = (module: Module) => Diagnostic[];
/** A check that follows signals through instances. */
type DesignCheck = (design: Design) => Diagnostic[];

/** Assertions may look at two clocks at once, and into any memory. */
const hardwareChecks: readonly DesignCheck[] = [
  checkClockCrossings,
  ({ modules }) => modules.filter(({ blackBox }) => !blackBox).flatMap(checkMemories),
];

const moduleChecks: readonly ModuleCheck[] = [checkDrivers, checkLatches, checkUnread];
const designChecks: readonly DesignCheck[] = [checkLoops];

/** Everything the checks find in a design. Widths, signs, names and directions were checked while it was built. */
export function checkDesign(design: Design): Diagnostic[] {
  const hardware = withAlternatives(design);
  const whole = withVerification(hardware);
  const modules = whole.modules.filter(({ blackBox }) => !blackBox);
  return [
    ...modules.flatMap((module) => moduleChecks.flatMap((check) => check(module))),
    ...designChecks.flatMap((check) => check(whole)),
    ...hardwareChecks.flatMap((check) => check(hardware)),
  ];
}

function withAlternatives(design: Design): Design {
  const alternatives = design.modules.flatMap(({ alternative }) => alternative?.module ?? []);
  return { ...design, modules: [...design.modules, ...alternatives] };
}
