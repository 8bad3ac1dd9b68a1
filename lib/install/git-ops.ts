import type { IConstruct } from 'constructs';
import { annotate } from '../synth/annotator';
import { expectConstruct } from '../synth/scope';

const NEVER_DELETED = ['CustomResourceDefinition', 'Namespace'];
const IDENTITIES = ['AzureIdentity', 'AzureIdentityBinding'];

/** The sync wave of a kind. Objects without one, such as workloads, are in wave 0. */
function waveOf(kind: string): string {
  if (NEVER_DELETED.includes(kind)) return '-3';
  return IDENTITIES.includes(kind) ? '-1' : '-2';
}

/**
 * Annotations for GitOps tools: the order of this package's objects, and which of them must never be deleted. They are
 * added to this package's objects below a construct, such as an App, including objects created later; not to workloads.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: other languages have no functions outside of classes.
export class GitOps {
  /**
   * For Argo CD: sync waves. CRDs and namespace (-3) are applied before the controllers, and the ServiceAccounts and
   * federated credentials of Workload Identity (-2), identities and bindings (-1), and then objects without a wave. Argo CD
   * does not wait until a credential exists in Azure: apply credentials with an earlier commit than the stage. Objects are deleted in the opposite order: MIC is still running to remove the
   * identities from the nodes. CRDs and namespace are never deleted, because that would delete all identities of the
   * cluster.
   *
   * @example
   * GitOps.argoCd(app);
   */
  public static argoCd(scope: IConstruct): void {
    expectConstruct('GitOps.argoCd', scope, 'an App, a Chart or another construct');
    annotate(scope, (kind) => ({
      'argocd.argoproj.io/sync-wave': waveOf(kind),
      ...(NEVER_DELETED.includes(kind) && { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }),
    }));
  }

  /**
   * For Flux: CRDs and namespace are never deleted. Flux applies both first, and ServiceAccounts before workloads; order the
   * rest, such as a chart with federated credentials, with `dependsOn` of its Kustomizations.
   *
   * @example
   * GitOps.flux(app);
   */
  public static flux(scope: IConstruct): void {
    expectConstruct('GitOps.flux', scope, 'an App, a Chart or another construct');
    annotate(scope, (kind) =>
      NEVER_DELETED.includes(kind) ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : undefined,
    );
  }
}
