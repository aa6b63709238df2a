// What app:// answers: exact paths of one origin, by GET, and nothing by any other spelling.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer } from '../../../electron/shell/app-answer.ts';

const bytes = new TextEncoder().encode('hello');
const files = new Map([
  ['/index.html', { bytes, type: 'text/html; charset=utf-8' }],
  ['/assets/a.js', { bytes, type: 'text/javascript; charset=utf-8' }],
]);

function get(url: string): Response {
  return answer(files, { method: 'GET', url });
}

describe('answer', () => {
  it('serves a file with its type and the security headers', async () => {
    const response = get('app://bundle/index.html');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('hello');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    'app://bundle',
    'app://bundle/',
    'app://bundle//index.html',
    'app://bundle/index.html?',
    'app://bundle/index.html#x',
    'app://bundle/INDEX.HTML',
    'app://bundle/%69ndex.html',
    'app://bundle/assets/../index.html',
    'app://bundle/assets/%2e%2e/index.html',
    'app://bundle/..%2findex.html',
    'app://bundle/assets\\a.js',
    'app://bundle/etc/passwd',
    'app://bundle/__proto__',
    'app://bundle.evil/index.html',
    'app://bundle:80/index.html',
    'app://user@bundle/index.html',
    'app://evil/index.html',
    'http://bundle/index.html',
    'file:///index.html',
    '/index.html',
    '',
  ])('refuses %j with the security headers', (url) => {
    const response = get(url);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get'])('refuses %s', (method) => {
    expect(answer(files, { method, url: 'app://bundle/index.html' }).status).toBe(405);
  });

  it('answers 200 to no path but those of the map', () => {
    const part = fc.oneof(
      fc.constantFrom('index.html', 'assets', 'a.js', '..', '.', '', '%2e%2e', '%2f', '\\', '/'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const path = `/${parts.join('/')}`;
        expect(get(`app://bundle${path}`).status).toBe(files.has(path) ? 200 : 404);
      }),
      { numRuns: 10_000 },
    );
  });
});
