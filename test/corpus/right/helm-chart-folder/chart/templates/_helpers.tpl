{{- define "portal.labels" -}}
app: portal
{{- end }}
