import { cutTo, widthOf } from '../../validate/columns';

const GAP = '  ';
/** The narrowest column that a table is squeezed to. */
const LEAST = 10;

/** Widths of columns that fit into a page: the one gives way in which the fewest cells are then broken. */
export function fittedWidths(columns: readonly (readonly number[])[], page: number): number[] {
  const counts = columns.map(countsOf);
  const widths = counts.map((count) => Math.max(0, ...count.keys()));
  for (;;) {
    const over = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - page;
    const cuts = widths.flatMap((width, i) => {
      const count = counts[i] as ReadonlyMap<number, number>;
      const next = Math.max(LEAST, width - over, ...[...count.keys()].filter((one) => one < width));
      return next < width ? [{ i, next, width, broken: cellsOver(next, count) }] : [];
    });
    const [cut] = cuts.sort((a, b) => a.broken - b.broken || b.width - a.width);
    if (over <= 0 || !cut) return widths;
    widths[cut.i] = cut.next;
  }
}

/** How many cells have each width. */
function countsOf(cells: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const width of cells) counts.set(width, (counts.get(width) ?? 0) + 1);
  return counts;
}

function cellsOver(width: number, counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [one, count] of counts) if (one > width) sum += count;
  return sum;
}

/** A row of a table: each cell in its column, on as many lines as it needs. */
export function rowLines(cells: readonly string[], widths: readonly number[]): string[] {
  const columns = cells.map((cell, i) => broken(cell, widths[i] as number));
  const count = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: count }, (_, line) =>
    columns
      .map((column, i) => padded(column[line] ?? '', widths[i] as number))
      .join(GAP)
      .trimEnd(),
  );
}

const padded = (text: string, width: number) => `${text}${' '.repeat(Math.max(0, width - widthOf(text)))}`;

/** The beginning of a word that fits, up to a slash, or to a hyphen in its second half. */
function headOf(word: string, width: number): string {
  const head = cutTo(word, width) || word.slice(0, 1);
  const slash = head.lastIndexOf('/') + 1;
  if (slash > 0) return head.slice(0, slash);
  const end = head.lastIndexOf('-') + 1;
  return end > head.length / 2 ? head.slice(0, end) : head;
}

/** Lines of at most `width` columns, broken at spaces, and inside of words that are longer. */
function broken(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  const push = () => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) push();
    line = line === '' ? word : `${line} ${word}`;
    while (widthOf(line) > width) {
      const head = headOf(line, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  push();
  return lines;
}
