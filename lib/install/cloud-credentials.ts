import type { Cloud } from '../upstream/clouds';
import { MIC_CREDENTIALS } from '../upstream/mic-credentials';
import { GUID } from '../validate/azure-values';
import type { Format } from '../validate/format';
import { DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { readProps } from '../validate/props';
import { boolean, optional } from '../validate/shape';
import { CLOUD, NOT_EMPTY, unencoded } from './formats';

/** An existing Secret with MIC's credentials. */
export interface ExistingCredentialsOptions {
  /**
   * Whether MIC signs in as a managed identity. The Secret then also has the keys `UseMSI` and
   * `UserAssignedMSIClientID`.
   *
   * @default false
   */
  readonly useMsi?: boolean;
}

/** MIC's credentials. They are written to the manifest: anyone who can read it can read them. */
export interface RenderedCredentialsProps {
  /** Name of the Azure cloud. */
  readonly cloud: Cloud;

  /** Subscription of the nodes, a GUID. */
  readonly subscriptionId: string;

  /** Resource group of the nodes. */
  readonly resourceGroup: string;

  /** Kind of the nodes, `vmss` or `standard`. Required, although MIC does not read it. */
  readonly vmType: string;

  /** Tenant of the subscription, a GUID. */
  readonly tenantId: string;

  /** Client id of the service principal; `msi` for a managed identity. */
  readonly clientId: string;

  /** Client secret of the service principal; `msi` for a managed identity. */
  readonly clientSecret: string;

  /**
   * Whether MIC signs in as a managed identity.
   *
   * @default false
   */
  readonly useMsi?: boolean;

  /**
   * With `useMsi`: client id of a user-assigned identity; empty for the node's system-assigned identity.
   *
   * @default - the node's system-assigned identity
   */
  readonly userAssignedMsiClientId?: string;
}

/** Data of the Secret, not encoded. */
export type SecretData = { readonly [key: string]: string };

const guidOr = (other: string): Format => ({
  ...GUID,
  allowed: `${GUID.allowed}, or ${JSON.stringify(other)}`,
  accepts: (text) => text === other || GUID.accepts(text),
});

/** MIC's credentials for Azure, instead of those in a file of the node. */
export class CloudCredentials {
  /**
   * An existing Secret, in the namespace of the install, with the keys `Cloud`, `SubscriptionID`, `ResourceGroup`,
   * `VMType`, `TenantID`, `ClientID` and `ClientSecret`. It is not rendered.
   *
   * @throws when the name is not a valid name of a Secret
   */
  public static fromSecret(name: string, options: ExistingCredentialsOptions = {}): CloudCredentials {
    const problems = Problems.in('CloudCredentials.fromSecret');
    const given = readProps(problems, options, ['useMsi'], 'options');
    problems.expect('name', plainCopy(name), DNS_SUBDOMAIN);
    optional(boolean)(problems, 'useMsi', given.useMsi);
    problems.throwIfAny();
    return new CloudCredentials(given.useMsi === true, name, undefined);
  }

  /**
   * Renders a Secret with the credentials, with a warning at synth: anyone who can read the manifest can read them.
   *
   * @throws when MIC would refuse a value; no message shows the secret
   */
  public static rendered(given: RenderedCredentialsProps): CloudCredentials {
    const problems = Problems.in('CloudCredentials.rendered');
    const names = [...Object.keys(FORMATS), 'clientSecret', 'useMsi', 'userAssignedMsiClientId'];
    const props = readProps(problems, given, names);
    // They are encoded now, so a Lazy or a token cannot be resolved later.
    for (const [name, format] of Object.entries(FORMATS)) {
      problems.expectNow(name, props[name as keyof RenderedCredentialsProps], format);
    }
    const { clientSecret, useMsi, userAssignedMsiClientId = '' } = props;
    if (typeof clientSecret !== 'string' || clientSecret === '') {
      problems.addKind('clientSecret', clientSecret, NOT_EMPTY.allowed);
    }
    optional(boolean)(problems, 'useMsi', useMsi);
    problems.expectNow('userAssignedMsiClientId', userAssignedMsiClientId, unencoded(guidOr('')));
    if (userAssignedMsiClientId !== '' && !useMsi) problems.add('useMsi', useMsi, 'true, with userAssignedMsiClientId');
    problems.throwIfAny();
    const credentials = { ...props, useMsi: String(useMsi === true), userAssignedMsiClientId };
    const data = MIC_CREDENTIALS.filter(({ msi }) => !msi || useMsi).map(({ key, value }) => [
      key,
      credentials[credentialProp(value)],
    ]);
    return CloudCredentials.fromData(Object.fromEntries(data));
  }

  /**
   * Rendered as the chart does, without checks.
   *
   * @internal
   * @jsii ignore
   */
  public static fromData(data: SecretData): CloudCredentials {
    return new CloudCredentials(Object.hasOwn(data, 'UseMSI'), undefined, data);
  }

  private constructor(
    private readonly useMsi: boolean,
    /** @internal */
    public readonly existing: string | undefined,
    /** @internal */
    public readonly data: SecretData | undefined,
  ) {}

  /**
   * MIC's environment variables, each from a key of the Secret.
   *
   * @internal
   * @jsii ignore
   */
  public env(rendered: string): { name: string; valueFrom: { secretKeyRef: { key: string; name: string } } }[] {
    const name = this.existing ?? rendered;
    return MIC_CREDENTIALS.filter(({ msi }) => !msi || this.useMsi).map(({ variable, key }) => ({
      name: variable,
      valueFrom: { secretKeyRef: { key, name } },
    }));
  }
}

/** The prop that sets what a key of the Helm value `adminsecret` sets. */
export function credentialProp(value: string): keyof RenderedCredentialsProps {
  return value.replace('ID', 'Id').replace('MSI', 'Msi') as keyof RenderedCredentialsProps;
}

const FORMATS: { readonly [name: string]: Format } = {
  cloud: CLOUD,
  subscriptionId: unencoded(GUID),
  resourceGroup: unencoded(NOT_EMPTY),
  vmType: unencoded(NOT_EMPTY),
  tenantId: unencoded(GUID),
  clientId: unencoded(guidOr('msi')),
};
