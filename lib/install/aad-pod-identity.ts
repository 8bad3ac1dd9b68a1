import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AzurePodIdentityException } from '../identity/azure-pod-identity-exception';
import { warn } from '../synth/warnings';
import { Problems } from '../values/problems';
import type { AadPodIdentityProps } from './aad-pod-identity-props';
import { AadPodIdentityCrds } from './crds';
import { installOfProps } from './install-of-props';
import type { Install } from './install-settings';
import { Mic } from './mic';
import { renderNamespace } from './namespace';
import { Nmi } from './nmi';
import { renderPodDisruptionBudget } from './pod-disruption-budget';
import { renderPodSecurityPolicies } from './pod-security-policy';
import { renderSecretRoles, renderUserFacingRoles } from './rbac';

/** An install that is decided already takes the place of the props. */
const decided = new WeakMap<object, Install>();

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
  public readonly exceptions: AzurePodIdentityException[] = [];

  /** MIC's PodDisruptionBudget, when there is one. */
  public readonly podDisruptionBudget: ApiObject | undefined;

  /** The roles that view, edit and admin get, with `createUserFacingClusterRoles`. */
  public readonly userFacingClusterRoles: ApiObject[] = [];

  /** The roles and their bindings for single Secrets, with `rbac.secrets`. */
  public readonly secretRoles: ApiObject[] = [];

  /** The PodSecurityPolicies, with `rbac.pspEnabled`. */
  public readonly podSecurityPolicies: ApiObject[] = [];

  /** The definitions of the custom resources, with `crds`. */
  public readonly crds: AadPodIdentityCrds | undefined;

  constructor(scope: Construct, id: string, props: AadPodIdentityProps = {}) {
    const install = decided.get(props) ?? installOfProps(Problems.at(scope, id), scope, props);
    super(scope, id);
    const { namespace, flavour, managed } = install;
    this.mode = managed ? 'managed' : 'standard';
    this.forceNamespaced = install.namespaced;
    if (install.crds) this.crds = new AadPodIdentityCrds(this, 'Crds', { names: install.names, mode: this.mode });
    if (install.createNamespace) this.namespace = renderNamespace(this, namespace);
    if (install.micException) {
      const { name, podLabels } = flavour.micException;
      const metadata = { name, namespace };
      this.exceptions.push(
        new AzurePodIdentityException(this, 'MicException', { metadata, podLabels: { ...podLabels } }),
      );
    }
    if (install.aksException) this.exceptions.push(AzurePodIdentityException.forAksAddons(this, 'AksException'));
    if (install.podDisruptionBudget) {
      this.podDisruptionBudget = renderPodDisruptionBudget(this, namespace, install.podDisruptionBudget);
    }
    if (install.access.pspEnabled) this.podSecurityPolicies = renderPodSecurityPolicies(this, flavour);
    if (install.userFacingRoles) this.userFacingClusterRoles = renderUserFacingRoles(this, flavour, managed);
    if (install.mic) this.mic = new Mic(this, 'Mic', install.mic, install, install.access);
    this.nmi = new Nmi(this, 'Nmi', install.nmi, install, install.access);
    if (install.secrets.length > 0) {
      this.secretRoles = renderSecretRoles(this.nmi, flavour.nmi, namespace, install.secrets);
    }
    for (const warning of install.warnings) warn(this, warning);
  }
}
