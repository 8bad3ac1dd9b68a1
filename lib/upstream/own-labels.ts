import { isKindWithoutPods } from './pod-templates';

// What becomes of labels in the metadata of objects that have no pod template, by the products that read these objects.

/** What an object does with the labels of its own metadata. */
export interface OwnLabels {
  /** Why its pods lack them: `Flux passes only values to the chart`. */
  readonly why: string;
  /** Where labels of its pods belong, as advice. */
  readonly advice: string;
  /** Whether newer releases hand labels (not annotations) to the pods. */
  readonly sinceHandsOn?: boolean;
}

const chart = (why: string): OwnLabels => ({
  why,
  advice: "Set it in the chart's values, where they have labels of pods (often podLabels)",
});
const FLUX = chart('Flux passes only values to the chart');
const ARGO = chart('Argo CD does not label what it deploys');
const K3S = chart('the Helm controller passes only values to the chart');
const kustomization: OwnLabels = {
  why: 'what it deploys does not inherit its metadata',
  advice: 'Write it in the pod templates, for example with a patch',
};
const scaler: OwnLabels = {
  why: 'KEDA does not label the pods of the workload that it scales',
  advice: 'Write it in the pod template of that workload',
};
const workflow = (spec: string): OwnLabels => ({
  why: 'pods of a workflow do not inherit its metadata',
  advice: `Write it in ${spec}.podMetadata.labels, or in metadata.labels of its templates`,
});
const spark = (spec: string): OwnLabels => ({
  why: 'releases of the Spark operator before June 2020 hand its labels to no pod',
  advice: `Write it in ${spec}.driver.labels and ${spec}.executor.labels`,
  sinceHandsOn: true,
});

/** By group and kind, with the source. */
const KINDS = new Map<string, OwnLabels>([
  // fluxcd.io/flux/components/helm/helmreleases, "Values"
  ['helm.toolkit.fluxcd.io/HelmRelease', FLUX],
  ['helm.fluxcd.io/HelmRelease', FLUX],
  ['flux.weave.works/HelmRelease', FLUX],
  // fluxcd.io/flux/components/kustomize/kustomizations; kubectl.docs.kubernetes.io/references/kustomize
  ['kustomize.toolkit.fluxcd.io/Kustomization', kustomization],
  ['kustomize.config.k8s.io/Kustomization', kustomization],
  // argo-cd.readthedocs.io/en/stable/user-guide/helm
  ['argoproj.io/Application', ARGO],
  ['argoproj.io/ApplicationSet', ARGO],
  // docs.k3s.io/helm
  ['helm.cattle.io/HelmChart', K3S],
  ['helm.cattle.io/HelmChartConfig', K3S],
  // argo-workflows.readthedocs.io/en/latest/fields, podMetadata
  ['argoproj.io/Workflow', workflow('spec')],
  ['argoproj.io/WorkflowTemplate', workflow('spec')],
  ['argoproj.io/ClusterWorkflowTemplate', workflow('spec')],
  ['argoproj.io/CronWorkflow', workflow('spec.workflowSpec')],
  // keda.sh/docs/latest/concepts/scaling-deployments
  ['keda.sh/ScaledObject', scaler],
  // github.com/kubeflow/spark-operator, issue 905, and pull request 940, which hands the labels on
  ['sparkoperator.k8s.io/SparkApplication', spark('spec')],
  ['sparkoperator.k8s.io/ScheduledSparkApplication', spark('spec.template')],
]);

const NO_PODS: OwnLabels = { why: 'it creates no pods', advice: 'Write it in the pod template of the workload' };
const ACCOUNT: OwnLabels = {
  why: 'pods do not inherit the labels and annotations of their ServiceAccount',
  advice: NO_PODS.advice,
};

/** Groups whose operators hand the labels of an object to its pods (strimzi.io/docs, opentelemetry.io/docs/kubernetes/operator). */
const HANDING_ON = ['kafka.strimzi.io', 'opentelemetry.io'];

/**
 * Groups whose kinds label pods with their pod template only. Other operators may copy the labels of an object, as that of
 * Kubeflow's Notebook does (github.com/kubeflow/kubeflow, notebook_controller.go, generateStatefulSet).
 */
const TEMPLATE_ONLY = [
  ...['', 'apps', 'batch', 'extensions', 'apps.openshift.io', 'apps.kruise.io'],
  ...['argoproj.io', 'keda.sh', 'serving.knative.dev'],
];

/** Whether pods of a kind with a pod template lack the labels of its objects. */
export const labelsByTemplateOnly = (group: string): boolean => TEMPLATE_ONLY.includes(group);

/** What a kind without a pod template does with its own labels; undefined when that is not known. */
export function ownLabelsOf(group: string, kind: string): OwnLabels | undefined {
  if (group === '' && kind === 'ServiceAccount') return ACCOUNT;
  return KINDS.get(`${group}/${kind}`) ?? (isKindWithoutPods(group, kind) ? NO_PODS : undefined);
}

/** Whether the pods of a kind without a pod template may get its own labels. */
export function handsLabelsOn(group: string, kind: string): boolean {
  return HANDING_ON.includes(group) || ownLabelsOf(group, kind)?.sinceHandsOn === true;
}
