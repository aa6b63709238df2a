// What arrives over the network becomes a Response, or an error of this request alone.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasBody, responseOf } from '../../../electron/shell/homeserver-answer.ts';

it('keeps status, headers and what is repeated', () => {
  const headers = { location: '/next', 'set-cookie': ['a=1', 'b=2'], 'x-note': 'é' };
  const response = responseOf(302, headers, null);
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('/next');
  expect(response.headers.get('x-note')).toBe('é');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

it('leaves out the headers that the standard can not hold, and no other', () => {
  const headers = { 'x-greek': 'Εντάξει', 'odd name': 'a', 'x-line': 'a\nb', 'x-plain': 'a' };
  expect([...responseOf(200, headers, null).headers]).toEqual([['x-plain', 'a']]);
});

it.each([0, 99, 100, 199, 600, 999, 1_000, -200, Number.NaN])('refuses the status %d', (status) => {
  expect(() => responseOf(status, {}, null)).toThrow(
    expect.objectContaining({ cause: { code: 'INVALID_HTTP_RESPONSE' } }),
  );
});

it('makes a Response of any other status with any headers', () => {
  const text = fc.string({ unit: 'binary' });
  const headers = fc.dictionary(text, fc.oneof(text, fc.array(text)), { maxKeys: 8 });
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), headers, (status, raw) => {
      const body = hasBody(status) ? new ReadableStream<Uint8Array>() : null;
      expect(responseOf(status, raw, body).status).toBe(status);
    }),
  );
});
