import { changed } from './custom-resource-examples';

/** MIC as the plain YAML of upstream installs it, without what rules do not look at. */
export const MIC = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: mic
  namespace: default
spec:
  replicas: 2
  selector:
    matchLabels:
      app: mic
  template:
    metadata:
      labels:
        app: mic
    spec:
      serviceAccountName: aad-pod-id-mic-service-account
      containers:
        - name: mic
          image: mcr.microsoft.com/oss/azure/aad-pod-identity/mic:v1.8.17
          args:
            - --cloudconfig=/etc/kubernetes/azure.json
          env:
            - name: MIC_POD_NAMESPACE
              valueFrom:
                fieldRef:
                  fieldPath: metadata.namespace
          securityContext:
            runAsUser: 0
          volumeMounts:
            - name: azure-json
              mountPath: /etc/kubernetes/azure.json
              readOnly: true
      volumes:
        - name: azure-json
          hostPath:
            path: /etc/kubernetes/azure.json
`;

/** MIC that signs in with variables instead of a file; `more` are entries of `env`. */
export const micWithVariables = (cloud: string, more = ''): string =>
  changed(
    changed(MIC, '--cloudconfig=/etc/kubernetes/azure.json', '--logtostderr'),
    '          env:\n',
    `          env:
            - name: CLOUD
              value: ${cloud}
            - name: SUBSCRIPTION_ID
              value: 3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10
            - name: RESOURCE_GROUP
              value: nodes
            - name: USE_MSI
              value: "true"
${more}`,
  );

/** NMI, likewise. */
export const NMI = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: nmi
  namespace: default
spec:
  selector:
    matchLabels:
      component: nmi
  template:
    metadata:
      labels:
        component: nmi
    spec:
      serviceAccountName: aad-pod-id-nmi-service-account
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      containers:
        - name: nmi
          image: mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8.17
          args:
            - --node=$(NODE_NAME)
            - --http-probe-port=8085
          env:
            - name: NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
          livenessProbe:
            httpGet:
              path: /healthz
              port: 8085
          securityContext:
            runAsUser: 0
            capabilities:
              drop: [ALL]
              add: [DAC_READ_SEARCH, NET_ADMIN, NET_RAW]
          volumeMounts:
            - name: iptables-lock
              mountPath: /run/xtables.lock
            - name: kubelet-config
              mountPath: /etc/default/kubelet
              readOnly: true
      tolerations:
        - operator: Exists
      volumes:
        - name: iptables-lock
          hostPath:
            path: /run/xtables.lock
            type: FileOrCreate
        - name: kubelet-config
          hostPath:
            path: /etc/default/kubelet
            type: FileOrCreate
`;

const ARGS = {
  mic: '            - --cloudconfig=/etc/kubernetes/azure.json\n',
  nmi: '            - --http-probe-port=8085\n',
};

/** MIC with more arguments. */
export const micWith = (...args: string[]): string => changed(MIC, ARGS.mic, ARGS.mic + lines(args));

/** NMI with more arguments. */
export const nmiWith = (...args: string[]): string => changed(NMI, ARGS.nmi, ARGS.nmi + lines(args));

const lines = (args: string[]) => args.map((arg) => `            - ${arg}\n`).join('');
