import { isMap, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { show } from '../../validate/format';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';

const FIELD = 'spec.nodeName';
const VARIABLE = 'NODE_NAME';
const ARGUMENT = '            - --node=$(NODE_NAME)\n';

/** NMI without the name of its node. */
export const nmiWithoutNode: Rule = {
  id: 'nmi-without-node',
  title: 'NMI does not have the name of its node',
  severity: Severity.ERROR,
  why: 'NMI handles only pods of the node in --node, which must come from spec.nodeName of its own pod. Without it, or with one name on all nodes, NMI finds no pods.',
  symptom: 'Every request fails with 500; NMI logs "pod not found".',
  bad: changed(NMI, ARGUMENT, ''),
  good: NMI,
  source: 'cmd/nmi/main.go, pkg/pod/pod.go',
  check: (checked) => readableIn(checked, 'nmi').flatMap(findingsOf),
};

function findingsOf(started: Controller): RuleFinding[] {
  const { manifest: object, workload, env, podSpec } = started;
  const given = started.flags.find('node');
  // A Pod with a nodeName can have its name as text.
  if (workload.kind === 'Pod' && given && given.value === podSpec.nodeName) return [];
  if (!given && started.flags.mentions('node')) return [];
  const path = started.placeOf('node');
  const named = mapOf(object.at(env.get(VARIABLE)?.path ?? []));
  const isKnown = mapOf(mapOf(named.valueFrom).fieldRef).fieldPath === FIELD;
  const finding = (message: string) => [{ object, path, message, ...(isKnown && { fix: `- --node=$(${VARIABLE})` }) }];
  if (!given || given.value === '') {
    return finding(`NMI does not have the flag --node. It finds no pods. Add it, with NODE_NAME from ${FIELD}.`);
  }
  const variable = /^\$\(([^()$]+)\)$/.exec(given.value)?.[1];
  if (variable === undefined) {
    return finding(
      `The flag --node is ${show(given.value)} on every node. NMI finds no pods on other nodes. Set it to the name of the node, from ${FIELD}.`,
    );
  }
  const known = env.get(variable);
  if (!known) {
    if (started.hasUnseenVariables) return [];
    return [
      {
        object,
        path,
        message: `The flag --node is ${given.value}, but the container has no variable ${variable}. NMI finds no pods. Add the variable, from ${FIELD}.`,
        fix: `- name: ${plainYaml(variable)}\n  valueFrom:\n    fieldRef:\n      fieldPath: ${FIELD}`,
        fixIn: [...started.containerPath, 'env'],
      },
    ];
  }
  const { valueFrom } = mapOf(object.at(known.path));
  const { fieldRef } = mapOf(valueFrom);
  if (isMap(fieldRef) && fieldRef.fieldPath === FIELD) return [];
  const from = known.from ?? show(known.value);
  return [
    {
      object,
      path: isMap(fieldRef) ? [...known.path, 'valueFrom', 'fieldRef', 'fieldPath'] : known.path,
      message: `The variable ${variable} of --node comes from ${from}, which is not the name of the node. NMI finds no pods. Set it from ${FIELD}.`,
      ...(isMap(fieldRef) && { fix: `fieldPath: ${FIELD}` }),
    },
  ];
}
