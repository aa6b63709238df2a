// What a package holds: the allow-list, native files by their headers, fuses by their bytes.
import { describe, expect, it } from 'vitest';
import { fileSets, nativeFiles } from '../../../../build/packages/files.ts';
import { fuseProblems, fuses } from '../../../../build/packages/fuses.ts';
import { nativeKind } from '../../../../build/packages/native-header.ts';
import { targets } from '../../../../build/packages/targets.ts';

describe('fileSets', () => {
  it.each(targets)('holds exactly the native files of $system $arch', (target) => {
    const sets = fileSets(target, 'dist/packaged', (name) => `node_modules/${name}`);
    const natives = sets.flatMap(({ to, filter }) =>
      filter.filter((path) => path.endsWith('.node')).map((path) => `${to}/${path}`),
    );
    expect(natives.toSorted()).toEqual(nativeFiles(target).toSorted());
    expect(JSON.stringify(sets)).not.toContain('${');
  });

  it('knows that the database has no binary for Windows on arm64', () => {
    expect(() => nativeFiles({ system: 'win32', arch: 'arm64' })).toThrow('libsql');
  });

  it('carries both processors of a universal application', () => {
    expect(nativeFiles({ system: 'darwin', arch: 'universal' })).toEqual([
      'node_modules/@libsql/darwin-x64/index.node',
      'node_modules/@libsql/darwin-arm64/index.node',
      'node_modules/keytar/prebuilds/darwin-x64/keytar.node',
      'node_modules/keytar/prebuilds/darwin-arm64/keytar.node',
    ]);
  });
});

/** 256 bytes, with these put in. */
function bytes(...parts: readonly (readonly [number, string])[]): Buffer {
  const buffer = Buffer.alloc(256);
  for (const [at, hex] of parts) Buffer.from(hex, 'hex').copy(buffer, at);
  return buffer;
}

describe('nativeKind', () => {
  it.each([
    ['linux', 'x64', bytes([0, '7f454c46'], [18, '3e00'])],
    ['linux', 'arm64', bytes([0, '7f454c46'], [18, 'b700'])],
    ['darwin', 'x64', bytes([0, 'cffaedfe07000001'])],
    ['darwin', 'arm64', bytes([0, 'cffaedfe0c000001'])],
    ['win32', 'x64', bytes([0, '4d5a'], [0x3c, '80'], [0x80, '504500006486'])],
    ['win32', 'arm64', bytes([0, '4d5a'], [0x3c, '80'], [0x80, '5045000064aa'])],
  ])('%s %s', (system, arch, file) => {
    expect(nativeKind(file)).toEqual({ system, arch });
  });

  it.each([
    ['a 32-bit ELF', bytes([0, '7f454c46'], [18, '0300'])],
    ['an MZ whose header lies outside', bytes([0, '4d5a'], [0x3c, 'ffffff7f'])],
    ['a script', Buffer.from('#!/bin/sh\n'.repeat(20))],
    ['nothing', Buffer.alloc(0)],
  ])('%s is none', (_name, file) => {
    expect(nativeKind(file)).toBeNull();
  });
});

describe('fuseProblems', () => {
  const program = (wire: string): Buffer =>
    Buffer.concat([
      Buffer.from('code dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
      Buffer.from([1, wire.length]),
      Buffer.from(`${wire} more code`, 'latin1'),
    ]);
  const wanted = fuses(false, '33.4.11');

  it('is content with a release', () => {
    expect(fuseProblems(program('00001100'), wanted)).toEqual([]);
    expect(fuseProblems(program('000011001'), wanted)).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('sees fuse %i the wrong way', (place) => {
    const right = '00001100';
    const wrong = right[place] === '0' ? '1' : '0';
    const wire = right.slice(0, place) + wrong + right.slice(place + 1);
    expect(fuseProblems(program(wire), wanted)).toHaveLength(1);
  });

  it('sees that there is none, or more than it knows', () => {
    expect(fuseProblems(Buffer.from('code'), wanted)).toEqual(['there is no fuse wire']);
    expect(fuseProblems(program('0000110011'), wanted)).toHaveLength(1);
    expect(fuseProblems(program('000011'), wanted)).toHaveLength(2);
  });

  it('lets nothing but the inspector into the build of the tests', () => {
    const { enableNodeCliInspectArguments: inspector, ...others } = fuses(true, '33.4.11');
    expect(inspector).toBe(true);
    expect(wanted).toMatchObject(others);
  });
});
