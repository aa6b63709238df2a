// For which system and processor a native file was made, by its first bytes. Pure.
import type { System } from './targets.ts';

export interface NativeKind {
  readonly system: System;
  readonly arch: 'x64' | 'arm64';
}

const ELF = 0x7f454c46;
const elfMachines: ReadonlyMap<number, NativeKind['arch']> = new Map([
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
]);

const MACH_O_64 = 0xfeedfacf;
const machOTypes: ReadonlyMap<number, NativeKind['arch']> = new Map([
  [0x0100_0007, 'x64'],
  [0x0100_000c, 'arm64'],
]);

const PE_OFFSET_AT = 0x3c;
const peMachines: ReadonlyMap<number, NativeKind['arch']> = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);

/** Null for what is none of ELF, PE and 64-bit Mach-O, or for another processor. */
export function nativeKind(bytes: Buffer): NativeKind | null {
  if (bytes.length < 64) return null;
  if (bytes.readUInt32BE(0) === ELF) return kind('linux', elfMachines.get(bytes.readUInt16LE(18)));
  if (bytes.readUInt32LE(0) === MACH_O_64) {
    return kind('darwin', machOTypes.get(bytes.readUInt32LE(4)));
  }
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return null;
  const at = bytes.readUInt32LE(PE_OFFSET_AT);
  if (at + 6 > bytes.length || bytes.toString('latin1', at, at + 4) !== 'PE\0\0') return null;
  return kind('win32', peMachines.get(bytes.readUInt16LE(at + 4)));
}

function kind(system: System, arch: NativeKind['arch'] | undefined): NativeKind | null {
  return arch === undefined ? null : { system, arch };
}
