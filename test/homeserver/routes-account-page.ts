// The page on which an OAuth server lets people sign sessions out, on a host of its own with https.
// Who visits it is not asked: it shows everybody's sessions.
import { type Answer, found, htmlPage } from './answer.ts';
import { escaped } from './html.ts';
import { type Context, type Request, type Route, open } from './router.ts';
import { type Device, type User } from './state.ts';

/** Below the origin of the page server. It has a query of its own, as real ones may. */
export const ACCOUNT_PATH = '/_matrix/account/?lang=en';

export const accountPageRoutes: readonly Route[] = [
  open('GET', '/_matrix/account/', page),
  open('GET', '/_matrix/account/session', sessionPage),
  open('POST', '/_matrix/account/session', signOut),
];

const actions = ['org.matrix.device_delete', 'org.matrix.session_end'];

/** Leads on to a session where it is asked to, as matrix-authentication-service does. */
function page({ state }: Context, { query }: Request): Answer {
  const deviceId = query.get('device_id');
  if (deviceId !== null && actions.includes(query.get('action') ?? ''))
    return found(addressOf(deviceId));
  const items = state.users().flatMap((user) =>
    Array.from(user.devices.values(), (device) => {
      const words = `${escaped(nameOf(device))} of ${escaped(user.userId)}`;
      return `<li><a href="${escaped(addressOf(device.deviceId))}">${words}</a></li>`;
    }),
  );
  return htmlPage('Sessions', `<ul>${items.join('')}</ul>`);
}

function sessionPage(context: Context, { query }: Request): Answer {
  const deviceId = query.get('device_id') ?? '';
  const owned = find(context, deviceId);
  if (!owned) return notFound(deviceId);
  const name = escaped(nameOf(owned.device));
  return htmlPage(name, '<form method="post"><button>Remove device</button></form>');
}

function signOut(context: Context, { query }: Request): Answer {
  const deviceId = query.get('device_id') ?? '';
  const owned = find(context, deviceId);
  if (!owned) return notFound(deviceId);
  context.state.removeDevices(owned.user, new Set([owned.device.deviceId]));
  return htmlPage('Signed out', '<p>The session was signed out.</p>');
}

function notFound(deviceId: string): Answer {
  return { ...htmlPage(`Cannot find session: ${escaped(deviceId)}`, ''), status: 404 };
}

function find(
  { state }: Context,
  deviceId: string,
): { readonly user: User; readonly device: Device } | undefined {
  for (const user of state.users()) {
    const device = user.devices.get(deviceId);
    if (device) return { user, device };
  }
  return undefined;
}

function nameOf({ displayName, deviceId }: Device): string {
  return `${displayName ?? 'Unnamed session'} (${deviceId})`;
}

function addressOf(deviceId: string): string {
  return `/_matrix/account/session?${new URLSearchParams({ device_id: deviceId }).toString()}`;
}
