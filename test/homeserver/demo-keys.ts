// Who of the demo people can be trusted, and why: keys, identity, and what clients wrote about
// themselves. Data only; decided by what a session is called, so the same on every start.
import { type KeysPlan, type SessionKeys } from './identity-fixtures.ts';
import { createRandom } from './random.ts';
import { type WireObject } from './signing.ts';
import { type SessionSeed } from './state.ts';

/** Those that are told apart by name in demo-data.ts. */
const notable: ReadonlyMap<string, SessionKeys> = new Map([
  ['QBUAZIFURK', 'verified'],
  ['LMCYRTUXEB', 'verified'],
  ['AUIECTSRND', 'verified'],
  ['KTPMSDOEFU', 'verified'],
  ['WBLQNUYHAC', 'not-verified'],
  ['ZVNRWOPTLA', 'broken-own'],
  ['DHYDRVTEQX', 'dehydrated'],
]);

/** Keys that the server still shows of a session that it no longer lists. */
const LEFT_BEHIND = 'OLDTABLETX';

/** Clients that always encrypt. Scripts and bots have no keys; of the others, one in two does. */
const encrypting = /^(?:Element|app\.element|FluffyChat|Fractal|Cinny|NeoChat|nheko|Pixel|📱)/u;
const scripts = /bot\b|nio\b|script|relay|bridge|door-bell/;

/** @ada has an identity and verified most of what she uses. */
export function adasKeys(sessions: readonly SessionSeed[]): KeysPlan {
  const random = createRandom(11);
  const states = sessions.flatMap(({ deviceId, displayName = '' }): [string, SessionKeys][] => {
    const chance = random.next();
    const known = notable.get(deviceId);
    if (known) return [[deviceId, known]];
    if (encrypting.test(displayName))
      return [[deviceId, chance < 0.8 ? 'verified' : 'not-verified']];
    return scripts.test(displayName) || chance < 0.5 ? [] : [[deviceId, 'not-verified']];
  });
  return { identity: 'ada', sessions: new Map([...states, [LEFT_BEHIND, 'not-verified']]) };
}

/** @bridge-ops never set cross-signing up; the people who look after it sign in with Element. */
export function bridgeKeys(sessions: readonly SessionSeed[]): KeysPlan {
  const people = sessions.filter(({ displayName = '' }) => encrypting.test(displayName));
  return {
    identity: null,
    sessions: new Map(people.map(({ deviceId }) => [deviceId, 'not-verified'])),
  };
}

/** As Element writes it: the desktop app without an address. */
export function clientInformation(
  sessions: readonly SessionSeed[],
): ReadonlyMap<string, WireObject> {
  const entries = sessions.flatMap(({ deviceId, displayName = '' }): [string, WireObject][] => {
    const info = informationOf(displayName);
    return info ? [[`io.element.matrix_client_information.${deviceId}`, info]] : [];
  });
  return new Map(entries);
}

function informationOf(displayName: string): WireObject | null {
  if (/^(?:Element Web|app\.element)/.test(displayName))
    return { name: 'Element', version: '1.11.97', url: 'app.element.io' };
  if (displayName.startsWith('Element Desktop')) return { name: 'Element', version: '1.11.95' };
  if (displayName === 'Element Call') return { name: 'Element Call', url: 'call.element.io' };
  return null;
}
