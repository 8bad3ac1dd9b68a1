/** Environment variable of MIC and NMI: `true`, in exactly this form, counts as `--forceNamespaced` (cmd/mic/main.go, cmd/nmi/main.go). */
export const FORCE_NAMESPACED_VARIABLE = 'FORCENAMESPACED';

/** Environment variable of MIC: the namespace that MIC keeps its ConfigMap in (cmd/mic/main.go). */
export const MIC_NAMESPACE_VARIABLE = 'MIC_POD_NAMESPACE';

/** Environment variable of MIC: the file that describes a custom cloud (go-autorest, autorest/azure). */
export const CUSTOM_CLOUD_VARIABLE = 'AZURE_ENVIRONMENT_FILEPATH';
