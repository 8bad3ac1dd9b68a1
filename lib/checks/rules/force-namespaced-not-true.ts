import { show } from '../../validate/format';
import { MIC } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { isMeantAsForced } from '../facts/namespaced';
import type { Rule } from '../rule';

const NAME = 'FORCENAMESPACED';

const MIC_FORCED = changed(
  MIC,
  '          env:\n',
  "          env:\n            - name: FORCENAMESPACED\n              value: 'true'\n",
);

/** A value of the variable that was meant as true, and is not. */
export const forceNamespacedNotTrue: Rule = {
  id: 'force-namespaced-not-true',
  title: 'FORCENAMESPACED is not exactly "true"',
  severity: 'error',
  why: 'MIC and NMI compare the variable with "true", with case. With True, 1 or yes they are not namespaced, and any namespace may use every identity.',
  symptom: 'Nothing says it: pods of other namespaces get the identity.',
  bad: changed(MIC_FORCED, "'true'", "'True'"),
  good: MIC_FORCED,
  source: 'cmd/mic/main.go, cmd/nmi/main.go',
  check: (checked) =>
    controllersOf(checked).flatMap((started) => {
      const variable = started.env.get(NAME);
      if (!isMeantAsForced(started) || !variable) return [];
      const effect =
        started.mode.value === 'managed'
          ? 'and in managed mode it then ends'
          : 'and an identity is then for the pods of every namespace';
      return [
        {
          object: started.manifest,
          path: variable.path,
          message: `${NAME} is ${show(variable.value)}, which ${started.name} takes for false, ${effect}. Write it in lower case`,
          fix: "value: 'true'",
        },
      ];
    }),
};
