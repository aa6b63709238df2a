// One suite for every homeserver that Muster is tested with: run against a real Synapse it says what
// is true, run against the embedded one it says that nothing has drifted.
import { afterAll, beforeAll, describe } from 'vitest';
import type { Personality } from '../homeserver/personality.ts';
import { describeAccountData } from './account-data-suite.ts';
import { describeClient } from './client-suite.ts';
import { describeDevices } from './devices-suite.ts';
import { holdsForOf } from './families.ts';
import { describeLogin, describeServer, describeTokens } from './login-suite.ts';
import { type StartSubject, type Subject } from './subject.ts';
import { describeTrust } from './trust-suite.ts';
import { describeUia, describeUiaGrace } from './uia-suite.ts';

const GRACE = 10 * 60_000;

/** `family`: which kind of server it is. */
export function describeConformance(name: string, family: Personality, start: StartSubject): void {
  const holdsFor = holdsForOf(family);
  describe(name, () => {
    const subject = running(() => start({ uiaGraceMs: 0 }));
    describeServer(subject, holdsFor);
    describeLogin(subject, holdsFor);
    describeTokens(subject, holdsFor);
    describeDevices(subject, holdsFor);
    if (family !== 'mas') describeUia(subject, holdsFor);
    describeClient(subject, holdsFor);
    describeTrust(subject, holdsFor);
    describeAccountData(subject, holdsFor);
  });

  // An option of Synapse's alone.
  if (family === 'synapse')
    describe(`${name}, trusting a fresh sign-in`, () => {
      describeUiaGrace(running(() => start({ uiaGraceMs: GRACE })));
    });
}

/** One homeserver for the tests of a `describe`. */
function running(start: () => Promise<Subject>): () => Subject {
  let subject: Subject | null = null;
  beforeAll(async () => {
    subject = await start();
  });
  afterAll(() => subject?.close());
  return () => {
    if (!subject) throw new Error('not started');
    return subject;
  };
}
