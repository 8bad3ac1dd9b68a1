import { show } from '../../validate/format';
import { DNS_LABEL } from '../../validate/kubernetes-names';
import { nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** A value of `--MICNamespace` that cannot be the name of a namespace. */
export const micNamespaceNotAName: Rule = {
  id: 'mic-namespace-not-a-name',
  title: 'The flag --MICNamespace is not a valid namespace name',
  severity: Severity.INFO,
  why: 'NMI compares the flag with the namespace of a pod case-insensitively, so upper case does no harm. With any other invalid name, NMI does not recognize MIC by its namespace and name.',
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
            ? `The flag --MICNamespace is ${show(given.value)}, but namespaces are in lower case. NMI ignores the case. Write ${lower}.`
            : `The flag --MICNamespace is ${show(given.value)}, which cannot be a namespace. NMI recognizes MIC by its exception only. Write the namespace of MIC.`,
          ...(isName && { fix: `- --MICNamespace=${lower}` }),
        },
      ];
    }),
};
