import { isMap, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { show } from '../../validate/format';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import type { Rule, RuleFinding } from '../rule';

const FIELD = 'spec.nodeName';
const ARGUMENT = '            - --node=$(NODE_NAME)\n';

/** NMI that is not told the node that it is on. */
export const nmiWithoutNode: Rule = {
  id: 'nmi-without-node',
  title: 'NMI is not told the name of its node',
  severity: 'error',
  why: 'NMI looks only at the pods of the node that --node names. It must come from spec.nodeName of its own pod: nothing, or one name for all, and NMI knows no pods.',
  symptom: 'Every request fails: 500, "pod not found" in the log of NMI.',
  bad: changed(NMI, ARGUMENT, ''),
  good: NMI,
  source: 'cmd/nmi/main.go, pkg/pod/pod.go',
  check: (checked) => readableIn(checked, 'nmi').flatMap(findingsOf),
};

function findingsOf(started: Controller): RuleFinding[] {
  const { manifest: object, workload, env, podSpec } = started;
  const given = started.flags.find('node');
  // A pod that is put on a node by hand knows its name.
  if (workload.kind === 'Pod' && given && given.value === podSpec.nodeName) return [];
  if (!given && started.flags.mentions('node')) return [];
  const path = started.placeOf('node');
  const finding = (message: string) => [{ object, path, message, fix: '- --node=$(NODE_NAME)' }];
  if (!given || given.value === '') {
    return finding(`NMI is started without --node, and then sees no pods. Add it, with NODE_NAME from ${FIELD}`);
  }
  const variable = /^\$\(([^()$]+)\)$/.exec(given.value)?.[1];
  if (variable === undefined) {
    return finding(`--node is ${show(given.value)} on every node; it must be the node's own name, from ${FIELD}`);
  }
  const known = env.get(variable);
  if (!known) {
    if (started.hasUnseenVariables) return [];
    return finding(`--node is ${given.value}, but the container has no variable ${variable}. Add it, from ${FIELD}`);
  }
  const { valueFrom } = mapOf(object.at(known.path));
  const { fieldRef } = mapOf(valueFrom);
  if (isMap(fieldRef) && fieldRef.fieldPath === FIELD) return [];
  const from = known.from ?? show(known.value);
  return [
    {
      object,
      path: isMap(fieldRef) ? [...known.path, 'valueFrom', 'fieldRef', 'fieldPath'] : known.path,
      message: `${variable} is what --node takes, and comes from ${from}; it must be the name of the node`,
      fix: `fieldPath: ${FIELD}`,
    },
  ];
}
