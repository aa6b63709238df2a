// One line of ui/Menu.svelte.

export interface MenuItem {
  readonly label: string;
  /** Why it can't be chosen now; null when it can. */
  readonly blocked: string | null;
  readonly danger: boolean;
  readonly choose: () => void;
}
