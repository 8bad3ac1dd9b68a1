import { Command } from 'commander';
import type { SubCommand } from '../sub-command';
import { setup } from './setup';
import { uninstall } from './uninstall';
import { verify } from './verify';

/** `aad-pod-identity azure`: what has to be done beside the cluster's manifests, as scripts to be read and run. */
export const azure: SubCommand = (io, exit) => {
  const command = new Command('azure').description(
    'Print bash scripts that prepare Azure for the manifests, check that tokens arrive, and take everything away',
  );
  for (const add of [setup, verify, uninstall]) command.addCommand(add(io, exit));
  return command;
};
