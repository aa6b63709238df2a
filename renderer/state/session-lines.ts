// The lines of the list: sessions, or groups of them that open. Pure and linear, as in session-rows.ts.
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Row } from './session-rows.ts';

/** Two or more sessions of one label, in the order of the list. */
export interface Group {
  /** Null: what they have in common is that they have none. */
  readonly label: string | null;
  readonly rows: readonly Row[];
}

export type Line =
  | Row
  | { readonly kind: 'group'; readonly group: Group; readonly open: boolean }
  /** A session of a group that is open. */
  | { readonly kind: 'member'; readonly row: Row };

/** What a line is known by when the list changes. */
export type LineKey =
  | { readonly kind: 'session'; readonly deviceId: DeviceId }
  | { readonly kind: 'group'; readonly label: string | null };

/** In the order of their first session; a session whose label nobody shares stays one. */
export function groupRows(
  rows: readonly Row[],
  labelOf: (row: Row) => string | null,
): readonly (Row | Group)[] {
  const groups = new Map<string | null, Row[]>();
  for (const row of rows) {
    const label = labelOf(row);
    const group = groups.get(label);
    if (group) group.push(row);
    else groups.set(label, [row]);
  }
  return [...groups].map(([label, members]) => {
    const [only] = members;
    return members.length === 1 && only ? only : { label, rows: members };
  });
}

/** The groups as lines, those with an open label with their sessions below them. */
export function linesOf(
  grouped: readonly (Row | Group)[],
  open: ReadonlySet<string | null>,
): readonly Line[] {
  const lines: Line[] = [];
  for (const one of grouped) {
    if ('kind' in one) lines.push(one);
    else {
      const isOpen = open.has(one.label);
      lines.push({ kind: 'group', group: one, open: isOpen });
      if (isOpen) for (const row of one.rows) lines.push({ kind: 'member', row });
    }
  }
  return lines;
}

/** The session of a line; null for a group. */
export function rowOf(line: Line): Row | null {
  switch (line.kind) {
    case 'session':
      return line;
    case 'member':
      return line.row;
    case 'group':
      return null;
  }
}

/** The sessions that a line stands for in a range: a group that is open has lines of its own for them. */
export function rowsBehind(line: Line): readonly Row[] {
  if (line.kind === 'group') return line.open ? [] : line.group.rows;
  return [line.kind === 'member' ? line.row : line];
}

export function keyOf(line: Line): LineKey {
  if (line.kind === 'group') return { kind: 'group', label: line.group.label };
  const { deviceId } = (line.kind === 'member' ? line.row : line).session;
  return { kind: 'session', deviceId };
}

export function isLine(line: Line, key: LineKey): boolean {
  if (line.kind === 'group') return key.kind === 'group' && line.group.label === key.label;
  return key.kind === 'session' && rowOf(line)?.session.deviceId === key.deviceId;
}

/** The same as one text: no id of a session can be taken for the label of a group. */
export function lineId(line: Line): string {
  const key = keyOf(line);
  if (key.kind === 'session') return `session ${key.deviceId}`;
  return key.label === null ? 'none' : `group ${key.label}`;
}

/** Where the group stands that a line is of; the line itself where it is of none. */
export function parentOf(lines: readonly Line[], index: number): number {
  if (lines[index]?.kind !== 'member') return index;
  return lines.findLastIndex((line, at) => at < index && line.kind === 'group');
}
