// The words of a changed identity. What changed is known; who did it isn't.
import { grouped } from '../../electron/audit/words.ts';
import type { Identity } from '../../electron/shared/trust.ts';

export interface AlarmWords {
  /** On the page, until it is answered. */
  readonly title: string;
  readonly question: string;
  readonly body: string;
  /** The answer of who knows why. */
  readonly myself: string;
  /** What is asked then. */
  readonly accept: string;
  readonly compare: string;
  readonly confirm: string;
  /** Afterwards. */
  readonly accepted: string;
}

export function alarmWords(current: Identity): AlarmWords {
  switch (current.kind) {
    case 'present':
      return {
        title: 'The identity of this account has changed.',
        question: 'Did you reset your identity?',
        body: 'The server shows another identity for this account than the one that Muster knows. Whoever holds the new one can make sessions look verified: you, after a reset, or somebody with your password or with power over the server.',
        myself: 'I reset it myself…',
        accept: 'Accept the new identity?',
        compare:
          'Compare the new one with the identity that another client of yours shows. Muster then counts the sessions that it has signed as verified, and warns again when it changes.',
        confirm: 'Accept the new identity',
        accepted: 'The new identity is accepted.',
      };
    case 'none':
      return {
        title: 'The identity of this account is gone.',
        question: 'Did you remove your identity?',
        body: 'The server shows no identity for this account any more, so no session can be verified.',
        myself: 'I removed it myself…',
        accept: 'Accept that it is gone?',
        compare:
          'Muster forgets the old one and takes the next identity that the server shows as yours. Accept only if you know why it is gone.',
        confirm: 'Accept that it is gone',
        accepted: 'Accepted.',
      };
    case 'broken':
    case 'unchecked':
      return {
        title: 'The identity of this account is broken.',
        question: 'Do you know why your identity is broken?',
        body: "The server shows keys that don't fit together, so no session can be verified.",
        myself: 'I know why…',
        accept: 'Accept that it is broken?',
        compare:
          'Muster forgets the old one and takes the next identity that the server shows as yours. Accept only if you know why it is broken.',
        confirm: 'Accept that it is broken',
        accepted: 'Accepted.',
      };
  }
}

export interface ComparedGroup {
  readonly known: string;
  readonly shown: string;
  readonly same: boolean;
}

/** Two keys in groups of four, side by side. Null is none: nothing is the same then. */
export function compared(known: string | null, shown: string | null): readonly ComparedGroup[] {
  const [before, now] = [known, shown].map((key) => (key === null ? [] : grouped(key).split(' ')));
  const length = Math.max(before?.length ?? 0, now?.length ?? 0);
  return Array.from({ length }, (_, index) => {
    const [one, other] = [before?.[index] ?? '', now?.[index] ?? ''];
    return { known: one, shown: other, same: one === other };
  });
}
