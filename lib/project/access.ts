import { answerOf } from '../simulation/answer';
import type { Simulation } from '../simulation/simulation';

/** Which workload may use which identity, one line each. The test of a project computes the same: `ACCESS`. */
export function accessOf(simulation: Simulation): string[] {
  return answerOf(simulation)
    .workloads.filter(({ bypass, identities }) => bypass || identities.length > 0)
    .map(({ kind, namespace, name, bypass, identities }) => {
      const names = identities.map((one) => (one.name === undefined ? one.clientID : `${one.namespace}/${one.name}`));
      const granted = bypass ? ['any identity on its node'] : [...new Set(names)].sort();
      return `${kind} ${namespace}/${name}: ${granted.join(', ')}`;
    })
    .sort();
}

/** The same as a function in the code of a project. */
export const ACCESS = `/** Which workload may use which identity. */
function access(scope: App): string[] {
  return assignmentsOf(scope)
    .workloads.filter(({ bypass, identities }) => bypass || identities.length > 0)
    .map(({ kind, namespace, name, bypass, identities }) => {
      const names = identities.map((one) => (one.name === undefined ? one.clientID : \`\${one.namespace}/\${one.name}\`));
      const granted = bypass ? ['any identity on its node'] : [...new Set(names)].sort();
      return \`\${kind} \${namespace}/\${name}: \${granted.join(', ')}\`;
    })
    .sort();
}`;
