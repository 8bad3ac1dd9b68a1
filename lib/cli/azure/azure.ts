import { Command } from 'commander';
import type { SubCommand } from '../sub-command';
import { federate } from './federate';
import { setup } from './setup';
import { uninstall } from './uninstall';
import { verify } from './verify';

/** `aad-pod-identity azure`: prints scripts for what manifests cannot do. */
export const azure: SubCommand = (io, exit) => {
  const command = new Command('azure').description(
    'Print bash scripts that prepare Azure for the manifests, federate it, verify that pods get tokens, and remove everything',
  );
  for (const add of [setup, federate, verify, uninstall]) command.addCommand(add(io, exit));
  return command;
};
