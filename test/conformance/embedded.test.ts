// The embedded homeserver in Synapse's likeness.
import { startHomeserver } from '../homeserver/server.ts';
import { type StartSubject } from './subject.ts';
import { describeConformance } from './suite.ts';

const start: StartSubject = async ({ uiaGraceMs }) => {
  // As Synapse does by default for clients that ask for it.
  const refresh = { lifetimeMs: 300_000, kind: 'spec' } as const;
  const homeserver = await startHomeserver({ refresh });
  return {
    baseUrl: homeserver.baseUrl,
    registerUser: (localpart, password) =>
      Promise.resolve(homeserver.addUser({ localpart, password, uiaGraceMs })),
    lockUser: (userId) => {
      homeserver.lockUser(userId);
      return Promise.resolve();
    },
    deactivateUser: (userId) => {
      homeserver.deactivateUser(userId);
      return Promise.resolve();
    },
    close: () => homeserver.close(),
  };
};

describeConformance('embedded homeserver', start);
