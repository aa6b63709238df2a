import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../../electron/matrix/http/answer.ts';
import type { HttpAnswer } from '../../../../electron/matrix/http/request.ts';
import type { HttpBody } from '../../../../electron/matrix/http/body.ts';
import { NOW } from '../fake-ports.ts';

const host = 'example.org';
const noJson: HttpBody = { kind: 'unreadable', reason: 'not-json' };
const page: HttpBody = { kind: 'unreadable', reason: 'html' };

function answer(status: number, body: HttpBody, headers: Record<string, string> = {}): HttpAnswer {
  return { status, host, headers: new Headers(headers), body };
}

function matrix(errcode: string, rest: Record<string, unknown> = {}): HttpBody {
  return { kind: 'json', value: { errcode, error: 'words', ...rest } };
}

describe('errors', () => {
  it.each([
    [401, matrix('M_UNKNOWN_TOKEN'), { code: 'session-ended', softLogout: false }],
    [
      401,
      matrix('M_UNKNOWN_TOKEN', { soft_logout: true }),
      { code: 'session-ended', softLogout: true },
    ],
    [401, matrix('M_UNKNOWN_TOKEN', { flows: [] }), { code: 'session-ended', softLogout: false }],
    [403, matrix('M_UNKNOWN_TOKEN'), { code: 'forbidden', serverText: 'words' }],
    [401, matrix('M_MISSING_TOKEN'), { code: 'session-ended', softLogout: false }],
    [401, matrix('M_USER_LOCKED', { soft_logout: true }), { code: 'account-locked' }],
    [403, matrix('M_USER_SUSPENDED'), { code: 'account-suspended' }],
    [403, matrix('M_USER_DEACTIVATED'), { code: 'account-deactivated' }],
    [
      403,
      matrix('M_USER_LIMIT_EXCEEDED', { error: 'Full', info_uri: 'https://example.org/limits' }),
      { code: 'device-limit', infoUri: 'https://example.org/limits', serverText: 'Full' },
    ],
    [
      403,
      matrix('M_USER_LIMIT_EXCEEDED', { error: 'Full', info_uri: 'javascript:alert(1)' }),
      { code: 'device-limit', infoUri: null, serverText: 'Full' },
    ],
    [403, matrix('M_FORBIDDEN'), { code: 'forbidden', serverText: 'words' }],
    [403, page, { code: 'bad-answer', host, reason: 'html' }],
    [401, page, { code: 'bad-answer', host, reason: 'html' }],
    [401, noJson, { code: 'request-refused', status: 401, errcode: null, serverText: null }],
    [404, matrix('M_NOT_FOUND'), { code: 'not-found' }],
    [404, matrix('M_FORBIDDEN'), { code: 'not-found' }],
    [
      404,
      matrix('M_UNRECOGNIZED'),
      { code: 'request-refused', status: 404, errcode: 'M_UNRECOGNIZED', serverText: 'words' },
    ],
    [404, noJson, { code: 'bad-answer', host, reason: 'empty-404' }],
    [404, page, { code: 'bad-answer', host, reason: 'empty-404' }],
    [
      404,
      { kind: 'json', value: { message: 'no route' } },
      { code: 'bad-answer', host, reason: 'empty-404' },
    ],
    [500, matrix('M_UNKNOWN'), { code: 'server-failed', status: 500, serverText: 'words' }],
    [502, page, { code: 'server-failed', status: 502, serverText: null }],
    [503, matrix('M_UNKNOWN_TOKEN'), { code: 'server-failed', status: 503, serverText: 'words' }],
    [302, noJson, { code: 'redirected', host }],
    [
      400,
      matrix('M_BAD_JSON'),
      { code: 'request-refused', status: 400, errcode: 'M_BAD_JSON', serverText: 'words' },
    ],
    [200, page, { code: 'bad-answer', host, reason: 'html' }],
    [200, noJson, { code: 'bad-answer', host, reason: 'not-json' }],
    [
      200,
      { kind: 'unreadable', reason: 'too-large' },
      { code: 'bad-answer', host, reason: 'too-large' },
    ],
  ] satisfies [number, HttpBody, unknown][])('%i with %j is %j', (status, body, error) => {
    expect(meaningOf(answer(status, body), NOW)).toMatchObject({ kind: 'error', error });
  });

  it("cuts the server's prose to 300 units, never through a character", () => {
    const body = matrix('M_FORBIDDEN', { error: `${'x'.repeat(299)}😀` });
    const error = { code: 'forbidden', serverText: 'x'.repeat(299) };
    expect(meaningOf(answer(403, body), NOW)).toMatchObject({ error });
  });

  it.each([
    { errcode: 17 },
    { errcode: 'x'.repeat(200) },
    { errcode: 'M_FORBIDDEN\n' },
    [],
    null,
    'M_FORBIDDEN',
  ])('does not take %j for a Matrix error', (value) => {
    expect(meaningOf(answer(400, { kind: 'json', value }), NOW)).toMatchObject({ matrix: null });
  });
});

describe('429', () => {
  const http = (time: number): string => new Date(time).toUTCString();
  const inTwoMinutes = http(NOW + 120_000);
  it.each([
    [{ 'retry-after': '7' }, {}, 7_000],
    [{}, { retry_after_ms: 1_500 }, 1_500],
    [{ 'retry-after': '1' }, { retry_after_ms: 4_000 }, 4_000],
    [{ 'retry-after': '9' }, { retry_after_ms: 4_000 }, 9_000],
    [{ 'retry-after': inTwoMinutes }, {}, 120_000],
    // A date is by the clock of the server, which may be another than this computer's.
    [{ 'retry-after': http(NOW + 86_490_000), date: http(NOW + 86_400_000) }, {}, 90_000],
    [{ 'retry-after': http(NOW - 86_310_000), date: http(NOW - 86_400_000) }, {}, 90_000],
    [{ 'retry-after': '0' }, {}, 500],
    [{ 'retry-after': '99999999999999999999' }, {}, 600_000],
    [{}, { retry_after_ms: 2 ** 31 }, 600_000],
  ])('%j and %j wait %i ms', (headers, rest, ms) => {
    const meaning = meaningOf(answer(429, matrix('M_LIMIT_EXCEEDED', rest), headers), NOW);
    expect(meaning).toMatchObject({ error: { code: 'rate-limited', retryAt: NOW + ms } });
  });

  it.each([
    [{}, {}],
    [{}, { retry_after_ms: null }],
    [{}, { retry_after_ms: -1 }],
    [{ 'retry-after': new Date(NOW - 5_000).toUTCString() }, {}],
    [{ 'retry-after': '-3' }, {}],
    [{ 'retry-after': 'soon' }, { retry_after_ms: 'soon' }],
  ])('%j and %j name no time, and none is invented', (headers, rest) => {
    const meaning = meaningOf(answer(429, matrix('M_LIMIT_EXCEEDED', rest), headers), NOW);
    expect(meaning).toMatchObject({ error: { code: 'rate-limited', retryAt: null } });
  });

  it('counts without JSON', () => {
    expect(meaningOf(answer(429, page, { 'retry-after': '3' }), NOW)).toMatchObject({
      error: { code: 'rate-limited', retryAt: NOW + 3_000 },
    });
  });
});
