import type { Controller } from '../../simulation/controller';
import { Mode } from '../../upstream/mode';
import type { CheckedCluster } from '../checked-cluster';
import { MIC, NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf, readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** NMI that selects by a label that an old MIC does not write. */
export const micWithoutNodeLabel: Rule = {
  id: 'mic-without-node-label',
  title: 'NMI uses a label that this old MIC does not write',
  severity: Severity.WARNING,
  why: 'With --enableScaleFeatures, the default since 1.8.1, NMI watches only AzureAssignedIdentity objects with its node in the label nodename. MIC writes this label since 1.5.3.',
  symptom: 'Token requests fail with 404 after 80 to 100 seconds, although the AzureAssignedIdentity exists.',
  bad: documents(changed(MIC, 'mic:v1.8.17', 'mic:v1.5.2'), NMI),
  good: documents(MIC, NMI),
  source: 'pkg/crd/crd.go, pkg/mic/mic.go',
  check: (checked) =>
    micsWithoutNodeLabel(checked).map(({ manifest: object, containerPath, version }) => ({
      object,
      path: [...containerPath, 'image'],
      message: `MIC ${version?.join('.')} does not label AzureAssignedIdentity objects with their node, and NMI selects them by that label. Token requests fail with 404. Upgrade MIC to the version of NMI.`,
    })),
};

/** The MICs that it finds. */
export function micsWithoutNodeLabel(checked: CheckedCluster): Controller[] {
  const isLooking = readableIn(checked, 'nmi').some(
    (nmi) => nmi.mode.value === Mode.STANDARD && nmi.flags.isOn('enableScaleFeatures'),
  );
  if (!isLooking) return [];
  return controllersOf(checked, 'mic').filter(({ release }) => release.has('labelsNode') === false);
}
