import { Command } from 'commander';
import { type SubCommand, type SubCommands, subCommands } from '../sub-command';

const SUB_COMMANDS: SubCommands = {
  setup: () => (require('./setup') as typeof import('./setup')).setup,
  federate: () => (require('./federate') as typeof import('./federate')).federate,
  verify: () => (require('./verify') as typeof import('./verify')).verify,
  uninstall: () => (require('./uninstall') as typeof import('./uninstall')).uninstall,
};

/** `aad-pod-identity azure`: prints scripts for what manifests cannot do. */
export const azure: SubCommand = (io, exit, args) => {
  const command = new Command('azure').description(
    'Print bash scripts that prepare Azure for the manifests, federate it, verify that pods get tokens, and remove everything',
  );
  for (const child of subCommands(SUB_COMMANDS, args, io, exit)) command.addCommand(child);
  return command;
};
