// What pages may not do, whatever they try: permissions, devices, network, navigation, windows.
// Each function is one wall; none of them has an exception that a setting could open.
import { app, type Session, type WebContents } from 'electron';
import { appOrigin, indexUrl } from './app-address.ts';

/** Walls around every session and page that will ever exist. Call before Electron is ready. */
export function guardEverything(): void {
  app.on('session-created', (session) => {
    denyPermissions(session);
    downloadNoDictionary(session);
  });
  app.on('web-contents-created', (_event, contents) => guardPage(contents));
}

/** Electron's default is to approve. Both the request and the check must be answered. */
function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.on('select-hid-device', (event, _details, callback) => {
    event.preventDefault();
    callback(null);
  });
  session.on('select-usb-device', (event, _details, callback) => {
    event.preventDefault();
    callback();
  });
  session.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault();
    callback('');
  });
  session.on('will-download', (event) => event.preventDefault());
}

/**
 * Making a session asks a server of Google's for a spell-checker dictionary, in the language of the
 * desktop, whether or not the checker is on. The address is asked for a moment later, once for the
 * process: one of a scheme that nobody serves ends it before a name is looked up.
 */
function downloadNoDictionary(session: Session): void {
  session.setSpellCheckerDictionaryDownloadURL('nowhere://dictionaries/');
}

/**
 * The window talks to main alone: every request that isn't for Muster's own files is cancelled, and
 * what the web-request layer doesn't see (preconnect, WebRTC over TCP) meets a proxy that isn't there.
 */
export async function blockNetwork(session: Session): Promise<void> {
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const ownTools = !MUSTER_PACKAGED && url.startsWith('devtools://');
    callback({ cancel: !url.startsWith(`${appOrigin}/`) && !ownTools });
  });
  await session.setProxy({
    mode: 'fixed_servers',
    proxyRules: 'socks5://127.0.0.1:9',
    proxyBypassRules: '<-loopback>',
  });
}

function guardPage(contents: WebContents): void {
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (event.url !== indexUrl) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault();
    callback('');
  });
}
