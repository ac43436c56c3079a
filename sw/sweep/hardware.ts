import { elaborate, type ir, printDesign } from '@chisel-lite/hdl';
import { Accelerator, type AcceleratorParameters, hasLists } from '@macromac/rtl';
import { moduleHeader } from '@macromac/verilog/module-area';
import { EMISSION } from '@macromac/verilog/package';

/** A build of the accelerator: the parameters that its RTL has, all said. */
export type Hardware = Required<
  Pick<AcceleratorParameters, 'tokens' | 'engine' | 'mantissa' | 'lists' | 'weightQueue' | 'activationQueue' | 'burst'>
>;

/** A build in words. */
export function describeHardware({
  tokens,
  engine,
  mantissa,
  lists,
  weightQueue,
  activationQueue,
  burst,
}: Hardware): string {
  const arithmetic = engine === 'fp32' ? 'fp32' : `M = ${mantissa}${lists ? '' : ', products only'}`;
  return `T = ${tokens}, ${arithmetic}, queues ${weightQueue}/${activationQueue}, bursts ${burst}`;
}

/** The elaborated accelerator, its modules named as `make verilog` names them. */
export const elaborated = (hardware: Hardware): ir.Design => elaborate(Accelerator(hardware), EMISSION).design;

export const worksLists = (hardware: Hardware): boolean => hasLists(hardware);

/** A module of a build: its Verilog without comments, and how often it has which other. */
export interface EmittedModule {
  readonly name: string;
  readonly text: string;
  /** Its name and ports. */
  readonly header: string;
  readonly instances: Readonly<Record<string, number>>;
}

export interface EmittedDesign {
  readonly top: string;
  readonly modules: readonly EmittedModule[];
}

/** The Verilog of a build, module by module. Without comments, so that areas hold when only words change. */
export function emitDesign(hardware: Hardware): EmittedDesign {
  const design = elaborated(hardware);
  const texts = printDesign(design, { comments: false });
  // Black boxes are cells of the device, not modules.
  const own = design.modules.filter(({ blackBox }) => !blackBox);
  const modules = own.map(({ name, items }): EmittedModule => {
    const text = texts.get(`${name}.v`)!;
    const instances: Record<string, number> = {};
    for (const item of items) {
      if (item.kind === 'instance' && !item.module.blackBox) {
        instances[item.module.name] = (instances[item.module.name] ?? 0) + 1;
      }
    }
    return { name, text, header: moduleHeader(text), instances };
  });
  return { top: design.top.name, modules };
}

/** How often each module stands in a design. */
export function instanceCounts({ top, modules }: EmittedDesign): Map<string, number> {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const counts = new Map<string, number>();
  const visit = (name: string, times: number) => {
    counts.set(name, (counts.get(name) ?? 0) + times);
    for (const [child, each] of Object.entries(byName.get(name)!.instances)) {
      visit(child, times * each);
    }
  };
  visit(top, 1);
  return counts;
}
