import type { Generated } from './symbols.ts';

/** How the design reacts to a one-bit input. */
export interface EdgeUse {
  /** Only its rising edge matters: no logic looks at its level or its fall. */
  readonly risingOnly: boolean;
  /** No other signal triggers anything, be it another clock, an asynchronous reset or a clock made in the design. */
  readonly onlyTrigger: boolean;
}

/** How generated code names its own members: newer Verilators have a reference. */
const SELF = 'vlSelf(?:->|Ref\\.)';

/** The member that holds what the input `member` was at the evaluation before. */
export function previousName(generated: Generated, member: string): string {
  const newer = `__Vtrigprevexpr___TOP__${member}__0`;
  return [...generated.values()].some((text) => text.includes(newer)) ? newer : `__Vtrigrprev__TOP__${member}`;
}

/** Tells the use of the input `member` from every place that names it in the generated code. */
export function edgeUse(generated: Generated, prefix: string, member: string): EdgeUse {
  const previous = previousName(generated, member);
  const rising = new RegExp(`\\(IData\\)\\(${SELF}${member}\\)\\s*& \\(~ \\(IData\\)\\(${SELF}${previous}\\)\\)`, 'g');
  const remember = new RegExp(`${SELF}${previous}\\s*= ${SELF}${member};`, 'g');
  const widthCheck = new RegExp(`${SELF}${member}\\s*& 0xfeU`, 'g');
  // Names also stand in messages (`Verilated::overWidthError("clk")`): only members count.
  const use = new RegExp(`(?:->|\\bvlSelfRef\\.)(${member}|${previous})\\b`);
  let edges = 0;
  let otherUse = false;
  let otherTrigger = false;
  for (const [name, text] of generated) {
    if (!name.endsWith('.cpp') || !name.startsWith(`${prefix}_`) || /__(Slow|Syms|Dpi|Trace)/.test(name)) {
      continue;
    }
    edges += text.match(rising)?.length ?? 0;
    otherUse ||= use.test(text.replace(rising, '').replace(remember, '').replace(widthCheck, ''));
    otherTrigger ||= [...text.matchAll(/(?:->|\bvlSelfRef\.)(__Vtrig\w*prev\w*)/g)].some(
      ([, trigger]) => trigger !== previous,
    );
  }
  const risingOnly = edges > 0 && !otherUse;
  return { risingOnly, onlyTrigger: risingOnly && !otherTrigger };
}
