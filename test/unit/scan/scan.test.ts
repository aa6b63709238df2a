// The scan of evidence as the fixtures write it. It must be able to fail.
import { appendFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEvidence } from '../../fixtures/evidence.ts';
import { evidenceKinds, readEvidence } from '../../scan/evidence.ts';
import { spellingsOf } from '../../scan/forms.ts';
import { gapsIn } from '../../scan/gaps.ts';
import { scanEvidence } from '../../scan/scan.ts';

const token = 'hs_7Zq-planted_Token.81xLr05tYwE+~end';
const password = 'canary "päss" word/4%';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-evidence-'));
  const suite = join(root, 'e2e-synapse');
  await mkdir(suite);
  vi.stubEnv('MUSTER_EVIDENCE', suite);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

/** A test as complete as the real ones, in which somebody signed in; its folder. */
async function leave(title: string, secrets: readonly string[] = []): Promise<string> {
  const evidence = await openEvidence(title);
  const recording = evidence.recording ?? '';
  const data = await mkdtemp(join(tmpdir(), 'muster-data-'));
  await writeFile(join(data, 'muster.sqlite'), 'SQLite format 3');
  evidence.launched();
  evidence.add('output', 'one\n');
  evidence.add('processes', 'electron . HOME=/home\n');
  const answer = { kind: 'answer', id: '1', value: { kind: 'signed-in' } };
  await appendFile(recording, `${JSON.stringify(answer)}\n`);
  evidence.note('typed', secrets);
  evidence.note('kept', secrets);
  await evidence.take(data);
  await evidence.close();
  return dirname(recording);
}

async function leaveSecrets(title: string): Promise<void> {
  const evidence = await openEvidence(title);
  evidence.note('typed', [password, 'short']);
  evidence.note('kept', [token]);
  await evidence.close();
}

describe('the secret scan', () => {
  it('finds nothing where nothing is, and says how much it looked through', async () => {
    await leave('clean');
    await leaveSecrets('their owner');
    const { tests } = await readEvidence(root);
    const { findings, amounts, sources, tooShort } = await scanEvidence(tests);
    expect(findings).toEqual([]);
    expect(amounts.get('files')).toEqual({ files: 1, bytes: 15, lines: 0 });
    expect(amounts.get('messages')).toMatchObject({ files: 2, lines: 1 });
    expect(Object.fromEntries(sources)).toEqual({ typed: 1, kept: 1 });
    expect(tooShort).toBe(1);
  });

  const spelt = [token, password].flatMap((secret) =>
    spellingsOf(secret).map(({ form, bytes }) => ({ form, bytes, secret })),
  );

  it('looks for every form', () => {
    const forms = new Set(spelt.map(({ form }) => form));
    const all = 'raw UTF-16 base64 base64url hex percent JSON reversed part'.split(' ');
    expect([...forms].toSorted()).toEqual(all.toSorted());
  });

  it.each(evidenceKinds)(
    'finds every spelling in %s, of a secret of another test',
    async (kind) => {
      await leaveSecrets('their owner');
      for (const [index, { bytes }] of spelt.entries()) {
        const folder = await leave(`planted ${index}`);
        const place = kind === 'files' ? join(folder, kind, 'planted') : join(folder, kind);
        await appendFile(place, Buffer.concat([Buffer.from('<'), bytes, Buffer.from('>')]));
      }
      const { findings } = await scanEvidence((await readEvidence(root)).tests);
      expect(findings).toHaveLength(spelt.length);
      for (const [index, { form }] of spelt.entries()) {
        const finding = findings.find(({ test }) => test === `e2e-synapse: planted ${index}`);
        expect(finding?.forms, `spelling ${index}`).toContain(form);
        expect(finding?.file).toBe(kind === 'files' ? 'files/planted' : kind);
        expect(finding?.secretOf).toBe('e2e-synapse: their owner');
      }
      expect(JSON.stringify(findings)).not.toContain(token);
    },
  );

  it('finds base64 of a text in whose middle the secret is, wherever it begins', async () => {
    await leaveSecrets('their owner');
    for (const before of ['', 'x', 'xy', 'xyz']) {
      const folder = await leave(`after ${before}`);
      const text = Buffer.from(`${before}${token}&more`).toString('base64');
      await appendFile(join(folder, 'output'), text);
    }
    const { findings } = await scanEvidence((await readEvidence(root)).tests);
    expect(findings.map(({ forms }) => forms)).toEqual(Array.from({ length: 4 }, () => ['base64']));
  });
});

describe('gaps', () => {
  it('are none where every kind of evidence is there', async () => {
    await leave('whole', [password]);
    expect(gapsIn(await readEvidence(root))).toEqual([]);
  });

  it('are told of a test that signed in and noted nothing', async () => {
    await leave('whole', [password]);
    await leave('forgetful', ['short']);
    expect(gapsIn(await readEvidence(root))).toEqual([
      'e2e-synapse: "forgetful" signed in and has noted no secret.',
    ]);
  });

  it('are told where nothing was left at all', async () => {
    expect(gapsIn(await readEvidence(root))).toContain('e2e-synapse left nothing.');
    await rm(join(root, 'e2e-synapse'), { recursive: true });
    expect(gapsIn(await readEvidence(root))).toEqual(['There is no evidence at all.']);
  });

  it.each(['files', 'messages', 'processes'])('are told of one test without %s', async (kind) => {
    await leave('whole', [password]);
    const folder = await leave('but one', [password]);
    await rm(join(folder, kind), { recursive: true });
    expect(gapsIn(await readEvidence(root))).toEqual([`e2e-synapse: "but one" left no ${kind}.`]);
  });

  it('are told where no test has kept what Muster wrote', async () => {
    const folder = await leave('silent', [password]);
    await rm(join(folder, 'output'));
    expect(gapsIn(await readEvidence(root))).toEqual(['e2e-synapse left no output.']);
  });

  it('are told of a test that did not get to its end', async () => {
    const folder = await leave('cut off');
    await rm(join(folder, 'about'));
    const [gap] = gapsIn(await readEvidence(root));
    expect(gap).toMatch(/^e2e-synapse\/test-\w+ was not finished\.$/);
  });
});

describe('the evidence of a test', () => {
  it('is not kept without a folder for it: what is handed in is deleted', async () => {
    vi.stubEnv('MUSTER_EVIDENCE', '');
    const evidence = await openEvidence('alone');
    const data = await mkdtemp(join(tmpdir(), 'muster-data-'));
    await evidence.take(data);
    await expect(stat(data)).rejects.toThrow('ENOENT');
    expect(evidence.recording).toBeNull();
  });
});
