import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogFile } from '../../../../electron/core/host/log-file.ts';
import { framesOf } from '../../../../electron/core/host/stack-frames.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { countingIds, temporaryFolder } from '../fake-core.ts';

function setUp(directory = join(temporaryFolder(), 'logs')) {
  const log = new LogFile({ directory, now: () => NOW, newId: countingIds() });
  const path = join(directory, 'muster.log');
  const read = () => readFileSync(path, 'utf8');
  return { directory, path, log, read };
}

/** Fields of about 64 kB. */
const large = Object.fromEntries(
  Array.from({ length: 800 }, (_, index) => [`field-${index}`, 'x'.repeat(64) as 'x']),
);

describe('the log', () => {
  it('is one JSON object a line, for its owner alone', () => {
    const { log, read, path } = setUp();
    log.info('started');
    log.warn('refresh-failed', { code: 'unreachable', failures: 2, again: true, other: null });
    expect(
      read()
        .split('\n')
        .filter(Boolean)
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      { time: '2026-11-24T12:00:00.000Z', level: 'info', event: 'started' },
      {
        time: '2026-11-24T12:00:00.000Z',
        level: 'warn',
        event: 'refresh-failed',
        code: 'unreachable',
        failures: 2,
        again: true,
        other: null,
      },
    ]);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('writes nothing but words, even when the types were got round', () => {
    const { log, read } = setUp();
    const slip = {
      token: 'syt_Secret',
      url: 'https://example.org',
      long: 'x'.repeat(65),
      nested: { token: 'hidden-in-an-object' },
      'Secret Key': 1,
    };
    log.info('@alice:example.org', slip as unknown as Record<string, number>);
    expect(read()).not.toMatch(/syt|https|xxx|hidden|Secret|alice/);
    expect(read()).toContain('"event":"redacted"');
  });

  it('writes a bug without its message, under the reference that the user sees', () => {
    const { log, read } = setUp();
    const message = 'token syt_secret\n    at syt_secret (/home/alice/syt_secret.js:1:1)';
    const reference = log.bug('call-threw', new TypeError(message));
    expect(reference).toMatch(/^[0-9a-f]{8}$/);
    expect(JSON.parse(read())).toMatchObject({
      level: 'bug',
      reference,
      error: 'TypeError',
      frames: expect.arrayContaining([
        expect.stringMatching(/ log-file\.test\.ts:\d+:\d+$/),
      ]) as unknown,
    });
    expect(read()).not.toMatch(/syt_secret|home/);
  });

  it('writes a thrown thing that is no error', () => {
    const { log, read } = setUp();
    log.bug('call-threw', 'syt_secret');
    expect(JSON.parse(read())).toMatchObject({ error: 'string', frames: [] });
    expect(read()).not.toContain('syt_secret');
  });

  it('keeps five files of at most 1 MiB, the newest records first', () => {
    const { log, directory, read } = setUp();
    for (let record = 0; record < 110; record++) log.info('large', { ...large, record });
    log.info('last');
    expect(readdirSync(directory).sort()).toEqual([
      'muster.1.log',
      'muster.2.log',
      'muster.3.log',
      'muster.4.log',
      'muster.log',
    ]);
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(1024 * 1024);
    }
    expect(read()).toContain('"event":"last"');
    expect(readFileSync(join(directory, 'muster.4.log'), 'utf8')).not.toContain('"record":0,');
  });

  it('goes on with the file of the last run', () => {
    const { log, directory, read } = setUp();
    log.info('first');
    log.close();
    setUp(directory).log.info('second');
    expect(read().trim().split('\n')).toHaveLength(2);
  });

  it('never throws: without a place to write, records are dropped', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { log } = setUp(join(file, 'logs'));
    log.info('lost');
    expect(log.bug('lost', new Error('x'))).not.toBe('');
    log.close();
    log.info('after-the-end');
  });

  it('goes on where the rotation is hindered', () => {
    const { log, directory, read } = setUp();
    mkdirSync(join(directory, 'muster.4.log', 'not-empty'), { recursive: true });
    for (let record = 0; record < 110; record++) log.info('large', { ...large, record });
    log.info('last');
    expect(read()).toContain('"event":"last"');
  });
});

describe('the frames of a stack', () => {
  function withStack(message: string, stack: string): Error {
    return Object.assign(new Error(message), { stack });
  }

  it('are names and places, without the folders', () => {
    const stack = [
      'Error: x',
      '    at Object.read [as run] (file:///home/alice/muster/dist/main.js:10:20)',
      '    at async Promise.all (index 0)',
      '    at C:\\Users\\alice\\main.js:1:2',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    ].join('\n');
    expect(framesOf(withStack('x', stack))).toEqual([
      'Object.read [as run] main.js:10:20',
      'anonymous main.js:1:2',
      'process.processTicksAndRejections task_queues:95:5',
    ]);
  });

  it('are none when the message was changed after the stack was written', () => {
    const stack = 'Error: old\n    at secret (x.js:1:1)\n    at f (y.js:1:1)';
    expect(framesOf(withStack('new', stack))).toEqual([]);
  });
});
