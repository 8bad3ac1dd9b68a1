import { GUID } from '../validate/azure-values';
import type { Format } from '../validate/format';
import { DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';

/** A Secret that holds MIC's credentials, made by somebody else. */
export interface ExistingCredentialsOptions {
  /**
   * Whether the Secret says that MIC acts as a managed identity: then it has the keys `UseMSI` and
   * `UserAssignedMSIClientID` too.
   *
   * @default false
   */
  readonly useMsi?: boolean;
}

/** MIC's credentials themselves. They end up in the manifest, readable for everybody who can read it. */
export interface RenderedCredentialsProps {
  /** Name of the cloud, such as `AzurePublicCloud` (upstream: pkg/cloudprovider/cloudprovider.go). */
  readonly cloud: string;

  /** Subscription of the cluster's nodes, a GUID. */
  readonly subscriptionId: string;

  /** Resource group of the cluster's nodes. */
  readonly resourceGroup: string;

  /** Kind of the nodes, `vmss` or `standard`. Nothing reads it, but it must be there. */
  readonly vmType: string;

  /** Tenant of the subscription, a GUID. */
  readonly tenantId: string;

  /** Client id of the service principal; `msi` for a managed identity. */
  readonly clientId: string;

  /** Client secret of the service principal; `msi` for a managed identity. */
  readonly clientSecret: string;

  /**
   * Whether MIC acts as a managed identity.
   *
   * @default false
   */
  readonly useMsi?: boolean;

  /**
   * With `useMsi`: client id of a user-assigned identity; empty for the identity of the node.
   *
   * @default - the identity of the node
   */
  readonly userAssignedMsiClientId?: string;
}

/** Environment variables of MIC (upstream: pkg/cloudprovider/cloudprovider.go), and their keys in the Secret. */
const KEYS = {
  CLOUD: 'Cloud',
  SUBSCRIPTION_ID: 'SubscriptionID',
  RESOURCE_GROUP: 'ResourceGroup',
  VM_TYPE: 'VMType',
  TENANT_ID: 'TenantID',
  CLIENT_ID: 'ClientID',
  CLIENT_SECRET: 'ClientSecret',
};
const MSI_KEYS = { USE_MSI: 'UseMSI', USER_ASSIGNED_MSI_CLIENT_ID: 'UserAssignedMSIClientID' };

/** What the chart's `adminsecret` is rendered from: texts by the keys of the Secret. */
export type SecretData = { readonly [key: string]: string };

const CLOUDS = [
  'AzureCloud',
  'AzurePublicCloud',
  'AzureChinaCloud',
  'AzureGermanCloud',
  'AzureUSGovernment',
  'AzureUSGovernmentCloud',
  'AzureStackCloud',
];
const CLOUD: Format = {
  allowed: CLOUDS.join(', '),
  accepts: (text) => CLOUDS.some((cloud) => cloud.toLowerCase() === text.toLowerCase()),
};
const NOT_EMPTY: Format = { allowed: 'text that is not empty', accepts: (text) => text !== '' };
const GUID_OR_MSI: Format = {
  ...GUID,
  allowed: `${GUID.allowed}, or "msi"`,
  accepts: (t) => t === 'msi' || GUID.accepts(t),
};
const GUID_OR_EMPTY: Format = {
  ...GUID,
  allowed: `${GUID.allowed}, or ""`,
  accepts: (t) => t === '' || GUID.accepts(t),
};

/** Where MIC takes its credentials for Azure from, when not from a file of the node. */
export class CloudCredentials {
  /**
   * An existing Secret, in the namespace of the install, with the keys `Cloud`, `SubscriptionID`, `ResourceGroup`,
   * `VMType`, `TenantID`, `ClientID` and `ClientSecret`. It is not rendered.
   *
   * @throws when the name is none of a Secret
   */
  public static fromSecret(name: string, options: ExistingCredentialsOptions = {}): CloudCredentials {
    const problems = Problems.in('CloudCredentials.fromSecret');
    checkProps(problems, options, ['useMsi'], 'options');
    problems.expect('name', name, DNS_SUBDOMAIN);
    checkUseMsi(problems, options.useMsi);
    problems.throwIfAny();
    return new CloudCredentials(options.useMsi === true, name, undefined);
  }

  /**
   * A Secret that is rendered with the install, with the credentials in it: whoever reads the manifest has them. A
   * warning at synthesis says so.
   *
   * @throws when a value is not what MIC takes; no message shows the secret
   */
  public static rendered(props: RenderedCredentialsProps): CloudCredentials {
    const problems = Problems.in('CloudCredentials.rendered');
    const names = [...Object.keys(FORMATS), 'clientSecret', 'useMsi', 'userAssignedMsiClientId'];
    if (!checkProps(problems, props, names)) problems.throwIfAny();
    for (const [name, format] of Object.entries(FORMATS)) {
      problems.expect(name, props[name as keyof RenderedCredentialsProps], format);
    }
    const { clientSecret, useMsi, userAssignedMsiClientId = '' } = props;
    if (typeof clientSecret !== 'string' || clientSecret === '') {
      problems.addKind('clientSecret', clientSecret, 'text that is not empty');
    }
    checkUseMsi(problems, useMsi);
    problems.expect('userAssignedMsiClientId', userAssignedMsiClientId, GUID_OR_EMPTY);
    if (userAssignedMsiClientId !== '' && !useMsi) problems.add('useMsi', useMsi, 'true, with userAssignedMsiClientId');
    problems.throwIfAny();
    return CloudCredentials.ofData({
      Cloud: props.cloud,
      SubscriptionID: props.subscriptionId,
      ResourceGroup: props.resourceGroup,
      VMType: props.vmType,
      TenantID: props.tenantId,
      ClientID: props.clientId,
      ClientSecret: clientSecret,
      ...(useMsi && { UseMSI: 'true', UserAssignedMSIClientID: userAssignedMsiClientId }),
    });
  }

  /**
   * Rendered as the chart does, unchecked.
   *
   * @internal
   */
  public static ofData(data: SecretData): CloudCredentials {
    return new CloudCredentials('UseMSI' in data, undefined, data);
  }

  private constructor(
    private readonly useMsi: boolean,
    private readonly existing: string | undefined,
    /** @internal */
    public readonly data: SecretData | undefined,
  ) {}

  /**
   * The environment of MIC: names of variables, and where in the Secret they are.
   *
   * @internal
   */
  public env(rendered: string): { name: string; valueFrom: { secretKeyRef: { key: string; name: string } } }[] {
    const name = this.existing ?? rendered;
    return Object.entries({ ...KEYS, ...(this.useMsi && MSI_KEYS) }).map(([variable, key]) => ({
      name: variable,
      valueFrom: { secretKeyRef: { key, name } },
    }));
  }
}

const FORMATS: { readonly [name: string]: Format } = {
  cloud: CLOUD,
  subscriptionId: GUID,
  resourceGroup: NOT_EMPTY,
  vmType: NOT_EMPTY,
  tenantId: GUID,
  clientId: GUID_OR_MSI,
};

function checkUseMsi(problems: Problems, useMsi: unknown): void {
  if (useMsi !== undefined && typeof useMsi !== 'boolean') problems.add('useMsi', useMsi, 'true or false');
}
