// Serves the window's files under app://bundle, on the window's own session alone.
import type { Session } from 'electron';
import type { PageFiles } from '../core/host/page-files.ts';
import { answer } from './app-answer.ts';

export function serveApp(session: Session, files: PageFiles): void {
  session.protocol.handle('app', (request) => answer(files, request));
}
