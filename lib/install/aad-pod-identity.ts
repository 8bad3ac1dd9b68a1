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
import { Mode } from '../upstream/mode';
import { plainCopy, safely } from '../validate/plain-copy';
import { checkProps } from '../validate/props';
import { boolean } from '../validate/shape';
import { isPlainObject } from '../validate/unresolved';
import type { AadPodIdentityCrds } from './aad-pod-identity-crds';
import type { Install } from './install';
import { renderInstall } from './objects/install-objects';
import type { Mic } from './objects/mic';
import type { Nmi } from './objects/nmi';
import type { AadPodIdentityProps } from './props/aad-pod-identity-props';
import { installOfProps } from './props/install-of-props';

/** Decided installs, by the object that is passed as their props. */
const decided = new WeakMap<object, Install>();

/** What `helm template` would get. */
export interface HelmValuesOptions {
  /**
   * Path of a values file, from the working directory, or the values as an object. They are merged over the chart's
   * defaults, as Helm does.
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
   * Kubernetes version, such as `1.27.0`. The chart renders API versions for it.
   *
   * @default - a current one
   */
  readonly kubeVersion?: string;

  /**
   * Whether to render the CRDs.
   *
   * @default false
   */
  readonly includeCrds?: boolean;

  /**
   * Whether to warn about keys that the chart does not read instead of throwing.
   *
   * @default false
   */
  readonly lenient?: boolean;
}

const HELM_OPTIONS = ['values', 'releaseName', 'namespace', 'kubeVersion', 'includeCrds', 'lenient'];

/** Reads each option once; the values are read when they are merged. */
function readOptions(options: HelmValuesOptions): HelmValuesOptions {
  const names = safely(() => (isPlainObject(options) ? Object.keys(options) : undefined));
  if (!Array.isArray(names)) return plainCopy(options);
  const read = (name: string) => safely(() => options[name as keyof HelmValuesOptions]);
  return Object.fromEntries(
    names.map((name) => [name, name === 'values' ? read(name) : plainCopy(read(name))]),
  ) as unknown as HelmValuesOptions;
}

/**
 * AAD Pod Identity: MIC, NMI, their RBAC, and the exceptions for MIC and for the AKS add-ons. The defaults render what
 * Helm chart 4.1.18 installs; `InstallNames.raw()` renders what the plain YAML of 1.8.17 installs. Install the CRDs with
 * `AadPodIdentityCrds`, or set `crds`.
 *
 * Throws one Error that lists the construct, field, value and allowed values: for values that the API server refuses, and
 * for values with which a controller would exit at startup.
 *
 * @example
 * new AadPodIdentity(chart, 'aad-pod-identity');
 */
export class AadPodIdentity extends Construct {
  /**
   * Renders the same objects as `helm template` with these values, field by field. The entries of `azureIdentities`
   * become AzureIdentity and AzureIdentityBinding, for pods of every namespace.
   *
   * Throws one Error that lists each value that Helm, the API server or a controller would refuse, and each key that the
   * chart does not read, with path and place in the file. Values that do not do what they seem to are warnings at synth.
   *
   * @example
   * AadPodIdentity.fromHelmValues(chart, 'aad-pod-identity', { values: 'values.yaml', releaseName: 'aad-pod-identity' });
   */
  public static fromHelmValues(scope: Construct, id: string, options: HelmValuesOptions): AadPodIdentity {
    const problems = problemsAt('AadPodIdentity.fromHelmValues', scope, id);
    const read = readOptions(options);
    if (!checkProps(problems, read, HELM_OPTIONS, 'options')) problems.throwIfAny();
    const { values, releaseName, kubeVersion, includeCrds = false, lenient = false } = read;
    // It is used in names before it is checked.
    if (typeof releaseName !== 'string') problems.add('releaseName', releaseName, 'the name of a Helm release');
    for (const [name, value] of Object.entries({ includeCrds, lenient })) boolean(problems, name, value);
    problems.throwIfAny();
    const namespace = read.namespace ?? Chart.of(scope).namespace ?? DEFAULT_NAMESPACE;
    const place = scope.node.path === '' ? id : `${scope.node.path}/${id}`;
    const { installOfSources } = require('./helm/sources') as typeof import('./helm/sources');
    const release = { releaseName, namespace, kubeVersion, includeCrds, lenient };
    return AadPodIdentity.fromInstall(scope, id, installOfSources(place, [{ values }], release));
  }

  /**
   * @internal
   * @jsii ignore
   */
  public static fromInstall(scope: Construct, id: string, install: Install): AadPodIdentity {
    const props = {};
    decided.set(props, install);
    return new AadPodIdentity(scope, id, props);
  }

  /** Assigns identities to nodes. Undefined in managed mode. */
  public readonly mic: Mic | undefined;

  /** Answers token requests. */
  public readonly nmi: Nmi;

  /** How identities get to pods. */
  public readonly mode: Mode;

  /** Whether pods can use only identities in their own namespace. */
  public readonly forceNamespaced: boolean;

  /** The Namespace, with `createNamespace`. */
  public readonly namespace: ApiObject | undefined;

  /** The exceptions for MIC and for the AKS add-ons; empty without `installMicException`. */
  public readonly exceptions: AzurePodIdentityException[];

  /** MIC's PodDisruptionBudget, with `mic.podDisruptionBudget`. */
  public readonly podDisruptionBudget: ApiObject | undefined;

  /** The ClusterRoles that aggregate to view, edit and admin, with `createUserFacingClusterRoles`. */
  public readonly userFacingClusterRoles: ApiObject[];

  /** The Roles and RoleBindings for single Secrets, with `rbac.secrets`. */
  public readonly secretRoles: ApiObject[];

  /** The PodSecurityPolicies, with `rbac.pspEnabled`. */
  public readonly podSecurityPolicies: ApiObject[];

  /** The identities of the Helm value `azureIdentities`. */
  public readonly azureIdentities: AzureIdentity[] = [];

  /** The CRDs, with `crds`. */
  public readonly crds: AadPodIdentityCrds | undefined;

  constructor(scope: Construct, id: string, props: AadPodIdentityProps = {}) {
    const problems = problemsAt('new AadPodIdentity', scope, id);
    const install: Install = decided.get(props) ?? installOfProps(problems, scope, props);
    super(scope, id);
    ObjectRegistry.of(this).checkDeferred(this, problems);
    try {
      this.mode = install.managed ? Mode.MANAGED : Mode.STANDARD;
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
      for (const identity of install.identities) this.addIdentity(identity, install.distribution.labels ?? {});
      for (const warning of install.warnings) warn(this, warning);
    } catch (error) {
      // No part of a refused install stays in the tree.
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
