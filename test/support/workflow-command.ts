/** A command of a GitHub workflow, as the runner reads a line of output. */
export interface WorkflowCommand {
  readonly command: string;
  readonly properties: { readonly [name: string]: string };
  readonly message: string;
}

const unescaped = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

/** Undefined for a line that is no command (actions/runner, ActionCommand.TryParseV2). */
export function readWorkflowCommand(line: string): WorkflowCommand | undefined {
  const text = line.trimStart();
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end < 0) return undefined;
  const [, command = '', list = ''] = /^(\S*) ?(.*)$/s.exec(text.slice(2, end)) ?? [];
  const properties = Object.fromEntries(
    list
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => pair.split(/=(.*)/s, 2))
      .map(([name, value = '']) => [name, unescaped(value.replaceAll('%3A', ':').replaceAll('%2C', ','))]),
  );
  return { command, properties, message: unescaped(text.slice(end + 2)) };
}
