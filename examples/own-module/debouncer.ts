import { bool, module, regs, uint, when } from '@chisel-lite/hdl';

/** Passes a push button on once it has been the same for `cycles` cycles. */
export const Debouncer = (cycles: number) =>
  module(`debouncer_${cycles}`, { in: { button: bool() }, out: { pressed: bool() } }, ({ button, pressed }) => {
    const { state } = regs({ state: bool(false) });
    const { left } = regs({ left: uint(Math.max(1, Math.ceil(Math.log2(cycles))), cycles - 1) });

    when(button.eq(state), () => {
      left.set(cycles - 1);
    })
      .elsewhen(left.eq(0), () => {
        state.set(button);
        left.set(cycles - 1);
      })
      .otherwise(() => {
        left.set(left.sub(1));
      });
    pressed.set(state);
  });
