/**
 * With which Linux desktops start Muster: on Wayland by Wayland. Without it this Electron asks for an X server,
 * and ends before any of Muster runs where there is none.
 */
export const OZONE_HINT = '--ozone-platform-hint=auto';
