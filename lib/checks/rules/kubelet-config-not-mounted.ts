import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { mountOf } from '../facts/mounts';
import { type Rule, Severity } from '../rule';

const DEFAULT = '/etc/default/kubelet';
const MOUNT = `            - name: kubelet-config
              mountPath: ${DEFAULT}
              readOnly: true
`;

/** NMI without the file in which it looks for kubenet. */
export const kubeletConfigNotMounted: Rule = {
  id: 'kubelet-config-not-mounted',
  title: 'The file of --kubelet-config is not mounted into NMI',
  severity: Severity.ERROR,
  why: 'Since 1.7.0, at startup NMI looks for kubenet in the file of --kubelet-config, by default /etc/default/kubelet, and exits when it cannot read it. With --allow-network-plugin-kubenet it does not look.',
  symptom: 'CrashLoopBackOff; the log ends with "failed to check if CNI plugin is kubenet".',
  bad: changed(NMI, MOUNT, ''),
  good: NMI,
  source: 'cmd/nmi/main.go, pkg/utils/utils.go (IsKubenetCNI)',
  check: (checked) =>
    readableIn(checked, 'nmi').flatMap((started) => {
      const { containerPath, manifest: object, container, release } = started;
      if (!release.hasFlag('kubelet-config')) return [];
      const file = started.flags.value('kubelet-config');
      if (started.flags.isOn('allow-network-plugin-kubenet')) return [];
      if (mountOf(started, file) || file.includes('$(')) return [];
      const given = started.flags.find('kubelet-config');
      const mounts = Array.isArray(container.volumeMounts) ? ['volumeMounts'] : [];
      return [
        {
          object,
          path: given ? started.argument(given.index) : [...containerPath, ...mounts],
          message: `The file ${file}, in which NMI looks for kubenet, is not mounted. NMI exits at startup. Mount it from a hostPath of type FileOrCreate.`,
        },
      ];
    }),
};
