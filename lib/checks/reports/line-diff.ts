/** Lines of a difference that is shown whole. */
const WHOLE = 50;
/** Lines around a change that are shown. */
const CONTEXT = 8;
/** Lines of one change that are shown. */
const MOST = 16;

/** How a text becomes another, line by line as `diff` shows it; what is far from a change, and long changes, cut short. */
export function lineDiff(before: string, after: string): string {
  const [a, b] = [before, after].map((text) => text.trimEnd().split('\n')) as [string[], string[]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = changes(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const same = (lines: readonly string[]) => lines.map((line) => ` ${line}`);
  return shortened([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))]).join('\n');
}

/** By the longest common sequence. */
function changes(a: readonly string[], b: readonly string[]): string[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const length = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const longest = a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
      (lengths[i] as Uint32Array)[j] = longest;
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(` ${a[i]}`);
      i++;
      j++;
    } else if (i < a.length && (j === b.length || length(i + 1, j) >= length(i, j + 1))) lines.push(`-${a[i++]}`);
    else lines.push(`+${b[j++]}`);
  }
  return lines;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= WHOLE) return lines;
  const isShown = new Array<boolean>(lines.length).fill(false);
  let run = 0;
  lines.forEach((line, i) => {
    run = line[0] !== ' ' && line[0] === lines[i - 1]?.[0] ? run + 1 : 0;
    if (line[0] === ' ' || run > MOST) return;
    isShown.fill(true, i, i + 1);
    if (run === 0) isShown.fill(true, Math.max(0, i - CONTEXT), i);
    if (lines[i + 1]?.[0] === ' ') isShown.fill(true, i + 1, i + 1 + CONTEXT);
  });
  return lines.flatMap((line, i) => {
    if (isShown[i]) return [line];
    return i === 0 || isShown[i - 1] ? [' …'] : [];
  });
}
