/** An install of the chart through Flux. */
export const HELM_RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: aad-pod-identity
  namespace: kube-system
spec:
  interval: 5m
  chart:
    spec:
      chart: aad-pod-identity
      version: 4.1.18
      sourceRef:
        kind: HelmRepository
        name: aad-pod-identity
  values:
    forceNamespaced: "true"
    operationMode: standard
`;
