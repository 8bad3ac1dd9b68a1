/** A small GitOps repository of three teams, as text by file. */
export const TEAMS: { readonly [file: string]: string } = {
  'checkout/identities.yaml': `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: basket
  namespace: checkout
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 0
  resourceID: /subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/basket
  clientID: 10000000-0000-4000-8000-000000000001
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: basket
  namespace: checkout
spec:
  azureIdentity: basket
  selector: basket
`,
  'checkout/basket.yaml': `# The basket, and what empties it at night.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: basket
  namespace: checkout
spec:
  selector:
    matchLabels: {app: basket}
  template:
    metadata:
      labels: {app: basket, aadpodidbinding: basket}
    spec:
      containers:
        - name: main
          image: registry.example/basket:3
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: sweep
  namespace: checkout
spec:
  schedule: 0 3 * * *
  jobTemplate:
    spec:
      template:
        metadata:
          labels: {aadpodidbinding: basket}
        spec:
          restartPolicy: Never
          containers:
            - name: main
              image: registry.example/sweep:3
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: page
  namespace: checkout
spec:
  selector:
    matchLabels: {app: page}
  template:
    metadata:
      labels: {app: page}
    spec:
      containers:
        - name: main
          image: registry.example/page:1
`,
  'ledger/ledger.yaml': `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: books
  namespace: ledger
spec:
  type: 1
  tenantID: 20000000-0000-4000-8000-000000000009
  clientID: 20000000-0000-4000-8000-000000000001
  clientPassword: {name: books, namespace: ledger}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: books
  namespace: ledger
spec:
  azureIdentity: books
  selector: books
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: poster
  namespace: ledger
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: poster
  namespace: ledger
spec:
  selector:
    matchLabels: {app: poster}
  template:
    metadata:
      labels: {app: poster, aadpodidbinding: books}
    spec:
      serviceAccountName: poster
      containers:
        - name: main
          image: registry.example/poster:7
          volumeMounts: [{name: keys, mountPath: /keys}]
      volumes:
        - name: keys
          csi:
            driver: secrets-store.csi.k8s.io
            volumeAttributes: {secretProviderClass: keys}
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata:
  name: keys
  namespace: ledger
spec:
  provider: azure
  parameters:
    usePodIdentity: "true"
    keyvaultName: ledger
`,
  'search/search.yaml': `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: index, namespace: search}
spec:
  type: 0
  resourceID: /subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/index
  clientID: 30000000-0000-4000-8000-000000000001
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: queries, namespace: search}
spec:
  type: 0
  resourceID: /subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/queries
  clientID: 30000000-0000-4000-8000-000000000002
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: index, namespace: search}
spec: {azureIdentity: index, selector: crawler}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: queries, namespace: search}
spec: {azureIdentity: queries, selector: crawler}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: crawler, namespace: search}
spec:
  selector:
    matchLabels: {app: crawler}
  template:
    metadata:
      labels: {app: crawler, aadpodidbinding: crawler}
    spec:
      containers:
        - name: main
          image: registry.example/crawler:2
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata: {name: backlog, namespace: search}
spec:
  podIdentity: {provider: azure}
`,
};
