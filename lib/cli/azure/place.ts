import { type Command, Option } from 'commander';
import { isName } from '../../azure/managed-identity-ref';
import { type AzurePlace, RoleScope } from '../../azure/options';
import { show } from '../../validate/format';
import { UserError } from '../user-error';

export interface PlaceOptions {
  readonly cluster?: string;
  readonly resourceGroup?: string;
  readonly subscription?: string;
}

const PLACE = {
  cluster: ['--cluster <name>', 'AKS cluster'],
  resourceGroup: ['--resource-group <name>', 'resource group of the cluster'],
  subscription: ['--subscription <subscription>', 'subscription of the cluster, name or id'],
} as const;

export const MIC_CLIENT_ID = [
  '--mic-client-id <id>',
  'client id that MIC uses (default: from the manifests, else from the cluster)',
] as const;

export const scopeOption = (description: string): Option =>
  new Option('--scope <scope>', description).choices(Object.values(RoleScope)).default(RoleScope.IDENTITY);

export const CONTEXT = ['--context <name>', 'context of kubectl (default: the current one)'] as const;

export function addPlace(command: Command, required: boolean): Command {
  for (const [flags, description] of Object.values(PLACE)) {
    if (required) command.requiredOption(flags, description);
    else command.option(flags, description);
  }
  return command;
}

/** Only Azure knows which names are valid. This refuses what cannot be a name at all. */
export function checkNames(options: { readonly [flag: string]: string | undefined }): void {
  const wrong = Object.entries(options).filter(([, value]) => value !== undefined && !isName(value));
  if (wrong.length > 0) {
    throw new UserError(wrong.map(([flag, value]) => `${flag}: got ${show(value)}; allowed: a name on one line`));
  }
}

/** All three or none; all, when another option requires them. */
export function placeOf(
  { cluster, resourceGroup, subscription }: PlaceOptions,
  requiredBy?: string | false,
): AzurePlace | undefined {
  const given = { '--cluster': cluster, '--resource-group': resourceGroup, '--subscription': subscription };
  checkNames(given);
  if (cluster !== undefined && resourceGroup !== undefined && subscription !== undefined) {
    return { cluster, resourceGroup, subscription };
  }
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  if (missing.length === 3 && !requiredBy) return undefined;
  const why = missing.length === 3 ? `${requiredBy} requires them` : 'set all three or none';
  throw new UserError(`missing ${missing.map(([flag]) => flag).join(', ')}: ${why}`);
}
