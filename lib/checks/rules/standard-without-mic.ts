import { API_GROUP } from '../../upstream/api';
import { MIC, NMI } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { MIC_ROLE, NMI_ROLE } from '../examples/role-examples';
import { controllersOf } from '../facts/controllers';
import type { Rule } from '../rule';

/** NMI that waits for what nobody writes. */
export const standardWithoutMic: Rule = {
  id: 'standard-without-mic',
  title: 'NMI is in standard mode, and there is no MIC',
  severity: 'error',
  why: 'In standard mode NMI hands out what MIC has assigned. Without a MIC nobody makes AzureAssignedIdentities. The chart leaves MIC out when operationMode is not exactly standard, also when it is Standard.',
  symptom: 'All token requests end with 404 after 80 to 100 seconds.',
  bad: documents(NMI, NMI_ROLE),
  good: documents(MIC, MIC_ROLE, NMI, NMI_ROLE),
  options: { wholeCluster: true },
  source: 'pkg/nmi/standard.go, pkg/mic/mic.go',
  check: (checked) => {
    const { settings, options } = checked;
    // It may be in manifests that are not here.
    if (!options.wholeCluster || settings.mode === 'managed') return [];
    // A workload that is refused may be it.
    if (checked.cluster.refusals.some(({ manifest }) => manifest.group !== API_GROUP)) return [];
    if (controllersOf(checked, 'mic').length > 0) return [];
    return controllersOf(checked).map((nmi) => ({
      object: nmi.manifest,
      path: nmi.flags.find('operation-mode') ? nmi.placeOf('operation-mode') : [],
      message:
        'NMI is in standard mode, and there is no MIC that assigns identities: no pod gets one. Install MIC, or start NMI with --operation-mode=managed and --forceNamespaced',
    }));
  },
};
