import { changed, IDENTITY } from './custom-resource-examples';

/** The identity of a service principal, with the Secret that its password is in. */
export const SERVICE_PRINCIPAL = changed(
  changed(IDENTITY, 'type: 0', 'type: 1'),
  /.*resourceID: .*\n/.exec(IDENTITY)?.[0] ?? '',
  `  tenantID: 72f988bf-86f1-41af-91ab-2d7cd011db47
  clientPassword:
    name: orders-sp
    namespace: shop
`,
);

/** The password says that it is none. */
export const SECRET = `apiVersion: v1
kind: Secret
metadata:
  name: orders-sp
  namespace: shop
type: Opaque
data:
  clientSecret: bm90IGEgcGFzc3dvcmQ=
`;
