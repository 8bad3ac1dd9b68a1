import { nmiWith } from '../controller-examples';
import type { Rule } from '../rule';
import { readableIn, type Started } from '../started';
import { isMeantAsTrue } from './force-namespaced-not-true';

const MANAGED = nmiWith('--operation-mode=managed', '--forceNamespaced=true');

/** Managed mode that is not forced namespaced. */
export const managedWithoutNamespaced: Rule = {
  id: 'managed-without-namespaced',
  title: 'NMI is in managed mode and not forced namespaced',
  severity: 'error',
  why: 'In managed mode NMI looks identities up in the namespace of the pod only, and ends unless it is told so with --forceNamespaced.',
  symptom: 'NMI is in CrashLoopBackOff; the log ends with "failed to initialize token client".',
  bad: nmiWith('--operation-mode=managed'),
  good: MANAGED,
  source: 'pkg/nmi/managed.go (NewManagedTokenClient)',
  check: (checked) =>
    readableIn(checked, 'nmi')
      .filter((started) => isManaged(started) && !isForced(started))
      .map((started) => ({
        object: started.object,
        path: started.placeOf('operation-mode'),
        message: 'Managed mode needs --forceNamespaced as well; without it NMI ends when it is started',
        fix: '- --forceNamespaced=true',
      })),
};

const isManaged = (started: Started) => started.value('operation-mode', 'standard').toLowerCase() === 'managed';

/** Also when it cannot be told, or when another rule says why it is not. */
function isForced(started: Started): boolean {
  const { controller } = started;
  const variable = controller.env.get('FORCENAMESPACED');
  return (
    controller.forceNamespaced.value === 'true' ||
    started.isOn('forceNamespaced', false) ||
    (variable !== undefined && variable.value === undefined) ||
    started.hasUnseenVariables ||
    isMeantAsTrue(started) ||
    (started.flag('forceNamespaced') === undefined && started.mentions('forceNamespaced'))
  );
}
