import { Command } from 'commander';
import { type SubCommand, type SubCommands, subCommands } from '../sub-command';

const SUB_COMMANDS: SubCommands = {
  plan: () => (require('./plan') as typeof import('./plan')).plan,
  rewrite: () => (require('./rewrite') as typeof import('./rewrite')).rewrite,
};

/** `aad-pod-identity migrate`: from pod identity to Workload Identity, for any manifests. */
export const migrate: SubCommand = (io, exit, args) => {
  const command = new Command('migrate').description('Move workloads from AAD Pod Identity to Azure Workload Identity');
  for (const child of subCommands(SUB_COMMANDS, args, io, exit)) command.addCommand(child);
  return command;
};
