/** Rows in columns, as wide as their widest cell. Owns nothing but the widths. */
import { stripVTControlCharacters } from 'node:util';

export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => {
    return Math.max(...rows.map((row) => width(row[column] ?? '')));
  });
  return rows.map((row) => line(row, widths)).join('\n');
}

function line(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)));
  return cells.join('  ').trimEnd();
}

/** Colours not counted. */
function width(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
