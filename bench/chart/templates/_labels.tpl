{{- define "identities.labels" -}}
app.kubernetes.io/name: aad-pod-identity
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: aad-pod-identity-4.1.18
{{- end }}
