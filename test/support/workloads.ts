import { ApiObject, type Chart } from 'cdk8s';
import * as plus27 from 'cdk8s-plus-27';
import * as plus34 from 'cdk8s-plus-34';
import { Construct, type IConstruct } from 'constructs';

const containers = [{ image: 'app', name: 'app' }];
const scheduled = { schedule: { expressionString: '0 3 * * *' } } as plus27.CronJobProps;
const pod = { spec: { containers } };
const labelled = { metadata: { labels: { app: 'a' } }, spec: { containers } };

type Make = (scope: Construct, name: string) => IConstruct;

/** The six classes of a cdk8s-plus. */
function plus(version: typeof plus27): { [kind: string]: Make } {
  const props = (name: string) => ({
    metadata: { name },
    containers: [{ image: 'app', portNumber: 80 }],
  });
  return {
    Deployment: (scope, name) => new version.Deployment(scope, name, props(name)),
    StatefulSet: (scope, name) => new version.StatefulSet(scope, name, props(name)),
    DaemonSet: (scope, name) => new version.DaemonSet(scope, name, props(name)),
    Job: (scope, name) => new version.Job(scope, name, props(name)),
    CronJob: (scope, name) => new version.CronJob(scope, name, { ...scheduled, ...props(name) }),
    Pod: (scope, name) => new version.Pod(scope, name, props(name)),
  };
}

const object = (apiVersion: string, kind: string, spec: object): Make => {
  return (scope, name) => new ApiObject(scope, name, { apiVersion, kind, metadata: { name }, spec });
};
const { k8s } = plus27;
const selector = { matchLabels: { app: 'a' } };

/** Every way to make a workload: its name, and a function that makes one. */
export const WORKLOADS: { [way: string]: Make } = {
  ...named('cdk8s-plus-27', plus(plus27)),
  ...named('cdk8s-plus-34', plus(plus34 as unknown as typeof plus27)),
  ...named('generated', {
    KubeDeployment: (scope, name) =>
      new k8s.KubeDeployment(scope, name, { metadata: { name }, spec: { selector, template: labelled } }),
    KubeStatefulSet: (scope, name) =>
      new k8s.KubeStatefulSet(scope, name, {
        metadata: { name },
        spec: { selector, serviceName: name, template: labelled },
      }),
    KubeDaemonSet: (scope, name) =>
      new k8s.KubeDaemonSet(scope, name, { metadata: { name }, spec: { selector, template: labelled } }),
    KubeReplicaSet: (scope, name) =>
      new k8s.KubeReplicaSet(scope, name, { metadata: { name }, spec: { selector, template: labelled } }),
    KubeJob: (scope, name) => new k8s.KubeJob(scope, name, { metadata: { name }, spec: { template: pod } }),
    KubeCronJob: (scope, name) =>
      new k8s.KubeCronJob(scope, name, {
        metadata: { name },
        spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: pod } } },
      }),
    KubePod: (scope, name) => new k8s.KubePod(scope, name, { metadata: { name }, spec: { containers } }),
  }),
  ...named('ApiObject', {
    Deployment: object('apps/v1', 'Deployment', { selector, template: labelled }),
    'Deployment without metadata in its template': object('apps/v1', 'Deployment', { template: pod }),
    StatefulSet: object('apps/v1', 'StatefulSet', { template: labelled }),
    Pod: object('v1', 'Pod', { containers }),
    Rollout: object('argoproj.io/v1alpha1', 'Rollout', { selector, template: labelled }),
    'Knative Service': object('serving.knative.dev/v1', 'Service', { template: pod }),
    ScaledJob: object('keda.sh/v1alpha1', 'ScaledJob', { jobTargetRef: { template: pod } }),
  }),
  // As an Include or a Helm makes them, without the node process in which those read.
  'in a construct': (scope, name) => {
    const include = new Construct(scope, name);
    new ApiObject(include, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    object('apps/v1', 'Deployment', { selector, template: labelled })(include, name);
    return include;
  },
};

function named(prefix: string, makers: { [kind: string]: Make }): { [way: string]: Make } {
  return Object.fromEntries(Object.entries(makers).map(([kind, make]) => [`${prefix}: ${kind}`, make]));
}

/** Makes a workload in a chart; `key` is its object, as in `Deployment shop/orders`. */
export function makeWorkload(chart: Chart, way: string, name: string): { workload: IConstruct; key: string } {
  const workload = WORKLOADS[way]?.(chart, name) as IConstruct;
  const { kind } = workload.node.findAll().find((c) => ApiObject.isApiObject(c) && c.kind !== 'ConfigMap') as ApiObject;
  return { workload, key: `${kind} ${chart.namespace}/${name}` };
}
