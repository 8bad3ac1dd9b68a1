type Paint = (text: string) => string;

/** How to highlight text. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly warn: Paint;
  readonly bad: Paint;
}

const paint =
  (on: number, off: number): Paint =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`;

/** For a terminal. */
export const COLOURS: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  good: paint(32, 39),
  warn: paint(33, 39),
  bad: paint(31, 39),
};

/** For everything else. */
export const NO_COLOURS: Style = { bold: String, dim: String, good: String, warn: String, bad: String };
