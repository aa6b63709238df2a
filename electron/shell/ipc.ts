// The one door between window and main. Each call of the contract is registered once; who asks is
// checked here, what is asked in ipc/dispatch.ts. Nothing else may touch ipcMain.
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { Log } from '../core/log.ts';
import type { Dispatch } from '../ipc/dispatch.ts';
import { channelOf, namesOf, type CallName, type Publish } from '../shared/contract.ts';
import { fail, type Result } from '../shared/errors.ts';
import { appOrigin, indexUrl } from './app-address.ts';

export type CurrentWindow = () => BrowserWindow | null;

/** Answers every call of the contract, for the main frame of Muster's window alone. */
export function answerCalls(dispatch: Dispatch, window: CurrentWindow, log: Log): void {
  for (const name of namesOf('call')) {
    ipcMain.handle(channelOf(name), (event, ...given: readonly unknown[]) =>
      answerCall(name, event, given),
    );
  }

  async function answerCall(
    name: CallName,
    event: IpcMainInvokeEvent,
    given: readonly unknown[],
  ): Promise<Result<unknown>> {
    if (given.length !== 1 || !isFromWindow(event, window())) {
      log.warn('ipc-refused');
      return fail({ code: 'bad-request' });
    }
    return dispatch(name, given[0]);
  }
}

/** Tells the window, if there is one; a new window begins with a snapshot and needs no past events. */
export function publishTo(window: CurrentWindow): Publish {
  return (name, payload) => {
    const contents = window()?.webContents;
    if (contents && !contents.isDestroyed()) contents.send(channelOf(name), payload);
  };
}

function isFromWindow(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  if (!window || window.isDestroyed() || event.sender !== window.webContents) return false;
  try {
    const frame = event.senderFrame;
    const isMain = frame === window.webContents.mainFrame;
    return isMain && frame.origin === appOrigin && frame.url === indexUrl;
  } catch {
    // Electron 33 throws where later ones give null: the frame has gone.
    return false;
  }
}
