import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { csvCell, csvReport } from '../../../electron/audit/csv.ts';
import { htmlReport } from '../../../electron/audit/html-report.ts';
import { reportStyle, reportStyleHash } from '../../../electron/audit/html-report-style.ts';
import { jsonReport, type JsonReport } from '../../../electron/audit/json-report.ts';
import type { Piece, Report } from '../../../electron/audit/report.ts';
import { safeHtml } from '../../../electron/audit/safe-html.ts';
import { anySessions, context, DAY, KEY, NOW, report, session, state, textOf } from './fixtures.ts';

const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202E';

const sample = [
  session('OWN', { trust: { kind: 'no-encryption' }, displayName: 'Muster' }),
  session('=1+1', {
    displayName: 'a "b", c\r\n=cmd',
    lastSeenIp: '10.1.2.3',
    previousIp: '8.8.8.8',
    trust: { kind: 'not-verified', fingerprint: KEY },
    note: 'a private note',
    client: { name: 'Element Web', version: '1.12', url: 'https://app.example' },
  }),
  session('OLD', { displayName: null, lastSeenAt: NOW - 100 * DAY, pinned: true }),
  session('STORE', { dehydrated: true, lastSeenAt: null, lastSeenIp: null }),
];

/** A strict RFC 4180 reader. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error('no CSV');
    const [, raw = '', end] = match;
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('the CSV export', () => {
  it('has a line a session in the order given, with what the list knows', () => {
    const text = textOf(csvReport(report(sample)));
    expect(text.startsWith('\uFEFFsession_id,name,')).toBe(true);
    const [head = [], ...rows] = readCsv(text.slice(1));
    const values = rows.map((row) => new Map(head.map((name, index) => [name, row[index]])));
    expect(values.map((row) => row.get('session_id'))).toEqual(['OWN', "'=1+1", 'OLD', 'STORE']);
    expect(Object.fromEntries(values[1] ?? [])).toEqual({
      session_id: "'=1+1",
      name: 'a "b", c\r\n\'=cmd',
      last_seen: '2026-11-23T09:00:00.000Z',
      address: '10.1.2.3',
      previous_address: '8.8.8.8',
      trust: 'not-verified',
      fingerprint: KEY,
      findings: 'not-verified address-changed internal-address',
      application: 'Element Web 1.12',
      first_seen_by_muster: '2025-10-20T09:00:00.000Z',
      pinned: 'no',
      offline_key_store: 'no',
      this_is_muster: 'no',
    });
    expect(values[0]?.get('this_is_muster')).toBe('yes');
    expect(values[2]?.get('name')).toBe('');
    expect(values[3]?.get('last_seen')).toBe('');
    expect(values[3]?.get('offline_key_store')).toBe('yes');
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['\t=1', `"\t'=1"`],
    ['\r=1', `"\r'=1"`],
    [' =1', `' =1`],
    ['\u200B=1', "'\u200B=1"],
    ['"=1"', `"'""=1"""`],
    ['x;=1', `"x;'=1"`],
    ['x\n@y', `"x\n'@y"`],
    ['a-b = c', 'a-b = c'],
    ['a@b', 'a@b'],
    ['x\0y', 'x\uFFFDy'],
    [null, ''],
  ])('writes %j as %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('is read back whole, and no cell begins with a formula', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('a=+-@,;"\r\n\t \u00A0')) });
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        const [row = []] = readCsv(`${cells.map(csvCell).join(',')}\r\n`);
        expect(row.map((cell) => cell.replaceAll("'", ''))).toEqual(cells);
        expect(row.filter((cell) => /(^|[;\t\r\n])[ \u00A0"]*[=+\-@]/.test(cell))).toEqual([]);
      }),
    );
  });

  it('writes hostile names in a time that their author cannot choose', () => {
    const names = ['\t', ' ', '\uFEFF', '"', ';', '\u200B'].map((unit) => unit.repeat(1_024));
    for (let n = 0; n < 300; n++) names.forEach(csvCell);
  });
});

describe('the JSON export', () => {
  const parsed = (given: Report) => JSON.parse(textOf(jsonReport(given))) as JsonReport;

  it('is what its types say', () => {
    const { sessions, ...head } = parsed(report(sample, { total: 9 }));
    expect(head).toEqual({
      format: 'muster-sessions',
      version: 1,
      exportedAt: '2026-11-24T09:00:00.000Z',
      muster: '1.2.3',
      account: { userId: '@ada:example.org', homeserver: 'https://matrix.example.org' },
      list: {
        fetchedAt: '2026-11-24T08:59:00.000Z',
        trustCheckedAt: '2026-11-24T08:59:00.000Z',
        total: 9,
        exported: 4,
        withAddresses: true,
        identity: { kind: 'present', publicKey: KEY, changed: false },
        keyBackup: 'present',
        unlisted: [],
      },
    });
    expect(sessions[1]).toEqual({
      id: '=1+1',
      name: 'a "b", c\r\n=cmd',
      lastSeenAt: '2026-11-23T09:00:00.000Z',
      address: '10.1.2.3',
      previousAddress: '8.8.8.8',
      trust: 'not-verified',
      fingerprint: KEY,
      findings: [
        { kind: 'not-verified' },
        { kind: 'address-changed' },
        { kind: 'internal-address', range: 'private' },
      ],
      client: { name: 'Element Web', version: '1.12', url: 'https://app.example' },
      firstSeenAt: '2025-10-20T09:00:00.000Z',
      pinned: false,
      offlineKeyStore: false,
      thisIsMuster: false,
    });
    expect(sessions[2]?.findings).toContainEqual({ kind: 'inactive', days: 100 });
  });

  it('keeps every text exactly, of any list', () => {
    expect(parsed(report([])).sessions).toEqual([]);
    fc.assert(
      fc.property(anySessions, fc.string({ unit: 'binary' }), (list, name) => {
        const named = list.map((one) => ({ ...one, displayName: name }));
        const { sessions } = parsed(report(named));
        expect(sessions.map((one) => [one.id, one.name])).toEqual(
          list.map(({ deviceId }) => [deviceId, name]),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('the HTML report', () => {
  const hostile = session(evil, {
    displayName: evil,
    lastSeenIp: evil,
    client: { name: evil, version: evil, url: evil },
  });

  it('holds its style and its pictures, and may neither run nor load anything', () => {
    const html = textOf(htmlReport(report(sample)));
    const hash = createHash('sha256').update(reportStyle).digest('base64');
    expect(reportStyleHash).toBe(`sha256-${hash}`);
    expect(html).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'`);
    expect(html).toContain(`<style>${reportStyle}</style>`);
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|href=|src=|url\(|@import|style="/i);
  });

  it("lets nobody's text be markup or turn the line around", () => {
    const html = textOf(
      htmlReport(report([hostile], { userId: evil, baseUrl: evil, version: evil })),
    );
    expect(html).not.toMatch(/<script|<img/);
    expect(html).not.toContain('\u202E');
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('[U+202E]');
  });

  it('begins with the verdict of the window, where it has the whole list', () => {
    const broken = session('BROKEN', { displayName: evil, trust: { kind: 'broken-signature' } });
    const sessions = [...sample, broken];
    const html = textOf(htmlReport(report(sessions)));
    expect(html).toContain('<h2>One of your 5 sessions ');
    expect(html.indexOf('<h2>One of your')).toBeLessThan(html.indexOf('<h2>Summary</h2>'));
    expect(html).toMatch(/<li><b>1 broken signature\.<\/b> “<bdi>[^<]*&lt;script&gt;/);
    expect(html).toContain('<li><b>1 not seen for 90 days.</b> The newest was seen on ');
    expect(textOf(htmlReport(report(sessions, { total: 6 })))).not.toContain('of your');
  });

  it('judges nothing that was never read, and says what could not be checked', () => {
    const never = { ...state, fetchedAt: null };
    expect(textOf(htmlReport(report(sample, { state: never })))).not.toContain('stands out among');
    const unchecked = { ...state.identity, current: { kind: 'unchecked' } as const };
    expect(
      textOf(htmlReport(report(sample, { state: { ...state, identity: unchecked } }))),
    ).toContain('<p>Whether sessions are verified could not be checked.</p>');
  });

  it('says what is filtered, when the list is from, and what could not be checked', () => {
    const html = textOf(htmlReport(report(sample, { total: 1_806 })));
    expect(html).toContain('4 of the account&#39;s 1,806 sessions'.replace('&#39;', "'"));
    const unchecked = { kind: 'unchecked' } as const;
    const blind = report([session('X', { trust: unchecked })], {
      state: { ...state, identity: { current: unchecked, pinned: KEY, changed: false } },
    });
    const text = textOf(htmlReport(blind));
    expect(text).toContain('nothing is said about trust');
    expect(text).toContain('Not checked');
    expect(text).not.toContain('<li class="not-verified">');
  });

  it('keeps emoji whole', () => {
    expect(safeHtml('📱 👩\u200D💻 ❤\uFE0F a\u200Db')).toBe('📱 👩\u200D💻 ❤\uFE0F a[U+200D]b');
  });
});

describe.each([
  ['csv', csvReport],
  ['json', jsonReport],
  ['html', htmlReport],
] as const)('every export: %s', (_format, write: (given: Report) => Generator<Piece>) => {
  it('has no private note', () => {
    expect(textOf(write(report(sample)))).not.toContain('a private note');
  });

  it('leaves out addresses, and what was found out from them', () => {
    const text = textOf(write(report(sample, { withAddresses: false })));
    expect(text).not.toMatch(/10\.1\.2\.3|8\.8\.8\.8|9\.9\.9\.9/);
    expect(text).not.toMatch(
      /"kind":"(address-changed|internal)|<span class="tag">(Address|Inter)/,
    );
    expect(text).not.toMatch(/not-verified address-changed/);
  });

  it('comes in pieces that count up to all sessions', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => session(`D${index}`));
    const done = Array.from(write(report(many, { context: context(many) })), (piece) => piece.done);
    expect(done.length).toBeGreaterThan(4);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(1_001);
  });
});
