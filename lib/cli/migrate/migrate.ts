import { Command } from 'commander';
import type { SubCommand } from '../sub-command';
import { plan } from './plan';
import { rewrite } from './rewrite';

/** `aad-pod-identity migrate`: from pod identity to Workload Identity, for any manifests. */
export const migrate: SubCommand = (io, exit) => {
  const command = new Command('migrate').description('Move workloads from AAD Pod Identity to Azure Workload Identity');
  for (const add of [plan, rewrite]) command.addCommand(add(io, exit));
  return command;
};
