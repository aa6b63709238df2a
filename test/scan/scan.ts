// Looks through the evidence of all tests for every secret of each of them, in every spelling. Says
// what was found and where, never the secret itself.
import { readFile } from 'node:fs/promises';
import { type EvidenceKind, type TestEvidence, evidenceKinds } from './evidence.ts';
import { type Form, SHORTEST_SECRET, spellingsOf } from './forms.ts';
import type { SecretSource } from './recording.ts';
import { createSearch } from './search.ts';

export interface Finding {
  /** In whose evidence. */
  readonly test: string;
  /** Below the test's folder. */
  readonly file: string;
  /** Where it stands first, in bytes. */
  readonly at: number;
  readonly forms: readonly Form[];
  /** How the secret is known. */
  readonly sources: readonly SecretSource[];
  /** Whose secret; another test's is as bad. */
  readonly secretOf: string;
}

export interface Amount {
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
}

export interface Scan {
  readonly findings: readonly Finding[];
  /** What was looked through. */
  readonly amounts: ReadonlyMap<EvidenceKind, Amount>;
  /** How many were looked for, and how many of them are known from where. */
  readonly secrets: number;
  readonly sources: ReadonlyMap<SecretSource, number>;
  readonly spellings: number;
  /** Secrets that could not be looked for, as they are too short. */
  readonly tooShort: number;
}

interface Secret {
  readonly text: string;
  readonly sources: Set<SecretSource>;
  readonly secretOf: string;
}

type Found = Pick<Finding, 'at' | 'forms' | 'sources' | 'secretOf'>;

export async function scanEvidence(tests: readonly TestEvidence[]): Promise<Scan> {
  const noted = secretsOf(tests);
  const secrets = noted.filter(({ text }) => text.length >= SHORTEST_SECRET);
  const { find, spellings } = createSecretSearch(secrets);
  const amounts = new Map<EvidenceKind, Amount>(
    evidenceKinds.map((kind) => [kind, { files: 0, bytes: 0, lines: 0 }]),
  );
  const findings: Finding[] = [];
  for (const test of tests) {
    for (const { kind, path, name } of test.files) {
      const content = await readFile(path);
      const { files, bytes, lines } = amounts.get(kind)!;
      amounts.set(kind, {
        files: files + 1,
        bytes: bytes + content.length,
        lines: lines + countLines(content),
      });
      const place = { test: nameOf(test), file: name };
      findings.push(...find(content).map((found) => ({ ...place, ...found })));
    }
  }
  const counts = new Map<SecretSource, number>();
  for (const source of secrets.flatMap(({ sources }) => [...sources]))
    counts.set(source, (counts.get(source) ?? 0) + 1);
  return {
    findings,
    amounts,
    secrets: secrets.length,
    sources: counts,
    spellings,
    tooShort: noted.length - secrets.length,
  };
}

/** Each secret once. It belongs to the first test that has noted it. */
function secretsOf(tests: readonly TestEvidence[]): readonly Secret[] {
  const secrets = new Map<string, Secret>();
  for (const test of tests)
    for (const { source, secret: text } of test.secrets) {
      const secret = secrets.get(text) ?? { text, sources: new Set(), secretOf: nameOf(test) };
      secrets.set(text, secret);
      secret.sources.add(source);
    }
  return [...secrets.values()];
}

/** `find` tells each secret once, however often and in however many spellings it is there. */
function createSecretSearch(secrets: readonly Secret[]): {
  readonly find: (content: Buffer) => readonly Found[];
  readonly spellings: number;
} {
  const patterns = secrets.flatMap((secret) =>
    spellingsOf(secret.text).map(({ form, bytes }) => ({ bytes, value: { secret, form } })),
  );
  const search = createSearch(patterns);
  return {
    spellings: patterns.length,
    find(content) {
      const places = new Map<Secret, { readonly at: number; readonly forms: Set<Form> }>();
      for (const { value, at } of search(content)) {
        const place = places.get(value.secret) ?? { at, forms: new Set() };
        places.set(value.secret, place);
        place.forms.add(value.form);
      }
      return [...places].map(([{ sources, secretOf }, { at, forms }]) => ({
        at,
        forms: [...forms],
        sources: [...sources],
        secretOf,
      }));
    },
  };
}

function nameOf({ suite, title }: TestEvidence): string {
  return `${suite}: ${title}`;
}

function countLines(content: Buffer): number {
  let lines = 0;
  for (let at = content.indexOf(10); at !== -1; at = content.indexOf(10, at + 1)) lines += 1;
  return lines;
}
