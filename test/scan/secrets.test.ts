// The secret scan: after the kinds of tests that start Muster, over all that they left behind.
import { expect, it } from 'vitest';
import { readEvidence } from './evidence.ts';
import { gapsIn } from './gaps.ts';
import { scanEvidence } from './scan.ts';
import { summaryOf } from './summary.ts';

const root = process.env['MUSTER_EVIDENCE'];
if (root === undefined) throw new Error('no evidence: npm test runs this after an e2e kind');
const evidence = await readEvidence(root);

it('everything that can hold a secret was handed in', () => {
  expect(gapsIn(evidence)).toEqual([]);
});

it('no secret is in it, in any spelling', async () => {
  const scan = await scanEvidence(evidence.tests);
  process.stdout.write(`${summaryOf(evidence, scan).join('\n')}\n`);
  expect(scan.findings).toEqual([]);
});
