import { Mode } from '../../upstream/mode';
import { FORCE_NAMESPACED_VARIABLE } from '../../upstream/variables';
import { show } from '../../validate/format';
import { MIC } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { isMeantAsForced } from '../facts/namespaced';
import { type Rule, Severity } from '../rule';

const NAME = FORCE_NAMESPACED_VARIABLE;

const MIC_FORCED = changed(
  MIC,
  '          env:\n',
  "          env:\n            - name: FORCENAMESPACED\n              value: 'true'\n",
);

/** A value of the variable that means true to people only. */
export const forceNamespacedNotTrue: Rule = {
  id: 'force-namespaced-not-true',
  title: 'FORCENAMESPACED is not exactly "true"',
  severity: Severity.ERROR,
  why: 'MIC and NMI compare the variable with "true", case-sensitively. With True, 1 or yes they are not namespaced, and pods of every namespace can get every identity.',
  symptom: 'No error: pods of other namespaces get the identity.',
  bad: changed(MIC_FORCED, "'true'", "'True'"),
  good: MIC_FORCED,
  source: 'cmd/mic/main.go, cmd/nmi/main.go',
  check: (checked) =>
    controllersOf(checked).flatMap((started) => {
      const variable = started.env.get(NAME);
      if (!isMeantAsForced(started) || !variable) return [];
      const effect =
        started.mode.value === Mode.MANAGED
          ? 'In managed mode NMI then exits'
          : 'Pods of every namespace can then get an identity';
      return [
        {
          object: started.manifest,
          path: variable.path,
          message: `The variable ${NAME} is ${show(variable.value)}, which ${started.name} reads as false. ${effect}. Write 'true', in lower case.`,
          ...(variable.path.at(-1) === 'value' && { fix: "value: 'true'" }),
        },
      ];
    }),
};
