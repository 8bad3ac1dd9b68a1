import { AUDIENCE, WEBHOOK_VERSION } from './workload-identity';

// What the webhook of Azure Workload Identity adds to pods (Azure/azure-workload-identity 1.6.0, pkg/webhook/webhook.go).

/** An environment variable. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** What a container gets besides the token. */
export interface InjectedIdentity {
  /** Empty: no variable. */
  readonly clientId: string;
  /** Empty: no variable. */
  readonly tenantId: string;
  readonly authorityHost: string;
}

/** Variables that the webhook sets, unless the container has one of the name. */
export const INJECTED_VARIABLES = {
  clientId: 'AZURE_CLIENT_ID',
  tenantId: 'AZURE_TENANT_ID',
  tokenFile: 'AZURE_FEDERATED_TOKEN_FILE',
  authorityHost: 'AZURE_AUTHORITY_HOST',
} as const;

/** Where the token is mounted. */
export const TOKEN_MOUNT_PATH = '/var/run/secrets/azure/wi';
const TOKEN_PATH = 'token/azure-identity-token';

/** The variables in the webhook's order. */
export function injectedVariables({ clientId, tenantId, authorityHost }: InjectedIdentity): Variable[] {
  const { clientId: id, tenantId: tenant, tokenFile, authorityHost: host } = INJECTED_VARIABLES;
  return [
    { name: id, value: clientId },
    { name: tenant, value: tenantId },
    { name: tokenFile, value: `${TOKEN_MOUNT_PATH}/${TOKEN_PATH}` },
    { name: host, value: authorityHost },
  ].filter(({ value }) => value !== '');
}

/** The volume with the token. The webhook derives its name from that of the pod. */
export function tokenVolume(name: string, expirationSeconds: number) {
  return {
    name,
    projected: {
      sources: [{ serviceAccountToken: { audience: AUDIENCE, expirationSeconds, path: TOKEN_PATH } }],
    },
  };
}

/** The mount of the volume with the token. */
export function tokenMount(volume: string) {
  return { mountPath: TOKEN_MOUNT_PATH, name: volume, readOnly: true };
}

/** Names of the containers of the proxy. The webhook adds none that is there. */
export const PROXY_CONTAINER = 'azwi-proxy';
export const PROXY_INIT_CONTAINER = 'azwi-proxy-init';

/** Whether an image is that of the proxy, or of its redirect, in whatever registry; their containers may have other names. */
export const isProxyImage = (image: string): boolean => /(?:^|\/)workload-identity\/proxy(?=[:@]|$)/.test(image);
export const isProxyInitImage = (image: string): boolean =>
  /(?:^|\/)workload-identity\/proxy-init(?=[:@]|$)/.test(image);

/** Where upstream publishes the images of the proxy; the webhook's build and its variables may set others. */
const REPOSITORY = 'mcr.microsoft.com/oss/azure/workload-identity';
export const PROXY_IMAGE = `${REPOSITORY}/proxy:v${WEBHOOK_VERSION}`;
export const PROXY_INIT_IMAGE = `${REPOSITORY}/proxy-init:v${WEBHOOK_VERSION}`;
const IMAGE_PULL_POLICY = 'IfNotPresent';

/** The container that answers requests to the metadata service. */
export function proxyContainer(port: number, image: string) {
  const [portArgument, logArgument] = [`--proxy-port=${port}`, '--log-level=info'];
  return {
    args: [portArgument, logArgument],
    image,
    imagePullPolicy: IMAGE_PULL_POLICY,
    lifecycle: { postStart: { exec: { command: ['/proxy', portArgument, '--probe', logArgument] } } },
    name: PROXY_CONTAINER,
    ports: [{ containerPort: port }],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
  };
}

/** The init container that redirects requests to the metadata service to the proxy. */
export function proxyInitContainer(port: number, image: string) {
  return {
    env: [{ name: 'PROXY_PORT', value: String(port) }],
    image,
    imagePullPolicy: IMAGE_PULL_POLICY,
    name: PROXY_INIT_CONTAINER,
    securityContext: {
      capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
      privileged: true,
      runAsNonRoot: false,
      runAsUser: 0,
    },
  };
}
