/** A register table in the forms that other tools read: IP-XACT (IEEE 1685-2014), SystemRDL 2.0, a C header. */
import { type Access, type Field, fieldsOf, placeOf, type Register } from './table.ts';

/** Who a component is, as IP-XACT names it. */
export interface ComponentName {
  readonly vendor: string;
  readonly library: string;
  readonly name: string;
  readonly version: string;
}

/** The name of a whole register in forms where a field must have one of its own. */
const WHOLE = 'value';

const fieldName = (register: Register, field: Field): string => (field.name === register.name ? WHOLE : field.name);

const hex = (value: number): string => `0x${value.toString(16)}`;

/** The value after reset of a whole register. Sums, since bit 31 would make a negative number of an `or`. */
const resetOf = (register: Register): number =>
  fieldsOf(register).reduce((sum, field) => sum + (field.reset ?? 0) * 2 ** placeOf(field).low, 0);

/** `error_code` and `late` as C writes constants. */
const upperCase = (...parts: string[]): string =>
  parts
    .join('_')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase();

/* IP-XACT */

const IP_XACT_ACCESS: Readonly<Record<Access, readonly string[]>> = {
  rw: ['<ipxact:access>read-write</ipxact:access>'],
  ro: ['<ipxact:access>read-only</ipxact:access>'],
  constant: ['<ipxact:access>read-only</ipxact:access>'],
  pulse: ['<ipxact:access>write-only</ipxact:access>'],
  w1c: [
    '<ipxact:access>read-write</ipxact:access>',
    '<ipxact:modifiedWriteValue>oneToClear</ipxact:modifiedWriteValue>',
  ],
};

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const element = (name: string, lines: readonly string[]): string[] => [
  `<ipxact:${name}>`,
  ...indented(lines),
  `</ipxact:${name}>`,
];

function ipXactField(register: Register, field: Field): string[] {
  const { low, width } = placeOf(field);
  const values = Object.entries(field.values ?? {}).map(([name, value]) =>
    element('enumeratedValue', [`<ipxact:name>${name}</ipxact:name>`, `<ipxact:value>${value}</ipxact:value>`]),
  );
  const isVolatile = field.access === 'ro' || field.access === 'w1c';
  return element('field', [
    `<ipxact:name>${fieldName(register, field)}</ipxact:name>`,
    `<ipxact:description>${xml(field.description)}</ipxact:description>`,
    `<ipxact:bitOffset>${low}</ipxact:bitOffset>`,
    ...(field.access !== 'ro'
      ? element('resets', element('reset', [`<ipxact:value>${hex(field.reset ?? 0)}</ipxact:value>`]))
      : []),
    `<ipxact:bitWidth>${width}</ipxact:bitWidth>`,
    ...(isVolatile ? ['<ipxact:volatile>true</ipxact:volatile>'] : []),
    ...(values.length > 0 ? element('enumeratedValues', values.flat()) : []),
    ...IP_XACT_ACCESS[field.access],
  ]);
}

/** The registers as the memory map of an IP-XACT component (IEEE 1685-2014). */
export function registerIpXact(
  { vendor, library, name, version }: ComponentName,
  addressBits: number,
  registers: readonly Register[],
): string {
  const rows = registers.flatMap((register) =>
    element('register', [
      `<ipxact:name>${register.name}</ipxact:name>`,
      `<ipxact:description>${xml(register.description)}</ipxact:description>`,
      `<ipxact:addressOffset>${hex(register.offset)}</ipxact:addressOffset>`,
      '<ipxact:size>32</ipxact:size>',
      ...fieldsOf(register).flatMap((field) => ipXactField(register, field)),
    ]),
  );
  const block = element('addressBlock', [
    '<ipxact:name>registers</ipxact:name>',
    '<ipxact:baseAddress>0x0</ipxact:baseAddress>',
    `<ipxact:range>${hex(2 ** addressBits)}</ipxact:range>`,
    '<ipxact:width>32</ipxact:width>',
    '<ipxact:usage>register</ipxact:usage>',
    ...rows,
  ]);
  const map = element('memoryMap', [
    '<ipxact:name>s_axi</ipxact:name>',
    ...block,
    '<ipxact:addressUnitBits>8</ipxact:addressUnitBits>',
  ]);
  const lines = [
    `<ipxact:vendor>${xml(vendor)}</ipxact:vendor>`,
    `<ipxact:library>${xml(library)}</ipxact:library>`,
    `<ipxact:name>${xml(name)}</ipxact:name>`,
    `<ipxact:version>${xml(version)}</ipxact:version>`,
    ...element('memoryMaps', map),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<ipxact:component xmlns:ipxact="http://www.accellera.org/XMLSchema/IPXACT/1685-2014" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.accellera.org/XMLSchema/IPXACT/1685-2014 http://www.accellera.org/XMLSchema/IPXACT/1685-2014/index.xsd">
${indented(lines).join('\n')}
</ipxact:component>
`;
}

/* SystemRDL */

const RDL_ACCESS: Readonly<Record<Access, string>> = {
  rw: 'sw = rw; hw = r;',
  ro: 'sw = r; hw = w;',
  constant: 'sw = r; hw = na;',
  pulse: 'sw = w; hw = r; singlepulse;',
  w1c: 'sw = rw; woclr; hw = w; hwset;',
};

/** Words of SystemRDL that a name may be by chance. */
const RDL_WORDS = new Set(
  `abstract accesstype addressingtype addrmap alias all bit boolean bothedge compact component componentwidth constraint
  default encode enum external false field fullalign hw inside internal level longint mem na negedge nonsticky number
  onreadtype onwritetype posedge property r rclr ref reg regalign regfile rset ruser rw rw1 signal string struct sw this
  true type unsigned w w1 wclr woclr woset wot wr wset wuser wzc wzs wzt`.split(/\s+/),
);

const rdlName = (name: string): string => (RDL_WORDS.has(name) ? `\\${name}` : name);
const rdlText = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** The registers as an address map of SystemRDL 2.0. */
export function registerSystemRdl(name: string, registers: readonly Register[]): string {
  const lines: string[] = [`addrmap ${rdlName(name)} {`, '  default regwidth = 32;', '  default accesswidth = 32;'];
  for (const register of registers) {
    const enums = fieldsOf(register).flatMap((field) => {
      const values = Object.entries(field.values ?? {});
      const { width } = placeOf(field);
      return values.length === 0
        ? []
        : [
            `    enum ${fieldName(register, field)}_values {`,
            ...values.map(([value, code]) => `      ${rdlName(value)} = ${width}'d${code};`),
            '    };',
          ];
    });
    lines.push('', '  reg {', `    desc = ${rdlText(register.description)};`, ...enums);
    for (const field of fieldsOf(register)) {
      const { low, width } = placeOf(field);
      const own = fieldName(register, field);
      const encode = field.values && Object.keys(field.values).length > 0 ? ` encode = ${own}_values;` : '';
      const reset = field.access === 'ro' ? '' : ` = ${hex(field.reset ?? 0)}`;
      lines.push(
        `    field { desc = ${rdlText(field.description)}; ${RDL_ACCESS[field.access]}${encode} } ${rdlName(own)}[${low + width - 1}:${low}]${reset};`,
      );
    }
    lines.push(`  } ${rdlName(register.name)} @ ${hex(register.offset)};`);
  }
  lines.push('};', '');
  return lines.join('\n');
}

/* C */

/**
 * The registers as a C header: offsets, places of fields, named values, values after reset; no types, no inline
 * functions.
 */
export function registerCHeader(prefix: string, registers: readonly Register[]): string {
  const guard = `${upperCase(prefix)}_REGISTERS_H`;
  const lines = [`#ifndef ${guard}`, `#define ${guard}`];
  for (const register of registers) {
    const base = upperCase(prefix, register.name);
    lines.push('', `/* ${comment(register.description)} */`);
    lines.push(`#define ${base}_OFFSET ${hex(register.offset)}u`);
    if (resetOf(register) !== 0) {
      lines.push(`#define ${base}_RESET ${hex(resetOf(register))}u`);
    }
    for (const field of register.fields ?? []) {
      const own = upperCase(prefix, register.name, field.name);
      const { low, width } = placeOf(field);
      lines.push(`/* ${comment(field.description)} */`);
      lines.push(`#define ${own}_SHIFT ${low}`, `#define ${own}_MASK ${hex((2 ** width - 1) * 2 ** low)}u`);
      for (const [value, code] of Object.entries(field.values ?? {})) {
        lines.push(`#define ${upperCase(own, value)} ${code}u`);
      }
    }
  }
  lines.push('', `#endif /* ${guard} */`, '');
  return lines.join('\n');
}

const comment = (text: string): string => text.replaceAll('*/', '* /');
