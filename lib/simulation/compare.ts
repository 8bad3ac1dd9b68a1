import { answerOf } from './answer';
import { AzureIdentifiers } from './azure-identifiers';
import { type Difference, differenceOf } from './difference';
import { ServiceAccounts } from './service-accounts';
import type { Simulation } from './simulation';

/** The difference between two sets of manifests. Each may tell which client id and which resource id of the other are one identity. */
export function compare(before: Simulation, after: Simulation): Difference {
  if (!before.federation && !after.federation) return differenceOf(answerOf(before), answerOf(after));
  const [old, current] = [identifiersIn(before), identifiersIn(after)];
  return differenceOf(answerOf(before.knowing(current)), answerOf(after.knowing(old)));
}

const identifiersIn = ({ cluster }: Simulation) =>
  new AzureIdentifiers(cluster, new ServiceAccounts(cluster.manifests));
