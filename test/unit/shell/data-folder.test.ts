import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockProblem, tryDataFolder } from '../../../electron/shell/data-folder.ts';
import { temporaryFolder } from '../core/fake-core.ts';

describe('the data folder', () => {
  it('is made where it is missing, and nothing is left of the trial', () => {
    const folder = join(temporaryFolder(), 'new', 'muster');
    expect(tryDataFolder(folder)).toBeNull();
    expect(existsSync(folder)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can not be a file, nor below one', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')])
      expect(tryDataFolder(path)).toEqual({ kind: 'not-writable', path, because: 'no-folder' });
  });
});

describe('a lock that can not be had', () => {
  it('is held by another Muster', () => {
    const folder = temporaryFolder();
    expect(lockProblem(folder, 'win32')).toBeNull();
    symlinkSync('desk-top-17', join(folder, 'SingletonLock'));
    expect(lockProblem(folder, 'linux')).toBeNull();
  });

  it('can not be made at all', () => {
    const path = temporaryFolder();
    expect(lockProblem(path, 'linux')).toEqual({ kind: 'not-lockable', path });
  });
});
