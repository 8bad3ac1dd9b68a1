import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { KubeAzureIdentity } from '../../imports/aadpodidentity.k8s.io';
import { type ApiObjectDefinition, CheckedApiObject } from '../synth/checked-api-object';
import { ObjectRegistry } from '../synth/object-registry';
import { problemsAt } from '../synth/scope';
import { warn } from '../synth/warnings';
import { IDENTITY_TYPES } from '../upstream/api';
import { GUID } from '../validate/azure-values';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps, readProps } from '../validate/props';
import { MANAGED_IDENTITY_ID } from '../validate/resource-id';
import { isPlainObject } from '../validate/unresolved';
import { assignTo } from './assignment';
import type {
  AssignToExternalOptions,
  AssignToExternalStage,
  AssignToOptions,
  ExternalAssignment,
} from './assignment-options';
import type { IAzureIdentity } from './azure-identity-interface';
import type {
  AzureIdentityOptions,
  ImportedAzureIdentityOptions,
  ServicePrincipalProps,
  ServicePrincipalWithCertificateProps,
  UserAssignedIdentityProps,
} from './azure-identity-props';
import { servicePrincipalSpec, userAssignedSpec } from './azure-identity-spec';
import { behaviorAnnotations, checkNamespaced } from './behavior';
import type { ChartIdentity } from './chart-identity';
import { assignToExternal } from './external-assignment';
import { IdentityInNamespaces } from './identity-in-namespaces';
import { ImportedAzureIdentity } from './imported-azure-identity';
import { ManagedIdentityId } from './managed-identity-id';
import { keepRendered } from './retired-identities';

type Labels = { readonly [key: string]: string };

const IMPORTED = ['namespace', 'namespaced', 'clientId', 'resourceId', 'tenantId'];
const USER_ASSIGNED = ['resourceId', 'clientId', 'namespaced', 'metadata'];
const CERTIFICATE = ['clientId', 'tenantId', 'clientPassword', 'adEndpoint', 'namespaced', 'metadata'];
const certificateSpec = servicePrincipalSpec(IDENTITY_TYPES.servicePrincipalWithCertificate);
const secretSpec = servicePrincipalSpec(IDENTITY_TYPES.servicePrincipal);
const SERVICE_PRINCIPAL = [...CERTIFICATE, 'auxiliaryTenantIds'];

const WITHOUT_NAMESPACE =
  'it has no namespace, so kubectl applies its identities to that of its context. Set namespace in the props of the chart';

/**
 * An Azure identity that pods may use: the custom resource AzureIdentity. `assignTo` lets a workload use it; an
 * `AzureIdentityBinding` offers it to pods that you label yourself.
 *
 * Each of the three kinds throws one Error that names the construct, the field, the value and what is allowed. Lazy values
 * are checked at synth, before anything is written; strings with a token of another tool are not checked. For a field
 * without a prop, use a JSON patch with the YAML field name, such as `/spec/adResourceID`.
 *
 * @example
 * AzureIdentity.userAssigned(chart, 'orders', {
 *   resourceId: ManagedIdentityId.of('6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11', 'shop', 'orders'),
 *   clientId: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
 * });
 * @see https://azure.github.io/aad-pod-identity/docs/concepts/azureidentity/
 */
export class AzureIdentity extends CheckedApiObject implements IAzureIdentity {
  /** A user-assigned managed identity (`spec.type` 0). */
  public static userAssigned(scope: Construct, id: string, props: UserAssignedIdentityProps): AzureIdentity {
    return AzureIdentity.make('userAssigned', scope, id, props, USER_ASSIGNED, userAssignedSpec);
  }

  /** A service principal with a client secret (`spec.type` 1). */
  public static servicePrincipal(scope: Construct, id: string, props: ServicePrincipalProps): AzureIdentity {
    return AzureIdentity.make('servicePrincipal', scope, id, props, SERVICE_PRINCIPAL, secretSpec);
  }

  /** A service principal with a certificate (`spec.type` 2). */
  public static servicePrincipalWithCertificate(
    scope: Construct,
    id: string,
    props: ServicePrincipalWithCertificateProps,
  ): AzureIdentity {
    return AzureIdentity.make('servicePrincipalWithCertificate', scope, id, props, CERTIFICATE, certificateSpec);
  }

  /** An AzureIdentity that this app does not render, for bindings and `assignTo`. Renders nothing. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    options: ImportedAzureIdentityOptions = {},
  ): IAzureIdentity {
    const given = plainCopy(options);
    const problems = problemsAt('AzureIdentity.fromName', scope, id, given?.namespace === undefined);
    if (!checkProps(problems, given, IMPORTED, 'options')) problems.throwIfAny();
    const { clientId, tenantId, namespace = Chart.of(scope).namespace } = given;
    const resourceId = given.resourceId instanceof ManagedIdentityId ? given.resourceId.resourceId : given.resourceId;
    problems.expect('metadata.name', plainCopy(name), DNS_SUBDOMAIN);
    problems.expectOptional('metadata.namespace', namespace, DNS_LABEL);
    problems.expectOptional('spec.clientID', clientId, GUID);
    problems.expectOptional('spec.resourceID', resourceId, MANAGED_IDENTITY_ID);
    problems.expectOptional('spec.tenantID', tenantId, GUID);
    const namespaced = checkNamespaced(problems, given.namespaced);
    problems.throwIfAny();
    const imported = new ImportedAzureIdentity(scope, id, {
      ...{ name, namespace, namespaced },
      ...{ clientId, resourceId, tenantId },
    });
    ObjectRegistry.of(imported).checkDeferred(imported, problems);
    return imported;
  }

  /**
   * An identity from Helm values, with anything that the API server accepts.
   *
   * @internal
   * @jsii ignore
   */
  public static fromHelmChart(
    scope: Construct,
    id: string,
    chart: ChartIdentity,
    labels: Labels,
    shared?: IdentityInNamespaces,
  ): AzureIdentity {
    const { name, namespace, spec } = chart;
    const copy = (identity: IAzureIdentity, other: string, namespaces: IdentityInNamespaces) =>
      AzureIdentity.fromHelmChart(identity as AzureIdentity, other, { ...chart, namespace: other }, labels, namespaces);
    const definition = { gvk: KubeAzureIdentity.GVK, name, namespace, metadata: { labels }, content: { spec } };
    const made = new AzureIdentity(scope, id, {
      definition,
      namespaced: false,
      clientId: spec.clientID,
      namespaces: shared ?? new IdentityInNamespaces(copy),
    });
    keepRendered(made);
    return made;
  }

  private static make<Props extends AzureIdentityOptions & { readonly clientId: string }>(
    call: string,
    scope: Construct,
    id: string,
    given: Props,
    names: readonly string[],
    spec: (problems: Problems, props: Props, namespace: string | undefined) => object,
    namespaces?: IdentityInNamespaces,
  ): AzureIdentity {
    const problems = problemsAt(`AzureIdentity.${call}`, scope, id);
    const props = readProps(problems, given, names);
    const { clientId, metadata } = props;
    const namespace = metadata?.namespace ?? Chart.of(scope).namespace;
    const namespaced = checkNamespaced(problems, props.namespaced);
    const annotations = behaviorAnnotations(problems, namespaced, metadata);
    const copy = (identity: IAzureIdentity, other: string, shared: IdentityInNamespaces) =>
      AzureIdentity.make(
        call,
        identity as AzureIdentity,
        other,
        { ...props, metadata: { ...metadata, name: identity.name, namespace: other } },
        names,
        spec,
        shared,
      );
    const identity = new AzureIdentity(scope, id, {
      definition: {
        gvk: KubeAzureIdentity.GVK,
        name: metadata?.name,
        namespace,
        metadata: { ...metadata, ...(annotations && { annotations }) },
        content: { spec: spec(problems, props, namespace) },
        problems,
      },
      namespaced,
      clientId,
      namespaces: namespaces ?? new IdentityInNamespaces(copy),
    });
    if (namespace === undefined) warn(Chart.of(scope), WITHOUT_NAMESPACE);
    return identity;
  }

  public readonly namespace: string | undefined;
  public readonly namespaced: boolean;
  public readonly clientId: string;

  private readonly namespaces: IdentityInNamespaces;

  private constructor(
    scope: Construct,
    id: string,
    identity: {
      definition: ApiObjectDefinition;
      namespaced: boolean;
      clientId: string;
      namespaces: IdentityInNamespaces;
    },
  ) {
    // In JavaScript, it can be called.
    if (!isPlainObject(identity?.definition)) {
      const problems = Problems.in('new AzureIdentity');
      problems.addKind(
        'the call',
        identity,
        'AzureIdentity.userAssigned, .servicePrincipal or .servicePrincipalWithCertificate',
      );
      throw problems.error;
    }
    super(scope, id, identity.definition);
    this.namespace = identity.definition.namespace;
    this.namespaced = identity.namespaced;
    this.clientId = identity.clientId;
    this.namespaces = identity.namespaces;
    this.namespaces.add(this);
  }

  public assignTo(workload: IConstruct, options?: AssignToOptions): void {
    assignTo(this, workload, options);
  }

  public assignToExternal(id: string, options: AssignToExternalStage): ExternalAssignment;
  public assignToExternal(id: string, options: AssignToExternalOptions): { [key: string]: string };
  public assignToExternal(
    id: string,
    options: AssignToExternalOptions,
  ): { [key: string]: string } | ExternalAssignment {
    return assignToExternal(this, id, options);
  }

  public inNamespace(namespace: string): IAzureIdentity {
    return this.namespaces.in(namespace);
  }
}
