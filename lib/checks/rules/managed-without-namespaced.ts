import type { Controller } from '../../simulation/controller';
import { Mode } from '../../upstream/mode';
import { nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { isNotForced } from '../facts/namespaced';
import { type Rule, Severity } from '../rule';

const MANAGED = nmiWith('--operation-mode=managed', '--forceNamespaced=true');

/** Managed mode that is not forced namespaced. */
export const managedWithoutNamespaced: Rule = {
  id: 'managed-without-namespaced',
  title: 'NMI is in managed mode but not forced namespaced',
  severity: Severity.ERROR,
  why: 'In managed mode NMI looks up identities in the namespace of the pod only, and exits unless --forceNamespaced is set.',
  symptom: 'NMI is in CrashLoopBackOff; the log ends with "failed to initialize token client".',
  bad: nmiWith('--operation-mode=managed'),
  good: MANAGED,
  source: 'pkg/nmi/managed.go (NewManagedTokenClient)',
  check: (checked) =>
    readableIn(checked, 'nmi')
      .filter((started) => isManaged(started) && isNotForced(started))
      .map((started) => ({
        object: started.manifest,
        path: started.placeOf(started.flags.find('forceNamespaced') ? 'forceNamespaced' : 'operation-mode'),
        message: 'NMI is in managed mode without --forceNamespaced. NMI exits at startup. Add --forceNamespaced=true.',
        fix: '- --forceNamespaced=true',
        ...(!started.flags.find('forceNamespaced') && { fixIn: [...started.containerPath, 'args'] }),
      })),
};

const isManaged = (started: Controller) => started.flags.value('operation-mode').toLowerCase() === Mode.MANAGED;
