// What clients write about themselves into account data, and how Muster's client reads and empties
// it. Part of suite.ts.
import { describe, expect } from 'vitest';
import { type DeviceId } from '../../electron/shared/ids.ts';
import { clientOf, valueOf } from './client-of.ts';
import { everyServer, type HoldsFor } from './families.ts';
import { type Person, type Subject, errorBody, newPerson, wireTo } from './subject.ts';

const done = { status: 200, body: {} };
const prefix = 'io.element.matrix_client_information.';

export function describeAccountData(subject: () => Subject, holdsFor: HoldsFor): void {
  const call = (person: Person, method: string, path: string, body?: unknown) =>
    wireTo(subject().baseUrl).call(method, path, body, person.token);
  const path = ({ userId }: Person, type: string) =>
    `/user/${encodeURIComponent(userId)}/account_data/${encodeURIComponent(type)}`;
  const infos = async ({ token }: Person) =>
    valueOf(await clientOf(subject().baseUrl, token).clientInfos());

  describe('client information', () => {
    holdsFor(everyServer)('is read for every session, and emptied for one', async () => {
      const person = await newPerson(subject());
      expect(await infos(person)).toEqual(new Map());
      const info = { name: 'Element', version: '1.11.97', url: 'app.element.io' };
      for (const [type, content] of [
        [`${prefix}A`, info],
        [`${prefix}b/c 😀`, { name: 'Other' }],
        ['m.direct', { name: ['!room:x'] }],
      ] as const)
        expect(await call(person, 'PUT', path(person, type), content)).toEqual(done);
      const other = { name: 'Other', version: null, url: null };
      expect(await infos(person)).toEqual(
        new Map<string, unknown>([
          ['A', info],
          ['b/c 😀', other],
        ]),
      );

      const client = clientOf(subject().baseUrl, person.token);
      expect(valueOf(await client.clearClientInfo(person.userId, 'A' as DeviceId))).toBeNull();
      expect(await call(person, 'GET', path(person, `${prefix}A`))).toEqual(done);
      expect(await infos(person)).toEqual(new Map([['b/c 😀', other]]));
    });

    holdsFor(everyServer)('is of one user alone, and 404 where there is none', async () => {
      const [one, another] = [await newPerson(subject()), await newPerson(subject())];
      const forbidden = { status: 403, body: errorBody('M_FORBIDDEN') };
      expect(await call(one, 'GET', path(another, `${prefix}A`))).toEqual(forbidden);
      expect(await call(one, 'PUT', path(another, `${prefix}A`), {})).toEqual(forbidden);
      const none = { status: 404, body: errorBody('M_NOT_FOUND') };
      expect(await call(one, 'GET', path(one, `${prefix}A`))).toEqual(none);
    });
  });
}
