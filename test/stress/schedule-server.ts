// A homeserver in one function that loses, doubles, delays and half does what it is asked, as chance
// has it, and remembers what it was really made to do.
import type { Clock, Fetch } from '../../electron/matrix/types.ts';
import type { Random } from '../homeserver/random.ts';
import { json } from '../unit/matrix/fake-ports.ts';

export const OWN = 'MUSTER';
export const PASSWORD = 'the-password';

type Fault =
  'lost' | 'unanswered' | 'late' | 'failed' | 'unavailable' | 'half' | 'asked-again' | 'doubled';
const faults: readonly Fault[] = [
  'lost',
  'unanswered',
  'late',
  'failed',
  'unavailable',
  'half',
  'asked-again',
  'doubled',
];

export class ScheduleServer {
  /** How likely a request meets a fault, in percent. */
  faultiness = 0;
  readonly listed = new Set<string>([OWN]);
  /** What it signed out, in order. */
  readonly signedOut: string[] = [];
  readonly #random: Random;
  readonly #clock: Clock;
  #stale: readonly string[] = [OWN];
  #uiaSessions = 0;

  constructor(random: Random, clock: Clock) {
    this.#random = random;
    this.#clock = clock;
  }

  readonly fetch: Fetch = async (url, init) => {
    const { pathname } = new URL(url);
    const path = pathname.replace('/_matrix/client/v3', '');
    const ask = `${init.method ?? 'GET'} ${path}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    const isFaulty = this.#random.below(100) < this.faultiness && path.includes('device');
    const fault = isFaulty ? this.#random.pick(faults) : null;
    switch (fault) {
      case 'lost':
        throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
      case 'failed':
        return json(502, 'oops');
      case 'unavailable':
        return json(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 2_000 });
      case 'late':
        await this.#clock.sleep(this.#random.below(25_000), init.signal ?? undefined);
        init.signal?.throwIfAborted();
        break;
      case 'doubled':
        this.#answer(ask, body, null);
        break;
      case 'unanswered':
      case 'half':
      case 'asked-again':
      case null:
        break;
    }
    const answer = this.#answer(ask, body, fault);
    if (fault === 'unanswered')
      throw new TypeError('fetch failed', { cause: { code: 'UND_ERR_SOCKET' } });
    return answer;
  };

  #answer(ask: string, body: unknown, fault: Fault | null): Response {
    switch (ask) {
      case 'GET /_matrix/client/versions':
        return json(200, { versions: ['v1.11'] });
      case 'GET /login':
        return json(200, { flows: [{ type: 'm.login.password' }] });
      case 'POST /login':
        return json(200, { user_id: '@alice:localhost', device_id: OWN, access_token: 'token' });
      case 'GET /account/whoami':
        return json(200, { user_id: '@alice:localhost', device_id: OWN });
      case 'GET /devices':
        return this.#list(fault);
      case 'POST /delete_devices':
        return this.#delete((body as { devices: readonly string[] }).devices, body, fault);
      default:
        if (ask.startsWith('DELETE /devices/'))
          return this.#delete([decodeURIComponent(ask.slice(16))], body, fault);
        return json(404, { errcode: 'M_UNRECOGNIZED' });
    }
  }

  /** Of a replica that is behind, at times: what has gone is still in it. */
  #list(fault: Fault | null): Response {
    const ids = fault === 'half' ? new Set([...this.#stale, ...this.listed]) : this.listed;
    this.#stale = [...this.listed];
    return json(200, { devices: [...ids].map((id) => ({ device_id: id })) });
  }

  #delete(ids: readonly string[], body: unknown, fault: Fault | null): Response {
    const { auth } = body as { auth?: { password?: string; session?: string } };
    if (fault === 'asked-again' || auth?.password !== PASSWORD) {
      const session = auth?.session ?? `s${(this.#uiaSessions += 1)}`;
      const refusal = auth?.password === undefined ? {} : { errcode: 'M_FORBIDDEN', error: 'No' };
      return json(401, {
        flows: [{ stages: ['m.login.password'] }],
        params: {},
        session,
        ...refusal,
      });
    }
    const done = fault === 'half' ? ids.slice(0, Math.ceil(ids.length / 2)) : ids;
    for (const id of done) if (this.listed.delete(id)) this.signedOut.push(id);
    return fault === 'half' ? json(500, { errcode: 'M_UNKNOWN' }) : json(200, {});
  }
}
