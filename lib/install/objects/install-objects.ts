import type { Construct } from 'constructs';
import { AzurePodIdentityException } from '../../identity/azure-pod-identity-exception';
import { Mode } from '../../upstream/mode';
import { AadPodIdentityCrds } from '../aad-pod-identity-crds';
import type { Install } from '../install';
import { Mic } from './mic';
import { renderNamespace } from './namespace';
import { Nmi } from './nmi';
import { renderPodDisruptionBudget } from './pod-disruption-budget';
import { renderPodSecurityPolicies } from './pod-security-policy';
import { renderSecretRoles, renderUserFacingRoles } from './rbac';

/** Renders a decided install, without identities, into a scope. */
export function renderInstall(scope: Construct, install: Install) {
  const { namespace, distribution, managed, access } = install;
  // In the order of the output.
  const crds = install.crds
    ? new AadPodIdentityCrds(scope, 'Crds', { names: install.names, mode: managed ? Mode.MANAGED : Mode.STANDARD })
    : undefined;
  const namespaceObject = install.createNamespace ? renderNamespace(scope, namespace) : undefined;
  const exceptions = renderExceptions(scope, install);
  const podDisruptionBudget =
    install.podDisruptionBudget && renderPodDisruptionBudget(scope, namespace, install.podDisruptionBudget);
  const podSecurityPolicies = access.pspEnabled ? renderPodSecurityPolicies(scope, distribution) : [];
  const mic = install.mic && Mic.of(scope, 'Mic', install.mic, install, access);
  const nmi = Nmi.of(scope, 'Nmi', install.nmi, install, access);
  const userFacingClusterRoles = install.userFacingRoles ? renderUserFacingRoles(scope, distribution, managed) : [];
  const secretRoles =
    install.secrets.length > 0 ? renderSecretRoles(nmi, distribution.nmi, namespace, install.secrets) : [];
  return {
    ...{ crds, namespace: namespaceObject, exceptions, podDisruptionBudget, podSecurityPolicies },
    ...{ mic, nmi, userFacingClusterRoles, secretRoles },
  };
}

function renderExceptions(scope: Construct, install: Install): AzurePodIdentityException[] {
  const { namespace, distribution } = install;
  const exceptions: AzurePodIdentityException[] = [];
  if (install.micException) {
    const { name, podLabels } = distribution.micException;
    const metadata = { name, namespace };
    exceptions.push(new AzurePodIdentityException(scope, 'MicException', { metadata, podLabels: { ...podLabels } }));
  }
  if (install.aksException) exceptions.push(AzurePodIdentityException.forAksAddons(scope, 'AksException'));
  return exceptions;
}
