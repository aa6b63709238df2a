// What main and the keychain process say to each other: one call, then its answer.

export type HelperCall =
  | { readonly kind: 'get' | 'delete'; readonly service: string; readonly item: string }
  | {
      readonly kind: 'set';
      readonly service: string;
      readonly item: string;
      readonly secret: string;
    };

export type HelperAnswer =
  /** Of `get`: null where there is no such item, or a locked keychain doesn't tell. */
  | { readonly kind: 'secret'; readonly secret: string | null }
  /** Of `set` and `delete`: whether it happened. */
  | { readonly kind: 'done'; readonly done: boolean }
  /** `message`: the library's text. */
  | { readonly kind: 'failed'; readonly message: string };

/** The other process, seen from main. It is given a call when it has answered the one before. */
export interface HelperProcess {
  post(call: HelperCall): void;
  onAnswer(listener: (answer: HelperAnswer) => void): void;
  /** Told once, however it ended. */
  onExit(listener: () => void): void;
  /** Ends it at once, a call that hangs included. */
  kill(): void;
}
