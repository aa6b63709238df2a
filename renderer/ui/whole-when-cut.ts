// The whole of a text that its place cuts off, in a tooltip.
import type { Attachment } from 'svelte/attachments';

/** For an element whose text is clipped by it or by its child. Nothing is measured before the pointer comes. */
export function wholeWhenCut(whole: string): Attachment<HTMLElement> {
  return (element) => {
    function look(): void {
      const cut = [element, ...element.children].some((one) => one.scrollWidth > one.clientWidth);
      element.title = cut ? whole : '';
    }
    element.addEventListener('pointerenter', look);
    return () => element.removeEventListener('pointerenter', look);
  };
}
