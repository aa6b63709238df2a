import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  Exports,
  exportFileName,
  type ExportsOptions,
} from '../../../../electron/core/exports/exports.ts';
import { fileProblem, writeWhole } from '../../../../electron/core/exports/whole-file.ts';
import type { Argument } from '../../../../electron/shared/contract.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import { PRINTED_SESSIONS_MAX } from '../../../../electron/shared/limits.ts';
import type { SessionList } from '../../../../electron/shared/model.ts';
import { ids, session, state } from '../../audit/fixtures.ts';
import {
  account,
  ALICE,
  countingIds,
  deferred,
  recordingLog,
  temporaryFolder,
  windows,
} from '../fake-core.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

const many = Array.from({ length: 2_000 }, (_, index) => session(`D${index}`));

function setUp(part: Partial<ExportsOptions> = {}) {
  const folder = temporaryFolder();
  const news = windows();
  const log = recordingLog();
  let now = NOW;
  const list: SessionList = { accountId: ALICE, revision: 3, sessions: many, state };
  const exports = new Exports({
    accounts: { get: (id) => (id === ALICE ? account() : undefined), list: () => [account()] },
    list: () => list,
    settings: () => ({ inactiveDays: 90 }),
    serverClock: () => ({ now: () => NOW }),
    chooseFile: (name) => Promise.resolve(join(folder, name)),
    printReport: null,
    newId: countingIds(),
    // Each look at the clock takes 60 ms: every second piece tells its progress.
    clock: { now: () => (now += 60), sleep: () => Promise.resolve() },
    publish: news.publish,
    log,
    version: '1.2.3',
    ...part,
  });
  return { exports, folder, news, log };
}

const wish: Argument<'exports.save'> = {
  accountId: ALICE,
  deviceIds: null,
  format: 'json',
  withAddresses: true,
};

function exportedIds(folder: string, name: string): readonly string[] {
  const { sessions } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    sessions: readonly { id: string }[];
  };
  return sessions.map(({ id }) => id);
}

describe('an export', () => {
  it('is a file with all sessions, for its owner alone', async () => {
    const { exports, folder, log } = setUp();
    const name = 'muster-alice-example.org-2026-11-24.json';
    expect(await exports.save(wish)).toEqual(
      ok({ kind: 'saved', fileName: name, sessions: 2_000 }),
    );
    expect(readdirSync(folder)).toEqual([name]);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(exportedIds(folder, name)).toHaveLength(2_000);
    expect(JSON.stringify(log.records)).not.toMatch(/alice|muster-|D1/);
  });

  it('of a filtered list has its sessions in its order, without those that are gone', async () => {
    const { exports, folder } = setUp();
    const saved = await exports.save({ ...wish, deviceIds: ids('D7', 'GONE', 'D3') });
    expect(saved).toMatchObject({ value: { kind: 'saved', sessions: 2 } });
    expect(exportedIds(folder, readdirSync(folder)[0] ?? '')).toEqual(['D7', 'D3']);
  });

  it('replaces the file that the user chose', async () => {
    const { exports, folder } = setUp();
    const name = 'muster-alice-example.org-2026-11-24.json';
    writeFileSync(join(folder, name), 'what was there');
    await exports.save(wish);
    expect(readFileSync(join(folder, name), 'utf8')).toContain('"muster-sessions"');
  });

  it('counts by the clock of the server', async () => {
    const serverClock = () => ({ now: () => Date.parse('2026-08-16T09:00:00Z') });
    const { exports, folder } = setUp({ serverClock });
    await exports.save(wish);
    const name = 'muster-alice-example.org-2026-08-16.json';
    const { exportedAt } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      exportedAt: string;
    };
    expect(exportedAt).toBe('2026-08-16T09:00:00.000Z');
  });

  it('tells its progress', async () => {
    const { exports, news } = setUp();
    await exports.save(wish);
    const done = news.of('exports.progress');
    expect(done.length).toBeGreaterThan(2);
    expect(done.every(({ total }) => total === 2_000)).toBe(true);
    expect(done.map((progress) => progress.done)).toEqual(
      done.map((progress) => progress.done).toSorted((a, b) => a - b),
    );
  });

  it('is cancelled in the file dialog', async () => {
    const { exports, folder } = setUp({ chooseFile: () => Promise.resolve(null) });
    expect(await exports.save(wish)).toEqual(ok({ kind: 'cancelled' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is cancelled while it is written, and leaves what was there before', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'list.json');
    writeFileSync(path, 'before');
    const world = setUp({
      chooseFile: () => Promise.resolve(path),
      publish: () => world.exports.cancel(),
    });
    expect(await world.exports.save(wish)).toEqual(ok({ kind: 'cancelled' }));
    expect(readdirSync(folder)).toEqual(['list.json']);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('asks for one file at a time', async () => {
    const chosen = deferred<string | null>();
    const { exports } = setUp({ chooseFile: () => chosen.promise });
    const first = exports.save(wish);
    expect(await exports.save(wish)).toEqual(fail({ code: 'bad-request' }));
    chosen.resolve(null);
    expect(await first).toEqual(ok({ kind: 'cancelled' }));
  });

  it('fails with words where it cannot be written', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    const taken = setUp({ chooseFile: () => Promise.resolve(join(folder, 'taken')) });
    expect(await taken.exports.save(wish)).toEqual(fail({ code: 'file', reason: 'failed' }));
    const missing = setUp({ chooseFile: () => Promise.resolve(join(folder, 'missing', 'x.json')) });
    expect(await missing.exports.save(wish)).toEqual(fail({ code: 'file', reason: 'failed' }));
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it('is printed from the report, and only what was printed is kept', async () => {
    const printed: string[] = [];
    const { exports, folder } = setUp({
      printReport(html) {
        printed.push([...html].join(''));
        return Promise.resolve(new Uint8Array([37, 80, 68, 70]));
      },
    });
    const saved = await exports.save({ ...wish, format: 'pdf' });
    expect(saved).toMatchObject({ value: { kind: 'saved', sessions: 2_000 } });
    expect(printed.map((html) => html.includes('D1999'))).toEqual([true]);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.pdf$/)]);
    expect(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')).toBe('%PDF');
  });

  it.each([
    ['cancelled', ok({ kind: 'cancelled' })],
    ['failed', fail({ code: 'file', reason: 'not-printed' })],
  ] as const)('that is %s while it is printed leaves nothing', async (printed, outcome) => {
    const { exports, folder } = setUp({ printReport: () => Promise.resolve(printed) });
    expect(await exports.save({ ...wish, format: 'pdf' })).toEqual(outcome);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stops printing when it is cancelled', async () => {
    const world = setUp({
      printReport: (_html, _id, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve('cancelled'));
          world.exports.cancel();
        }),
    });
    const saving = world.exports.save({ ...wish, format: 'pdf' });
    expect(await saving).toEqual(ok({ kind: 'cancelled' }));
  });

  it('is not printed where nothing can print, nor beyond what a PDF may have', async () => {
    const asked = vi.fn(() => Promise.resolve(null));
    const printReport = () => Promise.resolve('failed' as const);
    const tooMany = Array.from({ length: PRINTED_SESSIONS_MAX + 1 }, (_, n) => session(`D${n}`));
    const refused = fail({ code: 'bad-request' });
    const without = setUp({ chooseFile: asked });
    expect(await without.exports.save({ ...wish, format: 'pdf' })).toEqual(refused);
    const beyond = setUp({
      chooseFile: asked,
      printReport,
      list: () => ({ accountId: ALICE, revision: 3, sessions: tooMany, state }),
    });
    expect(await beyond.exports.save({ ...wish, format: 'pdf' })).toEqual(refused);
    expect(asked).not.toHaveBeenCalled();
  });

  it('of an account that is gone is refused before anything is asked', async () => {
    const { exports } = setUp({ accounts: { get: () => undefined, list: () => [] } });
    expect(await exports.save(wish)).toEqual(fail({ code: 'unknown-subject' }));
  });
});

describe('a whole file', () => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });

  it('leaves nothing behind on a full disk', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.csv');
    writeFileSync(path, 'before');
    const openFull: typeof open = async (...given) => {
      const file = await open(...given);
      let pieces = 0;
      const write = file.appendFile.bind(file);
      file.appendFile = (data) => (++pieces > 2 ? Promise.reject(full) : write(data));
      return file;
    };
    const file = { path, pieces: ['a', 'b', 'c'], id: 'id', signal: new AbortController().signal };
    expect(await writeWhole(file, openFull)).toEqual(fail({ code: 'file', reason: 'disk-full' }));
    expect(readdirSync(folder)).toEqual(['x.csv']);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('does not take a bug for a failure of the disk', async () => {
    const folder = temporaryFolder();
    function* pieces(): Generator<string> {
      yield 'a';
      throw new Error('a bug');
    }
    const { signal } = new AbortController();
    await expect(
      writeWhole({ path: join(folder, 'x'), pieces: pieces(), id: 'id', signal }),
    ).rejects.toThrow('a bug');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['EACCES', 'not-allowed'],
    ['EROFS', 'not-allowed'],
    ['EDQUOT', 'disk-full'],
    ['EIO', 'failed'],
  ])('%s: %s', (code, problem) => {
    expect(fileProblem(Object.assign(new Error(), { code, syscall: 'open' }))).toBe(problem);
  });
});

describe('the name of an export', () => {
  it.each([
    ['@ada:example.org', 'muster-ada-example.org-2026-11-24.csv'],
    ['@../../etc/passwd:x', 'muster-etc-passwd-x-2026-11-24.csv'],
    ['@a\\b\0c:x', 'muster-a-b-c-x-2026-11-24.csv'],
    [`@${'x'.repeat(300)}:y`, `muster-${'x'.repeat(60)}-2026-11-24.csv`],
  ])('of %j is %s', (userId, name) => {
    expect(exportFileName(userId, 'csv', NOW)).toBe(name);
  });
});
