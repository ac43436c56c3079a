import { type Field, fieldsOf, placeOf, type Register } from './table.ts';

const ACCESS_TEXT: Readonly<Record<Field['access'], string>> = {
  rw: 'read/write',
  ro: 'read only',
  pulse: 'write 1: one-cycle pulse',
  w1c: 'sticky, write 1 to clear',
  constant: 'constant',
};

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

function range(field: Field): string {
  const { low, width } = placeOf(field);
  return width === 1 ? `${low}` : `${low + width - 1}:${low}`;
}

/** A field's description, and the values that mean something. */
export function meaning({ description, values }: Field): string {
  const named = Object.entries(values ?? {}).map(([name, value]) => `${value} \`${name}\``);
  return named.length > 0 ? `${description}: ${named.join(', ')}` : description;
}

/** The register map as Markdown: one table, a row a field. */
export function registerMarkdown(title: string, registers: readonly Register[]): string {
  const rows = registers.flatMap((register) =>
    fieldsOf(register).map((field, i) => {
      const first = i === 0;
      const whole = field.name === register.name && !register.fields;
      return `| ${first ? `\`${hex(register.offset, 2)}\`` : ''} | ${first ? `**${register.name}**` : ''} | ${range(field)} | ${
        whole ? '' : `\`${field.name}\``
      } | ${ACCESS_TEXT[field.access]} | ${hex(field.reset ?? 0, 1)} | ${meaning(field)} |`;
    }),
  );
  const notes = registers
    .filter((register) => register.fields)
    .map((register) => `* **${register.name}**: ${register.description}`);
  return [
    `## ${title}`,
    '',
    '| offset | register | bits | field | access | reset | meaning |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...notes,
    '',
  ].join('\n');
}

/**
 * The register map as a TypeScript module: offsets, each field's position, the value of a register that is a constant,
 * and the values that have a name.
 */
export function registerTypeScript(name: string, registers: readonly Register[]): string {
  const lines = [`/** Register map of ${name}: byte offsets, and the position of each field in its 32-bit word. */`];
  lines.push(`export const ${name} = {`);
  for (const register of registers) {
    lines.push(`  /** ${register.description} */`);
    lines.push(`  ${register.name}: {`, `    offset: ${hex(register.offset, 2)},`, '    fields: {');
    for (const field of fieldsOf(register)) {
      const { low, width } = placeOf(field);
      lines.push(`      /** ${field.description} (${ACCESS_TEXT[field.access]}) */`);
      const values = Object.entries(field.values ?? {}).map(([value, code]) => `${value}: ${code}`);
      const named = values.length > 0 ? `, values: { ${values.join(', ')} }` : '';
      const reset = field.access === 'constant' && !register.fields ? `, value: ${hex(field.reset ?? 0, 1)}` : '';
      lines.push(`      ${field.name}: { low: ${low}, width: ${width}${reset}${named} },`);
    }
    lines.push('    },', '  },');
  }
  lines.push('} as const;', '');
  return lines.join('\n');
}
