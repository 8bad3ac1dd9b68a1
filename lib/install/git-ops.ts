import type { IConstruct } from 'constructs';
import { annotate } from '../synth/annotator';
import { expectConstruct } from '../synth/scope';

const DEFINITIONS = ['CustomResourceDefinition', 'Namespace'];
const IDENTITIES = ['AzureIdentity', 'AzureIdentityBinding'];

/** The wave of a kind. What has none of its own, as workloads, is in wave 0. */
function waveOf(kind: string): string {
  if (DEFINITIONS.includes(kind)) return '-3';
  return IDENTITIES.includes(kind) ? '-1' : '-2';
}

/**
 * Annotations that tell GitOps tools the order of this package's objects, and what they must not delete. They go to the
 * objects of this package below a construct, an App for example, those that come later too; not to workloads.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: other languages have no functions outside of classes.
export class GitOps {
  /**
   * For Argo CD: sync waves, so that the definitions and the namespace (-3) come before the controllers (-2), these
   * before identities and bindings (-1), and all of them before what has no wave. What is deleted goes in the opposite
   * order, so that MIC is still there to take the identities off the nodes. The definitions and the namespace are never
   * deleted: with them all identities of the cluster would go.
   *
   * @example
   * GitOps.argoCd(app);
   */
  public static argoCd(scope: IConstruct): void {
    expectConstruct('GitOps.argoCd', scope, 'an App, a Chart or another construct');
    annotate(scope, (kind) => ({
      'argocd.argoproj.io/sync-wave': waveOf(kind),
      ...(DEFINITIONS.includes(kind) && { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }),
    }));
  }

  /**
   * For Flux: the definitions and the namespace are never deleted. Flux applies both before everything else by itself;
   * the rest of the order is that of its Kustomizations (`dependsOn`).
   *
   * @example
   * GitOps.flux(app);
   */
  public static flux(scope: IConstruct): void {
    expectConstruct('GitOps.flux', scope, 'an App, a Chart or another construct');
    annotate(scope, (kind) =>
      DEFINITIONS.includes(kind) ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : undefined,
    );
  }
}
