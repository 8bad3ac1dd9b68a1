/** Characters that a terminal shows in two columns: of East Asia, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Those that are shown on the one before. */
const COMBINING = /\p{M}/u;
const ASCII = /^[ -~]*$/;

/** The columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

const columnsOf = (character: string) => (COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** What a log viewer of a CI system could read as a command at the start of a line. */
const COMMAND = /^(?:::|##)/;

/** Lines of at most `width` columns, broken at spaces; a longer word has a line of its own. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width && !COMMAND.test(word)) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** The first characters of a text, in at most `width` columns. */
export function cutTo(text: string, width: number): string {
  if (ASCII.test(text)) return text.slice(0, width);
  let [cut, rest] = ['', width];
  for (const character of text) {
    rest -= columnsOf(character);
    if (rest < 0) break;
    cut += character;
  }
  return cut;
}
