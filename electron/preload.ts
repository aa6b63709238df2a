// Gives the window `window.muster`, made from the contract, and nothing else. Listeners get data
// only: no Electron object, no event, no error of Electron's crosses.
import { contextBridge, ipcRenderer } from 'electron';
import { createApi } from './shared/api.ts';
import { channelOf } from './shared/contract.ts';
import { fail, type Result } from './shared/errors.ts';

const muster = createApi({
  async invoke(name, argument) {
    try {
      return (await ipcRenderer.invoke(channelOf(name), argument)) as Result<unknown>;
    } catch {
      // Main always answers; what throws here is an argument that can't be copied.
      return fail({ code: 'bad-request' });
    }
  },
  subscribe(name, listener) {
    const receive = (_event: unknown, payload: Parameters<typeof listener>[0]) => listener(payload);
    ipcRenderer.on(channelOf(name), receive);
    return () => {
      ipcRenderer.off(channelOf(name), receive);
    };
  },
});

contextBridge.exposeInMainWorld('muster', muster);
