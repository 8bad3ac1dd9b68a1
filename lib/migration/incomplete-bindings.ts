import type { Binding } from '../simulation/custom-resources';
import { otherCaseIn } from '../simulation/other-case';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { Mode } from '../upstream/mode';
import { indexed } from '../validate/indexed';
import type { Blocker } from './blocker';

/** Bindings whose identity may be elsewhere: what the workloads that they select need is not known then. */
export class IncompleteBindings {
  private readonly bySelector: ReadonlyMap<string, readonly Binding[]>;
  private readonly isForced: boolean;

  constructor({ cluster, settings }: Simulation) {
    const incomplete = cluster.bindings.filter((binding) => cluster.identityOf(binding) === undefined);
    this.bySelector = indexed(incomplete, ({ selector }) => selector);
    this.isForced = settings.mode === Mode.MANAGED || settings.micForceNamespaced;
  }

  public blockersOf({ label, namespace }: Workload): Blocker[] {
    const selected = (label && this.bySelector.get(label)) || [];
    return selected
      .filter((binding) => !this.isForced || binding.namespace === namespace)
      .map(({ manifest, namespace: own, azureIdentity }) => {
        const empty = azureIdentity === '' ? `its azureIdentity is empty${otherCaseIn(manifest, 'azureIdentity')}` : '';
        const absent = `AzureIdentity ${own}/${azureIdentity} is not among the paths`;
        return {
          problem: `${manifest.title} selects it, and ${empty || absent}.`,
          advice:
            empty === '' ? 'Add its path, or delete the binding.' : 'Name its AzureIdentity, or delete the binding.',
        };
      });
  }
}
