// Puts text on the clipboard after a click.

/** False when the browser refused. */
export function copyText(text: string): boolean {
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', fill, { once: true });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- navigator.clipboard needs a permission, and Muster's window has none.
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', fill);
  return copied;
}
