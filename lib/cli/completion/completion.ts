import { Argument, Command } from 'commander';
import type { SubCommand } from '../sub-command';
import { bashScript, fishScript, zshScript } from './scripts';
import { type Words, wordsOf } from './words';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };
type Shell = keyof typeof SCRIPTS;

const EXAMPLES = `
Examples:
  source <(aad-pod-identity completion bash)     in ~/.bashrc
  source <(aad-pod-identity completion zsh)      in ~/.zshrc, after compinit
  aad-pod-identity completion fish | source      in ~/.config/fish/config.fish`;

/** `aad-pod-identity completion`: what a shell needs to complete the command. */
export const completion: SubCommand = (io) => {
  const command: Command = new Command('completion')
    .description('Print a script that lets a shell complete this command, its options and their values')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => {
      io.out(SCRIPTS[shell](wordsOf(command.parent as Command).map(withRules)));
    });
  return command;
};

/** With the ids of rules where one is explained: the program looks for similar ones instead of listing them. */
function withRules(words: Words): Words {
  const { ALL_RULES } = require('../../checks/all-rules') as typeof import('../../checks/all-rules');
  const choices = ALL_RULES.map(({ id }) => id);
  const options = words.options.map((one) => (one.flags.includes('--explain') ? { ...one, choices } : one));
  return { ...words, options };
}
