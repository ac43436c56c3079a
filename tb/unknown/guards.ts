import type { ir } from '@chisel-lite/hdl';

/** Outputs that are of meaning only while another is 1, and do not say so by their names. */
const OTHERS: Readonly<Record<string, string>> = {
  chosen: 'm_valid',
};

/**
 * Outputs of which a part is of no meaning though their valid is 1; what is known of them has to be right all the same.
 */
const PARTLY: readonly { readonly unit: RegExp; readonly port: string; readonly why: string }[] = [
  { unit: /^activation_gatherer_t/, port: 'x_payload', why: 'lanes of vectors that a command does not have' },
];

export const allows = (unit: string, port: string): boolean =>
  PARTLY.some((each) => each.unit.test(unit) && each.port === port);

/**
 * By port, the one that says whether it is of meaning: of `x_payload_data` it is `x_valid`, of `m_axi_0_awaddr` it is
 * `m_axi_0_awvalid`, of `x_ready` the `x_valid` that it answers. Of the others there is none: they always are.
 */
export function guardsOf({ ports }: ir.Module): Map<string, string> {
  const guards = new Map<string, string>();
  const valids = ports.filter(({ name }) => name.endsWith('valid'));
  for (const { name, kind } of ports) {
    const answers = name.endsWith('ready');
    const own = valids
      // A handshake's answer goes the other way.
      .filter((valid) => valid.name !== name && (valid.kind === kind) !== answers)
      .map((valid) => ({ valid: valid.name, prefix: valid.name.slice(0, -'valid'.length) }))
      .filter(({ prefix }) => prefix !== '' && name.startsWith(prefix))
      .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.valid;
    const guard = own ?? OTHERS[name];
    if (guard !== undefined && ports.some((port) => port.name === guard)) {
      guards.set(name, guard);
    }
  }
  return guards;
}
