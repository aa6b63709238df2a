import { describe, expect, it } from 'vitest';
import { refreshTokens } from '../../../../electron/matrix/login/refresh.ts';
import { fakeServer, html, json, nodeError, type Scripted } from '../fake-ports.ts';

const base = 'https://example.org';
const pair = () => json(200, { access_token: 'a2', refresh_token: 'r2', expires_in_ms: 1_000 });
const renewed = {
  kind: 'renewed',
  tokens: { access: 'a2', refresh: 'r2', expiresInMs: 1_000 },
};

async function refreshed(...answers: readonly (() => Scripted)[]) {
  const server = fakeServer((_, index) => (answers[index] ?? answers.at(-1) ?? pair)());
  const answer = await server.clock.until(refreshTokens(server.ports, base, 'r1'));
  return { server, answer };
}

describe('POST /refresh', () => {
  it('sends the refresh token in the body alone', async () => {
    const { server, answer } = await refreshed(pair);
    expect(answer).toEqual(renewed);
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://example.org/_matrix/client/v3/refresh',
      body: { refresh_token: 'r1' },
    });
    expect(request?.headers.get('authorization')).toBeNull();
  });

  it('finds the endpoint of older servers', async () => {
    const { server, answer } = await refreshed(
      () => json(404, { errcode: 'M_UNRECOGNIZED' }),
      pair,
    );
    expect(answer).toEqual(renewed);
    expect(server.requests[1]?.url).toBe('https://example.org/_matrix/client/v1/refresh');
  });

  it.each([() => nodeError('ECONNRESET'), () => html(502), () => json(500, {})])(
    'tries the same token again after failure %#',
    async (failure) => {
      const { server, answer } = await refreshed(failure, failure, pair);
      expect(answer).toEqual(renewed);
      expect(server.requests.map(({ body }) => body)).toEqual(
        Array.from({ length: 3 }, () => ({ refresh_token: 'r1' })),
      );
    },
  );

  it.each([
    json(401, { errcode: 'M_UNKNOWN_TOKEN' }),
    json(401, { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true }),
    json(403, { errcode: 'M_FORBIDDEN' }),
  ])('is refused by a server that says so: %#', async (answer) => {
    const { server, answer: got } = await refreshed(() => answer.clone());
    expect(got).toEqual({ kind: 'refused' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [json(429, { errcode: 'M_LIMIT_EXCEEDED' }), { code: 'rate-limited', retryAt: null }],
    [json(408, { errcode: 'M_UNKNOWN' }), { code: 'request-refused', status: 408 }],
    [json(400, { errcode: 'M_UNKNOWN' }), { code: 'request-refused', status: 400 }],
    [json(404, { errcode: 'M_UNRECOGNIZED' }), { code: 'request-refused', status: 404 }],
    [json(401, { errcode: 'M_USER_LOCKED', soft_logout: true }), { code: 'account-locked' }],
    [html(403), { code: 'bad-answer', reason: 'html' }],
    [json(403, { errcode: 'M_UNKNOWN' }), { code: 'forbidden' }],
    [json(200, { token: 'a2' }), { code: 'bad-answer', reason: 'shape' }],
  ])('ends nothing by another answer: %#', async (answer, error) => {
    const { answer: got } = await refreshed(() => answer.clone());
    expect(got).toMatchObject({ kind: 'failed', error });
  });
});
