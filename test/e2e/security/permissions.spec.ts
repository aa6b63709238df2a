// Row 5: every permission is denied, whether it is asked for or only checked.
import type { Session } from 'electron';
import { expect, test } from '../../fixtures/app.ts';

type Handler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type Permission = Parameters<Handler>[1];

/**
 * Every permission that Electron knows and what page scripts call it where they can query it. A new
 * one in Electron's types fails to compile here until somebody has looked at it.
 */
const permissions: Readonly<Record<Permission, string | null>> = {
  ar: null,
  'automatic-fullscreen': null,
  'background-fetch': 'background-fetch',
  'background-sync': 'background-sync',
  'captured-surface-control': 'captured-surface-control',
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
  'deprecated-sync-clipboard-read': null,
  'display-capture': 'display-capture',
  fileSystem: null,
  fullscreen: null,
  geolocation: 'geolocation',
  'geolocation-approximate': null,
  'hand-tracking': null,
  hid: null,
  'idle-detection': 'idle-detection',
  keyboardLock: 'keyboard-lock',
  'local-fonts': 'local-fonts',
  'local-network': null,
  'local-network-access': null,
  'loopback-network': null,
  media: 'camera',
  mediaKeySystem: null,
  midi: 'midi',
  midiSysex: null,
  nfc: 'nfc',
  notifications: 'notifications',
  openExternal: null,
  'payment-handler': 'payment-handler',
  'periodic-background-sync': 'periodic-background-sync',
  'persistent-storage': 'persistent-storage',
  pointerLock: 'pointer-lock',
  'screen-wake-lock': 'screen-wake-lock',
  sensors: 'accelerometer',
  serial: null,
  'smart-card': null,
  'speaker-selection': 'speaker-selection',
  'storage-access': 'storage-access',
  'system-wake-lock': null,
  'top-level-storage-access': null,
  unknown: null,
  usb: null,
  vr: null,
  'web-app-installation': null,
  'web-printing': null,
  'window-management': 'window-management',
};

test('row 5: no permission that can be queried is granted', async ({ launch }) => {
  const { page } = await launch();
  const names = Object.values(permissions).filter((name) => name !== null);
  const granted = await page.evaluate(
    async (asked) => {
      const states = await Promise.all(
        asked.map(async (name) => {
          try {
            const { state } = await navigator.permissions.query({ name: name as PermissionName });
            return `${name}: ${state}`;
          } catch {
            return `${name}: not known here`;
          }
        }),
      );
      return states.filter((line) => line.endsWith(': granted'));
    },
    [...names, 'microphone', 'gyroscope', 'magnetometer'],
  );
  expect(granted).toEqual([]);
});

test('row 5: what needs a permission is refused when a page asks for it', async ({ launch }) => {
  const { page } = await launch();
  await page.locator('body').click({ position: { x: 5, y: 5 } });
  const given = await page.evaluate(async () => {
    type Ask = () => unknown;
    const nav = navigator as unknown as Record<string, Record<string, (o?: unknown) => unknown>>;
    const asks: Record<string, Ask> = {
      geolocation: () =>
        new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
      screen: () => navigator.mediaDevices.getDisplayMedia(),
      'clipboard read': () => navigator.clipboard.readText(),
      'clipboard write': () => navigator.clipboard.writeText('x'),
      midi: () => navigator.requestMIDIAccess({ sysex: true }),
      'wake lock': () => navigator.wakeLock.request(),
      usb: () => nav['usb']!['requestDevice']!({ filters: [] }),
      hid: async () => {
        const devices = (await nav['hid']!['requestDevice']!({ filters: [] })) as unknown[];
        if (devices.length === 0) throw new Error('none');
      },
      serial: () => nav['serial']!['requestPort']!(),
      bluetooth: () => nav['bluetooth']!['requestDevice']!({ acceptAllDevices: true }),
      fullscreen: () => document.documentElement.requestFullscreen(),
      'pointer lock': () => document.body.requestPointerLock(),
      notifications: async () => {
        if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied');
      },
      'persistent storage': async () => {
        if (!(await navigator.storage.persist())) throw new Error('denied');
      },
      'local fonts': async () => {
        const query = window as unknown as { queryLocalFonts(): Promise<unknown[]> };
        if ((await query.queryLocalFonts()).length === 0) throw new Error('none');
      },
    };
    const given: string[] = [];
    for (const [name, ask] of Object.entries(asks)) {
      const late = new Promise((_resolve, reject) =>
        setTimeout(() => reject(new Error('late')), 2_000),
      );
      try {
        await Promise.race([ask(), late]);
        given.push(name);
      } catch {
        // Refused, or not there at all.
      }
    }
    return given;
  });
  expect(given).toEqual([]);
});
