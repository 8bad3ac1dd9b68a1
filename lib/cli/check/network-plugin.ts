import { nearest } from '../../validate/nearest';

/** The network plugins that rules know. Clusters may have others. */
const KNOWN = ['azure', 'kubenet', 'cilium'];

/** That a network plugin is probably misspelt: then the rules about it are silent. */
export function remarksOnNetworkPlugin(name: string | undefined): string[] {
  if (name === undefined || KNOWN.includes(name.toLowerCase())) return [];
  const meant = nearest(name, KNOWN);
  if (meant === undefined) return [];
  return [`note: --network-plugin ${name}: no rule knows it. Did you mean ${meant}? Known are ${KNOWN.join(', ')}`];
}
