// Runs in the browser before the page's own script and defines `window.muster` over a WebSocket.
// The token comes in the address's fragment, which no request carries; it is taken out of the
// address and its history at once and kept for reloads of this tab.
import { createApi } from '../shared/api.ts';
import type { EventName, MusterApi } from '../shared/contract.ts';
import { fail, type Result } from '../shared/errors.ts';

type FromHost =
  | { readonly id: number; readonly result: Result<unknown> }
  | { readonly event: EventName; readonly payload: unknown };

declare global {
  interface Window {
    muster?: MusterApi;
  }
}

function takeToken(): string {
  const place = 'muster-token';
  if (location.hash !== '') {
    sessionStorage.setItem(place, location.hash.slice(1));
    history.replaceState(null, '', '/');
  }
  return sessionStorage.getItem(place) ?? '';
}

const token = takeToken();
const socket = new WebSocket(`ws://${location.host}/`);
const pending = new Map<number, (result: Result<unknown>) => void>();
const listeners = new Map<EventName, Set<(payload: unknown) => void>>();
let lastId = 0;

const opened = new Promise<void>((resolve) => {
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ token }));
    resolve();
  });
});

socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
  const message = JSON.parse(data) as FromHost;
  if ('event' in message) {
    for (const listener of listeners.get(message.event) ?? []) listener(message.payload);
    return;
  }
  pending.get(message.id)?.(message.result);
  pending.delete(message.id);
});

const gone = () => fail({ code: 'unreachable', host: location.host });
socket.addEventListener('close', () => {
  for (const settle of pending.values()) settle(gone());
  pending.clear();
});

window.muster = createApi({
  invoke(name, argument) {
    if (socket.readyState > WebSocket.OPEN) return Promise.resolve(gone());
    const id = ++lastId;
    return new Promise((resolve) => {
      pending.set(id, resolve);
      void opened.then(() => socket.send(JSON.stringify({ id, name, argument })));
    });
  },
  subscribe(name, listener) {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set);
    set.add(listener as (payload: unknown) => void);
    return () => {
      set.delete(listener as (payload: unknown) => void);
    };
  },
});
