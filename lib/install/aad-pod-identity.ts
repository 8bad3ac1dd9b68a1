import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { AzureIdentity } from '../identity/azure-identity';
import { AzureIdentityBinding } from '../identity/azure-identity-binding';
import type { AzurePodIdentityException } from '../identity/azure-pod-identity-exception';
import type { ChartIdentity } from '../identity/chart-identity';
import { announceInstall } from '../identity/install-announcement';
import { ObjectRegistry } from '../synth/object-registry';
import { problemsAt } from '../synth/scope';
import { warn } from '../synth/warnings';
import { DEFAULT_NAMESPACE } from '../upstream/api';
import { plainCopy, safely } from '../validate/plain-copy';
import { checkProps } from '../validate/props';
import { isPlainObject } from '../validate/unresolved';
import type { InstallOfValues } from './helm/install-of-values';
import type { Install } from './install';
import type { AadPodIdentityCrds } from './objects/crds';
import { renderInstall } from './objects/install-objects';
import type { Mic } from './objects/mic';
import type { Nmi } from './objects/nmi';
import type { AadPodIdentityProps } from './props/aad-pod-identity-props';
import { boolean, installOfProps } from './props/install-of-props';

/** Installs that are decided already, by what stands for their props. */
const decided = new WeakMap<object, InstallOfValues>();

/** What Helm would get. */
export interface HelmValuesOptions {
  /**
   * A file of values, by its path from the working directory, or values as an object; over the chart's defaults, as Helm
   * does it.
   */
  readonly values: string | object;

  /** Name of the release. */
  readonly releaseName: string;

  /**
   * Namespace of the release.
   *
   * @default - the namespace of the chart, else `default`
   */
  readonly namespace?: string;

  /**
   * Version of Kubernetes, such as `1.27.0`. The API versions that the chart renders depend on it.
   *
   * @default - a current one
   */
  readonly kubeVersion?: string;

  /**
   * Whether the definitions of the custom resources are among the objects.
   *
   * @default false
   */
  readonly includeCrds?: boolean;

  /**
   * Whether keys that the chart does not read are warnings instead of errors.
   *
   * @default false
   */
  readonly lenient?: boolean;
}

const HELM_OPTIONS = ['values', 'releaseName', 'namespace', 'kubeVersion', 'includeCrds', 'lenient'];

/** The options, each read once; the values are read where they are merged. */
function readOptions(options: HelmValuesOptions): HelmValuesOptions {
  const names = safely(() => (isPlainObject(options) ? Object.keys(options) : undefined));
  if (!Array.isArray(names)) return plainCopy(options);
  const read = (name: string) => safely(() => options[name as keyof HelmValuesOptions]);
  return Object.fromEntries(
    names.map((name) => [name, name === 'values' ? read(name) : plainCopy(read(name))]),
  ) as unknown as HelmValuesOptions;
}

/**
 * AAD Pod Identity itself: MIC, NMI, what they may do, and the exceptions for MIC and for the add-ons of AKS. With
 * defaults it is what Helm installs of the chart 4.1.18; with `Names.raw()` what the plain YAML of 1.8.17 does. The
 * definitions of the custom resources are `AadPodIdentityCrds`, unless `crds` is true.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed: for values that the API server
 * refuses, and for those that the controllers do not start with.
 *
 * @example
 * new AadPodIdentity(chart, 'aad-pod-identity');
 */
export class AadPodIdentity extends Construct {
  /**
   * The same objects as `helm template` with these values, field by field: nothing moves that Helm does not move. The
   * entries of `azureIdentities` become AzureIdentity and AzureIdentityBinding, for pods of every namespace.
   *
   * Throws one Error with the path of each value, and its place in the file, that Helm, the API server or a controller
   * would refuse, and of each key that the chart does not read. What would work otherwise than it looks is a warning at
   * synthesis.
   *
   * @example
   * AadPodIdentity.fromHelmValues(chart, 'aad-pod-identity', { values: 'values.yaml', releaseName: 'aad-pod-identity' });
   */
  public static fromHelmValues(scope: Construct, id: string, options: HelmValuesOptions): AadPodIdentity {
    const problems = problemsAt(scope, id);
    const read = readOptions(options);
    if (!checkProps(problems, read, HELM_OPTIONS, 'options')) problems.throwIfAny();
    const { values, releaseName, kubeVersion, includeCrds = false, lenient = false } = read;
    // Names are made of it before it is looked at.
    if (typeof releaseName !== 'string') problems.add('releaseName', releaseName, 'the name of a Helm release');
    boolean(problems, 'includeCrds', includeCrds);
    boolean(problems, 'lenient', lenient);
    problems.throwIfAny();
    const namespace = read.namespace ?? Chart.of(scope).namespace ?? DEFAULT_NAMESPACE;
    const place = scope.node.path === '' ? id : `${scope.node.path}/${id}`;
    const { installOfSources } = require('./helm/sources') as typeof import('./helm/sources');
    const release = { releaseName, namespace, kubeVersion, includeCrds, lenient };
    return AadPodIdentity.ofInstall(scope, id, installOfSources(place, [{ values }], release));
  }

  /** @internal */
  public static ofInstall(scope: Construct, id: string, install: InstallOfValues): AadPodIdentity {
    const props = {};
    decided.set(props, install);
    return new AadPodIdentity(scope, id, props);
  }

  /** Assigns identities to nodes. There is none in managed mode. */
  public readonly mic: Mic | undefined;

  /** Answers token requests. */
  public readonly nmi: Nmi;

  /** `standard` or `managed`. */
  public readonly mode: string;

  /** Whether pods may use identities of their own namespace only, whatever these say. */
  public readonly forceNamespaced: boolean;

  /** The Namespace, with `createNamespace`. */
  public readonly namespace: ApiObject | undefined;

  /** The exception for MIC, and that for the add-ons of AKS, as far as there are any. */
  public readonly exceptions: AzurePodIdentityException[];

  /** MIC's PodDisruptionBudget, when there is one. */
  public readonly podDisruptionBudget: ApiObject | undefined;

  /** The roles that view, edit and admin get, with `createUserFacingClusterRoles`. */
  public readonly userFacingClusterRoles: ApiObject[];

  /** The roles and their bindings for single Secrets, with `rbac.secrets`. */
  public readonly secretRoles: ApiObject[];

  /** The PodSecurityPolicies, with `rbac.pspEnabled`. */
  public readonly podSecurityPolicies: ApiObject[];

  /** The identities of Helm's value `azureIdentities`. */
  public readonly azureIdentities: AzureIdentity[] = [];

  /** The definitions of the custom resources, with `crds`. */
  public readonly crds: AadPodIdentityCrds | undefined;

  constructor(scope: Construct, id: string, props: AadPodIdentityProps = {}) {
    const problems = problemsAt(scope, id);
    const install: Install & Partial<InstallOfValues> = decided.get(props) ?? installOfProps(problems, scope, props);
    super(scope, id);
    ObjectRegistry.of(this).checkDeferred(this, problems);
    try {
      this.mode = install.managed ? 'managed' : 'standard';
      this.forceNamespaced = install.namespaced;
      const micNamespace = install.nmi.flags['--MICNamespace'] ?? DEFAULT_NAMESPACE;
      announceInstall(this, {
        namespaced: install.namespaced,
        ...(typeof micNamespace === 'string' && { micNamespace }),
        path: this.node.path,
      });
      const objects = renderInstall(this, install);
      this.mic = objects.mic;
      this.nmi = objects.nmi;
      this.namespace = objects.namespace;
      this.exceptions = objects.exceptions;
      this.podDisruptionBudget = objects.podDisruptionBudget;
      this.userFacingClusterRoles = objects.userFacingClusterRoles;
      this.secretRoles = objects.secretRoles;
      this.podSecurityPolicies = objects.podSecurityPolicies;
      this.crds = objects.crds;
      for (const identity of install.identities ?? []) this.addIdentity(identity, install.flavour.labels ?? {});
      for (const warning of install.warnings) warn(this, warning);
    } catch (error) {
      // What is refused must not stay behind in parts.
      this.node.scope?.node.tryRemoveChild(this.node.id);
      throw error;
    }
  }

  private addIdentity(chart: ChartIdentity, labels: { readonly [key: string]: string }): void {
    const { key, namespace, binding } = chart;
    const identity = AzureIdentity.fromHelmChart(this, `AzureIdentity-${key}`, chart, { ...labels });
    this.azureIdentities.push(identity);
    AzureIdentityBinding.fromHelmChart(this, `AzureIdentityBinding-${key}`, {
      identity,
      selector: binding.selector,
      metadata: { name: binding.name, namespace, labels: { ...labels } },
    });
  }
}
