import type { Command, Option } from 'commander';

/** A command of the program: its name with those above it, without the program's. */
export interface Words {
  /** `azure setup`; empty for the program itself. */
  readonly path: string;
  readonly subCommands: readonly { readonly name: string; readonly summary: string }[];
  /** The values that its argument allows; empty when it allows others. */
  readonly values: readonly string[];
  readonly options: readonly OptionWords[];
}

export interface OptionWords {
  /** `-n` and `--namespace`, or one of them. */
  readonly flags: readonly string[];
  readonly summary: string;
  readonly takesValue: boolean;
  /** The values that it allows; empty when it allows others. */
  readonly choices: readonly string[];
}

const HELP: OptionWords = { flags: ['-h', '--help'], summary: 'display help', takesValue: false, choices: [] };

/** All commands below one, itself first: what the help says, for shells. */
export function wordsOf(command: Command, path = ''): Words[] {
  const subCommands = command.commands.map((one) => ({ name: one.name(), summary: summaryOf(one) }));
  const below = command.commands.flatMap((one) => wordsOf(one, `${path} ${one.name()}`.trim()));
  const values = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return [{ path, subCommands, values, options: [...command.options.map(optionWords), HELP] }, ...below];
}

function summaryOf(command: Command): string {
  return firstSentence(command.summary() || command.description());
}

function optionWords({ short, long, description, required, optional, argChoices }: Option): OptionWords {
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    summary: firstSentence(description),
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}

const firstSentence = (text: string): string => text.split(/\. |; |: |, /)[0] ?? '';
