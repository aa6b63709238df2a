// All figures, in the order in which they are tried.
import type { Figure } from './figure.ts';
import { addresses } from './figures/addresses.ts';
import { answersInElectron, answersInNode } from './figures/answers.ts';
import { externalAddresses } from './figures/external-addresses.ts';
import { ipcArguments } from './figures/ipc-arguments.ts';
import { ipcInWindow } from './figures/ipc-in-window.ts';
import { kills } from './figures/kills.ts';
import { redirects } from './figures/redirects.ts';
import { reports } from './figures/reports.ts';
import { signInListener } from './figures/sign-in-listener.ts';
import { signOutSchedules } from './figures/sign-out-schedules.ts';

export const figures: readonly Figure[] = [
  answersInNode,
  answersInElectron,
  addresses,
  externalAddresses,
  redirects,
  ipcArguments,
  ipcInWindow,
  signInListener,
  signOutSchedules,
  kills,
  reports,
];
