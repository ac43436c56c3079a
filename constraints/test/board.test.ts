/** The files for the board's Linux: overlays through dtc, and what install.sh puts where. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBoardFolder } from 'macromac/backends/kv260/stand-in/folder.ts';
import { control_registers as MAP } from 'macromac/driver/registers.ts';
import { afterAll, describe, expect, test } from 'vitest';

const HERE = join(import.meta.dirname, '..');
const FOLDER = mkdtempSync(join(tmpdir(), 'macromac-board-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const hasDtc = spawnSync('dtc', ['--version']).error === undefined;
if (!hasDtc) {
  console.warn('SKIPPED: dtc is not installed; the device-tree overlays are not compiled');
}

/** Compiles an overlay without a warning, and gives it back as the compiler understood it. */
function compiled(name: string): string {
  const blob = join(FOLDER, `${name}.dtbo`);
  const made = spawnSync(
    'dtc',
    ['-@', '-I', 'dts', '-O', 'dtb', '-o', blob, join(HERE, 'device-tree', `${name}.dtso`)],
    {
      encoding: 'utf8',
    },
  );
  expect({ status: made.status, stderr: made.stderr }).toEqual({ status: 0, stderr: '' });
  // Phandles of another tree cannot be resolved here, which dtc would remark on.
  return spawnSync('dtc', ['-q', '-I', 'dtb', '-O', 'dts', blob], { encoding: 'utf8' }).stdout;
}

/** A node's text, from its name to its closing brace. */
const node = (tree: string, name: string) => tree.slice(tree.indexOf(`${name} {`)).split('};', 1)[0];

describe.skipIf(!hasDtc)('device tree', () => {
  test.each([200, 250])('macromac-%i: clock, ports, registers, interrupt and memory', (megahertz) => {
    const tree = compiled(`macromac-${megahertz}`);
    expect(tree).toContain('firmware-name = "macromac.bit.bin"');
    const clock = node(tree, 'macromac-clock');
    expect(clock).toContain('"xlnx,fclk"');
    expect(Number(clock.match(/assigned-clock-rates = <(0x[0-9a-f]+)>/)?.[1])).toBe(megahertz * 1e6);
    expect(clock).toMatch(/assigned-clocks = <0xffffffff 0x47>/);
    const registers = node(tree, 'macromac@a0000000');
    expect(registers).toContain('"generic-uio"');
    expect(registers).toContain('reg = <0x00 0xa0000000 0x00 0x1000>');
    expect(registers).toContain('interrupts = <0x00 0x59 0x04>');
    const words = node(tree, 'macromac-afi')
      .match(/config-afi = <([^>]*)>/)![1]
      .split(' ')
      .map(Number);
    // Each of the ports' pairs says 128 bits, which is what the block design has.
    expect(words).toEqual([...Array.from({ length: 14 }, (_, i) => [i, 0]).flat(), 14, 0xa00]);
    const memory = node(tree, 'macromac-memory');
    expect(memory).toContain('"ikwzm,u-dma-buf"');
    expect(memory).toContain('device-name = "udmabuf0"');
    // Every phandle from outside is one the Kria's own tree has.
    const outside = node(tree, '__fixups__')
      .match(/^\s+(\w+) =/gm)!
      .map((line) => line.trim().split(' ')[0]);
    expect(outside.sort()).toEqual(['amba', 'fpga_full', 'gic', 'zynqmp_clk']);
  });

  test('macromac-reserved: as much memory as udmabuf0 takes, cached', () => {
    const size = /size = <(0x\w+ 0x\w+)>/.exec(node(compiled('macromac-200'), 'macromac-memory'))![1];
    const region = node(compiled('macromac-reserved'), 'macromac@40000000');
    expect(region).toContain(`reg = <0x00 0x40000000 ${size}>`);
    expect(region).toContain('reusable');
    expect(region).not.toContain('no-map');
  });
});

test('the module option names the compatible string of the overlay', () => {
  const overlay = readFileSync(join(HERE, 'device-tree/macromac.dtsi'), 'utf8');
  const [, name] = /of_id=(\S+)/.exec(readFileSync(join(HERE, 'board/macromac.conf'), 'utf8'))!;
  expect(overlay).toContain(`compatible = "${name}"`);
});

describe('install.sh', () => {
  const install = (firmware: string, destination: string) =>
    spawnSync('/bin/sh', [join(HERE, 'board/install.sh'), firmware], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, DESTDIR: destination },
    });

  test('installs every file where Linux, udev and systemd look', () => {
    const firmware = join(FOLDER, 'firmware');
    const root = join(FOLDER, 'root');
    mkdirSync(firmware);
    for (const name of ['macromac.bit.bin', 'macromac.dtbo']) {
      writeFileSync(join(firmware, name), name);
    }
    writeFileSync(join(firmware, 'shell.json'), readFileSync(join(HERE, 'board/shell.json')));
    expect(install(firmware, root)).toMatchObject({ status: 0, stderr: '' });
    for (const path of [
      'lib/firmware/xilinx/macromac/macromac.bit.bin',
      'lib/firmware/xilinx/macromac/macromac.dtbo',
      'lib/firmware/xilinx/macromac/shell.json',
      'etc/udev/rules.d/70-macromac.rules',
      'etc/modprobe.d/macromac.conf',
      'etc/systemd/system/macromac.service',
      'usr/lib/macromac/lock-window.py',
    ]) {
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
    }
    expect(JSON.parse(readFileSync(join(root, 'lib/firmware/xilinx/macromac/shell.json'), 'utf8'))).toEqual({
      shell_type: 'XRT_FLAT',
      num_slots: '1',
    });
  });

  test('an incomplete folder is refused and nothing is installed', () => {
    const firmware = join(FOLDER, 'incomplete');
    const root = join(FOLDER, 'untouched');
    mkdirSync(firmware);
    writeFileSync(join(firmware, 'macromac.bit.bin'), '');
    const { status, stderr } = install(firmware, root);
    expect(status).toBe(1);
    expect(stderr).toContain('macromac.dtbo is missing; make vivado writes it');
    expect(existsSync(root)).toBe(false);
  });
});

const hasPython = spawnSync('python3', ['--version']).error === undefined;
if (!hasPython) {
  console.warn('SKIPPED: python3 is not installed; lock-window.py is not run');
}

describe.skipIf(!hasPython)('lock-window.py', () => {
  const [FIRST, LAST, LOCK, VERSION] = [0x30, 0x34, 0x38, 0x04].map((offset) => offset / 4);
  const words = (root: string) => {
    const { buffer, byteOffset, length } = readFileSync(join(root, 'dev/uio0'));
    return new Uint32Array(buffer.slice(byteOffset, byteOffset + length));
  };

  /** Runs it on the files of a board whose registers `change` alters. */
  function locked(name: string, change: (registers: Uint32Array) => void = () => {}) {
    const root = join(FOLDER, name);
    writeBoardFolder(root, { megahertz: 200, physical: 0x8_1000_0000, memoryBytes: 2 ** 20 });
    const registers = new Uint32Array(1024);
    registers[0] = 0x4d4d4143;
    registers[VERSION] = 0x1_0004;
    change(registers);
    writeFileSync(join(root, 'dev/uio0'), registers);
    chmodSync(join(root, 'dev/uio0'), 0o600);
    const made = spawnSync('python3', [join(HERE, 'board/lock-window.py'), root], { encoding: 'utf8' });
    return { root, status: made.status, stderr: made.stderr };
  }

  test('sets the window to the memory and locks it; then the registers are the group’s', () => {
    const { root, status, stderr } = locked('lockable');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const registers = words(root);
    expect([registers[FIRST], registers[LAST], registers[LOCK]]).toEqual([0x81_0000, 0x81_00ff, 1]);
    expect(statSync(join(root, 'dev/uio0')).mode & 0o777).toBe(0o660);
    // The offsets are those of the register map.
    expect([MAP.version, MAP.window_first, MAP.window_last, MAP.window_lock].map(({ offset }) => offset / 4)).toEqual([
      VERSION,
      FIRST,
      LAST,
      LOCK,
    ]);
  });

  test.each<[string, (registers: Uint32Array) => void, string]>([
    ['other', (registers) => registers.fill(0), 'identification is 0x0, expected 0x4d4d4143'],
    ['old', (registers) => registers.fill(0x1_0003, VERSION, VERSION + 1), 'registers 1.3 have no lock, expected 1.4'],
  ])('%s registers: one sentence, nothing is written, and they stay root’s', (name, change, sentence) => {
    const { root, status, stderr } = locked(`not-lockable-${name}`, change);
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(words(root)[LOCK]).toBe(0);
    expect(statSync(join(root, 'dev/uio0')).mode & 0o077).toBe(0);
  });

  test('the service runs it before the group has the registers', () => {
    const service = readFileSync(join(HERE, 'board/macromac.service'), 'utf8');
    const order = ['xmutil loadapp macromac', 'udevadm settle', '/usr/lib/macromac/lock-window.py'];
    const places = order.map((command) => service.indexOf(command));
    expect(places.every((place, i) => place > (places[i - 1] ?? -1))).toBe(true);
    const rules = readFileSync(join(HERE, 'board/70-macromac.rules'), 'utf8');
    expect(rules.split('\n').find((line) => line.startsWith('SUBSYSTEM=="uio"'))).not.toContain('GROUP');
  });
});
