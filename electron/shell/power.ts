// The moments at which lists may be out of date: the window comes to the front, the computer wakes.
import { app, powerMonitor } from 'electron';

export function onWake(wake: (reason: 'focus' | 'resume') => void): void {
  app.on('browser-window-focus', () => wake('focus'));
  powerMonitor.on('resume', () => wake('resume'));
}
