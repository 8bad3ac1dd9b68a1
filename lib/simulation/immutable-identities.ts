import type { Controller } from './controller';
import { ofProgram } from './controllers';

/**
 * The client ids of MIC's `--immutable-user-msis`, as it compares them: the list in lower case with its blanks, client
 * ids unchanged (pkg/mic/mic.go, NewMICClient and checkIfIdentityImmutable). With several MICs, those in every list.
 */
export function immutableIds(controllers: readonly Controller[]): ReadonlySet<string> {
  const [first = [], ...others] = ofProgram(controllers, 'mic').map(listOf);
  return new Set(first.filter((id) => id !== '' && others.every((list) => list.includes(id))));
}

/** Whether MIC never removes an identity from a node; undefined when the manifests have no MIC. */
export function isImmutable(controllers: readonly Controller[], clientID: string): boolean | undefined {
  return ofProgram(controllers, 'mic').length === 0 ? undefined : immutableIds(controllers).has(clientID);
}

const listOf = ({ flags }: Controller) => flags.value('immutable-user-msis').toLowerCase().split(',');
