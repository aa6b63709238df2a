// What each form for a way to sign in is given.
import type { Snippet } from 'svelte';
import type { AppError } from '../../../electron/shared/errors.ts';
import type { SignInSnapshot } from '../../../electron/shared/sign-in.ts';
import type { Clock } from '../../state/clock.svelte.ts';
import type { SignInState } from '../../state/sign-in.svelte.ts';

export interface WayProps {
  readonly signIn: SignInState;
  readonly step: Extract<SignInSnapshot, { kind: 'ready' }>;
  readonly problem: AppError | null;
  readonly clock: Clock;
  readonly onback: () => void;
  /** Where the sign-in is kept, and the other ways. */
  readonly children: Snippet;
}
