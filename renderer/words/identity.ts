// The words of a changed identity. What changed is known; who did it isn't.
import type { Identity } from '../../electron/shared/trust.ts';

export interface AlarmWords {
  readonly title: string;
  readonly body: string;
  readonly accept: string;
}

export function alarmWords(current: Identity): AlarmWords {
  switch (current.kind) {
    case 'present':
      return {
        title: 'The identity of this account has changed.',
        body: 'If you reset it yourself, accept the new one. If not, somebody with your password or the server may have replaced it: compare the new one with your other clients first.',
        accept: 'Accept the new identity…',
      };
    case 'none':
      return {
        title: 'The identity of this account is gone.',
        body: 'The server shows none any more, so no session can be verified. If you removed it yourself, accept that.',
        accept: 'Accept that there is none…',
      };
    case 'broken':
    case 'unchecked':
      return {
        title: 'The identity of this account is broken.',
        body: "The server shows keys that don't fit together, so no session can be verified. Ask the people who run it, unless you know why.",
        accept: 'Accept that it is broken…',
      };
  }
}
