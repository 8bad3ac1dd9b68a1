// Programs that use pod identity themselves, and what they need for Workload Identity.

/** What to set for a program, field by field. */
export interface CompanionChange {
  /** In the values of its chart, or in the object. */
  readonly path: readonly string[];
  /** `<client id>` stands for that of the identity. */
  readonly value: string;
}

/** A chart whose pods use an identity. */
export interface CompanionChart {
  readonly changes: readonly CompanionChange[];
  /** What else is to be known, as full sentences. */
  readonly remark?: string;
}

/** Stands for the client id of the identity. */
export const CLIENT_ID = '<client id>';

const USE = 'azure.workload.identity/use';
const ANNOTATION = 'azure.workload.identity/client-id';
const PODS: CompanionChange = { path: ['podLabels', USE], value: '"true"' };
const ACCOUNT: CompanionChange = { path: ['serviceAccount', 'annotations', ANNOTATION], value: CLIENT_ID };

/** By the name of the chart. */
export const COMPANION_CHARTS: { readonly [chart: string]: CompanionChart } = {
  // cert-manager.io/docs/configuration/acme/dns01/azuredns
  'cert-manager': {
    changes: [PODS],
    remark:
      'Its issuers name the identity: set azureDNS.managedIdentity.clientID in each. Its controller exchanges the token, with its ServiceAccount as subject. Requires cert-manager 1.11 or later.',
  },
  // kubernetes-sigs.github.io/external-dns, tutorials/azure
  'external-dns': {
    changes: [PODS, ACCOUNT],
    remark:
      'In its azure.json, set useWorkloadIdentityExtension: true, and remove useManagedIdentityExtension and userAssignedIdentityID.',
  },
  // azure.github.io/application-gateway-kubernetes-ingress, how-tos/deploy-AGIC-with-Workload-Identity-using-helm
  'ingress-azure': {
    changes: [
      { path: ['armAuth', 'type'], value: 'workloadIdentity' },
      { path: ['armAuth', 'identityClientID'], value: CLIENT_ID },
    ],
    remark: 'Remove armAuth.identityResourceID. The chart labels its pods and annotates its ServiceAccount itself.',
  },
  // github.com/vmware-tanzu/velero-plugin-for-microsoft-azure, README, Option 2
  velero: {
    changes: [PODS, { path: ['serviceAccount', 'server', 'annotations', ANNOTATION], value: CLIENT_ID }],
    remark:
      'Its credentials file then has the subscription, the resource group and the cloud, and no client id or secret. Requires version 1.8 or later of its plugin for Azure.',
  },
  // keda.sh/docs/latest/authentication-providers/azure-ad-workload-identity
  keda: {
    changes: [
      { path: ['podIdentity', 'azureWorkload', 'enabled'], value: 'true' },
      { path: ['podIdentity', 'azureWorkload', 'clientId'], value: CLIENT_ID },
    ],
    remark:
      'Set podIdentity.azureWorkload.tenantId, too, when the webhook has another tenant, and provider: azure-workload in its TriggerAuthentications. KEDA 2.15 and later knows no pod identity.',
  },
};

/** Any other chart. */
export const OTHER_CHART: CompanionChart = {
  changes: [PODS, ACCOUNT],
  remark:
    'The names of these values differ between charts: look for labels of pods, and annotations of the ServiceAccount.',
};

/** Values of charts that turn pod identity on without a label (the charts' own templates write it). */
export const POD_IDENTITY_VALUES: {
  readonly [chart: string]: { readonly path: readonly string[]; readonly isOn: (value: unknown) => boolean };
} = {
  'ingress-azure': { path: ['armAuth', 'type'], isOn: (value) => /^aadpodidentity$/i.test(String(value)) },
  keda: {
    path: ['podIdentity', 'activeDirectory', 'identity'],
    isOn: (value) => typeof value === 'string' && value !== '',
  },
};

/** Groups of KEDA's objects. */
export const KEDA_GROUP = 'keda.sh';
/** `podIdentity.provider` of KEDA for pod identity, and for Workload Identity. */
export const KEDA_PROVIDER = { podIdentity: 'azure', workloadIdentity: 'azure-workload' } as const;
