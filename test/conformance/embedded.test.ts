// The embedded homeserver in each of its likenesses.
import { personalities, type Personality } from '../homeserver/personality.ts';
import { startHomeserver } from '../homeserver/server.ts';
import { type StartSubject } from './subject.ts';
import { describeConformance } from './suite.ts';

const startAs =
  (personality: Personality): StartSubject =>
  async ({ uiaGraceMs }) => {
    // As Synapse does by default for clients that ask for it.
    const refresh = { lifetimeMs: 300_000, kind: 'spec' } as const;
    const homeserver = await startHomeserver({ personality, refresh });
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

for (const personality of personalities)
  describeConformance(`embedded ${personality}`, personality, startAs(personality));
