import { show } from '../../validate/format';
import { DNS_LABEL } from '../../validate/kubernetes-names';
import { nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import type { Rule } from '../rule';

/** A value of `--MICNamespace` that no namespace has. */
export const micNamespaceNotAName: Rule = {
  id: 'mic-namespace-not-a-name',
  title: '--MICNamespace is not written as a namespace is',
  severity: 'info',
  why: 'NMI compares the flag with the namespace of a pod without case, so that upper case does no harm. Any other text that no namespace can have means that NMI knows no MIC by its name.',
  symptom: 'None, when an AzurePodIdentityException covers MIC.',
  bad: nmiWith('--MICNamespace=Default'),
  good: nmiWith('--MICNamespace=default'),
  source: 'pkg/nmi/server/server.go (isMIC)',
  check: (checked) =>
    readableIn(checked, 'nmi').flatMap((started) => {
      const given = started.flags.find('MICNamespace');
      if (!given || DNS_LABEL.accepts(given.value) || given.value.includes('$(')) return [];
      const lower = given.value.toLowerCase();
      const isName = DNS_LABEL.accepts(lower);
      return [
        {
          object: started.manifest,
          path: started.argument(given.index),
          message: isName
            ? `--MICNamespace is ${show(given.value)}, and is compared without case. Write ${lower}, as the namespace is called`
            : `--MICNamespace is ${show(given.value)}, which no namespace is called: NMI then knows MIC by its exception only`,
          ...(isName && { fix: `- --MICNamespace=${lower}` }),
        },
      ];
    }),
};
