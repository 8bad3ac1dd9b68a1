/** The values at the head of main.ts that README.md asks users to change. */
export interface OwnValues {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly identityResourceId: string;
  readonly identityClientId: string;
  readonly namespace: string;
}

/** Those that main.ts has until a user changes them. */
export const PLACEHOLDERS: OwnValues = {
  subscriptionId: '00000000-0000-4000-8000-000000000001',
  resourceGroup: 'demo-resources',
  identityResourceId:
    '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/demo-resources/providers/Microsoft.ManagedIdentity/userAssignedIdentities/demo',
  identityClientId: '00000000-0000-4000-8000-000000000002',
  namespace: 'default',
};

/** main.ts, or what it compiles to, with these values at its head. */
export function withValues(program: string, values: OwnValues): string {
  return Object.entries(values).reduce((text, [name, value]) => {
    const line = new RegExp(`^const ${name} =[^;]*;$`, 'm');
    if (!line.test(text)) throw new Error(`main.ts has no constant ${name} at its head`);
    return text.replace(line, () => `const ${name} = ${JSON.stringify(value)};`);
  }, program);
}
