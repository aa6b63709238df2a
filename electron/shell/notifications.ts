// Desktop notifications. What they say is decided in core/watch/notify-policy.ts, with names of servers
// made harmless: some desktops read markup in them.
import { Notification } from 'electron';

/** Those that are on screen: one that the garbage collector takes can't be clicked. */
const shown = new Set<Notification>();

/** Does nothing where the desktop has no notifications. */
export function showNotification(
  words: { readonly title: string; readonly body: string },
  onClick: () => void,
): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification(words);
  const forget = () => void shown.delete(notification);
  notification.on('click', () => {
    forget();
    onClick();
  });
  notification.on('close', forget);
  notification.on('failed', forget);
  shown.add(notification);
  notification.show();
}
