import { API_GROUP } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import { MIC, NMI } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { MIC_ROLE, NMI_ROLE } from '../examples/role-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** NMI without the MIC that it needs. */
export const standardWithoutMic: Rule = {
  id: 'standard-without-mic',
  title: 'NMI is in standard mode, but there is no MIC',
  severity: Severity.ERROR,
  why: 'In standard mode NMI uses what MIC has assigned, and only MIC creates AzureAssignedIdentity objects. The chart omits MIC when operationMode is not exactly standard; Standard omits it, too.',
  symptom: 'All token requests fail with 404 after 80 to 100 seconds.',
  bad: documents(NMI, NMI_ROLE),
  good: documents(MIC, MIC_ROLE, NMI, NMI_ROLE),
  options: { wholeCluster: true },
  source: 'pkg/nmi/standard.go, pkg/mic/mic.go',
  check: (checked) => {
    if (checked.settings.mode === Mode.MANAGED) return [];
    // A refused workload may be MIC.
    if (checked.cluster.refusals.some(({ manifest }) => manifest.group !== API_GROUP)) return [];
    if (controllersOf(checked, 'mic').length > 0) return [];
    return controllersOf(checked)
      .slice(0, 1)
      .map((nmi) => ({
        object: nmi.manifest,
        path: nmi.flags.find('operation-mode') ? nmi.placeOf('operation-mode') : [],
        message:
          'NMI is in standard mode, but there is no MIC. No pod gets an identity. Install MIC, or set --operation-mode=managed and --forceNamespaced on NMI.',
        absence: { isNear: false, counted: ['NMI has no MIC', 'NMIs have no MIC'] },
      }));
  },
};
