import fc from 'fast-check';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { fromStoredText, toStoredText } from '../../../../electron/core/store/stored-text.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('\0', '\\', '\\0000', '\ud800', '\udc00', '\ufffd', 'a', '😀', '__proto__'),
    )
    .map((parts) => parts.join('')),
);

describe('stored text', () => {
  it('comes back from a column as it went in', () => {
    const connection = new Sqlite(':memory:');
    connection.exec('CREATE TABLE texts (text TEXT) STRICT');
    const insert = connection.prepare('INSERT INTO texts VALUES (?)');
    const read = connection.prepare('SELECT text FROM texts').raw();
    fc.assert(
      fc.property(hostile, (text) => {
        connection.exec('DELETE FROM texts');
        insert.run(toStoredText(text));
        expect(
          read
            .all()
            .flat()
            .map((stored) => fromStoredText(String(stored))),
        ).toEqual([text]);
      }),
      { numRuns: 500 },
    );
    connection.close();
  });

  it('leaves ordinary text alone', () => {
    expect(toStoredText('Élise’s phone 😀')).toBe('Élise’s phone 😀');
  });
});
