import { Mode } from '../../upstream/mode';
import { MIC } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** A MIC without pods. */
export const micWithoutReplicas: Rule = {
  id: 'mic-without-replicas',
  title: 'MIC has 0 replicas',
  severity: Severity.ERROR,
  why: 'In standard mode only MIC creates AzureAssignedIdentity objects. Without a running MIC, new pods get no identity, and identities of deleted pods stay on the nodes.',
  symptom: 'Token requests of new pods fail with 404 after 80 to 100 seconds.',
  bad: changed(MIC, 'replicas: 2', 'replicas: 0'),
  good: MIC,
  source: 'pkg/mic/mic.go',
  check: (checked) => {
    // managed-with-dead-objects reports a MIC in managed mode.
    if (checked.settings.mode === Mode.MANAGED) return [];
    return controllersOf(checked)
      .filter(({ program, manifest: object }) => program === 'mic' && object.at(['spec', 'replicas']) === 0)
      .map(({ manifest: object }) => ({
        object,
        path: ['spec', 'replicas'],
        message: 'MIC has 0 replicas. No identity is assigned to new pods. Set 1 or more.',
        fix: 'replicas: 2',
      }));
  },
};
