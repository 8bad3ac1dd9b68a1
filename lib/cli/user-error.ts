/** What the user has to mend: its message is all that is shown. One line for each problem. */
export class UserError extends Error {
  constructor(...lines: string[]) {
    super(lines.join('\n'));
  }
}
