import { writeFileSync } from 'node:fs';

/** Writes values of the Helm chart with N identities: those that identities.cjs makes. */
export function writeValues(file, count) {
  const entries = Array.from({ length: count }, (_, i) => {
    const name = `identity-${i + 1}`;
    return [
      `  ${name}:`,
      '    namespace: shop',
      '    type: 0',
      `    resourceID: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
      `    clientID: 00000000-0000-4000-8000-${String(i + 1).padStart(12, '0')}`,
      `    binding: {name: ${name}-binding, selector: ${name}}`,
    ].join('\n');
  });
  writeFileSync(file, `azureIdentities:\n${entries.join('\n')}\n`);
}
