import { describe, expect, it } from 'vitest';
import { isMatrixId } from '../../../electron/matrix/matrix-id.ts';

describe('a Matrix ID', () => {
  it.each([
    '@alice:example.org',
    '@alice:example.org:8448',
    '@alice:EXAMPLE.org',
    '@alice:1.2.3.4',
    '@alice:[2001:db8::1]:8448',
    '@alice:localhost',
    // Historical ones (spec appendix "Historical User IDs").
    '@a b:x',
    '@:x',
    '@Ünï💻"<>\\:x',
    `@${'a'.repeat(252)}:x`,
  ])('may be %j', (text) => {
    expect(isMatrixId(text)).toBe(true);
  });

  it.each([
    '',
    '@',
    'alice:example.org',
    '@alice',
    '@alice:',
    '@alice:exa mple.org',
    '@alice:example.org/x',
    '@alice:example.org?x',
    '@alice:bücher.example',
    '@alice:example.org:',
    '@alice:example.org:port',
    '@alice:example.org:1234567',
    '@alice:[::1',
    '@alice:a:b:c',
    '@ali\u0000ce:example.org',
    '@ali\nce:example.org',
    '@ali\ud83dce:example.org',
    '@alice:example.org\n',
    `@${'a'.repeat(253)}:x`,
  ])('is not %j', (text) => {
    expect(isMatrixId(text)).toBe(false);
  });
});
