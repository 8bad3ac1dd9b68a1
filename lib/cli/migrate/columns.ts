import { cutTo, widthOf } from '../../validate/columns';

const GAP = '  ';
/** The narrowest column that a table is squeezed to. */
const LEAST = 10;

/** Widths of columns that fit into a page: the widest ones give way. */
export function fittedWidths(wanted: readonly number[], page: number): number[] {
  const widths = [...wanted];
  const all = () => widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  while (all() > page) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) break;
    const others = widths.filter((width) => width < widest);
    const next = Math.max(LEAST, ...others);
    const count = widths.length - others.length;
    const cut = Math.min(widest - next || 1, Math.ceil((all() - page) / count));
    for (const [i, width] of widths.entries()) if (width === widest) widths[i] = width - cut;
  }
  return widths;
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
      const head = cutTo(line, width) || line.slice(0, 1);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  push();
  return lines;
}
