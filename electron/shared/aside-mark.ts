// The form of the marks under which recommendations are put aside; audit/put-aside.ts makes them.

export function isAsideMark(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}
