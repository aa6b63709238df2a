import { describe, expect, it } from 'vitest';
import { freeName } from '../../../electron/loopback/downloads.ts';

describe('the name of a download', () => {
  it('replaces nothing', () => {
    const taken = new Set(['list.csv', 'list (2).csv']);
    expect(freeName('list.csv', (name) => taken.has(name))).toBe('list (3).csv');
    expect(freeName('other.csv', (name) => taken.has(name))).toBe('other.csv');
  });
});
