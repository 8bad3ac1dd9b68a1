import { type Assignments, answerOf } from './answer';
import { AzureIdentifiers } from './azure-identifiers';
import { type Difference, differenceOf } from './difference';
import { ServiceAccounts } from './service-accounts';
import type { Simulation } from './simulation';

/** The difference between two sets of manifests. */
export function compare(before: Simulation, after: Simulation): Difference {
  return differenceOf(...comparable(before, after));
}

/** Both answers. Each may tell which client id and which resource id of the other are one identity. */
export function comparable(before: Simulation, after: Simulation): readonly [Assignments, Assignments] {
  if (!before.federation && !after.federation) return [answerOf(before), answerOf(after)];
  const [old, current] = [identifiersIn(before), identifiersIn(after)];
  return [answerOf(before.knowing(current)), answerOf(after.knowing(old))];
}

const identifiersIn = ({ cluster }: Simulation) =>
  new AzureIdentifiers(cluster, new ServiceAccounts(cluster.manifests));
