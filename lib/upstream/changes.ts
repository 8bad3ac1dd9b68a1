/**
 * What releases changed besides flags and permissions, and the first release with it, read from upstream's tags (v1.3 to
 * v1.8.17).
 */
export const CHANGES = {
  /** NMI locks `/run/xtables.lock` while it changes iptables (deploy/infra/deployment-rbac.yaml). */
  sharesIptablesLock: '1.4',
  /** The image starts the program. Before, the first argument is its name (Dockerfile). */
  isEntryPoint: '1.5.0',
  /** MIC and NMI are released together, in one version. */
  isReleasedTogether: '1.5.0',
  /** NMI removes its iptables rules when it is stopped (pkg/nmi/server/server.go). */
  removesRules: '1.5.0',
  /** MIC labels AzureAssignedIdentity objects with their node (pkg/mic/mic.go). */
  labelsNode: '1.5.3',
  /** The names of fields are compared with their case (deploy/demo; the site, "Case-sensitive fields"). */
  readsExactFields: '1.6.0',
  /** NMI compares the client id of a request with its case (pkg/nmi/standard.go, GetIdentities). */
  comparesClientIdsExactly: '1.6.0',
  /** The chart has an exception for MIC. Before, MIC was expected to sign in as a service principal. */
  exceptsMic: '1.6.0',
  /** MIC keeps a ConfigMap in the namespace of MIC_POD_NAMESPACE (cmd/mic/main.go). */
  keepsConfigMap: '1.6.0',
  /** MIC sets finalizers on AzureAssignedIdentity objects (pkg/crd/crd.go). */
  setsFinalizers: '1.6.1',
  /** MIC searches the error of Azure for the identities that it refuses (pkg/cloudprovider/cloudprovider.go). */
  isolatesRefusedIdentities: '1.6.1',
  /** NMI listens on the loopback address, to which iptables redirects; before, that of `--host-ip` (pkg/nmi/server/server.go). */
  listensOnLoopback: '1.6.2',
  /** The manifests have an exception for AKS add-ons (deploy/infra/mic-exception.yaml). */
  exceptsAksAddons: '1.6.2',
  /** MIC compares its assignments with the nodes every three minutes (cmd/mic/main.go). */
  reconcilesNodes: '1.6.3',
  /** The image of NMI does not run as root (Dockerfile). */
  runsWithoutRoot: '1.7.0',
} as const;

/** A change of behaviour. */
export type Change = keyof typeof CHANGES;
