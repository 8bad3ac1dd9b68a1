import { writeFileSync } from 'node:fs';
import { clientId, resourceId } from './ids.cjs';

/** Writes values of the Helm chart with N identities: those that identities.cjs makes. */
export function writeValues(file, count) {
  const entries = Array.from({ length: count }, (_, i) => {
    const name = `identity-${i + 1}`;
    return [
      `  ${name}:`,
      '    namespace: shop',
      '    type: 0',
      `    resourceID: ${resourceId(name)}`,
      `    clientID: ${clientId(i + 1)}`,
      `    binding: {name: ${name}-binding, selector: ${name}}`,
    ].join('\n');
  });
  writeFileSync(file, `azureIdentities:\n${entries.join('\n')}\n`);
}
