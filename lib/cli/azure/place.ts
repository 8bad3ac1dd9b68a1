import type { Command } from 'commander';
import { isName } from '../../azure/managed-identity-ref';
import { show } from '../../validate/format';
import { UserError } from '../user-error';

/** The options that say where the cluster is. */
export interface PlaceOptions {
  readonly cluster?: string;
  readonly resourceGroup?: string;
  readonly subscription?: string;
}

export const PLACE = {
  cluster: ['--cluster <name>', 'the AKS cluster'],
  resourceGroup: ['--resource-group <name>', 'the resource group that the cluster is in'],
  subscription: ['--subscription <subscription>', 'the subscription that the cluster is in, its name or id'],
} as const;

/** Adds them. */
export function addPlace(command: Command, required: boolean): Command {
  for (const [flags, description] of Object.values(PLACE)) {
    if (required) command.requiredOption(flags, description);
    else command.option(flags, description);
  }
  return command;
}

/** What Azure takes as a name Azure knows; here only what is no name at all is refused. */
export function checkNames(options: { readonly [flag: string]: string | undefined }): void {
  const wrong = Object.entries(options).filter(([, value]) => value !== undefined && !isName(value));
  if (wrong.length > 0) {
    throw new UserError(...wrong.map(([flag, value]) => `${flag}: got ${show(value)}; allowed: a name on one line`));
  }
}
