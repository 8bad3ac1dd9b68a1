import { wrapped } from '../validate/columns';

/** Columns of help that is not for a terminal. */
export const HELP_WIDTH = 80;

/** Help with its paragraphs wrapped: Commander does this for options only. Indented lines are examples, and stay. */
export function helpText(text: string, width: number): string {
  const lines: string[] = [];
  let paragraph: string[] = [];
  const end = () => {
    if (paragraph.length > 0) lines.push(...wrapped(paragraph.join(' '), width));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    if (line === '' || /^\s/.test(line)) {
      end();
      lines.push(line);
    } else paragraph.push(line);
  }
  end();
  return lines.join('\n');
}
