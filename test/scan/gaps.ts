// Where evidence is missing: a scan of nothing finds nothing. Pure.
import { evidenceKinds, type Evidence, type EvidenceKind, type TestEvidence } from './evidence.ts';
import { SHORTEST_SECRET } from './forms.ts';
import type { SecretSource } from './recording.ts';

/** What a kind of tests that starts Muster leaves behind. */
interface Expected {
  /** Every test in which Muster was started. */
  readonly each: readonly EvidenceKind[];
  /** All together: programs and pages without faults may say nothing. */
  readonly all: readonly EvidenceKind[];
  readonly secrets: readonly SecretSource[];
}

const expected: ReadonlyMap<string, Expected> = new Map([
  [
    'e2e-electron',
    {
      each: ['files', 'messages', 'processes'],
      all: evidenceKinds,
      secrets: ['typed', 'kept', 'issued', 'seeded'],
    },
  ],
  [
    'e2e-synapse',
    { each: ['files', 'messages', 'processes'], all: ['output'], secrets: ['typed', 'kept'] },
  ],
  // A host without a page exchanges no messages.
  [
    'e2e-browser',
    {
      each: ['files', 'processes'],
      all: ['output', 'messages'],
      secrets: ['issued', 'seeded'],
    },
  ],
]);

/** One sentence a gap; none for evidence that is whole. */
export function gapsIn({ suites, tests, unfinished }: Evidence): readonly string[] {
  return [
    ...(suites.length === 0 ? ['There is no evidence at all.'] : []),
    ...unfinished.map((folder) => `${folder} was not finished.`),
    ...suites.flatMap((suite) =>
      gapsOfSuite(
        suite,
        tests.filter((test) => test.suite === suite),
      ),
    ),
  ];
}

function gapsOfSuite(suite: string, tests: readonly TestEvidence[]): readonly string[] {
  const wanted = expected.get(suite);
  if (!wanted) return [`${suite} is no kind of tests that leaves evidence.`];
  const noted = tests.flatMap(({ secrets }) => secrets).filter(isLong);
  return [
    ...(tests.length === 0 ? [`${suite} left nothing.`] : []),
    ...wanted.all
      .filter((kind) => !tests.some((test) => hasLeft(test, kind)))
      .map((kind) => `${suite} left no ${kind}.`),
    ...wanted.secrets
      .filter((source) => !noted.some((secret) => secret.source === source))
      .map((source) => `${suite} has noted no secret that was ${source}.`),
    ...tests.flatMap((test) => gapsOfTest(test, wanted)),
  ];
}

function gapsOfTest(test: TestEvidence, { each }: Expected): readonly string[] {
  const name = `${test.suite}: "${test.title}"`;
  return [
    ...(test.launches === 0 ? [] : each)
      .filter((kind) => !hasLeft(test, kind))
      .map((kind) => `${name} left no ${kind}.`),
    ...(test.signedIn && !test.secrets.some(isLong)
      ? [`${name} signed in and has noted no secret.`]
      : []),
  ];
}

function hasLeft({ files }: TestEvidence, kind: EvidenceKind): boolean {
  return files.some((file) => file.kind === kind && file.bytes > 0);
}

function isLong({ secret }: { readonly secret: string }): boolean {
  return secret.length >= SHORTEST_SECRET;
}
