// What the webhook of Azure Workload Identity reads (Azure/azure-workload-identity 1.6.0, pkg/webhook/consts.go).

/** The release of the webhook that is described here. */
export const WEBHOOK_VERSION = '1.6.0';

const PREFIX = 'azure.workload.identity';

/** What the keys of all its labels and annotations begin with. */
export const WEBHOOK_PREFIX = `${PREFIX}/`;

/**
 * Pod label, with the value `true` as a string: the API server asks the webhook only about pods with it
 * (config/webhook/webhook_patch.yaml, objectSelector).
 */
export const USE_LABEL = `${PREFIX}/use`;
export const USED = 'true';

/** Annotation of a ServiceAccount: the client id that its pods use unless they name another. Ignored on pods. */
export const CLIENT_ID_ANNOTATION = `${PREFIX}/client-id`;

/** Annotation of a ServiceAccount: the tenant of that identity. An empty one replaces the webhook's too. */
export const TENANT_ID_ANNOTATION = `${PREFIX}/tenant-id`;

/** Annotation of a pod or, after that, its ServiceAccount: seconds until the token expires. */
export const TOKEN_EXPIRATION_ANNOTATION = `${PREFIX}/service-account-token-expiration`;

/** Allowed seconds, and those without an annotation. */
export const TOKEN_EXPIRATION = { least: 3600, most: 86_400, default: 3600 } as const;

/** Annotation of a pod: names of the containers that get nothing, separated by `;`. */
export const SKIP_CONTAINERS_ANNOTATION = `${PREFIX}/skip-containers`;

/** Annotation of a pod: adds the proxy, whatever its value. */
export const INJECT_PROXY_ANNOTATION = `${PREFIX}/inject-proxy-sidecar`;

/** Annotation of a pod: the port of the proxy. */
export const PROXY_PORT_ANNOTATION = `${PREFIX}/proxy-sidecar-port`;

export const DEFAULT_PROXY_PORT = 8000;

/** Annotation of a pod: exchange tokens by an identity binding of AKS. */
export const IDENTITY_BINDING_ANNOTATION = `${PREFIX}/use-identity-binding`;

/** The user of the proxy's image, whose requests its redirect passes on (init/init-iptables.sh). */
export const PROXY_USER = 1501;

/** The first version of Kubernetes on which the webhook makes the proxy a native sidecar. */
export const NATIVE_SIDECAR_SINCE = '1.32';

/** The first version of Kubernetes with native sidecars, beta and on by default. */
export const SIDECARS_SINCE = '1.29';

/** Audience of the tokens that Entra ID exchanges. */
export const AUDIENCE = 'api://AzureADTokenExchange';

/** The ServiceAccount of pods that name none. */
export const DEFAULT_ACCOUNT = 'default';

/** The subject of a ServiceAccount's tokens, which a federated credential must equal byte by byte. */
export const subjectOf = (namespace: string, account: string): string =>
  `system:serviceaccount:${namespace}:${account}`;
