import { MIC_NAMESPACE_VARIABLE } from '../../upstream/variables';
import { editDistance } from '../../validate/nearest';
import { MIC } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

const NAME = MIC_NAMESPACE_VARIABLE;
const VARIABLE = `          env:
            - name: MIC_POD_NAMESPACE
              valueFrom:
                fieldRef:
                  fieldPath: metadata.namespace
`;

const FIX = `- name: ${NAME}
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace`;

/** MIC without its namespace. */
export const micWithoutNamespace: Rule = {
  id: 'mic-without-namespace',
  title: 'MIC has no variable MIC_POD_NAMESPACE',
  severity: Severity.ERROR,
  why: 'Since 1.6.0, MIC keeps a ConfigMap in its own namespace, which it reads from the variable MIC_POD_NAMESPACE. Without it, MIC exits at startup.',
  symptom: 'CrashLoopBackOff; the log ends with "namespace not specified".',
  bad: changed(MIC, VARIABLE, ''),
  good: MIC,
  source: 'cmd/mic/main.go',
  check: (checked) =>
    controllersOf(checked, 'mic')
      .filter(({ release }) => release.has('keepsConfigMap'))
      .flatMap((started) => {
        const { env } = started;
        const variable = env.get(NAME);
        if (variable ? variable.value !== '' : started.hasUnseenVariables) return [];
        const near = [...env.keys()].find((name) => name !== NAME && editDistance(name.toUpperCase(), NAME) <= 2);
        const hint = near ? ` Rename ${near} to ${NAME}.` : ' Set it from metadata.namespace.';
        const path = near ? (env.get(near)?.path.slice(0, started.containerPath.length + 2) ?? []) : undefined;
        return [
          {
            object: started.manifest,
            path: variable?.path ?? path ?? started.environment,
            message: `MIC has ${variable ? `an empty ${NAME}` : `no variable ${NAME}`}. MIC exits at startup.${hint}`,
            ...(!variable &&
              (near ? { fix: `name: ${NAME}` } : { fix: FIX, fixIn: [...started.containerPath, 'env'] })),
          },
        ];
      }),
};
