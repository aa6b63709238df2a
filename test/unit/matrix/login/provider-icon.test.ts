// Pictures of identity providers: asked for without a token, and taken only when they are small and
// begin like one.
import { describe, expect, it } from 'vitest';
import { fetchProviderIcon } from '../../../../electron/matrix/login/provider-icon.ts';
import { fakeServer, nodeError, type Scripted } from '../fake-ports.ts';

const base = 'https://matrix.example.org';
const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];
const picture = (bytes: readonly number[], status = 200): Response =>
  new Response(new Uint8Array(bytes), { status });

async function icon(answer: () => Scripted, named = 'mxc://media.example.org/github') {
  const { ports, requests, clock } = fakeServer(answer);
  const bytes = await clock.until(fetchProviderIcon(ports, base, named));
  return { bytes: bytes && [...bytes], requests };
}

describe('the picture of an identity provider', () => {
  it('is asked of the homeserver itself, in its media repository, without a token', async () => {
    const { bytes, requests } = await icon(() => picture(png));
    expect(bytes).toEqual(png);
    expect(requests.map(({ url }) => url)).toEqual([
      `${base}/_matrix/media/v3/thumbnail/media.example.org/github?width=48&height=48&method=scale`,
    ]);
    expect(requests[0]?.headers.has('authorization')).toBe(false);
    expect(requests[0]?.init).toMatchObject({ redirect: 'error', credentials: 'omit' });
  });

  it.each<readonly [string, () => Scripted]>([
    ['is a page', () => new Response('<svg onload=alert(1)>')],
    ['is a format with more in it', () => picture([0x47, 0x49, 0x46, 0x38, 0x39, 0x61])],
    ['is not there', () => picture(png, 404)],
    ['is too large', () => picture([...png, ...new Array<number>(200_000).fill(0)])],
    ['is empty', () => picture([])],
    ['never comes', () => nodeError('ECONNRESET')],
  ])('is none when it %s', async (_, answer) => {
    expect((await icon(answer)).bytes).toBeNull();
  });

  it.each(['mxc://media.example.org/..', 'mxc://media.example.org', 'https://x/y', 'mxc:///x'])(
    'is not asked for by %s',
    async (named) => {
      const { bytes, requests } = await icon(() => picture(png), named);
      expect([bytes, requests]).toEqual([null, []]);
    },
  );
});
