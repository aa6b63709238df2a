// What packages say of themselves, and what is said of them.
import { describe, expect, it } from 'vitest';
import { readChangelog } from '../../../../build/packages/changelog.ts';
import { icns, ico } from '../../../../build/packages/icon-files.ts';
import { desktopEntry, metainfo } from '../../../../build/packages/linux/desktop-entry.ts';
import { nfpmRecipe } from '../../../../build/packages/linux/nfpm-recipe.ts';
import { lockfileProblems, runtimePackages } from '../../../../build/packages/lockfile.ts';
import { noticesText } from '../../../../build/packages/notices.ts';
import { rowLine, type Row } from '../../../../build/packages/rows.ts';
import { sbom } from '../../../../build/packages/sbom.ts';
import { judge } from '../../../packages/suites.ts';

const changes =
  '# Changes\n\n## 1.2.0 (2026-12-01)\n\n- One & two,\n  three.\n\n## 1.1.0 (2026-11-01)\n\n- Four.\n';

describe('readChangelog', () => {
  it('reads what is new, newest first', () => {
    expect(readChangelog(changes, '1.2.0')).toEqual([
      { version: '1.2.0', date: '2026-12-01', changes: ['One & two, three.'] },
      { version: '1.1.0', date: '2026-11-01', changes: ['Four.'] },
    ]);
  });

  it('refuses a version that nothing is told of', () => {
    expect(() => readChangelog(changes, '1.3.0')).toThrow('1.3.0');
  });
});

describe('Linux', () => {
  it('escapes what is new in the metadata', () => {
    expect(metainfo(readChangelog(changes, '1.2.0'))).toContain('<li>One &amp; two, three.</li>');
  });

  it('starts from the menu without switches but for that which Wayland needs', () => {
    expect(desktopEntry('muster')).toMatch(/^Exec=muster --ozone-platform-hint=auto$/m);
  });

  it('makes packages without scripts, with every file of one time and owner', () => {
    const files = [
      { source: 'a', target: '/usr/lib/muster/chrome-sandbox', mode: 0o4755 },
      { source: 'b', target: '/usr/lib/muster/muster', mode: 0o755 },
    ];
    const recipe = JSON.parse(
      nfpmRecipe({ version: '1.2.0', arch: 'arm64', files, folders: [], links: [], time: 0 }),
    ) as {
      scripts?: unknown;
      arch: string;
      description: string;
      contents: { file_info: object }[];
    };
    expect(recipe.scripts).toBeUndefined();
    expect(recipe.arch).toBe('arm64');
    expect(recipe.contents.map(({ file_info }) => file_info)).toEqual(
      files.map(({ mode }) => ({
        owner: 'root',
        group: 'root',
        mtime: '1970-01-01T00:00:00Z',
        mode,
      })),
    );
    expect(Math.max(...recipe.description.split('\n').map((line) => line.length))).toBeLessThan(80);
  });
});

describe('icons', () => {
  const pictures = [16, 256].map((size) => ({ size, png: Buffer.from(`png ${size}`) }));

  it('an .ico points to each picture', () => {
    const file = ico(pictures);
    expect(file.readUInt16LE(4)).toBe(2);
    for (const [index, { size, png }] of pictures.entries()) {
      const entry = file.subarray(6 + 16 * index);
      expect(entry[0]).toBe(size % 256);
      const at = entry.readUInt32LE(12);
      expect(file.subarray(at, at + entry.readUInt32LE(8))).toEqual(png);
    }
  });

  it('an .icns is as long as it says', () => {
    const file = icns(pictures);
    expect(file.toString('latin1', 0, 4)).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    expect(file.includes('ic08')).toBe(true);
  });
});

const components = [{ name: '@a/b', version: '2.0.0', licence: 'MIT', text: 'The text.' }];

describe('what others made', () => {
  it('is named with its licence and the whole text of it', () => {
    const text = noticesText(components);
    expect(text).toContain('- @a/b 2.0.0 (MIT)');
    expect(text).toContain('The text.');
  });

  it('is in the bill of materials, with the runtime', () => {
    const bill = sbom({ version: '1.2.0', runtime: '45.4.1', components, time: 0 });
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      components: [{ purl: 'pkg:npm/electron@45.4.1' }, { purl: 'pkg:npm/%40a/b@2.0.0' }],
    });
  });
});

describe('lockfileProblems', () => {
  const good = { integrity: 'sha512-x' };

  it('wants a hash, and the registry', () => {
    const packages = {
      '': {},
      'node_modules/a': good,
      'node_modules/b': {},
      'node_modules/c': { ...good, resolved: 'git+ssh://example.org/c.git' },
    };
    expect(lockfileProblems({ packages })).toEqual([
      'node_modules/c does not come from the npm registry',
      'node_modules/b has no sha512',
    ]);
  });

  it('counts what people get on one system', () => {
    const names = ['keytar', '@libsql/linux-x64-gnu', '@libsql/darwin-x64'];
    const packages = Object.fromEntries(names.map((name) => [`node_modules/${name}`, good]));
    const tool = { ...good, dev: true };
    expect(runtimePackages({ packages: { ...packages, 'node_modules/vite': tool } })).toEqual([
      '@libsql/*',
      'keytar',
    ]);
  });

  it('has a limit', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const packages = Object.fromEntries(names.map((name) => [`node_modules/${name}`, good]));
    expect(lockfileProblems({ packages })).toHaveLength(1);
  });
});

describe('packages.json', () => {
  const row: Row = {
    target: 'linux-x64-rpm',
    file: 'muster.rpm',
    bytes: 1_500_000,
    sha256: '',
    built: true,
    tested: false,
    why: 'contents and fuses checked',
  };
  const its = { file: 'archives', part: 'linux-x64-rpm', passed: true };
  const others = { file: 'archives', part: 'linux-x64-tar.gz', passed: false };

  it('says tested when every test of a package passed', () => {
    const judged = judge(row, [its, others]);
    expect(judged.tested).toBe(true);
    expect(rowLine(judged)).toContain('built, tested: 1.5 MB, installed');
  });

  it('does not say so when one failed, none ran, or nothing was built', () => {
    expect(judge(row, [its, { ...its, passed: false }]).tested).toBe(false);
    expect(judge(row, [others]).tested).toBe(false);
    expect(judge({ ...row, built: false }, [its]).tested).toBe(false);
  });
});
